"""A stylesheet is reduced to the rules that match, in their order, and checked."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from lxml import etree

from pipeline.render.said import Said
from pipeline.render.stylesheet import UnsafeCss, _split, parse, reduce

Tree = Callable[[str], etree._Element]


def test_names_may_begin_with_any_letter(tree: Tree) -> None:
    """A class of somebody who does not write in English."""
    css = "#atlas .über > rect{fill:red}#atlas .größe rect{fill:blue}"
    assert reduce(parse(css), Said.of(tree('<g class="über"><rect/></g>'))).css == "#atlas .über > rect{fill:red}"


def test_only_rules_that_match_stay(tree: Tree) -> None:
    """Each selector of a list counts for itself; neighbours that say the same become one."""
    css = "#atlas .a rect,#atlas .b{fill:red}#atlas .gone{fill:blue}#atlas .a circle{fill:red}"
    kept = reduce(parse(css), Said.of(tree('<g class="a"><rect/></g>'))).css
    assert kept == "#atlas .a rect{fill:red}"


def test_order_and_importance_stay(tree: Tree) -> None:
    """What comes later still wins."""
    css = ".a{fill:red}.a{fill:blue !important}"
    assert reduce(parse(css), Said.of(tree('<g class="a"/>'))).css == ".a{fill:red}.a{fill:blue!important}"


def test_what_only_html_or_a_pointer_uses_goes(tree: Tree) -> None:
    """Fonts are set once at the root; cursors and backgrounds draw nothing in SVG."""
    css = ".a{font-family:X;cursor:pointer;background-color:red;--v:1;fill:red}.a{cursor:pointer}"
    assert reduce(parse(css), Said.of(tree('<g class="a"/>'))).css == ".a{fill:red}"


def test_selectors_beyond_descendants_are_matched_as_well(tree: Tree) -> None:
    """Children, attributes and negations are left to cssselect."""
    css = '.a>rect{fill:red}.b>rect{fill:red}[data-look="neo"] rect{x:1}.a:not(.c) rect{y:1}'
    kept = reduce(parse(css), Said.of(tree('<g class="a"><rect/></g>'))).css
    assert kept == ".a>rect{fill:red}.a:not(.c) rect{y:1}"


def test_keyframes_stay_where_an_animation_names_them(tree: Tree) -> None:
    """And go with it."""
    css = "@keyframes dash{to{stroke-dashoffset:0}}@keyframes gone{to{x:1}}.a{animation:dash 1s}"
    kept = reduce(parse(css), Said.of(tree('<path class="a"/>'))).css
    assert "dash" in kept
    assert "gone" not in kept


@pytest.mark.parametrize(
    "odd",
    [
        '.b{content:"}"}',
        ".b{content:'{'}",
        "/* } */",
        "@keyframes k{from{x:1}to{x:2}}",
        "@media print{.a{fill:green}}",
        "@charset 'x';",
        ".b{x:{y:1}}",
    ],
)
def test_rules_are_told_apart(odd: str, tree: Tree) -> None:
    """Braces in texts, comments and other rules end no rule: those around it are what they are without it."""
    root = tree('<g class="a"/><g class="c"/>')
    assert reduce(parse(f".a{{fill:red}}{odd}.c{{fill:blue}}"), Said.of(root)).css == ".a{fill:red}.c{fill:blue}"


@pytest.mark.parametrize(
    "css",
    [
        ".a{fill:red}}.c{fill:blue}",
        ".a{fill:red}.c{fill:blue",
        ".a{fill:rgb(1,2}.b{fill:red}",
        ".a{x:[1}.b{fill:red}]",
        '.a{x:\'}.b{content:"q"}',
        ".a{fill:red}/* .b{fill:red}",
        ".a{fill:red}/*/.b{fill:red}",
        ".a{x:url(a'b)}.b{fill:red}",
    ],
)
def test_what_is_not_well_formed_stays_in_one_piece(css: str) -> None:
    """The parser recovers from it as a browser does."""
    assert _split(css) == [css]


def test_the_rules_of_a_sheet_are_pieces() -> None:
    """Each is parsed once for all sheets."""
    css = '.a{fill:rgb(1,2)}/* } */@keyframes k{to{x:1}}.c:not([d="{"]){x:"}"}'
    pieces = [".a{fill:rgb(1,2)}", "/* } */@keyframes k{to{x:1}}", '.c:not([d="{"]){x:"}"}', ""]
    assert _split(css) == pieces


def test_bold_elements_are_found(tree: Tree) -> None:
    """All of them, for the bold face has to hold their characters."""
    root = tree('<text class="a">x</text><text class="a">y</text><text>z</text>')
    assert [element.text for element in reduce(parse(".a{font-weight:bold}"), Said.of(root)).bold] == ["x", "y"]


@pytest.mark.parametrize(
    "css",
    [
        "@import url(x)",
        ".a{fill:url(http://x)}",
        ".a{behavior:expression(1)}",
        ".a\\}{fill:red}",
        ".a{fill:\\75rl(x)}",
        ".a[href=url(x)]{x:1}",
    ],
)
def test_css_that_reaches_outside_is_refused(css: str) -> None:
    """Escapes included, which could hide it."""
    with pytest.raises(UnsafeCss):
        parse(css)
