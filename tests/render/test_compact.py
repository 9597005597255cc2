"""The same picture in fewer bytes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from lxml import etree

from pipeline.render.compact import compact, drop_unseen, straightened
from pipeline.render.said import Said

Tree = Callable[[str], etree._Element]


def _shorten(root: etree._Element, css: str) -> None:
    said, text = Said.of(root), etree.tostring(root, encoding="unicode")
    drop_unseen(root, text)
    compact(root, css, said, text)


@pytest.mark.parametrize(
    ("d", "short"),
    [
        ("M0 0 C1 0, 2 0, 9 0 M0 0 C3 0, 4 0, 9 0 M9 0 C9 1, 9 2, 9 5", "M0 0L9 0L9 5"),
        ("M0 0 C1 0, 2 0, 9 0 C9 1, 9 2, 9 5", "M0 0L9 0L9 5"),
        ("M0 0 C1 0, 2 0, 9 0 M20 0 C21 0, 22 0, 29 0", "M0 0L9 0M20 0L29 0"),
        ("M0 0 C5 9, 6 9, 9 0", "M0 0 C5 9, 6 9, 9 0"),
        ("M0,0L5,5", "M0,0L5,5"),
        ("M0 0 C0 0, 0 0, 0 0", "M0 0 C0 0, 0 0, 0 0"),
        ("", ""),
    ],
)
def test_straight_curves_become_lines(d: str, short: str) -> None:
    """Bent ones, and what is no curve, stay."""
    assert straightened(d) == short


def test_a_filled_and_a_stroked_outline_become_one(tree: Tree) -> None:
    """The stroke keeps its own look and takes the ground's fill."""
    root = tree(
        '<path d="M0 0 L9 0 L9 9" stroke="none" fill="#abc"/><path d="M0 0L9 0L9 9L0 0" stroke="#123" fill="none"/>'
    )
    _shorten(root, "")
    (path,) = root
    assert (path.get("fill"), path.get("stroke")) == ("#abc", "#123")


def test_other_neighbours_stay_two(tree: Tree) -> None:
    """Another outline is another shape."""
    root = tree('<path d="M0 0 L9 0" stroke="none" fill="#abc"/><path d="M0 0L8 0" stroke="#123" fill="none"/>')
    _shorten(root, "")
    assert len(root) == 2


def test_words_stay_apart_and_lose_what_says_nothing(tree: Tree) -> None:
    """Joined words would be kerned across the gap, and move."""
    word = '<tspan font-style="normal" class="inner" font-weight="normal">{}</tspan>'
    root = tree(f'<text><tspan class="row" x="0">{word.format("two")}{word.format(" words")}</tspan></text>')
    _shorten(root, "")
    assert etree.tostring(root[0]) == b'<text><tspan x="0"><tspan>two</tspan><tspan> words</tspan></tspan></text>'


def test_normal_says_something_below_bold(tree: Tree) -> None:
    """Where the stylesheet sets text bold, an attribute that takes it back stays."""
    root = tree('<text class="b"><tspan font-weight="normal">x</tspan><tspan font-weight="normal">y</tspan></text>')
    _shorten(root, ".b{font-weight:bold}")
    assert root[0][0].get("font-weight") == "normal"


def test_coordinates_have_two_decimals_and_scales_keep_theirs(tree: Tree) -> None:
    """A hundredth of a px is less than anybody sees; a scale multiplies."""
    root = tree('<path d="M1.23456,-0.001L2,3" transform="translate(1.23456, 2) scale(0.12345)"/>')
    _shorten(root, "")
    assert root[0].get("d") == "M1.23,0L2,3"
    assert root[0].get("transform") == "translate(1.23, 2) scale(0.12345)"


def test_text_behind_an_element_that_goes_stays(tree: Tree) -> None:
    """Nothing that is read is lost."""
    root = tree("<text>a<tspan/>b</text>")
    _shorten(root, "")
    assert "".join(root.itertext()) == "ab"
