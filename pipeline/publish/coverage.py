"""Planned against existing diagrams, by family, view and entity, and how grades are spread against their targets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.publish.inventory import Inventory, natural_key
from pipeline.spec.model import Entity, Family, Registry

OWES_ONE = "one"
"""An entity of such a family owes one picture, of one of the family's views; elsewhere it owes every view."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many diagrams are planned (None where the registry plans no number) and how many exist."""

    planned: int | None
    existing: int


@dataclass(frozen=True, slots=True)
class ViewCoverage:
    """One view of a family."""

    slug: str
    count: Count


@dataclass(frozen=True, slots=True)
class EntityCoverage:
    """One entity: the views that exist, and the views that it owes, in the family's order."""

    id: str
    name: str
    on_hold: bool
    existing: tuple[str, ...]
    owed: tuple[str, ...]

    @property
    def count(self) -> Count:
        """Of an entity that owes one picture of several views, one is planned."""
        return Count(0 if self.on_hold else len(self.owed) or 1, len(self.existing))


@dataclass(frozen=True, slots=True)
class FamilyCoverage:
    """One family with its views and entities."""

    name: str
    title: str
    count: Count
    views: tuple[ViewCoverage, ...]
    entities: tuple[EntityCoverage, ...]


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade, how many things have it, and the share in percent that it should have (None: no target)."""

    name: str
    count: int
    target: float | None


@dataclass(frozen=True, slots=True)
class Spread:
    """How a set of things is graded. ``ungraded`` things count for no share."""

    of: str
    grades: tuple[Grade, ...]
    ungraded: int

    def share(self, grade: Grade) -> float | None:
        """The grade's share of what is graded, in percent; None where nothing is."""
        graded = sum(item.count for item in self.grades)
        return 100 * grade.count / graded if graded else None


@dataclass(frozen=True, slots=True)
class Coverage:
    """All of it. ``total`` adds up the families; planned is None where a family plans no number."""

    total: Count
    families: tuple[FamilyCoverage, ...]
    spreads: tuple[Spread, ...]


def cover(inventory: Inventory) -> Coverage:
    """Counts. An entity on hold owes nothing, but a picture of it that exists counts."""
    registry = inventory.registry
    families = tuple(_family(family, inventory) for family in registry.families.values())
    return Coverage(_sum(family.count for family in families), families, tuple(_spreads(inventory)))


def _family(family: Family, inventory: Inventory) -> FamilyCoverage:
    members = [entity for entity in inventory.registry.entities.values() if entity.family == family.name]
    entities = tuple(
        _entity(entity, family, inventory) for entity in sorted(members, key=lambda entity: natural_key(entity.id))
    )
    shown = Counter(view for entity in entities for view in entity.existing)
    views = tuple(
        ViewCoverage(slug, Count(_planned(family, slug, inventory.registry), shown[slug])) for slug in family.views
    )
    planned = family.planned
    if planned is None and family.owes != OWES_ONE:
        planned = sum(entity.count.planned or 0 for entity in entities)
    return FamilyCoverage(family.name, family.title, Count(planned, sum(shown.values())), views, entities)


def _entity(entity: Entity, family: Family, inventory: Inventory) -> EntityCoverage:
    existing = tuple(diagram.view for diagram in inventory.by_entity.get(entity.id, ()) if diagram.view in family.views)
    on_hold = entity.data.get("status") == "hold"
    owed = () if on_hold or family.owes == OWES_ONE else tuple(family.views)
    return EntityCoverage(entity.id, entity.name, on_hold, existing, owed)


def _planned(family: Family, slug: str, registry: Registry) -> int | None:
    """The plan of one view: its own number, else its part of the family's where every entity owes every view."""
    own = _mapping(_mapping(_mapping(_mapping(registry.data, "families"), family.name), "views"), slug).get("planned")
    if isinstance(own, int):
        return own
    if family.owes == OWES_ONE or not family.views:
        return None
    if family.planned is not None:
        part, rest = divmod(family.planned, len(family.views))
        return part if rest == 0 else None
    members = (entity for entity in registry.entities.values() if entity.family == family.name)
    return sum(1 for entity in members if entity.data.get("status") != "hold")


def _spreads(inventory: Inventory) -> Iterable[Spread]:
    registry = inventory.registry
    targets = _mapping(registry.data, "targets")
    grades = _mapping(registry.data, "grades")
    entities = registry.entities.values()
    asked = (
        ("confidence of diagrams", "confidence", [diagram.confidence for diagram in inventory.diagrams.values()]),
        ("confidence of entities", "confidence", [entity.confidence for entity in entities]),
        ("maturity of entities", "maturity", [str(entity.data.get("maturity") or "") for entity in entities]),
    )
    for title, kind, values in asked:
        target = _mapping(targets, kind)
        names = dict.fromkeys([*_mapping(grades, kind), *target, *sorted(value for value in values if value)])
        counts = Counter(values)
        yield Spread(title, tuple(Grade(name, counts[name], target.get(name)) for name in names), counts[""])


def _sum(counts: Iterable[Count]) -> Count:
    counts = list(counts)
    planned = [count.planned for count in counts]
    total = None if None in planned else sum(number for number in planned if number is not None)
    return Count(total, sum(count.existing for count in counts))


def _mapping(data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = data.get(name)
    return value if isinstance(value, Mapping) else {}
