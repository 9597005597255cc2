"""Which elements a CSS selector matches, for the selectors that engines write: names, classes and ids below each other.

cssselect turns a selector into an XPath that walks the whole tree; with some 40 rules a diagram that is most of the time
a picture takes in Python. Here elements of the same names under the same names are one: a picture of hundreds has some
dozens of these. Anything beyond descendants is left to cssselect.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from lxml import etree

from pipeline.render.said import Said


@dataclass(frozen=True, slots=True)
class Step:
    """One compound of a selector: what an element has to be called."""

    tag: str
    names: frozenset[str]
    """Classes with a dot, ids with a hash sign."""


Path = tuple[Step, ...]

NAME = r"-?[^\x00-@\[-^`{-\x7f][^\x00-,./:-@\[-^`{-\x7f]*"
"""A pattern of CSS's for names of elements and classes, ids: letters, digits, - and _, and all beyond ASCII.

Said by what it leaves out: a class of a million characters takes 5 ms to compile, and several patterns have it.
"""

_COMPOUND = re.compile(rf"(\*|[A-Za-z][\w-]*)?((?:[.#]{NAME})*)")


@lru_cache(maxsize=4096)
def path(selector: str) -> Path | None:
    """The steps of a selector of descendants only; None for any other."""
    steps = []
    for word in selector.split():
        match = _COMPOUND.fullmatch(word)
        if match is None:
            return None
        names = frozenset(re.findall(r"[.#][^.#]+", match[2]))
        steps.append(Step((match[1] or "*"), names))
    return tuple(steps) or None


@dataclass(slots=True, eq=False)
class _Kind:
    """Elements that no selector of names can tell apart: they are called the same, and so is all that they stand in."""

    tag: str
    names: frozenset[str]
    """The tag, classes with a dot, an id that was asked for with a hash sign."""
    above: _Kind | None
    elements: list[etree._Element]

    def fits(self, step: Step) -> bool:
        return step.names <= self.names and step.tag in ("*", self.tag)


class Tree:
    """A tree's elements by their names. ``names`` holds every tag, .class and [data-look] in it, and its ``ids``."""

    def __init__(self, said: Said, ids: frozenset[str]) -> None:
        """Of what a drawing says; ``ids``, with a hash sign, are those that will be asked for."""
        kinds: dict[tuple[str, str | None, str | None, _Kind | None], _Kind] = {}
        of: dict[etree._Element | None, _Kind] = {}
        classes_of = said.in_("class")
        identities = {element: f"#{value}" for element, value in said.in_("id").items() if f"#{value}" in ids}
        for element in said.elements:
            key = (str(element.tag), classes_of.get(element), identities.get(element), of.get(element.getparent()))
            kind = kinds.get(key)
            if kind is None:
                tag, classes, identity, above = key
                names = frozenset([tag, *(f".{name}" for name in (classes or "").split()), *filter(None, [identity])])
                kind = kinds[key] = _Kind(tag, names, above, [])
            kind.elements.append(element)
            of[element] = kind
        by: dict[str, list[_Kind]] = defaultdict(list)
        for kind in kinds.values():
            for name in kind.names:
                by[name].append(kind)
        # Mermaid's stylesheets hold the rules of every look, its pictures have one.
        looks = {f'[data-look="{look}"]' for look in said.in_("data-look").values()}
        self.root = said.elements[0]
        self._kinds = list(kinds.values())
        self._by = dict(by)
        self.names = frozenset(by) | looks

    def select(self, steps: Path) -> list[etree._Element]:
        """All elements that ``steps`` lead to."""
        last = steps[-1]
        wanted = last.names | ({last.tag} if last.tag != "*" else set())
        candidates = min((self._by.get(name, []) for name in wanted), key=len, default=self._kinds)
        return [
            element
            for kind in candidates
            if wanted <= kind.names and _leads_to(kind.above, steps[:-1])
            for element in kind.elements
        ]


def _leads_to(kind: _Kind | None, steps: Path) -> bool:
    at = len(steps)
    while at and kind is not None:
        if kind.fits(steps[at - 1]):
            at -= 1
        kind = kind.above
    return at == 0
