"""Three thousand renders, one after the other: memory stays where it is, in the worker's processes and in our own."""

from __future__ import annotations

import os

import psutil
import pytest

from pipeline.render.memory import tree_memory
from pipeline.render.pool import Seat

RENDERS, EVERY = 3_000, 100

# Nine types and both engines; ``{n}`` makes every source another one.
SOURCES = [
    ("mermaid", 'flowchart LR\n  A["step {n}"] --> B["step {n}b"] --> C{{"full?"}}\n  C --> A'),
    ("mermaid", "sequenceDiagram\n  participant A\n  A->>B: put {n}\n  B-->>A: ok"),
    ("mermaid", "stateDiagram-v2\n  [*] --> S{n}\n  S{n} --> T\n  T --> [*]"),
    ("graphviz", 'digraph {{ a [label="node {n}"]; a -> b -> c -> a }}'),
    ("mermaid", 'erDiagram\n  A{n} ||--o{{ B : has\n  A{n} {{ int id PK "n {n}" }}'),
    ("mermaid", "gantt\n  dateFormat YYYY-MM-DD\n  section s\n  task {n} :a, 2024-01-01, 3d"),
    ("mermaid", 'xychart-beta\n  title "run {n}"\n  x-axis [a, b]\n  bar [1, {n}]'),
    ("mermaid", 'pie\n  "a{n}" : 3\n  "b" : 4'),
    ("graphviz", 'graph {{ subgraph cluster_x {{ label="zone {n}"; a; b }} a -- b }}'),
    ("mermaid", "classDiagram\n  class A{n}\n  A{n} <|-- B\n  A{n} : +run()"),
]


@pytest.fixture
def own_seat(seat: Seat) -> Seat:
    """A place whose worker starts with the test."""
    seat.discard()
    return seat


@pytest.mark.browser
@pytest.mark.slow
def test_memory_is_flat(draw_source, own_seat: Seat, record_property) -> None:
    """SVG and PNG of each; what the last third takes at most is not above what the first third took, but for a tenth."""
    worker_curve, own_curve = [], []
    for number in range(RENDERS):
        language, template = SOURCES[number % len(SOURCES)]
        drawn = draw_source(template.format(n=number), language, f"d{number}", own_seat, scale=1.0)
        assert drawn.failure is None, drawn.failure
        assert drawn.png is not None
        if number % EVERY == EVERY - 1:
            worker_curve.append(round(tree_memory(own_seat.worker().pid) / 1e6))
            own_curve.append(round(psutil.Process(os.getpid()).memory_info().rss / 1e6))
    print(f"worker and browser, MB every {EVERY} renders: {worker_curve}")
    print(f"own process, MB every {EVERY} renders: {own_curve}")
    record_property("worker_mb", worker_curve)
    record_property("own_mb", own_curve)
    third = len(worker_curve) // 3
    assert max(worker_curve[-third:]) <= 1.1 * max(worker_curve[:third])
    # Ours holds caches of bounded size that fill up at first.
    assert max(own_curve[-third:]) <= 1.1 * max(own_curve[third : 2 * third])
    assert own_seat.worker().pid


def test_sources_are_all_different() -> None:
    """No two renders of the soak are the same one."""
    made = [template.format(n=number) for number, (_, template) in enumerate(SOURCES * 3)]
    assert len(set(made)) == len(made)
