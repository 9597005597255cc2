"""Selectors of names below each other are matched without XPath, with the same answer as cssselect."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from lxml import etree
from lxml.cssselect import CSSSelector

from pipeline.render.said import Said
from pipeline.render.selector import Tree, path

CONTENT = """
<g class="node a"><rect id="r"/><g class="label"><text><tspan class="t">x</tspan></text></g></g>
<g class="cluster"><g class="label a"><text/></g></g><path class="node edge"/><g class="über"><text class="größe"/></g>
"""


@pytest.mark.parametrize(
    "selector",
    ["rect", "#r", ".a", "g.a", ".node rect", ".node .label text", "#atlas .a tspan.t", ".cluster .a", ".label .node", "* text",
     "svg", ".node.edge", "#atlas", ".a .a", ".t .t", "g g text", ".über text", "g .größe"],
)  # fmt: skip
def test_it_agrees_with_cssselect(tree: Callable[[str], etree._Element], selector: str) -> None:
    """Every element, in any order."""
    root = tree(CONTENT)
    steps = path(selector)
    assert steps is not None
    ids = frozenset(name for step in steps for name in step.names if name.startswith("#"))
    assert set(Tree(Said.of(root), ids).select(steps)) == set(CSSSelector(selector)(root))


@pytest.mark.parametrize("selector", [".a>rect", "a:hover", "[x]", "a,b", "a::before", "", "a+b", ".1a"])
def test_other_selectors_are_left_alone(selector: str) -> None:
    """None says: ask somebody else."""
    assert path(selector) is None
