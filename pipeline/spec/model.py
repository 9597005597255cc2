"""The vocabulary of specs: Diagram, Fact, Entity, Source, Incident, View, Family, Registry."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pipeline.findings import Location

Path = tuple[str | int, ...]
"""Where a node is inside a YAML document: mapping keys and list positions, from the root."""

Span = tuple[int, int, int | None, int | None]
"""Line, column, end line, end column, as in Location; a plain tuple, since a document has hundreds of them."""


@dataclass(frozen=True, slots=True)
class Positions:
    """The place of every node of one YAML document.

    ``nodes`` maps a path to the place of its value; ``keys`` maps the path of a mapping's value to that of its key.
    """

    file: str
    nodes: Mapping[Path, Span] = field(default_factory=dict)
    keys: Mapping[Path, Span] = field(default_factory=dict)

    def of(self, *path: str | int) -> Location:
        """The place of the value at ``path``, or of its nearest ancestor that has one."""
        for end in range(len(path), -1, -1):
            found = self.nodes.get(path[:end])
            if found is not None:
                return Location(self.file, *found)
        return Location(self.file)

    def key(self, *path: str | int) -> Location:
        """The place of the key at ``path``, or where there is none of its value."""
        found = self.keys.get(path)
        return self.of(*path) if found is None else Location(self.file, *found)


@dataclass(frozen=True, slots=True)
class SourceText:
    """Mermaid or DOT text and where each of its lines stands in the file it came from.

    ``first_line`` is the line of the file that holds the text's first line, ``indent`` how many columns the file puts
    before each line of it; ``indents`` holds that number line by line where it is not the same for all of them.
    ``exact`` is false where the file does not hold the text line by line (a folded or quoted scalar); every position is
    then the start of the scalar.
    """

    text: str
    path: str
    first_line: int = 1
    indent: int = 0
    exact: bool = True
    column: int = 1
    indents: tuple[int, ...] = ()

    def location(self, line: int, column: int = 1, end_column: int | None = None) -> Location:
        """The place in the file of a 1-based line and column of the text."""
        if not self.exact:
            return Location(self.path, self.first_line, self.column)
        offset = max(line, 1) - 1
        indent = self.indents[offset] if offset < len(self.indents) else self.indent
        at = self.first_line + offset
        end = None if end_column is None else end_column + indent
        return Location(self.path, at, max(column, 1) + indent, at if end else None, end)


@dataclass(frozen=True, slots=True)
class Fact:
    """A quantity shown in a picture and where it was read."""

    value: float | int | str
    means: str
    unit: str | None = None
    source: str | None = None
    where: str | None = None
    shown: str | None = None
    derived: str | None = None

    @property
    def text(self) -> str:
        """How the picture writes the quantity."""
        if self.shown is not None:
            return self.shown
        return f"{self.value} {self.unit}" if self.unit else f"{self.value}"


@dataclass(frozen=True, slots=True)
class Allowance:
    """A lint finding that the author accepts, and why. ``location`` is where the allowance stands."""

    rule: str
    why: str
    location: Location


@dataclass(frozen=True, slots=True)
class Diagram:
    """One diagram to draw: a spec, a raw file or a fence of a Markdown file.

    ``id`` is ``ENTITY/view`` for a spec; for a raw file its path, for a fence the path and ``-`` and its
    1-based position. ``engine`` is a name in ``pipeline.render.engines``. ``raw`` diagrams have no metadata: rules
    that need it do not apply to them. ``data`` is the whole validated YAML document (empty where raw) and ``positions``
    the place of each of its nodes.
    """

    id: str
    path: str
    engine: str
    source: SourceText
    title: str
    question: str = ""
    description: str = ""
    entity: str = ""
    view: str = ""
    entities: tuple[str, ...] = ()
    confidence: str = ""
    components: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    sources: tuple[str, ...] = ()
    allow: tuple[Allowance, ...] = ()
    raw: bool = False
    data: Mapping[str, Any] = field(default_factory=dict)
    positions: Positions = field(default_factory=lambda: Positions(""))


@dataclass(frozen=True, slots=True)
class View:
    """A picture that an entity of a family owes."""

    slug: str
    engine: str
    type: str
    question: str
    must_contain: str


@dataclass(frozen=True, slots=True)
class Family:
    """A kind of entity: its folder, its id pattern, the views each of its entities owes."""

    name: str
    title: str
    folder: str
    id_pattern: str
    views: Mapping[str, View]
    owes: str = "all"
    planned: int | None = None


@dataclass(frozen=True, slots=True)
class Entity:
    """One thing the atlas describes. ``data`` is the whole document, ``positions`` the place of each of its nodes."""

    id: str
    family: str
    name: str
    summary: str
    confidence: str
    path: str
    data: Mapping[str, Any]
    positions: Positions


@dataclass(frozen=True, slots=True)
class Source:
    """Something that was, or has to be, read. ``read`` is None where nobody of the project has read it."""

    id: str
    title: str
    publisher: str
    url: str
    date: str
    tier: str
    read: str | None
    location: Location


@dataclass(frozen=True, slots=True)
class Incident:
    """A public incident: ``data`` holds all that ``specs/incidents`` says of it."""

    id: str
    date: str
    headline: str
    location: Location
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Registry:
    """Everything under ``specs/``: what may be drawn, of what, from which sources.

    ``data`` is the whole of ``registry.yaml``, for what has no field of its own here (notes, patterns).
    """

    families: Mapping[str, Family] = field(default_factory=dict)
    entities: Mapping[str, Entity] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)
    incidents: Mapping[str, Incident] = field(default_factory=dict)
    planes: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    limits: Mapping[str, int] = field(default_factory=dict)
    data: Mapping[str, Any] = field(default_factory=dict)

    def family_of(self, entity_id: str) -> Family | None:
        """The family of a known entity, else of the first family whose id pattern fits, else None."""
        known = self.entities.get(entity_id)
        if known is not None:
            return self.families.get(known.family)
        for family in self.families.values():
            if re.fullmatch(family.id_pattern, entity_id):
                return family
        return None
