"""What there is: diagrams by entity and by what they show, and every item of every block with where it stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.findings import Location
from pipeline.spec.model import Diagram, Positions, Registry

BLOCKS: Mapping[str, str] = {
    "oncall": "On call",
    "failure_modes": "Failure modes",
    "config": "Configuration",
    "cost": "Cost",
    "migration": "Migration",
}
"""The blocks of the spec format that hold items, with their headings, in the order in which a page shows them."""


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a block, of an entity's file or of one of its diagrams (``diagram`` is then its id).

    ``number`` counts from 1 within the block of its file.
    """

    block: str
    entity: str
    diagram: str
    number: int
    data: Mapping[str, Any]
    location: Location

    @property
    def cited(self) -> bool:
        """Whether a source was read for it, rather than that it was inferred."""
        return bool(self.data.get("source")) and not self.data.get("inferred")

    @property
    def anchor(self) -> str:
        """Where it stands on its page."""
        return f"{self.block.replace('_', '-')}-{self.number}"


@dataclass(frozen=True, slots=True)
class Inventory:
    """The registry and the diagrams, with what follows from them.

    ``by_entity`` has the diagrams of each entity in the order of its family's views, ``shown_in`` the diagrams of
    others that name an entity or incident, ``items`` the items of each entity, its own before those of its diagrams.
    """

    registry: Registry
    diagrams: Mapping[str, Diagram]
    by_entity: Mapping[str, tuple[Diagram, ...]]
    shown_in: Mapping[str, tuple[Diagram, ...]]
    items: Mapping[str, tuple[Item, ...]]

    def of_block(self, block: str) -> Iterator[Item]:
        """Every item of a block, by entity in the registry's order of families, then of ids."""
        for entity in ordered(self.registry):
            yield from (item for item in self.items.get(entity, ()) if item.block == block)

    def block_of(self, entity: str, block: str) -> tuple[Item, ...]:
        """The items of one block that an entity and its diagrams hold."""
        return tuple(item for item in self.items.get(entity, ()) if item.block == block)


def take_inventory(registry: Registry, diagrams: Sequence[Diagram]) -> Inventory:
    """Sorts out what there is. Diagrams of entities that the registry does not know are left out."""
    known = [diagram for diagram in diagrams if diagram.entity in registry.entities]
    by_entity: dict[str, list[Diagram]] = defaultdict(list)
    shown_in: dict[str, list[Diagram]] = defaultdict(list)
    for diagram in sorted(known, key=lambda diagram: _view_order(diagram, registry)):
        by_entity[diagram.entity].append(diagram)
        for name in dict.fromkeys(diagram.entities):
            if name != diagram.entity:
                shown_in[name].append(diagram)
    items = {
        identity: (
            *_items(entity.data, entity.positions, identity, ""),
            *(
                item
                for diagram in by_entity.get(identity, ())
                for item in _items(diagram.data, diagram.positions, identity, diagram.id)
            ),
        )
        for identity, entity in registry.entities.items()
    }
    return Inventory(
        registry=registry,
        diagrams={diagram.id: diagram for diagrams in by_entity.values() for diagram in diagrams},
        by_entity={name: tuple(found) for name, found in by_entity.items()},
        shown_in={name: tuple(found) for name, found in shown_in.items()},
        items=items,
    )


def ordered(registry: Registry) -> list[str]:
    """The ids of all entities: families in the registry's order, ids by their letters and then by their numbers."""
    families = list(registry.families)
    return sorted(
        registry.entities, key=lambda name: (families.index(registry.entities[name].family), natural_key(name))
    )


def natural_key(identity: str) -> tuple[tuple[int, int, str], ...]:
    """Sorts ``M2`` before ``M10``."""
    parts: list[str] = [""]
    for character in identity:
        if parts[-1] and character.isdecimal() != parts[-1][-1].isdecimal():
            parts.append("")
        parts[-1] += character
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts)


def _view_order(diagram: Diagram, registry: Registry) -> tuple[tuple[tuple[int, int, str], ...], int]:
    family = registry.families[registry.entities[diagram.entity].family]
    views = list(family.views)
    return natural_key(diagram.entity), views.index(diagram.view) if diagram.view in views else len(views)


def _items(data: Mapping[str, Any], positions: Positions, entity: str, diagram: str) -> Iterator[Item]:
    for block in BLOCKS:
        value = data.get(block)
        for at, item in enumerate(value if isinstance(value, list) else ()):
            if isinstance(item, Mapping):
                yield Item(block, entity, diagram, at + 1, item, positions.of(block, at))
