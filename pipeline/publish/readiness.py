"""The readiness matrix: which entity has which kind of evidence. A cell is what was found, never a tick by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from pipeline.publish.inventory import BLOCKS, Inventory, ordered
from pipeline.publish.plan import Column, SitePlan
from pipeline.spec.model import Diagram, Incident


class Kind(StrEnum):
    """What a piece of evidence is."""

    FACT = "cited fact"
    DIAGRAM = "diagram"
    INCIDENT = "incident"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A piece of evidence. ``entity`` is whose page shows it, ``diagram`` and ``anchor`` where there.

    For an incident ``entity`` is the incident's id.
    """

    kind: Kind
    title: str
    entity: str
    diagram: str = ""
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """An entity with the evidence in each column, in the columns' order; an empty cell is an empty tuple."""

    entity: str
    cells: tuple[tuple[Evidence, ...], ...]


@dataclass(frozen=True, slots=True)
class Readiness:
    """The matrix."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


def assess(inventory: Inventory, plan: SitePlan) -> Readiness:
    """Fills the matrix that the plan asks for."""
    registry = inventory.registry
    rows = tuple(
        Row(entity, tuple(tuple(dict.fromkeys(_evidence(entity, column, inventory))) for column in plan.columns))
        for entity in ordered(registry)
        if registry.entities[entity].family in plan.readiness_families
    )
    return Readiness(plan.columns, rows)


def _evidence(entity: str, column: Column, inventory: Inventory) -> Iterator[Evidence]:
    own = inventory.by_entity.get(entity, ())
    for block in column.blocks:
        for item in inventory.block_of(entity, block):
            if item.cited:
                title = f"{BLOCKS[block]} {item.number}"
                yield Evidence(Kind.FACT, title, entity, item.diagram, item.anchor)
    for diagram in own:
        if diagram.view in column.views:
            yield _diagram(diagram)
    for diagram in inventory.shown_in.get(entity, ()):
        if inventory.registry.entities[diagram.entity].family in column.shown_by:
            yield _diagram(diagram)
    if column.incidents:
        yield from _incidents(entity, own, inventory)


def _diagram(diagram: Diagram) -> Evidence:
    return Evidence(Kind.DIAGRAM, diagram.title, diagram.entity, diagram.id)


def _incidents(entity: str, own: tuple[Diagram, ...], inventory: Inventory) -> Iterator[Evidence]:
    """Incidents whose report was read, named by the entity's file or shown in one of its diagrams."""
    named = inventory.registry.entities[entity].data.get("incidents")
    names = [*(named if isinstance(named, list) else ()), *(name for diagram in own for name in diagram.entities)]
    for name in dict.fromkeys(names):
        incident = inventory.registry.incidents.get(name)
        if incident is not None and was_read(incident, inventory):
            yield Evidence(Kind.INCIDENT, incident.headline, incident.id)


def was_read(incident: Incident, inventory: Inventory) -> bool:
    """Whether somebody of the project has read the incident's report."""
    source = inventory.registry.sources.get(str(incident.data.get("source") or ""))
    return source is not None and source.read is not None
