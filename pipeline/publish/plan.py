"""What a project says of its site: the files of ``specs/site`` -> SitePlan, with what is wrong in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.findings import Finding, Severity
from pipeline.spec import text_file, yaml_document
from pipeline.spec.model import Positions
from pipeline.spec.schema import Schemas
from pipeline.spec.yaml_document import YamlDocument, YamlLimits

SITE_FOLDER = "site"
_SCHEMA = "site"
_TITLE = "Atlas"


@dataclass(frozen=True, slots=True)
class Level:
    """A level of the cross-reference map. ``field`` of an entity above names entities of this level."""

    title: str
    families: tuple[str, ...]
    field: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """What the readiness matrix asks of every entity, and what counts as an answer."""

    id: str
    title: str
    blocks: tuple[str, ...] = ()
    views: tuple[str, ...] = ()
    shown_by: tuple[str, ...] = ()
    incidents: bool = False


@dataclass(frozen=True, slots=True)
class SymptomClass:
    """A class of symptoms: the ones that have a word which begins with one of ``words``."""

    id: str
    title: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a quick start. ``to`` holds ids, families, ``family/view`` or ``page:NAME``."""

    verb: str
    text: str
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QuickStart:
    """A path from a task to pages, in order."""

    id: str
    title: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class SitePlan:
    """All of ``specs/site``; a project that has none gets a site without matrix, map, classes and quick starts."""

    title: str = _TITLE
    description: str = ""
    levels: tuple[Level, ...] = ()
    readiness_families: tuple[str, ...] = ()
    columns: tuple[Column, ...] = ()
    symptoms: tuple[SymptomClass, ...] = ()
    quick_starts: tuple[QuickStart, ...] = ()
    positions: Mapping[str, Positions] = field(default_factory=dict)
    """By top-level field: the positions of the file that holds it."""


def load_plan(specs: Path, root: Path, schemas: Schemas) -> tuple[SitePlan, tuple[Finding, ...]]:
    """The plan of a project and what is wrong with its files, sorted by place. A wrong file counts as absent."""
    merged: dict[str, Any] = {}
    positions: dict[str, Positions] = {}
    findings: list[Finding] = []
    for file in sorted((specs / SITE_FOLDER).glob("*.yaml")):
        document = _document(file, root, schemas, findings)
        for name, value in (document.data or {}).items():
            if name in merged:
                message = f"'{name}' stands already in {positions[name].file}"
                at = document.positions.key(name)
                findings.append(Finding("id-unique", Severity.ERROR, message, at, hint="keep one of the two"))
                continue
            merged[name] = value
            positions[name] = document.positions
    return _plan(merged, positions), tuple(sorted(findings, key=Finding.sort_key))


def _document(file: Path, root: Path, schemas: Schemas, findings: list[Finding]) -> YamlDocument:
    shown = text_file.shown_path(file, root)
    content, problems = text_file.read_bytes(file, shown, YamlLimits().max_bytes, "yaml")
    if problems:
        findings += problems
        return YamlDocument(shown, None, Positions(shown))
    document = yaml_document.parse(content, shown)
    problems = (*document.findings, *schemas.check(_SCHEMA, document))
    findings += problems
    return YamlDocument(shown, None, document.positions) if problems else document


def _plan(data: Mapping[str, Any], positions: Mapping[str, Positions]) -> SitePlan:
    readiness = data.get("readiness") or {}
    return SitePlan(
        title=data.get("title", _TITLE),
        description=data.get("description", ""),
        levels=tuple(
            Level(item["title"], tuple(item["families"]), item.get("field", ""))
            for item in (data.get("map") or {}).get("levels", ())
        ),
        readiness_families=tuple(readiness.get("families", ())),
        columns=tuple(_column(item) for item in readiness.get("columns", ())),
        symptoms=tuple(
            SymptomClass(item["id"], item["title"], tuple(item["words"])) for item in _list(data, "symptoms")
        ),
        quick_starts=tuple(_quick_start(item) for item in _list(data, "quick_starts")),
        positions=positions,
    )


def _column(item: Mapping[str, Any]) -> Column:
    names = {name: tuple(item.get(name, ())) for name in ("blocks", "views", "shown_by")}
    return Column(item["id"], item["title"], incidents=bool(item.get("incidents")), **names)


def _quick_start(item: Mapping[str, Any]) -> QuickStart:
    steps = tuple(Step(step["verb"], step["text"], tuple(step["to"])) for step in item["steps"])
    return QuickStart(item["id"], item["title"], steps)


def _list(data: Mapping[str, Any], name: str) -> Sequence[Mapping[str, Any]]:
    value: Sequence[Mapping[str, Any]] = data.get(name) or ()
    return value
