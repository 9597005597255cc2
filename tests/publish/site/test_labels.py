"""Search gets every text of a picture once, on one line."""

from __future__ import annotations

from pipeline.model import Edge, Group, Model, Node, Text
from pipeline.publish.site.labels import labels_of


def test_labels_are_those_of_groups_nodes_edges_and_texts_once() -> None:
    """Line breaks of both engines become blanks; what holds no word is left out."""
    box = (0.0, 0.0, 1.0, 1.0)
    model = Model(
        type="flowchart",
        nodes=(Node("a", "PostgreSQL 16<br/>primary"), Node("b", "two\\nlines"), Node("c", "---")),
        edges=(Edge("e", "a", "b", "p99 47 ms"), Edge("f", "b", "a", "p99 47 ms")),
        groups=(Group("g", "State  plane"),),
        texts=(Text("p99 47 ms", box, 14), Text("only drawn\nhere", box, 14)),
    )
    assert labels_of(model) == ("State plane", "PostgreSQL 16 primary", "two lines", "p99 47 ms", "only drawn here")
