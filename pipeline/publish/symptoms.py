"""From what an alert or a user says to the picture that helps: the on-call items of the corpus as symptoms."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.publish.incidents import stated
from pipeline.publish.inventory import Inventory, Item
from pipeline.publish.plan import SymptomClass
from pipeline.spec.model import Registry

OTHER = SymptomClass("other", "Other symptoms", ())
"""Where symptoms stand that have no word of any class."""

_FIELD = "oncall"


@dataclass(frozen=True, slots=True)
class Symptom:
    """One symptom: what to do first, the diagrams that help (the one that holds the item first), and the public
    incidents that had it, by id."""

    item: Item
    text: str
    first_action: str
    diagrams: tuple[str, ...]
    incidents: tuple[str, ...]


def symptoms_of(inventory: Inventory) -> tuple[Symptom, ...]:
    """Every symptom, in the order of entities."""
    return tuple(_symptom(item, inventory) for item in inventory.of_block(_FIELD))


def _symptom(item: Item, inventory: Inventory) -> Symptom:
    own = [diagram.id for diagram in inventory.by_entity.get(item.entity, ())]
    diagrams = [item.diagram] if item.diagram else own
    return Symptom(
        item=item,
        text=str(item.data.get("symptom") or ""),
        first_action=str(item.data.get("first_action") or ""),
        diagrams=tuple(diagrams),
        incidents=incidents_behind(item, inventory),
    )


def incidents_behind(item: Item, inventory: Inventory) -> tuple[str, ...]:
    """The public incidents that an item speaks of.

    Those whose report the item itself cites; else those that its diagram shows; else those whose report the diagram
    cites; else those that the entity's file names.
    """
    registry = inventory.registry
    diagram = inventory.diagrams.get(item.diagram)
    cited = (*diagram.sources, *(fact.source for fact in diagram.facts)) if diagram else ()
    candidates = (
        _reported_by([item.data.get("source")], registry),
        [name for name in (diagram.entities if diagram else ()) if name in registry.incidents],
        _reported_by(cited, registry),
        [name for name in stated(registry.entities[item.entity].data) if name in registry.incidents],
    )
    return tuple(next(filter(None, candidates), ()))


def _reported_by(sources: Iterable[object], registry: Registry) -> list[str]:
    named = {source for source in sources if source}
    return [name for name, incident in registry.incidents.items() if incident.data.get("source") in named]


def classify(
    symptoms: Sequence[Symptom], classes: Sequence[SymptomClass]
) -> Mapping[SymptomClass, tuple[Symptom, ...]]:
    """The symptoms of each class, empty classes included; what fits none is under ``OTHER``, where there is any."""
    found: dict[SymptomClass, tuple[Symptom, ...]] = {}
    for item in classes:
        pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, item.words))})", re.IGNORECASE)
        found[item] = tuple(symptom for symptom in symptoms if pattern.search(symptom.text))
    placed = {id(symptom) for members in found.values() for symptom in members}
    rest = tuple(symptom for symptom in symptoms if id(symptom) not in placed)
    return found | ({OTHER: rest} if rest else {})
