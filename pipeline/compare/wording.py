"""Changes in words: short names, short texts, and what differs between two of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.compare.fingerprint import flat
from pipeline.model import Group, Node

_LONGEST = 70
_BEFORE, _AFTER = 3, 2


def name(item: Node | Group) -> str:
    """What people call a node or group: its label, else its id."""
    return shortened(item.label) or item.id


def names(items: Sequence[Node | Group]) -> Mapping[str, str]:
    """The names of items by their ids."""
    return {item.id: name(item) for item in items}


def shortened(text: str) -> str:
    """A text on one line of bearable length."""
    line = flat(text)
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1].rstrip()}…"


def replaced(old: str, new: str) -> str:
    """``p99 15 ms → 20 ms``: the words that differ with a few around them, those before them once."""
    before, after = old.split(), new.split()
    head = _shared(before, after)
    tail = _shared(before[head:][::-1], after[head:][::-1])
    old_words, new_words = before[head : len(before) - tail], after[head : len(after) - tail]
    if not old_words or not new_words:
        return f"{shortened(old) or 'nothing'} → {shortened(new) or 'nothing'}"
    left = ["…", *before[head - _BEFORE : head]] if head > _BEFORE else before[:head]
    end = before[len(before) - tail :]
    right = [*end[:_AFTER], "…"] if tail > _AFTER else end
    first = " ".join([*left, shortened(" ".join(old_words)), *right])
    return f"{first} → {' '.join([shortened(' '.join(new_words)), *right])}"


def _shared(one: Sequence[str], other: Sequence[str]) -> int:
    """How many words two lists begin with alike."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def shifted(dx: float, dy: float) -> str:
    """``12 px right, 4 px down``."""
    parts = [
        f"{abs(dx):g} px {'right' if dx > 0 else 'left'}" if dx else "",
        f"{abs(dy):g} px {'down' if dy > 0 else 'up'}" if dy else "",
    ]
    return ", ".join(part for part in parts if part)
