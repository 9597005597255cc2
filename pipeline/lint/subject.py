"""What rules look at: one diagram with its model and picture, or what is left of many diagrams."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pipeline.findings import Location
from pipeline.lint.labels import Label, labels
from pipeline.lint.places import first_line, label_location
from pipeline.lint.shared_names import shared_names
from pipeline.model import Model
from pipeline.spec.model import Diagram, Entity, Path, Positions, Registry, SourceText

if TYPE_CHECKING:
    from pipeline.lint.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawn SVG: its size in bytes, its width and height in px, and the characters that no font of the theme has."""

    svg_bytes: int
    width: float
    height: float
    missing: str = ""


@dataclass(frozen=True)
class Context:
    """What all diagrams of a run share.

    ``classes`` are the names of the theme's classes, ``colours`` all its colours as ``#rrggbb``; ``page_width`` is the
    width in px at which pictures are read.
    """

    registry: Registry
    catalogue: Catalogue
    classes: frozenset[str] = frozenset()
    colours: frozenset[str] = frozenset()
    page_width: float = 1400.0

    @cached_property
    def shared_names(self) -> Mapping[str, list[str]]:
        """Names that several entities have, in lower case, with the ids of all of them."""
        return shared_names(self.registry)


@dataclass(frozen=True)
class Subject:
    """One diagram. ``model`` is None where its source could not be parsed, ``picture`` where it was not drawn.

    ``text`` is what its file says of it: a spec's whole file, for raw diagrams the source.
    """

    diagram: Diagram
    context: Context
    text: SourceText
    model: Model | None = None
    picture: Picture | None = None

    @property
    def registry(self) -> Registry:
        """The registry of the project."""
        return self.context.registry

    @property
    def entity(self) -> Entity | None:
        """The entity that the diagram is of, where the registry knows it."""
        return self.context.registry.entities.get(self.diagram.entity)

    @property
    def document(self) -> Document:
        """The spec as a document."""
        return Document(self.diagram.data, self.diagram.positions)

    @cached_property
    def labels(self) -> tuple[Label, ...]:
        """Every label of the diagram; none where there is no model."""
        return tuple(labels(self.model)) if self.model is not None else ()

    def place(self, label: Label, part: str | None = None) -> Location:
        """Where a label, or a part of it, stands in the file."""
        return label_location(self.diagram.source, label.text, label.owner, part)

    def start(self) -> Location:
        """The first line of the source: where a finding about the whole picture stands."""
        return self.diagram.source.location(first_line(self.diagram.source.text))

    def top(self) -> Location:
        """Where the spec begins: where a finding about something that is missing stands."""
        at = self.diagram.positions.of()
        return Location(at.path, at.line, at.column)


@dataclass(frozen=True, slots=True)
class Document:
    """A YAML document with its places: a spec or an entity."""

    data: Mapping[str, Any]
    positions: Positions

    def items(self, path: tuple[str, ...]) -> list[tuple[Path, Any]]:
        """The values at ``path``, where ``*`` stands for every item of a list, each with its own path."""
        found: list[tuple[Path, Any]] = [((), self.data)]
        for part in path:
            deeper: list[tuple[Path, Any]] = []
            for at, value in found:
                if part == "*":
                    deeper += [((*at, n), item) for n, item in enumerate(value)] if isinstance(value, list) else []
                elif isinstance(value, Mapping) and part in value:
                    deeper.append(((*at, part), value[part]))
            found = deeper
        return found


@dataclass(frozen=True, slots=True)
class Claim:
    """A fact that a diagram states, for comparison with what other diagrams state."""

    about: str
    value: str
    shown: str
    at: Location


@dataclass(frozen=True, slots=True)
class Summary:
    """What corpus rules need of a diagram. ``features`` are hashes of what its picture says and connects."""

    id: str
    entity: str
    view: str
    at: Location
    features: tuple[int, ...] = ()
    claims: tuple[Claim, ...] = ()


@dataclass(frozen=True)
class Corpus:
    """Many diagrams. ``whole`` says that these are all of the project's; ``files`` are its tracked files, with bytes."""

    registry: Registry
    summaries: tuple[Summary, ...]
    whole: bool = False
    files: Mapping[str, int] = field(default_factory=dict)
