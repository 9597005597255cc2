"""Geometry and contrast: overlaps, crossings and ratios that can be computed by hand."""

from __future__ import annotations

import pytest

from pipeline.lint.contrast import contrast
from pipeline.lint.geometry import crossings, overlap, overlapping_pairs, shrunk, sticks_out
from pipeline.model import Edge


def test_overlap_is_the_shared_area() -> None:
    assert overlap((0, 0, 10, 10), (5, 5, 10, 10)) == 25
    assert overlap((0, 0, 10, 10), (10, 0, 5, 5)) == 0


def test_pairs_are_found_once() -> None:
    boxes = [(0.0, 0.0, 10.0, 10.0), (20.0, 0.0, 5.0, 5.0), (9.0, 9.0, 5.0, 5.0), (0.0, 50.0, 100.0, 1.0)]
    assert list(overlapping_pairs(boxes)) == [(0, 2)]


def test_shrunk_keeps_the_middle() -> None:
    assert shrunk((0, 0, 10, 10), 0.1) == (0, 1, 10, 8)


def test_sticks_out_on_the_worst_side() -> None:
    assert sticks_out((-3, 0, 20, 5), (0, 0, 10, 10)) == 7
    assert sticks_out((1, 1, 2, 2), (0, 0, 10, 10)) == 0


def _edge(identity: str, source: str, target: str, *points: tuple[float, float]) -> Edge:
    return Edge(identity, source, target, points=points)


def test_crossings_count_pairs_that_share_no_end() -> None:
    down, up = _edge("1", "a", "b", (0, 0), (10, 10)), _edge("2", "c", "d", (0, 10), (10, 0))
    joined = _edge("3", "a", "d", (0, 10), (10, 0))
    apart = _edge("4", "e", "f", (20, 0), (30, 10))
    assert crossings([down, up]) == 1
    assert crossings([down, joined]) == 0
    assert crossings([down, up, apart]) == 1


@pytest.mark.parametrize(
    ("first", "second", "ratio"),
    [("#000000", "#ffffff", 21.0), ("#ffffff", "#F59E0B", 2.15), ("#777777", "#ffffff", 4.48)],
)
def test_contrast_as_wcag_defines_it(first: str, second: str, ratio: float) -> None:
    assert contrast(first, second) == pytest.approx(ratio, abs=0.01)
    assert contrast(second, first) == contrast(first, second)
