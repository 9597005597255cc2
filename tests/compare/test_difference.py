"""Differences of two models are found and told in words, and nothing that is not there is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from pipeline.compare.difference import differences
from pipeline.compare.fingerprint import simplified
from pipeline.compare.verdict import Verdict
from pipeline.model import Edge, Group, Model, Node, Text


def _told(old: Model, new: Model) -> list[tuple[Verdict, str]]:
    return [(change.verdict, change.words) for change in differences(simplified(old), simplified(new))]


def _with_node(model: Model, name: str, **fields: object) -> Model:
    nodes = tuple(replace(node, **fields) if node.id == name else node for node in model.nodes)  # type: ignore[arg-type]
    return replace(model, nodes=nodes)


def _with_edge(model: Model, at: int, **fields: object) -> Model:
    edges = list(model.edges)
    edges[at] = replace(edges[at], **fields)  # type: ignore[arg-type]
    return replace(model, edges=tuple(edges))


def test_nothing_differs_from_itself(architecture: Model) -> None:
    assert _told(architecture, architecture) == []


def _add_node(model: Model) -> Model:
    return replace(model, nodes=(*model.nodes, Node("D", "Redis Cluster", "rect", (), None, (0, 150, 80, 40))))


def _drop_edge(model: Model) -> Model:
    return replace(model, edges=model.edges[:1])


def _turn_edge(model: Model) -> Model:
    return _with_edge(model, 1, source="C", target="A")


def _leave_group(model: Model) -> Model:
    return _with_node(model, "A", group=None)


def _dash(model: Model) -> Model:
    return _with_edge(model, 1, kind="dotted")


def _drop_group(model: Model) -> Model:
    return replace(_leave_group(model), groups=())


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (_add_node, "+ node Redis Cluster"),
        (_drop_edge, "edge API → DB removed"),
        (_turn_edge, "edge API → DB turned round"),
        (_leave_group, "API: from Edge plane to no group"),
        (_dash, "edge API → DB: plain → dotted"),
        (_drop_group, "group Edge plane removed"),
    ],
)
def test_changes_of_wiring_are_rewired(architecture: Model, change: Callable[[Model], Model], words: str) -> None:
    told = _told(architecture, change(architecture))
    assert told[0][0] is Verdict.REWIRED
    assert (Verdict.REWIRED, words) in told


def _quicker(model: Model) -> Model:
    slower = _with_edge(model, 0, label="p99 20 ms")
    return replace(slower, texts=(replace(model.texts[0], text="p99 20 ms"),))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (_quicker, "edge API → Redis: p99 15 ms → 20 ms"),
        (lambda model: _with_node(model, "C", label="PostgreSQL 16"), "DB → PostgreSQL 16"),
        (lambda model: _with_node(model, "C", value=7), "DB: None → 7"),
        (lambda model: replace(model, groups=(replace(model.groups[0], label="Edge"),)), "Edge plane → Edge"),
        (
            lambda model: replace(model, texts=(*model.texts, Text("July", (0, 180, 30, 16), 14))),
            "+ text July",
        ),
    ],
)
def test_changes_of_words_are_relabelled(architecture: Model, change: Callable[[Model], Model], words: str) -> None:
    assert _told(architecture, change(architecture)) == [(Verdict.RELABELLED, words)]


def test_a_label_broken_elsewhere_says_the_same(architecture: Model) -> None:
    assert _told(_with_node(architecture, "C", label="DB one"), _with_node(architecture, "C", label="DB\none")) == []


def test_places_beyond_rounding_are_moved(architecture: Model) -> None:
    moved = _with_node(architecture, "C", box=(212, 116, 80, 40))
    assert _told(architecture, moved) == [(Verdict.MOVED, "DB: 12 px right, 4 px up")]


def test_rounding_moves_nothing(architecture: Model) -> None:
    assert _told(architecture, _with_node(architecture, "C", box=(200.6, 119.6, 80.4, 40))) == []


def test_an_edge_that_takes_another_way_is_moved(architecture: Model) -> None:
    other_way = _with_edge(architecture, 1, points=((100, 60), (100, 140), (200, 140)))
    assert _told(architecture, other_way) == [(Verdict.MOVED, "edge API → DB takes another way")]


def test_a_picture_shifted_as_a_whole_is_where_it_was(architecture: Model) -> None:
    def shifted(model: Model, by: float) -> Model:
        def box(item: Node | Group | Text) -> tuple[float, float, float, float]:
            assert item.box is not None
            return (item.box[0] + by, *item.box[1:])

        return replace(
            model,
            nodes=tuple(replace(node, box=box(node)) for node in model.nodes),
            groups=tuple(replace(group, box=box(group)) for group in model.groups),
            texts=tuple(replace(text, box=box(text)) for text in model.texts),
            edges=tuple(replace(edge, points=tuple((x + by, y) for x, y in edge.points)) for edge in model.edges),
            view=(by, 0, 300, 200),
        )

    assert _told(architecture, shifted(architecture, 30)) == []


def test_a_class_is_paint(architecture: Model) -> None:
    assert _told(architecture, _with_node(architecture, "B", classes=("fault",))) == [
        (Verdict.REPAINTED, "Redis: statePlane → fault")
    ]


def _sequence(*labels: str) -> Model:
    nodes = (Node("a", "Writer", "participant"), Node("b", "Leader", "participant"))
    notes = tuple(Node(f"note {at}", label, "note") for at, label in enumerate(labels) if label.startswith("N"))
    edges = tuple(
        Edge(f"message {at}", "a", "b", label, "solid") for at, label in enumerate(labels) if not label.startswith("N")
    )
    return Model("sequence", nodes=(*nodes, *notes), edges=edges)


def test_one_message_more_is_not_every_message_behind_it() -> None:
    assert _told(_sequence("put", "append", "ack"), _sequence("put", "check", "append", "ack")) == [
        (Verdict.REWIRED, "+ edge Writer → Leader (check)")
    ]


def test_one_note_more_is_not_every_note_behind_it() -> None:
    assert _told(_sequence("N one", "put", "N two"), _sequence("N zero", "N one", "put", "N two")) == [
        (Verdict.REWIRED, "+ node N zero")
    ]


def test_the_order_of_messages_is_wiring() -> None:
    (change,) = _told(_sequence("put", "append", "ack"), _sequence("put", "ack", "append"))
    assert change[0] is Verdict.REWIRED
    assert "Writer → Leader (ack) now before Writer → Leader (append)" in change[1]


def test_a_renamed_id_is_not_seen(architecture: Model) -> None:
    renamed = _with_node(architecture, "C", id="database")
    renamed = _with_edge(renamed, 1, target="database", id="L_A_database_0")
    assert _told(architecture, renamed) == []


def test_moves_that_follow_from_rewiring_are_told_in_one_line(architecture: Model) -> None:
    moved = _with_node(_with_node(architecture, "C", box=(300, 120, 80, 40)), "B", box=(300, 40, 80, 40))
    told = _told(architecture, _add_node(moved))
    assert told == [(Verdict.REWIRED, "+ node Redis Cluster"), (Verdict.MOVED, "2 things moved, by up to 100 px")]
