"""A diagram spec: one YAML file -> Diagram."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from pipeline.findings import Finding, Severity
from pipeline.spec import text_file, yaml_document
from pipeline.spec.model import Allowance, Diagram, Fact
from pipeline.spec.schema import Schemas
from pipeline.spec.source_text import source_text
from pipeline.spec.yaml_document import YamlDocument, YamlLimits


def load_diagram(
    path: Path, root: Path, schemas: Schemas, limits: YamlLimits | None = None
) -> tuple[Diagram | None, tuple[Finding, ...]]:
    """The diagram of one spec file and what is wrong with it; no diagram where a finding is an error."""
    shown = text_file.shown_path(path, root)
    content, findings = text_file.read_bytes(path, shown, (limits or YamlLimits()).max_bytes, "yaml")
    return (None, findings) if findings else parse_diagram(content, shown, schemas, limits)


def parse_diagram(
    content: bytes, path: str, schemas: Schemas, limits: YamlLimits | None = None
) -> tuple[Diagram | None, tuple[Finding, ...]]:
    """As load_diagram, for the bytes of a spec wherever they come from; ``path`` names it in findings."""
    document = yaml_document.parse(content, path, limits)
    findings = [*document.findings, *schemas.check("diagram", document)]
    if document.data is None or any(finding.severity is Severity.ERROR for finding in findings):
        return None, _stamped(findings, document)
    findings += _without_core(document)
    if findings and any(finding.severity is Severity.ERROR for finding in findings):
        return None, _stamped(findings, document)
    findings += _misplaced(document)
    diagram = None if findings else _diagram(document, document.data)
    return diagram, _stamped(findings, document)


def _without_core(document: YamlDocument) -> list[Finding]:
    """A repository may have a schema of its own that asks for less; without these fields there is nothing to draw."""
    data = document.data or {}
    return [
        Finding("spec-schema", Severity.ERROR, f"'{name}' must be text", document.positions.of(name))
        for name in ("entity", "view", "engine", "source")
        if not isinstance(data.get(name), str)
    ]


def _misplaced(document: YamlDocument) -> list[Finding]:
    """The file is ``<entity>/<view>.yaml``, so that a path says what it holds without being opened."""
    data, place = document.data or {}, PurePosixPath(document.path)
    found = []
    for name, there in (("entity", place.parent.name), ("view", place.stem)):
        if data[name] != there:
            what = "folder" if name == "entity" else "file"
            message = f"{name} is '{data[name]}', but the {what} is called '{there}'"
            hint = f"move the file to {data['entity']}/{data['view']}.yaml, or correct the {name}"
            found.append(Finding("spec-path", Severity.ERROR, message, document.positions.of(name), hint=hint))
    return found


def _stamped(findings: Sequence[Finding], document: YamlDocument) -> tuple[Finding, ...]:
    """Every finding carries the diagram's id, where the file says it."""
    data = document.data or {}
    entity, view = data.get("entity"), data.get("view")
    if not (isinstance(entity, str) and isinstance(view, str)):
        return tuple(sorted(findings, key=Finding.sort_key))
    stamped = [
        Finding(item.rule, item.severity, item.message, item.location, f"{entity}/{view}", item.hint)
        for item in findings
    ]
    return tuple(sorted(stamped, key=Finding.sort_key))


def _diagram(document: YamlDocument, data: Mapping[str, Any]) -> Diagram:
    return Diagram(
        id=f"{data['entity']}/{data['view']}",
        path=document.path,
        engine=data["engine"],
        source=source_text(document, ("source",)),
        title=_text(data, "title") or f"{data['entity']}/{data['view']}",
        question=_text(data, "question"),
        description=_text(data, "description"),
        entity=data["entity"],
        view=data["view"],
        entities=_texts(data, "entities"),
        confidence=_text(data, "confidence"),
        components=_texts(data, "components"),
        facts=tuple(_fact(item) for item in _mappings(data, "facts")),
        sources=_texts(data, "sources"),
        allow=tuple(
            Allowance(_text(item, "rule"), _text(item, "why"), document.positions.of("allow", index))
            for index, item in enumerate(_mappings(data, "allow"))
        ),
        data=data,
        positions=document.positions,
    )


def _fact(item: Mapping[str, Any]) -> Fact:
    optional = {name: _text(item, name) or None for name in ("unit", "source", "where", "shown", "derived")}
    return Fact(value=item.get("value", ""), means=_text(item, "means"), **optional)


def _text(data: Mapping[str, Any], name: str) -> str:
    value = data.get(name)
    return value.strip() if isinstance(value, str) else ""


def _texts(data: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = data.get(name)
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()


def _mappings(data: Mapping[str, Any], name: str) -> tuple[Mapping[str, Any], ...]:
    value = data.get(name)
    return tuple(item for item in value if isinstance(item, Mapping)) if isinstance(value, list) else ()
