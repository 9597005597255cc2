"""Which elements a CSS selector matches, for the selectors that engines write: names, classes and ids below each other.

cssselect turns a selector into an XPath that walks the whole tree; with some 40 rules a diagram that is most of the time
a picture takes in Python. Here each step looks its elements up by name. Anything beyond descendants is left to cssselect.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from lxml import etree


@dataclass(frozen=True, slots=True)
class Step:
    """One compound of a selector: what an element has to be called."""

    tag: str
    names: frozenset[str]
    """Classes with a dot, ids with a hash sign."""


Path = tuple[Step, ...]

_COMPOUND = re.compile(r"(\*|[A-Za-z][\w-]*)?((?:[.#]-?[A-Za-z_][\w-]*)*)")


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


class Tree:
    """A tree with its elements by name. ``names`` holds every tag, .class, #id and [data-look] in it."""

    def __init__(self, root: etree._Element) -> None:
        self.root = root
        self._of: dict[etree._Element, frozenset[str]] = {}
        by: dict[str, list[etree._Element]] = defaultdict(list)
        known: dict[tuple[str, str | None], frozenset[str]] = {}
        looks: set[str] = set()  # Mermaid's stylesheets hold the rules of every look, its pictures have one
        for element in root.iter(etree.Element):
            kind = (str(element.tag), element.get("class"))
            own = known.get(kind)
            if own is None:
                own = known[kind] = frozenset([kind[0], *(f".{name}" for name in (kind[1] or "").split())])
            identity = element.get("id")
            if identity:
                own |= {f"#{identity}"}
            self._of[element] = own
            for name in own:
                by[name].append(element)
            look = element.get("data-look")
            if look:
                looks.add(f'[data-look="{look}"]')
        self._by = dict(by)
        self.names = frozenset(by) | looks

    def select(self, steps: Path, *, every: bool) -> list[etree._Element]:
        """The elements that ``steps`` lead to: all of them, or the first that is found."""
        last = steps[-1]
        wanted = last.names | ({last.tag} if last.tag != "*" else set())
        candidates = min((self._by.get(name, []) for name in wanted), key=len, default=list(self._of))
        above = steps[:-1]
        # The root is above every other element: nobody need climb up to it to know.
        below = above[1:] if above and self._fits(self.root, above[0]) else above
        found = []
        for element in candidates:
            if wanted <= self._of[element] and self._above(element, above if element is self.root else below):
                found.append(element)
                if not every:
                    break
        return found

    def _above(self, element: etree._Element, steps: Path) -> bool:
        at = len(steps)
        parent = element.getparent() if at else None
        while at and parent is not None:
            if self._fits(parent, steps[at - 1]):
                at -= 1
            parent = parent.getparent()
        return at == 0

    def _fits(self, element: etree._Element, step: Step) -> bool:
        return step.names <= self._of[element] and step.tag in ("*", element.tag)
