"""The theme's defaults go into DOT on the line of the opening brace, and positions are put back."""

from __future__ import annotations

import pytest
from lxml import etree

from pipeline.render.engines.graphviz import model, paint, prepare
from pipeline.render.theme import Theme


@pytest.fixture
def theme() -> Theme:
    """One class and the defaults of all three kinds."""
    return Theme(
        {
            "font": {"family": "Arimo", "size": 14},
            "background": "#ffffff",
            "classes": {
                "fault": {"fill": "#fee2e2", "stroke": "#b91c1c", "text": "#000000", "width": 2, "dash": "4 3"}
            },
            "graphviz": {
                "engine": "dot",
                "graph": {"fontname": "Arial"},
                "node": {"fontsize": "14", "fillcolor": "#f3f4f6"},
                "edge": {"color": "#374151"},
            },
        }
    )


DEFAULTS = ' graph [fontname="Arial"] node [fontsize="14", fillcolor="#f3f4f6"] edge [color="#374151"] '


@pytest.mark.parametrize(
    "head",
    [
        "digraph {", "graph x{", 'strict digraph "a { b" {', "// { no\ndigraph g\n{", "/* { */ DiGraph // x\n{", "# 1\ngraph{",
        "digraph é_1 {", "digraph -1.5 {",
    ],
)  # fmt: skip
def test_defaults_stand_right_behind_the_brace(theme: Theme, head: str) -> None:
    """Whatever stands before it; no line moves."""
    prepared = prepare(f"{head} a -> b }}", theme, "Arimo")
    assert prepared.source == f"{head}{DEFAULTS} a -> b }}"
    assert prepared.source.count("\n") == head.count("\n")


def test_columns_are_put_back(theme: Theme) -> None:
    """Behind the insertion, on its line only."""
    prepared = prepare("digraph { a -> -> b\n}", theme, "Arimo")
    at = prepared.source.index("-> b") + 1
    assert prepared.column(1, at) == "digraph { a -> -> b".index("-> b") + 1
    assert prepared.column(2, at) == at


@pytest.mark.parametrize("source", ["", "not a graph", "digraph"])
def test_what_is_no_graph_goes_to_the_engine_as_it_is(theme: Theme, source: str) -> None:
    """The engine says what is wrong with it."""
    assert prepare(source, theme, "Arimo").source == source


def test_classes_colour_nodes_and_edges(theme: Theme) -> None:
    """Fill only where a shape is filled; arrowheads take the line's colour."""
    root = etree.fromstring(
        '<svg><g><g class="node fault"><polygon fill="#f3f4f6"/><text>x</text></g>'
        '<g class="edge fault"><path fill="none"/><polygon fill="#374151"/></g></g></svg>'
    )
    paint(root, theme)
    node, edge = root[0]
    assert (node[0].get("fill"), node[0].get("stroke"), node[0].get("stroke-dasharray")) == (
        "#fee2e2",
        "#b91c1c",
        "4 3",
    )
    assert node[1].get("fill") == "#000000"
    assert (edge[0].get("fill"), edge[0].get("stroke-width")) == ("none", "2")
    assert edge[1].get("fill") == "#b91c1c"


def test_the_model_counts_y_downwards(theme: Theme) -> None:
    """Nodes, their cluster, edges by name, texts with their hosts."""
    data = {
        "bb": "0,0,100,80",
        "objects": [
            {"name": "cluster_z", "bb": "0,0,50,40", "label": "Zone", "_gvid": 0, "nodes": [1]},
            {"name": "a", "_gvid": 1, "pos": "25,20", "width": "0.5", "height": "0.25", "label": "\\N", "class": "fault",
             "_ldraw_": [{"op": "F", "size": 14}, {"op": "T", "pt": [25, 16], "align": "c", "width": 8, "text": "a"}]},
            {"name": "b", "_gvid": 2, "pos": "80,60", "width": "0.5", "height": "0.25", "label": "two\\nlines"},
        ],
        "edges": [{"_gvid": 0, "tail": 1, "head": 2, "label": "go", "_draw_": [{"op": "b", "points": [[0, 0], [1, 1], [2, 2], [3, 3]]}]}],
    }  # fmt: skip
    made = model({"model": data, "type": "dot"}, theme)
    assert [(node.id, node.label, node.group) for node in made.nodes] == [
        ("a", "a", "cluster_z"),
        ("b", "two\nlines", None),
    ]
    assert made.nodes[0].box is not None
    assert made.nodes[1].box is not None
    assert made.nodes[0].box[1] > made.nodes[1].box[1]
    assert [(edge.source, edge.target, edge.label, len(edge.points)) for edge in made.edges] == [("a", "b", "go", 2)]
    assert [(text.text, text.host, text.background) for text in made.texts] == [("a", "a", "#fee2e2")]
