"""The commands: what they print, what they write, and how they end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipeline.cli.group import main

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("compare")]

DOT = 'digraph { a [label="API"]; b [label="DB"]; a -> b [label="p99 15 ms"] }\n'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with one diagram, which is the working directory of somebody who is not a machine."""
    (tmp_path / "atlas.toml").write_text("scale = 1.0\njobs = 1\n", encoding="utf-8")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.dot").write_text(DOT, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CI", raising=False)
    return tmp_path


def _atlas(*words: str) -> Result:
    return CliRunner().invoke(main, words)


def test_from_nothing_to_approved_to_changed(folder: Path) -> None:
    missing = _atlas("diff", "docs")
    assert missing.exit_code == 1
    assert "docs/a.dot: added\n  no baseline" in missing.stdout
    approved = _atlas("approve", "docs")
    assert (approved.exit_code, "1 approved" in approved.stderr) == (0, True)
    same = _atlas("diff", "docs")
    assert (same.exit_code, same.stdout) == (0, "")
    assert "1 same, against the approved baselines" in same.stderr
    (folder / "docs/a.dot").write_text(DOT.replace("15", "20"), encoding="utf-8")
    changed = _atlas("diff", "docs", "--report", "out/r.html", "--report", "out/r.xml", "--json")
    assert changed.exit_code == 1
    (entry,) = json.loads(changed.stdout)["diagrams"]
    assert (entry["verdict"], entry["changes"][0]) == ("relabelled", "edge API → DB: p99 15 ms → 20 ms")
    # The picture that was approved is still in the cache: the page has both.
    page = (folder / "out/r.html").read_text("utf-8")
    assert '"before":null' not in page
    assert '"after":null' not in page
    assert 'failures="1"' in (folder / "out/r.xml").read_text("utf-8")


def test_under_ci_nothing_is_approved(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    refused = _atlas("approve", "docs")
    assert refused.exit_code == 2
    assert "not under CI" in refused.stderr
    assert not (folder / "tests").exists()


def test_a_report_of_no_known_kind_is_refused(folder: Path) -> None:
    wrong = _atlas("diff", "docs", "--report", "out/diff.pdf")
    assert wrong.exit_code == 2
    assert ".html, .md, .xml, .json" in wrong.stderr


def test_no_repository_has_no_revisions(folder: Path) -> None:
    assert _atlas("diff", "docs", "--base", "HEAD").exit_code == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "changes nothing by itself"),
        (("--check",), "nothing to try"),
        (("--check", "--mermaid", "latest; rm -rf /"), "no version of Mermaid"),
        (("--check", "--theme", "nowhere.yaml"), "there is no theme"),
    ],
)
def test_upgrade_wants_to_know_what_to_try(folder: Path, words: tuple[str, ...], said: str) -> None:
    wrong = _atlas("upgrade", "docs", *words)
    assert wrong.exit_code == 2
    assert said in wrong.stderr


def test_another_theme_repaints(folder: Path) -> None:
    (folder / "dark.yaml").write_text('background: "#fef3c7"\n', encoding="utf-8")
    tried = _atlas("upgrade", "docs", "--check", "--theme", "dark.yaml", "--json")
    assert tried.exit_code == 1
    data = json.loads(tried.stdout)
    assert data["counts"] == {"repainted": 1}
    assert data["diagrams"][0]["pixels"] > 100


def test_another_layout_moves(folder: Path) -> None:
    source = "flowchart TB\n  a --> b\n  a --> c\n  b --> d\n  c --> d\n  d --> e\n  a --> e\n"
    (folder / "docs/a.mmd").write_text(source, encoding="utf-8")
    tried = _atlas("upgrade", "docs", "--check", "--layout", "elk", "--json")
    verdicts = {entry["diagram"]: entry["verdict"] for entry in json.loads(tried.stdout)["diagrams"]}
    assert verdicts == {"docs/a.dot": "same", "docs/a.mmd": "moved"}
