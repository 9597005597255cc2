"""What stands elsewhere: boxes, texts and ways of edges that differ by more than rounding."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from pipeline.compare.pairing import Pairs
from pipeline.compare.wording import name, shifted, shortened
from pipeline.model import Box

TOLERANCE = 1.0
"""px that two rounded coordinates may differ without anything having moved: half a px can round up or down."""

_NAMED = 3


class _Move(NamedTuple):
    distance: float
    words: str


def movements(
    pairs: Pairs, old_view: Box | None, new_view: Box | None, after: Mapping[str, str], *, brief: bool
) -> list[str]:
    """What moved, in words, the farthest first; ``brief`` says only how much did, where it follows from something else."""
    found = sorted(_moves(pairs, after), key=lambda move: -move.distance)
    words = [] if brief else [move.words for move in found[:_NAMED]]
    rest = found[len(words) :]
    if rest:
        things = f"{len(rest)} {'more ' if words else ''}{'thing' if len(rest) == 1 else 'things'}"
        words.append(f"{things} moved, by up to {max(move.distance for move in rest):g} px")
    if old_view and new_view and _differ(old_view[2:], new_view[2:]):
        (_, _, width, height), (_, _, wide, high) = old_view, new_view
        words.append(f"picture {width:g} × {height:g} px → {wide:g} × {high:g} px")
    return words


def _moves(pairs: Pairs, after: Mapping[str, str]) -> Iterator[_Move]:
    for old, new in pairs.boxes:
        yield from _move(name(new), old.box, new.box)
    for before, now in pairs.edges.both:
        if before.points and now.points and before.points != now.points:
            pairwise = zip(before.points, now.points, strict=False)
            distance = max(max(abs(a - c), abs(b - d)) for (a, b), (c, d) in pairwise)
            if distance > TOLERANCE or len(before.points) != len(now.points):
                ends = f"{after.get(now.source, now.source)} → {after.get(now.target, now.target)}"
                yield _Move(distance, f"edge {ends} takes another way")
    for old_text, new_text in pairs.texts.both:
        yield from _move(f"text {shortened(new_text.text)}", old_text.box, new_text.box)


def _move(what: str, old: Box | None, new: Box | None) -> Iterator[_Move]:
    if old is None or new is None or not _differ(old, new):
        return
    dx, dy, wider, higher = (b - a for a, b in zip(old, new, strict=True))
    # The middle of a box stays where it is when only its size changes.
    mx, my = dx + wider / 2, dy + higher / 2
    moved = shifted(mx if abs(mx) > TOLERANCE else 0, my if abs(my) > TOLERANCE else 0)
    resized = f"{old[2]:g} × {old[3]:g} px → {new[2]:g} × {new[3]:g} px" if _differ(old[2:], new[2:]) else ""
    yield _Move(
        max(map(abs, (dx, dy, wider, higher))),
        f"{what}: {', '.join(part for part in (moved, resized) if part) or shifted(dx, dy)}",
    )


def _differ(old: tuple[float, ...], new: tuple[float, ...]) -> bool:
    return any(abs(a - b) > TOLERANCE for a, b in zip(old, new, strict=True))
