"""Two fingerprints -> a verdict with the differences in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pipeline.compare.difference import differences
from pipeline.compare.fingerprint import Fingerprint, flat
from pipeline.compare.pixels import ENOUGH
from pipeline.compare.verdict import Change, Comparison, Verdict
from pipeline.compare.wording import replaced

CountPixels = Callable[[], int | None]
"""How many pixels of the two PNGs differ; None where one of them is not at hand."""


def judge(
    before: Fingerprint, after: Fingerprint, count_pixels: CountPixels, *, blame_toolchain: bool = True
) -> Comparison:
    """The verdict on a diagram that is there on both sides.

    ``blame_toolchain`` gives "toolchain changed" to what other versions draw another way; without it such a diagram is
    told how it differs, which is the question when versions are what is compared. Identical PNGs are the same picture,
    whatever else differs below them.
    """
    changes = list(_words_around(before, after))
    pixels: int | None = None
    if before.png != after.png:
        changes += differences(before.model, after.model)
        if all(change.verdict.rank <= Verdict.REPAINTED.rank for change in changes):
            pixels = count_pixels()
            changes = [] if pixels == 0 else [*changes, Change(Verdict.REPAINTED, _painted(before, after, pixels))]
    drawn_otherwise = before.png != after.png and bool(changes)
    if drawn_otherwise and blame_toolchain and before.source == after.source and before.toolchain != after.toolchain:
        versions = [Change(Verdict.TOOLCHAIN_CHANGED, words) for words in _versions(before.toolchain, after.toolchain)]
        changes = [*versions, *changes]
    changes.sort(key=lambda change: -change.verdict.rank)
    verdict = changes[0].verdict if changes else Verdict.SAME
    words = tuple(dict.fromkeys(change.words for change in changes))
    return Comparison(after.diagram, after.path, verdict, words, before, after, pixels)


def _words_around(before: Fingerprint, after: Fingerprint) -> list[Change]:
    """What readers are told besides the picture: its title, and the description that stands for it."""
    # Where nothing describes a diagram its title does, which need not be told twice: the last of equal keys counts.
    texts = {(before.description, after.description): "description", (before.title, after.title): "title"}
    return [
        Change(Verdict.RELABELLED, f"{what}: {replaced(old, new)}")
        for (old, new), what in texts.items()
        if flat(old) != flat(new)
    ]


def _painted(before: Fingerprint, after: Fingerprint, pixels: int | None) -> str:
    if pixels is not None:
        number = (
            f"{ENOUGH:,} or more pixels" if pixels >= ENOUGH else "1 pixel" if pixels == 1 else f"{pixels:,} pixels"
        )
        return f"{number} differ{'s' if pixels == 1 else ''}"
    return "painted differently" if before.svg != after.svg else "painted differently from the same SVG"


def _versions(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    return [
        f"{part} {before.get(part, 'absent')} → {after.get(part, 'absent')}"
        for part in sorted({*before, *after})
        if before.get(part) != after.get(part)
    ]
