"""A run: what is unchanged is not looked at again, what changes is, and what is across files is kept right.

The specs are drawn with Graphviz, which needs no browser and so makes a run a matter of a second.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.config import load_settings
from pipeline.project import Project
from pipeline.runs.lint import LintResult, LintRun, mend

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("lint-run")]

Lint = Callable[..., LintResult]

SPEC = """\
entity: M5
view: failure-modes
engine: graphviz
title: Consensus (M5) in etcd 3.5, what happens without a leader
question: Which fault is it, and what brings it back?
confidence: A
sources: [example-primary]
source: |
  digraph {
    a [label="etcd n1, leader", class=fault]
    b [label="etcd n2, follower"]
    a -> b [label="append"]
  }
"""


@pytest.fixture
def spec_file(project_folder: Path) -> Path:
    """The only spec of the project."""
    shutil.rmtree(project_folder / "diagrams")
    file = project_folder / "diagrams" / "mechanisms" / "M5" / "failure-modes.yaml"
    file.parent.mkdir(parents=True)
    file.write_text(SPEC, encoding="utf-8")
    return file


@pytest.fixture
def lint(project_folder: Path, spec_file: Path) -> Lint:
    """Lints the project as a new process would."""

    def run(*targets: str, **options: object) -> LintResult:
        project = Project(load_settings(project_folder, jobs=1), lambda line: None)
        given: dict[str, object] = {"picture": False, **options}
        return LintRun(project, targets, project_folder, **given).result(lambda *step: None)  # type: ignore[arg-type]

    return run


def _rules(result: LintResult) -> list[str]:
    return [finding.rule for finding in result.findings]


def test_an_unchanged_project_is_not_looked_at(lint: Lint) -> None:
    first, second = lint(), lint()
    assert first.looked_at == 1
    assert second.looked_at == 0
    assert second.findings == first.findings
    assert (second.diagrams, second.files) == (1, 1)


def test_an_edit_is_looked_at(lint: Lint, spec_file: Path) -> None:
    lint()
    spec_file.write_text(SPEC.replace("append", "append, low latency"), encoding="utf-8")
    result = lint()
    assert result.looked_at == 1
    assert "actual-metrics" in _rules(result)


@pytest.mark.parametrize("changed", ["specs/sources/examples.yaml", "specs/theme.yaml", "rules/node-budget.yaml"])
def test_a_change_of_the_world_is_looked_at(lint: Lint, project_folder: Path, checkout: Path, changed: str) -> None:
    lint()
    file = project_folder / changed
    if file.exists():
        file.write_text(file.read_text("utf-8") + "\n", encoding="utf-8")
    else:
        file.parent.mkdir()
        shutil.copy(checkout / changed, file)
    assert lint().looked_at == 1


def test_a_touched_file_gives_the_same(lint: Lint, spec_file: Path) -> None:
    first = lint()
    os.utime(spec_file, (1, 1))
    again = lint()
    assert again.looked_at == 1
    assert again.findings == first.findings


def test_a_twin_is_found_when_it_comes_later(lint: Lint, spec_file: Path) -> None:
    """Rules across files know of files that have not changed."""
    steps = "".join(
        f'    a -> s{word} [label="{word}"]\n' for word in ("campaign", "ballot", "tally", "commit", "apply")
    )
    text = SPEC.replace('    a -> b [label="append"]\n', steps)
    spec_file.write_text(text, encoding="utf-8")
    lint()
    twin = spec_file.parents[1] / "M6" / "failure-modes.yaml"
    twin.parent.mkdir()
    twin.write_text(text.replace("entity: M5", "entity: M6"), encoding="utf-8")
    result = lint()
    assert result.looked_at == 1
    assert [finding.diagram for finding in result.findings if finding.rule == "near-duplicate"] == ["M6/failure-modes"]


def test_an_allowance_in_the_file_is_kept_to(lint: Lint, spec_file: Path) -> None:
    text = SPEC.replace("append", "append, low latency")
    spec_file.write_text(text, encoding="utf-8")
    assert "actual-metrics" in _rules(lint())
    allowed = text.replace("source: |", "# atlas: allow actual-metrics -- the source says so\nsource: |")
    spec_file.write_text(allowed, encoding="utf-8")
    rules = _rules(lint())
    assert "actual-metrics" not in rules
    assert "unused-allow" not in rules


def test_an_allowance_of_a_picture_rule_waits_for_the_picture(lint: Lint, spec_file: Path) -> None:
    spec_file.write_text("# atlas: allow text-size -- it is a poster\n" + SPEC, encoding="utf-8")
    assert "unused-allow" not in _rules(lint())
    assert "unused-allow" in _rules(lint(picture=True))


def test_a_syntax_error_is_a_finding_at_its_place(lint: Lint, spec_file: Path) -> None:
    spec_file.write_text(SPEC.replace("a -> b", "a -> -> b"), encoding="utf-8")
    found = [finding for finding in lint().findings if finding.rule == "renders"]
    line = SPEC.split("\n").index('    a -> b [label="append"]') + 1
    assert [(finding.location.line, finding.diagram) for finding in found] == [(line, "M5/failure-modes")]
    assert lint(picture=True).findings[-1].location.path == found[0].location.path


def test_both_ways_of_looking_agree_on_a_syntax_error(lint: Lint, spec_file: Path) -> None:
    spec_file.write_text(SPEC.replace("a -> b", "a -> -> b"), encoding="utf-8")
    parsed, drawn = (
        [finding for finding in lint(picture=picture).findings if finding.rule == "renders"]
        for picture in (False, True)
    )
    assert parsed == drawn


def test_a_broken_index_is_no_matter(lint: Lint, project_folder: Path) -> None:
    first = lint()
    for name in ("lint-text.json", "lint-text-summaries.json"):
        assert (project_folder / ".atlas" / name).exists()
        (project_folder / ".atlas" / name).write_text("{broken", encoding="utf-8")
    again = lint()
    assert again.looked_at == 1
    assert again.findings == first.findings


def test_targets_leave_the_rest_of_the_project_alone(lint: Lint, project_folder: Path) -> None:
    (project_folder / "a.dot").write_text('digraph { a [label="Service A"]; a -> "etcd" }\n', encoding="utf-8")
    result = lint("a.dot")
    assert [(finding.rule, finding.location.path) for finding in result.findings] == [("real-component-names", "a.dot")]


def test_configuration_reaches_the_rules(lint: Lint, project_folder: Path) -> None:
    (project_folder / "a.dot").write_text('digraph { a [label="Service A"]; a -> "etcd" }\n', encoding="utf-8")
    (project_folder / "atlas.toml").write_text('[lint]\ndisable = ["real-component-names"]\n', encoding="utf-8")
    assert lint("a.dot").findings == ()


def test_fixes_mend_what_is_beyond_doubt_and_nothing_else(lint: Lint, project_folder: Path, spec_file: Path) -> None:
    text = SPEC.replace("etcd 3.5, what", "cafÃ© 3.5, what").replace("etcd n2, follower", "etcd n2 (M05), G-XYZ")
    text = text.replace("sources: [example-primary]", "sources: [Example-Primary]  # as it is called\nentities: [m6]")
    spec_file.write_text(text, encoding="utf-8")
    result = lint()
    mended = mend(project_folder, [edit for _, edit in result.edits])
    assert mended == {"diagrams/mechanisms/M5/failure-modes.yaml": 4}
    wanted = (
        text.replace("cafÃ©", "café")
        .replace("M05", "M5")
        .replace("Example-Primary", "example-primary")
        .replace("[m6]", "[M6]")
    )
    assert spec_file.read_text("utf-8") == wanted
    again = _rules(lint())
    assert "clean-text" not in again
    assert "id-mechanism" not in again
    assert "ref-exists" not in again
    assert "id-guarantee" in again
