"""Every diagram looks as it was approved: one test a diagram. ``atlas approve`` accepts what is meant."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from filelock import FileLock

from pipeline.compare.baseline import SUFFIX, Baselines
from pipeline.compare.verdict import Comparison, Verdict
from pipeline.config import FORMATS, load_settings
from pipeline.project import Project
from pipeline.report.diff_text import comparison_text
from pipeline.runs.baseline import compare_with_baselines

pytestmark = pytest.mark.browser


def _project() -> Project:
    return Project(load_settings(Path(__file__).parent, formats=FORMATS), lambda line: print(line, file=sys.stderr))


def _diagrams() -> list[str]:
    """The ids of all specs and of all baselines: what is missing on either side has to fail too."""
    project = _project()
    store = Baselines(project.settings.baselines)
    approved = {file.relative_to(store.folder).as_posix().removesuffix(SUFFIX) for file in store.files()}
    specs = {item.id or item.path for item in project.inputs((), project.settings.root)}
    return sorted(specs | approved)


@pytest.fixture(scope="session")
def comparisons() -> dict[str, Comparison]:
    """All diagrams beside their baselines. The first process draws them with all cores, the others find them drawn."""
    project = _project()
    settings = project.settings
    settings.cache.mkdir(parents=True, exist_ok=True)
    with FileLock(settings.cache / "regression.lock"):
        result = compare_with_baselines(project, (), settings.root, lambda done, total, name: None)
    return {comparison.diagram: comparison for comparison in result.comparisons}


@pytest.mark.parametrize("diagram", _diagrams())
def test_looks_as_approved(comparisons: dict[str, Comparison], diagram: str) -> None:
    found = comparisons.get(diagram)
    assert found is not None, f"{diagram} was not compared: is its baseline that of another file?"
    assert found.verdict is Verdict.SAME, f"{comparison_text(found)}\nlook: atlas diff; accept: atlas approve {diagram}"
