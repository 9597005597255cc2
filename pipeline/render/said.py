"""What a drawing says: its elements and their attributes, read once, as each look at lxml's tree makes them anew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from lxml import etree

from pipeline.render.allowed import REFERENCES

Values = Mapping[etree._Element, str]
"""What the elements that have an attribute say in it, in the order of the document."""


@dataclass(frozen=True)
class Said:
    """The elements of a tree in the order of the document, and the values of each attribute, as they were when it was read."""

    elements: list[etree._Element]
    values: Mapping[str, Values]

    @staticmethod
    def of(root: etree._Element) -> Said:
        """Reads a tree."""
        elements = list(root.iter())
        values: dict[str, dict[etree._Element, str]] = defaultdict(dict)
        for element in elements:
            for name, value in element.items():
                values[name][element] = value
        return Said(elements, dict(values))

    def within(self, root: etree._Element) -> Said:
        """The same without what the tree no longer holds."""
        left = set(root.iter())
        if len(left) == len(self.elements):
            return self
        values = {
            name: {element: value for element, value in values.items() if element in left}
            for name, values in self.values.items()
        }
        return Said([element for element in self.elements if element in left], values)

    def in_(self, name: str) -> Values:
        """The values of an attribute; empty where no element has it."""
        return self.values.get(name, {})

    def has(self, name: str) -> bool:
        """Whether an element has this attribute, or a style of it that property."""
        return bool(self.in_(name)) or any(name in style for style in self._styles)

    @cached_property
    def _styles(self) -> frozenset[str]:
        return frozenset(self.in_("style").values())

    @cached_property
    def references(self) -> list[tuple[etree._Element, str, str]]:
        """Elements with attributes that may name another element, (element, attribute, value)."""
        return [
            (element, name, value)
            for name, values in self.values.items()
            for element, value in values.items()
            if name in REFERENCES or "url(" in value
        ]
