"""A source that is too large, too deep or endless costs what it may cost, and no more: the limits hold from outside."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from pipeline.config import load_settings
from pipeline.project import Project
from pipeline.render.artifact import FailureKind
from pipeline.render.memory import tree_memory
from pipeline.render.pool import Seat

HOSTILE = Path(__file__).parent / "hostile"
GOOD = "flowchart LR\n  A --> B\n"
STOPPED = frozenset(FailureKind)

# name: (engine, source, what it may end in; "drawn" where it may also be drawn)
SWOLLEN: dict[str, tuple[str, str, frozenset[str]]] = {
    "brackets in a class": (
        "mermaid",
        "flowchart LR\n  A:::x --> B\n  classDef x fill:" + "(" * 3000 + ")" * 3000,
        frozenset({"syntax"}),
    ),
    "a million edges in few words": (
        "mermaid",
        "flowchart LR\n  "
        + " & ".join(f"a{i}" for i in range(1000))
        + " --> "
        + " & ".join(f"b{i}" for i in range(1000)),
        frozenset({"syntax"}),
    ),
    "five thousand nodes": (
        "mermaid",
        "flowchart LR\n" + "".join(f"  n{i}\n" for i in range(5000)),
        frozenset({"too-big"}),
    ),
    "ten thousand words": ("mermaid", 'flowchart LR\n  A["' + "word " * 10000 + '"]', frozenset({"engine", "timeout"})),
    "directives that never end": ("mermaid", "%%{" * 5000 + "\nflowchart LR\n  A --> B", frozenset({"syntax"})),
    "front matter that never ends": ("mermaid", "---\n" + "- \n" * 20000 + "flowchart LR\n  A", frozenset({"syntax"})),
    "spaces": ("mermaid", "flowchart LR\n  A" + " " * 60000 + "--> B" + "\t" * 60000, frozenset({"drawn"})),
    "a tree map of a hundred levels": (
        "mermaid",
        "treemap-beta\n" + "".join("  " * i + f'"n{i}"\n' for i in range(100)) + "  " * 100 + '"leaf": 1',
        frozenset({"drawn"}),
    ),
    "nested clusters": (
        "graphviz",
        "digraph {" + "".join(f"subgraph cluster_{i} {{" for i in range(3000)) + "a" + "}" * 3000 + "}",
        frozenset({"engine"}),
    ),
    "unclosed HTML": ("graphviz", "digraph { a [label=<" + "<b>" * 20000, frozenset({"syntax"})),
    "a label of 150,000 characters": (
        "graphviz",
        'digraph { a [label="' + "x" * 150000 + '"] }',
        frozenset({"unsafe", "engine"}),
    ),
}

# These take until they are ended, or nearly.
ENDLESS: dict[str, tuple[str, str]] = {
    "nested loops": ("mermaid", "sequenceDiagram\n" + "loop x\n" * 2000 + "A->>A: x\n" + "end\n" * 2000),
    "nested subgraphs": (
        "mermaid",
        "flowchart LR\n" + "".join(f"subgraph s{i}\n" for i in range(1500)) + "A\n" + "end\n" * 1500,
    ),
    "a mind map of six hundred levels": (
        "mermaid",
        "mindmap\n" + "".join(" " * (i + 1) + f"n{i}\n" for i in range(600)),
    ),
    "a label of 100,000 characters": ("mermaid", 'flowchart LR\n  A["' + "x" * 100000 + '"] --> B'),
    "ten thousand nodes": ("graphviz", "graph { " + " ".join(f"n{i};" for i in range(10000)) + " }"),
    "ninety thousand edges": (
        "graphviz",
        "digraph { { "
        + " ".join(f"a{i}" for i in range(300))
        + " } -> { "
        + " ".join(f"b{i}" for i in range(300))
        + " } }",
    ),
}


@pytest.fixture
def own_seat(checkout: Path) -> Iterator[Seat]:
    """A worker with little memory."""
    spec = Project(load_settings(checkout), lambda line: None).worker_spec()
    place = Seat(lambda: replace(spec, memory_max=650_000_000))
    yield place
    place.close()


@pytest.mark.browser
@pytest.mark.parametrize("name", SWOLLEN)
def test_swollen_source(name: str, draw_source) -> None:
    """It ends as it should, within the time, and the worker draws the next one."""
    language, source, ends = SWOLLEN[name]
    drawn = draw_source(source, language, timeout=15.0, nodes_max=2_000)
    assert (drawn.failure.kind if drawn.failure else "drawn") in ends, drawn.failure
    assert draw_source(GOOD).drawing is not None


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("name", ENDLESS)
def test_endless_source(name: str, draw_source) -> None:
    """It is drawn in the time it may take, or ended soon after; the next one is drawn by a new worker."""
    language, source = ENDLESS[name]
    started = time.monotonic()
    drawn = draw_source(source, language, timeout=4.0)
    assert time.monotonic() - started < 4.0 + 4.0
    assert (drawn.failure is None) or drawn.failure.kind in STOPPED
    assert draw_source(GOOD).drawing is not None


@pytest.mark.browser
def test_engine_that_does_not_yield_is_ended(draw_source, seat: Seat) -> None:
    """Graphviz holds its process's only thread: it is killed from outside at the limit, with all it started."""
    pid = seat.worker().pid
    tree = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    started = time.monotonic()
    language, source = ENDLESS["ninety thousand edges"]
    drawn = draw_source(source, language, timeout=1.5)
    assert time.monotonic() - started < 5
    assert drawn.failure is not None
    assert (drawn.failure.kind, drawn.failure.message) == (FailureKind.TIMEOUT, "not drawn within 1.5 s")
    assert psutil.wait_procs(tree, timeout=2)[1] == []
    assert draw_source(GOOD).drawing is not None


@pytest.mark.browser
def test_memory_is_limited(draw_source, own_seat: Seat) -> None:
    """A page that takes more than it may is ended at once, not when its time is over; the next diagram is drawn."""
    started = time.monotonic()
    source = (HOSTILE / "block-columns.mmd").read_text("utf-8")
    drawn = draw_source(source, at=own_seat, timeout=60.0)
    assert drawn.failure is not None
    assert drawn.failure.kind is FailureKind.MEMORY, drawn.failure
    assert "more than 650 MB" in drawn.failure.message
    assert time.monotonic() - started < 40
    assert draw_source(GOOD, at=own_seat).drawing is not None


@pytest.mark.browser
def test_memory_of_a_tree(seat: Seat) -> None:
    """A browser under the worker counts; a process that is gone counts nothing."""
    alone = tree_memory(psutil.Process().pid)
    assert alone > 10e6
    pid = seat.worker().pid
    assert tree_memory(pid) > 30e6
    assert tree_memory(2**22 + 1) == 0


@pytest.mark.browser
@pytest.mark.parametrize(
    ("language", "source"),
    [("mermaid", "flowchart LR\n  a --> b --> c"), ("graphviz", "digraph { a -> b -> c }")],
)
def test_nodes_and_edges_are_limited(language: str, source: str, draw_source) -> None:
    """A diagram at the limit is drawn, one above it is refused, in both engines."""
    assert draw_source(source, language, nodes_max=3, edges_max=2).failure is None
    nodes = draw_source(source, language, nodes_max=2).failure
    edges = draw_source(source, language, edges_max=1).failure
    assert nodes is not None
    assert edges is not None
    assert nodes.kind is edges.kind is FailureKind.TOO_BIG
    assert "3 nodes are more than the 2" in nodes.message
    assert "2 edges are more than the 1" in edges.message
