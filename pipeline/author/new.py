"""``atlas new``: where a spec belongs, and whether it may be begun."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipeline.author.skeleton import spec_text
from pipeline.author.yaml_text import scalar, schema_line
from pipeline.config import Settings
from pipeline.errors import OutputError, UsageError
from pipeline.spec.model import Entity, Family, Positions, Registry
from pipeline.spec.suggestion import closest


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file that is to be written."""

    path: Path
    text: str


def new_spec(settings: Settings, registry: Registry, entity: str, view: str, name: str | None = None) -> list[NewFile]:
    """The spec of ``view`` of ``entity``; before it the entity's file, where there is none and its ``name`` is given.

    Raises UsageError where the registry knows no such entity or view, or the spec is there already.
    """
    files = []
    known = registry.entities.get(entity)
    if known is None:
        if name is None:
            raise _unknown_entity(registry, entity)
        known, file = _new_entity(settings, registry, entity, name)
        files.append(file)
    family = registry.families[known.family]
    found = family.views.get(view)
    if found is None:
        near = closest(view, family.views)
        views = "\n".join(f"    {slug:<24}{item.question}" for slug, item in family.views.items())
        hint = f"{near or ''} the views of a {family.name}:\n{views}".strip()
        raise UsageError(f"a {family.name} has no view '{view}'", hint)
    path = settings.diagrams / family.folder / entity / f"{view}.yaml"
    if path.exists():
        raise UsageError(f"{_shown(path, settings)} is there already", f"edit it; atlas preview {entity} shows it")
    return [*files, NewFile(path, spec_text(known, found, registry, settings.specs, path))]


def write(file: NewFile) -> None:
    """Writes a file that is not there yet. Raises OutputError."""
    try:
        file.path.parent.mkdir(parents=True, exist_ok=True)
        with file.path.open("x", encoding="utf-8", newline="\n") as opened:
            opened.write(file.text)
    except OSError as error:
        raise OutputError(f"cannot write {file.path}: {error.strerror or error}") from error


def _unknown_entity(registry: Registry, entity: str) -> UsageError:
    if not registry.families:
        return UsageError("this project has no registry: nothing says which views there are", "atlas init writes one")
    family = registry.family_of(entity)
    if family is None:
        forms = ", ".join(f"{item.id_pattern} ({name})" for name, item in registry.families.items())
        return UsageError(f"there is no entity '{entity}'", closest(entity, registry.entities) or f"ids: {forms}")
    near = closest(entity, registry.entities)
    own = f"--name NAME begins a new {family.name}"
    return UsageError(f"there is no entity '{entity}'", f"{near} {own}" if near else own)


def _new_entity(settings: Settings, registry: Registry, entity: str, name: str) -> tuple[Entity, NewFile]:
    family = registry.family_of(entity)
    if family is None:
        raise _unknown_entity(registry, entity)
    if _is_closed(registry, family):
        known = ", ".join(item.id for item in registry.entities.values() if item.family == family.name)
        raise UsageError(f"the family '{family.name}' is closed", f"its entities: {known}")
    path = settings.specs / family.folder / f"{entity}.yaml"
    lines = [
        *schema_line(settings.specs, path, "entity"),
        f"id: {scalar(entity)}",
        f"name: {scalar(name)}",
        'summary: "TODO: one sentence that says what it is and what for"',
        "confidence: C",
        "# failure_modes, config, cost, migration, oncall and sources: see the spec format",
    ]
    shown = _shown(path, settings)
    data = {"id": entity, "name": name, "confidence": "C"}
    begun = Entity(entity, family.name, name, "", "C", shown, data, Positions(shown))
    return begun, NewFile(path, "\n".join(lines) + "\n")


def _is_closed(registry: Registry, family: Family) -> bool:
    return registry.data.get("families", {}).get(family.name, {}).get("closed") is True


def _shown(path: Path, settings: Settings) -> str:
    return path.relative_to(settings.root).as_posix() if path.is_relative_to(settings.root) else str(path)
