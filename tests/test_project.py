"""A project reads each part once, when it is first needed, and knows when anything that matters has changed."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.errors import UsageError
from pipeline.project import Project, program_digest
from pipeline.spec.inputs import InputKind

Scratch = Callable[..., Project]


def test_inputs_leave_out_what_was_generated(scratch: Scratch) -> None:
    """Neither out/ nor the cache is drawn again."""
    project = scratch(
        {"a.mmd": "graph TD", "out/b.mmd": "graph TD", ".atlas/c.mmd": "graph TD", "docs/d.dot": "graph {}"}
    )
    root = project.settings.root
    assert [item.path for item in project.inputs(["."], root)] == ["a.mmd", "docs/d.dot"]
    with pytest.raises(UsageError, match="no such target: x"):
        project.inputs(["x"], root)


def test_a_raw_file_needs_no_registry(scratch: Scratch) -> None:
    """A broken registry does not keep a Mermaid file from being drawn."""
    project = scratch({"a.mmd": "graph TD\n  A", "specs/registry.yaml": "families: ["})
    (item,) = project.inputs(["a.mmd"], project.settings.root)
    corpus = project.load(item)
    assert item.kind is InputKind.MERMAID
    assert ([diagram.id for diagram in corpus.diagrams], corpus.findings) == (["a.mmd"], ())
    assert project.registry_findings


def test_source_max_holds_for_every_kind(scratch: Scratch) -> None:
    """A file above it is not read."""
    project = scratch({"a.mmd": "graph TD\n" + "  A --> B\n" * 50}, source_max=100)
    (item,) = project.inputs(["a.mmd"], project.settings.root)
    corpus = project.load(item)
    assert [finding.rule for finding in corpus.findings] == ["raw-size"]


@pytest.mark.parametrize(
    "change",
    [
        {"scale": 3.0},
        {"graphviz": "dot"},
        {"engine_mode": "mmdc"},
        {"svg_max": 1},
        {"source_max": 1},
        {"nodes_max": 1},
        {"edges_max": 1},
    ],
)
def test_the_world_has_the_settings_that_matter(scratch: Scratch, change: dict[str, object]) -> None:
    """What can change an output changes it; the number of workers does not."""
    project = scratch()
    other = Project(replace(project.settings, **change), lambda line: None)
    same = Project(replace(project.settings, jobs=7, timeout=1.0), lambda line: None)
    assert other.world != project.world
    assert same.world == project.world


def test_the_world_has_the_theme_and_the_registry(scratch: Scratch) -> None:
    """A file that appears, and one that is written."""
    project = scratch({"specs/registry.yaml": "families: {}"})
    before = project.world

    def now() -> str:
        return Project(project.settings, lambda line: None).world

    assert now() == before
    theme = project.settings.specs / "theme.yaml"
    theme.write_text("margin: 3\n")
    with_theme = now()
    assert with_theme != before
    os.utime(theme, (1, 1))
    assert now() not in (before, with_theme)


def test_the_program_s_own_drawing_code_is_in_the_key(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A change in it makes every cached drawing another one; a change elsewhere does not."""
    for name in ("render/svg.py", "worker/worker.mjs", "cli/render.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("1")
    monkeypatch.setattr("pipeline.project.PACKAGE", tmp_path)
    before = program_digest()
    (tmp_path / "cli/render.py").write_text("2")
    assert program_digest() == before
    (tmp_path / "worker/worker.mjs").write_text("2")
    assert program_digest() != before


def test_limits_reach_the_worker(scratch: Scratch) -> None:
    """The memory that the settings allow is what the worker is held to."""
    assert scratch(memory_max=123_456_789).worker_spec().memory_max == 123_456_789
