"""``atlas lint``, ``rules`` and ``explain``: outputs, choices and exit codes, on inputs that need no engine."""

from __future__ import annotations

import json
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from pipeline.cli.group import main
from pipeline.findings import Finding, Location, Severity
from pipeline.runs.lint import LintResult, LintRun
from pipeline.runs.lint_subjects import LintSubjects, Seen, Trouble
from pipeline.spec.model import Diagram

Atlas = Callable[..., Result]


@pytest.fixture
def atlas(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Atlas:
    """Runs the command in a project with a raw file that is empty: a finding that no engine is needed for."""
    (tmp_path / "atlas.toml").write_text("", encoding="utf-8")
    (tmp_path / "empty.mmd").write_text("\n", encoding="utf-8")
    (tmp_path / "clean.md").write_text("# no diagrams here\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return lambda *words: CliRunner().invoke(main, list(words))


def test_text_shows_place_message_and_rule(atlas: Atlas) -> None:
    result = atlas("lint", "empty.mmd")
    assert result.exit_code == 1
    assert "empty.mmd:1:1: error: there is nothing to draw [raw-empty]" in result.stdout
    assert "1 errors in 0 diagrams" in result.stderr


def test_nothing_found_is_zero(atlas: Atlas) -> None:
    result = atlas("lint", "clean.md")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "nothing found" in result.stderr


@pytest.mark.parametrize("output", ["json", "sarif", "junit", "github"])
def test_machines_get_only_their_form_on_stdout(atlas: Atlas, output: str) -> None:
    result = atlas("lint", "empty.mmd", "--output", output)
    assert result.exit_code == 1
    checks: dict[str, Callable[[str], Any]] = {
        "json": lambda text: json.loads(text)["findings"][0]["rule"],
        "sarif": lambda text: json.loads(text)["runs"][0]["results"][0]["ruleId"],
        "junit": lambda text: ET.fromstring(text)[0][0][0].get("type"),
        "github": lambda text: text.partition("title=")[2].partition("::")[0],
    }
    assert checks[output](result.stdout) == "raw-empty"


def test_only_one_rule(atlas: Atlas) -> None:
    assert atlas("lint", "empty.mmd", "--rule", "node-budget").exit_code == 0
    assert atlas("lint", "empty.mmd", "--rule", "raw-empty").exit_code == 1


def test_baseline(atlas: Atlas, tmp_path: Path) -> None:
    assert atlas("lint", "empty.mmd", "--baseline", "b.json").exit_code == 2
    written = atlas("lint", "empty.mmd", "--baseline", "b.json", "--update-baseline")
    assert written.exit_code == 0
    assert json.loads((tmp_path / "b.json").read_text("utf-8"))["findings"][0]["rule"] == "raw-empty"
    assert atlas("lint", "empty.mmd", "--baseline", "b.json").exit_code == 0
    (tmp_path / "other.mmd").write_text("\n", encoding="utf-8")
    assert atlas("lint", "empty.mmd", "other.mmd", "--baseline", "b.json").exit_code == 1


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("lint", "empty.mm"), "no such target: empty.mm"),
        (("lint", "empty.mmd", "--rule", "raw-emty"), "there is no rule 'raw-emty'"),
        (("lint", "empty.mmd", "--update-baseline"), "--update-baseline needs --baseline FILE"),
        (("lint", "empty.mmd", "--since", "HEAD"), "git"),
        (("explain", "node-budgt"), "there is no rule 'node-budgt'"),
    ],
)
def test_a_wrong_command_line_is_two(atlas: Atlas, words: tuple[str, ...], says: str) -> None:
    result = atlas(*words)
    assert result.exit_code == 2
    assert says in result.stderr


def test_a_wrong_rule_is_two(atlas: Atlas, tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "own.yaml").write_text("id: own\n", encoding="utf-8")
    result = atlas("rules")
    assert result.exit_code == 2
    assert "rules/own.yaml:1:1: missing field" in result.stderr


def test_rules_lists_every_rule(atlas: Atlas, tmp_path: Path) -> None:
    (tmp_path / "atlas.toml").write_text('[lint]\ndisable = ["text-size"]\n', encoding="utf-8")
    listed = atlas("rules").stdout
    assert "real-component-names  error" in listed
    assert "text-size             off" in listed
    assert "renders               built in" in listed
    data = json.loads(atlas("rules", "--json").stdout)
    assert {rule["id"] for rule in data["rules"]} >= {"node-budget", "actual-metrics"}


def test_explain_shows_why_and_examples(atlas: Atlas) -> None:
    shown = atlas("explain", "actual-metrics").stdout
    assert "Two readers" in shown
    assert "good" in shown
    assert "bad (at 2:13)" in shown
    assert "built in" in atlas("explain", "yaml-syntax").stdout


def test_since_looks_only_at_what_has_changed(atlas: Atlas, tmp_path: Path) -> None:
    git = ["git", "-C", str(tmp_path), "-c", "user.name=a", "-c", "user.email=a@b.c"]
    for words in (["init", "-q"], ["add", "empty.mmd"], ["commit", "-q", "-m", "one"]):
        subprocess.run([*git, *words], check=True, capture_output=True)
    (tmp_path / "later.mmd").write_text("\n", encoding="utf-8")
    result = atlas("lint", "empty.mmd", "later.mmd", "--since", "HEAD", "--output", "json")
    assert [finding["path"] for finding in json.loads(result.stdout)["findings"]] == ["later.mmd"]


def test_a_machine_that_fails_is_three_and_blames_nobody(
    atlas: Atlas, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: object, diagrams: Sequence[Diagram], texts: object) -> Iterator[Seen]:
        for diagram in diagrams:
            yield Seen(diagram, trouble=Trouble(diagram.id, "crash", "the browser died", diagram.source.location(1)))

    monkeypatch.setattr(LintSubjects, "see", fail)
    (tmp_path / "good.mmd").write_text("graph TD\n  A-->B\n", encoding="utf-8")
    result = atlas("lint", "good.mmd", "--output", "json")
    assert result.exit_code == 3
    data = json.loads(result.stdout)
    assert data["findings"] == []
    assert [failure["message"] for failure in data["failures"]] == ["the browser died"]
    again = atlas("lint", "good.mmd")
    assert again.exit_code == 3
    assert "good.mmd:1:1: error: the browser died [crash]" in again.stdout


def test_strict_counts_warnings(atlas: Atlas, monkeypatch: pytest.MonkeyPatch) -> None:
    warning = Finding("node-budget", Severity.WARNING, "too many", Location("clean.md"))
    monkeypatch.setattr(
        LintRun, "result", lambda self, progress: LintResult((warning,), (), (), diagrams=1, files=1, looked_at=1)
    )
    assert atlas("lint", "clean.md").exit_code == 0
    assert atlas("lint", "clean.md", "--strict").exit_code == 1
