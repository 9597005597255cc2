"""The registry: ``specs/registry.yaml``, the entity files, the sources and the incidents -> Registry."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.findings import Finding, Location, Severity
from pipeline.spec import text_file, yaml_document
from pipeline.spec.families import families_of
from pipeline.spec.model import Entity, Family, Incident, Positions, Registry, Source
from pipeline.spec.references import check_registry
from pipeline.spec.registry_files import INCIDENTS_FOLDER, REGISTRY_FILE, SCHEMAS_FOLDER, SOURCES_FOLDER
from pipeline.spec.schema import Schemas
from pipeline.spec.yaml_document import YamlDocument, YamlLimits


def family_folders(specs: Path) -> dict[str, str]:
    """The folder of each family by the family's name: all that targets need, without loading the rest.

    Empty where ``registry.yaml`` does not exist or cannot be parsed; load_registry says what is wrong with it.
    """
    content, _ = text_file.read_bytes(specs / REGISTRY_FILE, REGISTRY_FILE, YamlLimits().max_bytes, "yaml")
    families, _ = families_of(yaml_document.parse(content, REGISTRY_FILE))
    return {name: family.folder for name, family in families.items()}


def load_registry(
    specs: Path, root: Path, schemas: Schemas | None = None, limits: YamlLimits | None = None
) -> tuple[Registry, tuple[Finding, ...]]:
    """The registry below the folder ``specs`` and what is wrong with it, sorted by place.

    Where ``registry.yaml`` does not exist the registry is empty and nothing is wrong: a repository may hold only raw
    diagrams. A file that is wrong stays in the registry under its name, so that one mistake is reported once and not
    again by all that refers to it. Raises ConfigError where a schema is missing.
    """
    if not (specs / REGISTRY_FILE).is_file():
        return Registry(), ()
    loader = _Loader(specs, root, schemas or Schemas(specs / SCHEMAS_FOLDER), limits)
    registry, documents = loader.load()
    findings = [*loader.findings, *check_registry(registry, documents)]
    return registry, tuple(sorted(findings, key=Finding.sort_key))


@dataclass(slots=True)
class _Loader:
    specs: Path
    root: Path
    schemas: Schemas
    limits: YamlLimits | None
    findings: list[Finding] = field(default_factory=list)

    def load(self) -> tuple[Registry, tuple[YamlDocument, ...]]:
        main = self._document(self.specs / REGISTRY_FILE, "registry")
        data = main.data or {}
        families, problems = families_of(main)
        self.findings += problems
        entities = {entity.id: entity for family in families.values() for entity in self._entities(family)}
        self._count(families, entities, main)
        sources, source_documents = self._sources()
        incidents, incident_documents = self._incidents(data.get("incident_pattern"))
        registry = Registry(
            families=families,
            entities=dict(sorted(entities.items())),
            sources=dict(sorted(sources.items())),
            incidents=dict(sorted(incidents.items())),
            planes=_mapping(data, "planes"),
            limits=_mapping(data, "limits"),
            data=data,
        )
        return registry, (main, *source_documents, *incident_documents)

    def _document(self, file: Path, kind: str) -> YamlDocument:
        shown = text_file.shown_path(file, self.root)
        most = (self.limits or YamlLimits()).max_bytes
        content, findings = text_file.read_bytes(file, shown, most, "yaml")
        document = yaml_document.parse(content, shown, self.limits) if not findings else None
        if document is None:
            self.findings += findings
            return YamlDocument(shown, None, Positions(shown))
        self.findings += document.findings
        self.findings += self.schemas.check(kind, document)
        return document

    def _entities(self, family: Family) -> Iterator[Entity]:
        for file in sorted((self.specs / family.folder).glob("*.yaml")):
            document = self._document(file, "entity")
            data = document.data or {}
            identity = _text(data, "id")
            if document.data is not None and identity:
                self._check_identity(identity, family, file.stem, document)
            yield Entity(
                id=identity or file.stem,
                family=family.name,
                name=_text(data, "name") or file.stem,
                summary=_text(data, "summary"),
                confidence=_text(data, "confidence"),
                path=document.path,
                data=data,
                positions=document.positions,
            )

    def _check_identity(self, identity: str, family: Family, stem: str, document: YamlDocument) -> None:
        at = document.positions.of("id")
        if not re.fullmatch(family.id_pattern, identity):
            message = f"'{identity}' is no id of the family '{family.name}'"
            self._add("entity-id", message, at, f"its ids have the form {family.id_pattern}")
        if identity != stem:
            self._add("spec-path", f"the id is '{identity}', but the file is called '{stem}'", at, "rename one of them")

    def _count(self, families: Mapping[str, Family], entities: Mapping[str, Entity], main: YamlDocument) -> None:
        """A closed family says how many entities it has; a file more or less is a mistake."""
        for name, family in families.items():
            block = _mapping(_mapping(main.data or {}, "families"), name)
            count = block.get("count")
            if block.get("closed") is not True or not isinstance(count, int):
                continue
            there = sum(1 for entity in entities.values() if entity.family == name)
            if there != count:
                at = main.positions.of("families", name, "count")
                message = f"the family '{name}' has {there} entity files, not {count}"
                self._add("family-count", message, at, f"its files are in {family.folder}/")

    def _sources(self) -> tuple[dict[str, Source], list[YamlDocument]]:
        found: dict[str, Source] = {}
        documents = list(self._collections(SOURCES_FOLDER, "sources"))
        for document in documents:
            for identity, item in (document.data or {}).items():
                at = document.positions.key(identity)
                if self._new(identity, found.get(identity), at) and isinstance(item, Mapping):
                    found[identity] = Source(
                        id=identity,
                        title=_text(item, "title"),
                        publisher=_text(item, "publisher"),
                        url=_text(item, "url"),
                        date=_text(item, "date"),
                        tier=_text(item, "tier"),
                        read=_text(item, "read") or None,
                        location=at,
                    )
        return found, documents

    def _incidents(self, pattern: object) -> tuple[dict[str, Incident], list[YamlDocument]]:
        found: dict[str, Incident] = {}
        documents = list(self._collections(INCIDENTS_FOLDER, "incidents"))
        for document in documents:
            for identity, item in (document.data or {}).items():
                at = document.positions.key(identity)
                if isinstance(pattern, str) and not re.fullmatch(pattern, identity):
                    self._add("entity-id", f"'{identity}' is no incident id", at, f"they have the form {pattern}")
                if self._new(identity, found.get(identity), at) and isinstance(item, Mapping):
                    found[identity] = Incident(identity, _text(item, "date"), _text(item, "headline"), at, item)
        return found, documents

    def _collections(self, folder: str, kind: str) -> Iterator[YamlDocument]:
        for file in sorted((self.specs / folder).glob("*.yaml")):
            yield self._document(file, kind)

    def _new(self, identity: str, earlier: Source | Incident | None, at: Location) -> bool:
        if earlier is not None:
            self._add("id-unique", f"'{identity}' is already defined at {earlier.location}", at, "drop or rename one")
        return earlier is None

    def _add(self, rule: str, message: str, at: Location, hint: str) -> None:
        self.findings.append(Finding(rule, Severity.ERROR, message, at, hint=hint))


def _mapping(data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = data.get(name)
    return value if isinstance(value, Mapping) else {}


def _text(data: Mapping[str, Any], name: str) -> str:
    value = data.get(name)
    return value.strip() if isinstance(value, str) else ""
