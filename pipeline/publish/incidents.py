"""Which incident concerns which entity: by its own file's word, or as the list of incidents proposes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from pipeline.publish.inventory import Inventory
from pipeline.spec.model import Incident


def incidents_by_entity(inventory: Inventory) -> Mapping[str, tuple[str, ...]]:
    """For each entity the incidents, newest first: those that its file names and those whose entry names it."""
    registry = inventory.registry
    found: dict[str, set[str]] = defaultdict(set)
    for incident in registry.incidents.values():
        for entity in concerned(incident, inventory):
            found[entity].add(incident.id)
    for identity, described in registry.entities.items():
        found[identity].update(name for name in stated(described.data) if name in registry.incidents)
    newest = sorted(registry.incidents.values(), key=lambda incident: (incident.date, incident.id), reverse=True)
    return {
        entity: tuple(incident.id for incident in newest if incident.id in names)
        for entity, names in found.items()
        if names
    }


def concerned(incident: Incident, inventory: Inventory) -> tuple[str, ...]:
    """The entities that an incident's entry names, in whatever field."""
    return tuple(dict.fromkeys(name for name in _words(incident.data) if name in inventory.registry.entities))


def stated(data: Mapping[str, Any]) -> tuple[str, ...]:
    """The incidents that an entity's file names."""
    value = data.get("incidents")
    return tuple(str(name) for name in value) if isinstance(value, list) else ()


def _words(data: Mapping[str, Any]) -> Iterator[str]:
    for value in data.values():
        if isinstance(value, str):
            yield value
        elif isinstance(value, list):
            yield from (item for item in value if isinstance(item, str))
