"""References between specs: every id that a file names has to exist, and a view has to be one that its family owes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Any

from pipeline.findings import Finding, Location, Severity
from pipeline.spec.model import Diagram, Path, Positions, Registry
from pipeline.spec.suggestion import closest
from pipeline.spec.yaml_document import YamlDocument


class _Kind(StrEnum):
    SOURCE = "source"
    ENTITY = "entity"
    INCIDENT = "incident"
    SHOWN = "entity or incident"


# The fields of the spec format that hold ids, in diagrams, entities, incidents and the registry alike.
_FIELDS = {
    "source": _Kind.SOURCE,
    "sources": _Kind.SOURCE,
    "incidents": _Kind.INCIDENT,
    "entities": _Kind.SHOWN,
    "applies_to": _Kind.SHOWN,
    "mechanisms": _Kind.ENTITY,
    "patterns": _Kind.ENTITY,
    "guarantees": _Kind.ENTITY,
    "case_studies": _Kind.ENTITY,
    "case_study": _Kind.ENTITY,
    "supporting": _Kind.ENTITY,
    "guarantees_proposed": _Kind.ENTITY,
    "mechanisms_proposed": _Kind.ENTITY,
}


def check_diagram(diagram: Diagram, registry: Registry) -> tuple[Finding, ...]:
    """What a spec names and the registry does not know; nothing for a raw diagram.

    Rules: ``ref-exists`` (entity, entities, sources), ``view-known`` and ``engine-allowed`` (by the entity's family),
    ``spec-path`` (the family's folder). Findings are sorted by place.
    """
    if diagram.raw:
        return ()
    data = {name: value for name, value in diagram.data.items() if name != "source"}
    found = [*_entity(diagram, registry), *_unknown(data, diagram.positions, _known(registry), diagram.id)]
    return tuple(sorted(found, key=Finding.sort_key))


def check_registry(registry: Registry, documents: Iterable[YamlDocument]) -> tuple[Finding, ...]:
    """The references of all entities, and of the ``documents`` that hold the sources, incidents and the registry."""
    known = _known(registry)
    found: list[Finding] = []
    for entity in registry.entities.values():
        found += _unknown(entity.data, entity.positions, known)
    for document in documents:
        found += _unknown(document.data or {}, document.positions, known)
    return tuple(found)


def _entity(diagram: Diagram, registry: Registry) -> Iterator[Finding]:
    positions, entity = diagram.positions, registry.entities.get(diagram.entity)
    if entity is None:
        hint = closest(diagram.entity, registry.entities) or "entities are the files under specs/"
        message = f"there is no entity '{diagram.entity}'"
        yield _finding("ref-exists", message, positions.of("entity"), hint, diagram.id)
        return
    family = registry.families[entity.family]
    folders = PurePosixPath(diagram.path).parts[:-2]
    if not folders or folders[-1] != family.folder:
        message = f"the diagrams of '{diagram.entity}' belong into the folder '{family.folder}'"
        yield _finding("spec-path", message, positions.of("entity"), "move the file", diagram.id)
    view = family.views.get(diagram.view)
    if view is None:
        message = f"a {family.name} has no view '{diagram.view}'"
        near = closest(diagram.view, family.views)
        hint = f"its views: {', '.join(family.views)}"
        yield _finding("view-known", message, positions.of("view"), f"{near} {hint}" if near else hint, diagram.id)
    elif view.engine and diagram.engine != view.engine:
        message = f"the view '{diagram.view}' is drawn with {view.engine}, not {diagram.engine}"
        kind = f"a {view.type} in {view.engine}" if view.type else None
        yield _finding("engine-allowed", message, positions.of("engine"), kind, diagram.id)


def _known(registry: Registry) -> Mapping[_Kind, Collection[str]]:
    return {
        _Kind.SOURCE: registry.sources.keys(),
        _Kind.ENTITY: registry.entities.keys(),
        _Kind.INCIDENT: registry.incidents.keys(),
        _Kind.SHOWN: {*registry.entities, *registry.incidents},
    }


def _unknown(
    data: Mapping[str, Any], positions: Positions, known: Mapping[_Kind, Collection[str]], diagram: str | None = None
) -> Iterator[Finding]:
    for kind, identity, path in _references(data, ()):
        if identity not in known[kind]:
            message = f"there is no {kind} '{identity}'"
            yield _finding("ref-exists", message, positions.of(*path), closest(identity, known[kind]), diagram)


def _references(value: Any, path: Path) -> Iterator[tuple[_Kind, str, Path]]:
    """Every id that a document names, with its path; an id stands alone, in a list, or as ``id`` of a list's item."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _references(item, (*path, index))
    elif isinstance(value, Mapping):
        for name, item in value.items():
            kind = _FIELDS.get(name)
            if kind is not None:
                yield from _identities(kind, item, (*path, name))
            if isinstance(item, list | Mapping):
                yield from _references(item, (*path, name))


def _identities(kind: _Kind, value: Any, path: Path) -> Iterator[tuple[_Kind, str, Path]]:
    if isinstance(value, str):
        yield kind, value, path
    for index, item in enumerate(value if isinstance(value, list) else ()):
        if isinstance(item, str):
            yield kind, item, (*path, index)
        elif isinstance(item, Mapping) and isinstance(item.get("id"), str):
            yield kind, item["id"], (*path, index, "id")


def _finding(rule: str, message: str, at: Location, hint: str | None, diagram: str | None) -> Finding:
    return Finding(rule, Severity.ERROR, message, at, diagram, hint)
