"""Specs that were changed on purpose, one for each verdict and both engines: each gets exactly its verdict."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from pipeline.compare.baseline import Baselines
from pipeline.compare.result import Result
from pipeline.compare.verdict import Comparison, Verdict
from pipeline.config import load_settings
from pipeline.errors import UsageError
from pipeline.project import Project
from pipeline.runs.baseline import approve, compare_with_baselines
from pipeline.runs.compare import compare_with_revision

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("compare")]

Commit = Callable[[Path], None]


@dataclass(frozen=True)
class Case:
    """One diagram before and after, with its verdict and a word of the change. None is a file that is not there."""

    verdict: Verdict
    before: str | None
    after: str | None
    words: str = ""


MERMAID = """flowchart LR
  A["API"] -->|"p99 15 ms"| B["Redis"]
  A --> C["DB"]
"""
DOT = """digraph {
  rankdir=LR
  A [label="API"]; B [label="Redis"]; C [label="DB"]
  A -> B [label="p99 15 ms"]
  A -> C
}
"""

CASES = {
    "same.mmd": Case(Verdict.SAME, MERMAID, MERMAID + "  %% a comment\n"),
    "repainted.mmd": Case(Verdict.REPAINTED, MERMAID, MERMAID + "  style B fill:#fca5a5\n"),
    "moved.mmd": Case(Verdict.MOVED, MERMAID, MERMAID.replace("LR", "TB"), "px"),
    "relabelled.mmd": Case(Verdict.RELABELLED, MERMAID, MERMAID.replace("15 ms", "20 ms"), "p99 15 ms → 20 ms"),
    "node.mmd": Case(Verdict.REWIRED, MERMAID, MERMAID + '  B --> D["Redis Cluster"]\n', "+ node Redis Cluster"),
    "edge.mmd": Case(
        Verdict.REWIRED, MERMAID, MERMAID.replace("A --> C[", "B --> C["), "edge API → DB removed"
    ),
    "added.mmd": Case(Verdict.ADDED, None, MERMAID),
    "removed.mmd": Case(Verdict.REMOVED, MERMAID, None),
    "broken.mmd": Case(Verdict.BROKEN, MERMAID, MERMAID + "  A -->\n", "docs/broken.mmd:"),
    "same.dot": Case(Verdict.SAME, DOT, DOT + "// a comment\n"),
    "repainted.dot": Case(Verdict.REPAINTED, DOT, DOT.replace('[label="Redis"]', '[label="Redis", fillcolor="#fca5a5"]')),
    "moved.dot": Case(Verdict.MOVED, DOT, DOT.replace("rankdir=LR", "rankdir=TB"), "px"),
    "relabelled.dot": Case(Verdict.RELABELLED, DOT, DOT.replace("15 ms", "20 ms"), "p99 15 ms → 20 ms"),
    "node.dot": Case(
        Verdict.REWIRED, DOT, DOT.replace("}", '  B -> D\n  D [label="Redis Cluster"]\n}'), "+ node Redis Cluster"
    ),
    "edge.dot": Case(Verdict.REWIRED, DOT, DOT.replace("A -> C", "B -> C"), "edge API → DB removed"),
    "added.dot": Case(Verdict.ADDED, None, DOT),
    "removed.dot": Case(Verdict.REMOVED, DOT, None),
    "broken.dot": Case(Verdict.BROKEN, DOT, DOT.replace("}", "  A -> [\n"), "docs/broken.dot:"),
}  # fmt: skip


def _write(root: Path, texts: dict[str, str | None]) -> None:
    (root / "atlas.toml").touch()
    for name, text in texts.items():
        file = root / "docs" / name
        file.parent.mkdir(exist_ok=True)
        file.unlink(missing_ok=True)
        if text is not None:
            file.write_text(text, encoding="utf-8")


def _project(root: Path) -> Project:
    return Project(load_settings(root, scale=1.0), lambda line: None)


def _step(done: int, total: int, name: str) -> None:
    assert 0 <= done <= total


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository in which every diagram was drawn, approved and committed, and then changed."""
    root = tmp_path_factory.mktemp("changed")
    _write(root, {name: case.before for name, case in CASES.items()})
    approval = approve(_project(root), ["docs"], root, _step, {})
    assert not approval.refused
    _commit(root)
    _write(root, {name: case.after for name, case in CASES.items()})
    return root


def _commit(root: Path) -> None:
    from pipeline.process import run

    git = ["git", "-C", str(root), "-c", "user.name=t", "-c", "user.email=t@example.org"]
    for words in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "--message", "state"]):
        run([*git, *words], timeout=30)


@pytest.fixture(scope="module")
def by_baseline(changed: Path) -> Result:
    return compare_with_baselines(_project(changed), ["docs"], changed, _step)


@pytest.fixture(scope="module")
def by_revision(changed: Path) -> Result:
    return compare_with_revision(_project(changed), ["docs"], changed, "HEAD", _step)


def _of(result: Result, name: str) -> Comparison:
    (found,) = [comparison for comparison in result.comparisons if comparison.diagram == f"docs/{name}"]
    return found


@pytest.mark.parametrize("name", CASES)
def test_verdict_against_the_baseline(by_baseline: Result, name: str) -> None:
    found, case = _of(by_baseline, name), CASES[name]
    assert found.verdict is case.verdict, found
    assert case.words in "\n".join(found.changes)


@pytest.mark.parametrize("name", CASES)
def test_verdict_against_the_revision(by_revision: Result, name: str) -> None:
    found, case = _of(by_revision, name), CASES[name]
    assert found.verdict is case.verdict, found
    assert case.words in "\n".join(found.changes)


def test_every_verdict_has_a_case_for_both_engines() -> None:
    for suffix in (".mmd", ".dot"):
        covered = {case.verdict for name, case in CASES.items() if name.endswith(suffix)}
        assert covered == set(Verdict) - {Verdict.TOOLCHAIN_CHANGED}  # which has a test of its own below


def test_repainted_counts_pixels_where_both_pictures_are_there(by_revision: Result) -> None:
    for name in ("repainted.mmd", "repainted.dot"):
        found = _of(by_revision, name)
        assert found.pixels is not None
        assert found.pixels > 100


def test_the_removed_line_is_told_once(by_baseline: Result) -> None:
    changes = _of(by_baseline, "relabelled.mmd").changes
    assert [words for words in changes if "15 ms" in words] == ["edge API → Redis: p99 15 ms → 20 ms"]


@pytest.mark.parametrize("name", ["same.mmd", "same.dot"])
def test_another_toolchain_is_told_from_an_author(changed: Path, name: str) -> None:
    """A baseline as another version of the engines would have left it: the same source, another picture."""
    store = Baselines(changed / "tests/regression/baselines")
    file = store.file(f"docs/{name}")
    approved = file.read_bytes()
    baseline = store.read(f"docs/{name}")
    assert baseline is not None
    other = baseline.fingerprint()
    # The comment is part of the source: what was approved has to have it too.
    source = _fingerprint_source(changed, name)
    older = {**other.toolchain, "mermaid": "11.0.0", "@hpcc-js/wasm-graphviz": "1.0.0"}
    store.write(replace(other, toolchain=older, source=source, svg="0" * 64, png="0" * 64))
    try:
        found = _of(compare_with_baselines(_project(changed), ["docs"], changed, _step), name)
    finally:
        file.write_bytes(approved)
    assert found.verdict is Verdict.TOOLCHAIN_CHANGED
    assert any(words.startswith("mermaid 11.0.0 → ") for words in found.changes)


def _fingerprint_source(root: Path, name: str) -> str:
    from pipeline.runs.compare import take_survey

    project = _project(root)
    loaded = [(item, project.load(item).diagrams, ()) for item in project.inputs([f"docs/{name}"], root)]
    return take_survey(project, loaded, _step).fingerprints[f"docs/{name}"].source


def test_nothing_differs_in_repeated_runs_that_draw_everything_again(tmp_path: Path) -> None:
    _write(tmp_path, {"a.mmd": MERMAID, "b.dot": DOT, "c.mmd": "sequenceDiagram\n  A->>B: put\n  B-->>A: ack\n"})
    approve(_project(tmp_path), ["docs"], tmp_path, _step, {})
    for run in range(3):
        project = _project(tmp_path)
        settings = replace(project.settings, cache=tmp_path / f"cache-{run}", out=tmp_path / f"out-{run}")
        result = compare_with_baselines(Project(settings, lambda line: None), ["docs"], tmp_path, _step)
        assert [(found.diagram, found.verdict) for found in result.comparisons] == [
            ("docs/a.mmd", Verdict.SAME),
            ("docs/b.dot", Verdict.SAME),
            ("docs/c.mmd", Verdict.SAME),
        ]


def test_a_corrupt_baseline_is_broken_and_approving_mends_it(tmp_path: Path) -> None:
    _write(tmp_path, {"b.dot": DOT})
    project = _project(tmp_path)
    approve(project, ["docs"], tmp_path, _step, {})
    file = Baselines(project.settings.baselines).file("docs/b.dot")
    file.write_bytes(file.read_bytes()[:-40])
    (found,) = compare_with_baselines(_project(tmp_path), ["docs"], tmp_path, _step).comparisons
    assert found.verdict is Verdict.BROKEN
    assert "corrupted" in found.changes[0]
    approve(_project(tmp_path), ["docs"], tmp_path, _step, {})
    (found,) = compare_with_baselines(_project(tmp_path), ["docs"], tmp_path, _step).comparisons
    assert found.verdict is Verdict.SAME


def test_approving_follows_what_is_there(tmp_path: Path) -> None:
    _write(tmp_path, {"a.dot": DOT, "b.dot": DOT})
    assert len(approve(_project(tmp_path), ["docs"], tmp_path, _step, {"CI": "0"}).accepted) == 2
    _write(tmp_path, {"a.dot": None, "b.dot": DOT.replace("15", "20")})
    approval = approve(_project(tmp_path), ["docs"], tmp_path, _step, {"CI": ""})
    assert [found.diagram for found in approval.accepted] == ["docs/b.dot"]
    assert [found.diagram for found in approval.dropped] == ["docs/a.dot"]
    assert not compare_with_baselines(_project(tmp_path), ["docs"], tmp_path, _step).differing


def test_what_cannot_be_drawn_is_not_approved(tmp_path: Path) -> None:
    _write(tmp_path, {"a.dot": "digraph { a -> "})
    approval = approve(_project(tmp_path), ["docs"], tmp_path, _step, {})
    assert [found.diagram for found in approval.refused] == ["docs/a.dot"]
    assert not list(Baselines(_project(tmp_path).settings.baselines).files())


@pytest.mark.parametrize("value", ["true", "1", "True", "yes"])
def test_approving_is_refused_under_ci(tmp_path: Path, value: str) -> None:
    _write(tmp_path, {"a.dot": DOT})
    with pytest.raises(UsageError, match="not under CI"):
        approve(_project(tmp_path), ["docs"], tmp_path, _step, {"CI": value})
    assert not (tmp_path / "tests").exists()


def test_the_old_theme_applies_to_the_old_side(tmp_path: Path) -> None:
    _write(tmp_path, {"a.dot": DOT})
    specs = tmp_path / "specs"
    specs.mkdir()
    (specs / "theme.yaml").write_text('background: "#ffffff"\n', encoding="utf-8")
    _commit(tmp_path)
    (specs / "theme.yaml").write_text('background: "#fef3c7"\n', encoding="utf-8")
    (found,) = compare_with_revision(_project(tmp_path), ["docs"], tmp_path, "HEAD", _step).comparisons
    assert found.verdict is Verdict.REPAINTED


def test_an_unknown_revision_is_the_users_mistake(tmp_path: Path) -> None:
    _write(tmp_path, {"a.dot": DOT})
    _commit(tmp_path)
    with pytest.raises(UsageError, match="rev-parse"):
        compare_with_revision(_project(tmp_path), ["docs"], tmp_path, "no-such-branch", _step)
