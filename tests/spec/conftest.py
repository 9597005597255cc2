"""A small repository of its own: two families, strict schemas, one diagram that is right."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.findings import Finding, Location
from pipeline.spec.schema import Schemas

TEXT = {"type": "string", "minLength": 1}
TEXTS = {"type": "array", "items": {"type": "string"}, "uniqueItems": True}
ITEM = {
    "type": "object",
    "additionalProperties": False,
    "required": ["fault"],
    "properties": {"fault": TEXT, "source": TEXT, "where": TEXT},
    "dependentRequired": {"where": ["source"]},
}
FACT = {
    "type": "object",
    "additionalProperties": False,
    "required": ["value", "means"],
    "properties": {
        "value": {"type": ["number", "string"]},
        **dict.fromkeys(("unit", "means", "source", "where", "shown", "derived"), TEXT),
    },
    "anyOf": [{"required": ["source", "where"]}, {"required": ["derived"]}],
}
DIAGRAM = {
    "type": "object",
    "additionalProperties": False,
    "required": ["entity", "view", "engine", "title", "question", "confidence", "source"],
    "properties": {
        "entity": TEXT,
        "view": {"type": "string", "pattern": "^[a-z]+(-[a-z]+)*$", "description": "One of the family's views."},
        "engine": {"enum": ["mermaid", "graphviz"]},
        "title": {"type": "string", "minLength": 8, "maxLength": 40},
        "question": {"type": "string", "minLength": 8, "description": "The on-call question."},
        "description": TEXT,
        "confidence": {"enum": ["A", "B", "C"]},
        "entities": TEXTS,
        "components": TEXTS,
        "sources": TEXTS,
        "facts": {"type": "array", "items": FACT},
        "failure_modes": {"$ref": "entity.schema.json#/properties/failure_modes"},
        "allow": {"type": "array", "items": {"type": "object", "required": ["rule", "why"]}},
        "source": TEXT,
    },
}
ENTITY = {
    "type": "object",
    "additionalProperties": False,
    "required": ["id", "name", "summary", "confidence"],
    "properties": {
        **dict.fromkeys(("id", "name", "summary"), TEXT),
        "confidence": {"enum": ["A", "B", "C"]},
        "mechanisms": TEXTS,
        "patterns": {"type": "array"},
        "sources": TEXTS,
        "failure_modes": {"type": "array", "items": ITEM},
    },
}
SOURCES = {"type": "object", "propertyNames": {"pattern": "^[a-z0-9-]+$"}, "additionalProperties": {"type": "object"}}
ANYTHING = {"type": "object"}

REGISTRY = """\
families:
  guarantee:
    title: Guarantees
    folder: guarantees
    id_pattern: "^G-[A-Z0-9]{2,4}$"
    closed: true
    count: 1
    planned: 6
    views:
      failure-map: {engine: graphviz, type: dot, question: Which fault gives this symptom?, must_contain: five faults}
      proof-sequence: {engine: mermaid, type: sequence, question: What proves it?, must_contain: a history}
  mechanism:
    folder: mechanisms
    id_pattern: "^M[1-9]$"
    views: {}
planes:
  state: {title: State plane}
limits: {nodes_max: 40}
incident_pattern: "^INC-[0-9]{8}-[A-Z]+$"
"""

SPEC = """\
# yaml-language-server: $schema=../../../specs/schemas/diagram.schema.json
entity: G-LIN
view: proof-sequence
engine: mermaid
title: Linearizability in etcd 3.5
question: Did this read break it?
confidence: A
entities: [M5, INC-20181021-GITHUB]
components: [etcd]
facts:
  - {value: 7, unit: s, means: request timeout, source: etcd-tuning, where: "section 'Tuning'"}
  - value: 2018-10-21
    means: the day it happened
    derived: from the id
sources: [etcd-tuning]
allow:
  - rule: node-budget
    why: the history has that many steps
source: |
  sequenceDiagram
    W->>L: put x
      L-->>W: OK
"""

FILES = {
    "specs/schemas/diagram.schema.json": json.dumps(DIAGRAM),
    "specs/schemas/entity.schema.json": json.dumps(ENTITY),
    "specs/schemas/sources.schema.json": json.dumps(SOURCES),
    "specs/schemas/incidents.schema.json": json.dumps(ANYTHING),
    "specs/schemas/registry.schema.json": json.dumps(ANYTHING),
    "specs/registry.yaml": REGISTRY,
    "specs/guarantees/G-LIN.yaml": (
        "id: G-LIN\nname: Linearizability\nsummary: One copy\nconfidence: A\nmechanisms: [M5]\n"
    ),
    "specs/mechanisms/M5.yaml": "id: M5\nname: Consensus\nsummary: Agreement\nconfidence: A\nsources: [etcd-tuning]\n",
    "specs/sources/etcd.yaml": (
        "etcd-tuning:\n  {title: Tuning, publisher: etcd, url: https://etcd.io/, date: 2021-06, tier: primary}\n"
    ),
    "specs/incidents/all.yaml": (
        "INC-20181021-GITHUB:\n  date: 2018-10-21\n  headline: MySQL failover\n  source: etcd-tuning\n"
        "  guarantees_proposed: [G-LIN]\n"
    ),
    "diagrams/guarantees/G-LIN/proof-sequence.yaml": SPEC,
}


class Repository:
    """A repository in a temporary folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.spec = root / "diagrams/guarantees/G-LIN/proof-sequence.yaml"
        for path, text in FILES.items():
            self.write(path, text)

    def write(self, path: str, content: str | bytes) -> Path:
        """Writes one file, folders included; text as UTF-8 with the line breaks it has."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return file

    def edit(self, path: str, old: str, new: str) -> Path:
        """Replaces the one place in a file where ``old`` stands."""
        text = (self.root / path).read_bytes().decode()
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path}"
        return self.write(path, text.replace(old, new))

    @property
    def schemas(self) -> Schemas:
        """The schemas of the repository as they are now."""
        return Schemas(self.root / "specs/schemas")


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A fresh small repository."""
    return Repository(tmp_path)


@pytest.fixture
def text_at() -> Callable[[str, Location], str]:
    """Gives the text that a location of one line covers; to the end of the line where it has no end."""

    def text_at(text: str, location: Location) -> str:
        line = text.replace("\r\n", "\n").split("\n")[location.line - 1]
        end = location.end_column if location.end_line in (None, location.line) else None
        return line[location.column - 1 : None if end is None else end - 1]

    return text_at


@pytest.fixture
def shown() -> Callable[[tuple[Finding, ...]], list[str]]:
    """Gives findings as ``line:column rule message``."""

    def shown(findings: tuple[Finding, ...]) -> list[str]:
        return [f"{item.location.line}:{item.location.column} {item.rule} {item.message}" for item in findings]

    return shown
