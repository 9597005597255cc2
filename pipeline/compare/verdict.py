"""Verdicts: what became of a diagram between two states, in one word and in a few more."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from pipeline.compare.fingerprint import Fingerprint


class Verdict(StrEnum):
    """From the least to the most; of several that fit, a diagram gets the last."""

    SAME = "same"
    REPAINTED = "repainted"
    """Nothing but pixels differs."""
    MOVED = "moved"
    """The same things in other places, sizes or ways."""
    RELABELLED = "relabelled"
    """A label, a text, a quantity, the title or the description differs."""
    REWIRED = "rewired"
    """Nodes, groups or edges came, went, or join others."""
    TOOLCHAIN_CHANGED = "toolchain changed"
    """The source is the same; other versions of the toolchain draw it another way."""
    ADDED = "added"
    REMOVED = "removed"
    BROKEN = "broken"
    """It cannot be drawn, or its baseline cannot be read."""

    @property
    def rank(self) -> int:
        """Its place in that order."""
        return _RANKS[self]


_RANKS = {verdict: rank for rank, verdict in enumerate(Verdict)}


class Change(NamedTuple):
    """One difference in words, and the verdict that it alone would give."""

    verdict: Verdict
    words: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """The verdict on one diagram. ``changes`` are in words, the weightiest first.

    ``pixels`` is how many pixels of the PNG differ beyond the tolerance (counted up to a limit), None where both pictures were not at hand or
    nobody had to look.
    """

    diagram: str
    path: str
    verdict: Verdict
    changes: tuple[str, ...] = ()
    before: Fingerprint | None = field(default=None, repr=False)
    after: Fingerprint | None = field(default=None, repr=False)
    pixels: int | None = None

    @property
    def differs(self) -> bool:
        """Whether somebody has to look."""
        return self.verdict is not Verdict.SAME
