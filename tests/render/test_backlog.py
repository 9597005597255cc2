"""Which task a place takes next."""

from __future__ import annotations

import threading

import pytest

from pipeline.render.backlog import Backlog
from pipeline.render.engines import type_of
from pipeline.spec.raw import parse_raw


def backlog(*tasks: tuple[str, float]) -> Backlog[str]:
    """Tasks named after their kind and weight."""
    made: Backlog[str] = Backlog()
    for kind, weight in tasks:
        made.put(f"{kind}{weight:g}", weight, kind)
    made.complete()
    return made


def test_the_heaviest_goes_first_and_of_equals_the_one_that_came_first() -> None:
    tasks: Backlog[int] = Backlog()
    for task, weight in ((1, 5.0), (2, 9.0), (3, 5.0), (4, 1.0), (5, 9.0)):
        tasks.put(task, weight, "")
    tasks.complete()
    assert [tasks.take("here") for _ in range(6)] == [2, 5, 1, 3, 4, None]


def test_a_kind_that_was_begun_elsewhere_is_left_to_that_place() -> None:
    tasks = backlog(("flow", 9), ("flow", 8), ("dot", 5), ("dot", 4), ("pie", 3))
    assert [tasks.take("here"), tasks.take("there")] == ["flow9", "dot5"]
    assert [tasks.take("here"), tasks.take("here")] == ["flow8", "pie3"]
    assert tasks.take("there") == "dot4"


def test_a_place_with_nothing_else_to_do_takes_what_was_begun_elsewhere() -> None:
    tasks = backlog(("flow", 9), ("flow", 8), ("flow", 7), ("dot", 1))
    assert [tasks.take("here"), tasks.take("there"), tasks.take("there")] == ["flow9", "dot1", "flow8"]
    tasks.put("dot2", 2, "dot")
    assert tasks.take("there") == "flow7"


def test_who_waits_gets_what_comes_and_leaves_when_nothing_more_does() -> None:
    tasks: Backlog[int] = Backlog()
    taken: list[int | None] = []
    threads = [threading.Thread(target=lambda: taken.append(tasks.take("here"))) for _ in range(3)]
    for thread in threads:
        thread.start()
    tasks.put(1, 0.0, "")
    tasks.complete()
    for thread in threads:
        thread.join(10)
        assert not thread.is_alive()
    assert sorted(taken, key=str) == [1, None, None]


def test_what_is_dropped_is_not_done() -> None:
    tasks = backlog(("a", 1), ("b", 2))
    tasks.drop()
    assert tasks.take("here") is None


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("a.mmd", "flowchart LR; a-->b", "flowchart"),
        ("a.mmd", "---\ntitle: x\n---\n%% says\n%%{init: {}}%%\n\n  stateDiagram-v2\n a --> b", "stateDiagram-v2"),
        ("a.mmd", "%% nothing\n", ""),
        ("a.dot", "digraph { a -> b }", "graphviz"),
    ],
)
def test_the_type_of_a_diagram(name: str, text: str, kind: str) -> None:
    [diagram], _ = parse_raw(text.encode(), name)
    assert type_of(diagram) == kind
