"""The regression suite passes for what was approved, and fails when one label changes or a baseline is amiss."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.compare.baseline import Baselines
from pipeline.config import load_settings
from pipeline.process import run
from pipeline.project import Project
from pipeline.runs.baseline import approve

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("compare")]

DOT = 'digraph { a [label="API"]; b [label="DB"]; a -> b [label="p99 15 ms"] }\n'
VIEWS = ("one", "two", "three")


def _spec(view: str, label: str = "p99 15 ms") -> str:
    source = DOT.replace("p99 15 ms", label)
    return (
        f"entity: E-1\nview: {view}\nengine: graphviz\ntitle: What {view} shows\nquestion: What fails first?\n"
        "confidence: C\nfacts:\n"
        + "".join(f'  - {{value: {at}, unit: ms, means: "quantity {at}", derived: made up}}\n' for at in range(1, 11))
        + f"source: |\n  {source}"
    )


@pytest.fixture(scope="module")
def approved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of three specs with its own copy of the suite, drawn and approved."""
    root = tmp_path_factory.mktemp("suite")
    (root / "atlas.toml").write_text("scale = 1.0\njobs = 1\n", encoding="utf-8")
    for view in VIEWS:
        file = root / "diagrams" / "e" / "E-1" / f"{view}.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(_spec(view), encoding="utf-8")
    suite = root / "tests" / "regression" / "test_diagrams.py"
    suite.parent.mkdir(parents=True)
    shutil.copyfile(Path(__file__).parents[1] / "regression" / "test_diagrams.py", suite)
    (root / "pytest.ini").write_text("[pytest]\nmarkers = browser: needs the toolchain\n", encoding="utf-8")
    approval = approve(Project(load_settings(root), lambda line: None), (), root, lambda *step: None, {})
    assert not approval.refused, approval.refused
    assert len(approval.accepted) == len(VIEWS)
    return root


@pytest.fixture
def project(approved: Path, tmp_path: Path) -> Path:
    """A copy of it to change."""
    shutil.copytree(approved, tmp_path / "project")
    return tmp_path / "project"


def _run(root: Path) -> tuple[int, str]:
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:randomly", "tests/regression"]
    done = run(words, cwd=root, timeout=120, check=False, env={**os.environ, "CI": "true"})
    return done.returncode, done.text


def _relabel(root: Path) -> None:
    file = root / "diagrams/e/E-1/two.yaml"
    file.write_text(_spec("two", "p99 20 ms"), encoding="utf-8")


def _lose_baseline(root: Path) -> None:
    Baselines(root / "tests/regression/baselines").file("E-1/two").unlink()


def _corrupt_baseline(root: Path) -> None:
    file = Baselines(root / "tests/regression/baselines").file("E-1/two")
    file.write_text(file.read_text("utf-8").replace("15 ms", "20 ms"), encoding="utf-8")


def _lose_spec(root: Path) -> None:
    (root / "diagrams/e/E-1/two.yaml").unlink()


def _break_spec(root: Path) -> None:
    (root / "diagrams/e/E-1/two.yaml").write_text("source: [", encoding="utf-8")


def test_passes_for_what_was_approved(project: Path) -> None:
    code, said = _run(project)
    assert (code, "3 passed" in said) == (0, True), said


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (_relabel, "p99 15 ms → 20 ms"),
        (_lose_baseline, "no baseline: nobody has approved it"),
        (_corrupt_baseline, "is corrupted"),
        (_lose_spec, "E-1/two: removed"),
        (_break_spec, "E-1/two: broken"),
    ],
)
def test_fails_for_the_one_that_differs(project: Path, change: Callable[[Path], None], words: str) -> None:
    change(project)
    code, said = _run(project)
    assert code == 1, said
    assert "1 failed, 2 passed" in said
    assert words in said
