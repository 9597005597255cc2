"""Did you mean: the known word that is nearest to a mistyped one."""

from __future__ import annotations

from collections.abc import Iterable


def closest(word: str, known: Iterable[str]) -> str | None:
    """The hint ``did you mean 'x'?`` for the nearest of ``known``, or None where none is near."""
    found = nearest(word, known)
    return None if found is None else f"did you mean '{found}'?"


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The nearest of ``known``: the same letters in another case first, then by difflib's ratio (0.6 and more)."""
    import difflib  # only a mistake needs it

    names = sorted(set(known))
    folded: dict[str, str] = {}
    for name in names:
        folded.setdefault(_fold(name), name)
    matches = difflib.get_close_matches(_fold(word), folded, n=1, cutoff=0.6)
    return folded[matches[0]] if matches else None


def _fold(word: str) -> str:
    return word.casefold().replace("_", "-")
