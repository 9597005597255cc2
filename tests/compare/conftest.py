"""Fingerprints made by hand, and a git repository for a scratch project."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.compare.fingerprint import Fingerprint, simplified
from pipeline.model import Edge, Group, Model, Node, Text
from pipeline.process import run

ARCHITECTURE = Model(
    type="flowchart-v2",
    nodes=(
        Node("A", "API", "rect", (), "edge", (20, 40, 80, 40)),
        Node("B", "Redis", "rect", ("statePlane",), None, (200, 40, 80, 40)),
        Node("C", "DB", "rect", (), None, (200, 120, 80, 40)),
    ),
    edges=(
        Edge("L_A_B_0", "A", "B", "p99 15 ms", "normal", (), ((100, 60), (200, 60))),
        Edge("L_A_C_0", "A", "C", "", "normal", (), ((100, 60), (200, 140))),
    ),
    groups=(Group("edge", "Edge plane", "rect", (), None, (0, 0, 120, 100)),),
    texts=(Text("p99 15 ms", (120, 50, 60, 16), 14, host="L_A_B_0", host_kind="edge"),),
    view=(0, 0, 300, 200),
)


@pytest.fixture
def architecture() -> Model:
    """A small diagram: API in a group, with an edge to Redis and one to DB."""
    return ARCHITECTURE


@pytest.fixture
def fingerprint() -> Callable[..., Fingerprint]:
    """Makes a fingerprint of a model; fields of it may be given."""

    def make(model: Model = ARCHITECTURE, **fields: object) -> Fingerprint:
        made = Fingerprint(
            diagram="E-1/view",
            path="diagrams/e/E-1/view.yaml",
            title="Title",
            description="What is seen.",
            source="0" * 16,
            drawing="d" * 64,
            svg="1" * 64,
            png="2" * 64,
            toolchain={"browser": "Chrome/1", "mermaid": "12.3.0"},
            model=simplified(model),
        )
        return replace(made, **fields)  # type: ignore[arg-type]

    return make


@pytest.fixture
def commit() -> Callable[[Path], None]:
    """Commits everything in a folder, which becomes a repository at the first time."""

    def everything(folder: Path) -> None:
        git = ["git", "-C", str(folder), "-c", "user.name=t", "-c", "user.email=t@example.org"]
        if not (folder / ".git").exists():
            run([*git, "init", "--quiet"], timeout=30)
        run([*git, "add", "--all"], timeout=30)
        run([*git, "commit", "--quiet", "--allow-empty", "--message", "state"], timeout=30)

    return everything
