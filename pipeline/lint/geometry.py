"""Geometry of a drawn diagram: boxes that overlap, lines that cross. All in px of the picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.model import Box, Edge, Point


def overlap(first: Box, second: Box) -> float:
    """The area that two boxes share, in px²."""
    width = min(first[0] + first[2], second[0] + second[2]) - max(first[0], second[0])
    height = min(first[1] + first[3], second[1] + second[3]) - max(first[1], second[1])
    return width * height if width > 0 and height > 0 else 0.0


def area(box: Box) -> float:
    """In px²."""
    return box[2] * box[3]


def shrunk(box: Box, ratio: float) -> Box:
    """The box without ``ratio`` of its height above and below: the room that letters leave in their line."""
    cut = box[3] * ratio
    return (box[0], box[1] + cut, box[2], box[3] - 2 * cut)


def sticks_out(inner: Box, outer: Box) -> float:
    """How far, in px, ``inner`` reaches beyond ``outer`` on the worst side; 0 where it lies inside."""
    return max(
        0.0,
        outer[0] - inner[0],
        outer[1] - inner[1],
        inner[0] + inner[2] - outer[0] - outer[2],
        inner[1] + inner[3] - outer[1] - outer[3],
    )


def overlapping_pairs(boxes: Sequence[Box]) -> Iterator[tuple[int, int]]:
    """The positions of boxes that overlap, each pair once. Sweeps from left to right."""
    order = sorted(range(len(boxes)), key=lambda at: boxes[at][0])
    active: list[int] = []
    for at in order:
        box = boxes[at]
        active = [other for other in active if boxes[other][0] + boxes[other][2] > box[0]]
        for other in active:
            if overlap(boxes[other], box) > 0:
                yield (other, at) if other < at else (at, other)
        active.append(at)


def crossings(edges: Sequence[Edge]) -> int:
    """How often edges cross that share no end. Two edges that cross several times count once."""
    lines = [edge for edge in edges if len(edge.points) > 1]
    near = overlapping_pairs([_around(edge.points) for edge in lines])
    return sum(1 for first, second in near if _cross(lines[first], lines[second]))


def _around(points: Sequence[Point]) -> Box:
    """A box with the points inside, 1 px from its sides: a straight line has no area of its own."""
    left, top = min(x for x, _ in points) - 1, min(y for _, y in points) - 1
    return (left, top, max(x for x, _ in points) + 1 - left, max(y for _, y in points) + 1 - top)


def _cross(first: Edge, second: Edge) -> bool:
    if {first.source, first.target} & {second.source, second.target}:
        return False
    return any(_segments_cross(a, b, c, d) for a, b in pairwise(first.points) for c, d in pairwise(second.points))


def _segments_cross(a: Point, b: Point, c: Point, d: Point) -> bool:
    return _side(a, b, c) * _side(a, b, d) < 0 and _side(c, d, a) * _side(c, d, b) < 0


def _side(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
