"""Findings as SARIF 2.1.0 (OASIS), which code hosts and editors read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.findings import Finding, Location

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_BASE = "%SRCROOT%"


@dataclass(frozen=True, slots=True)
class RuleText:
    """What a report says of a rule: its id, its default severity, what it holds and why."""

    id: str
    severity: str
    summary: str
    why: str


def report(findings: Sequence[Finding], rules: Iterable[RuleText], version: str) -> str:
    """One run of ``atlas``. Rules that no finding names are left out, rules without a text are named by their id."""
    texts = {rule.id: rule for rule in rules}
    named = sorted({finding.rule for finding in findings})
    positions = {identity: at for at, identity in enumerate(named)}
    seen: dict[str, int] = {}
    driver = {
        "name": "atlas",
        "semanticVersion": version,
        "rules": [_rule(identity, texts.get(identity)) for identity in named],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_BASE: {"description": {"text": "The project's root folder."}}},
        "results": [_result(finding, positions, seen) for finding in findings],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1)


def _rule(identity: str, text: RuleText | None) -> dict[str, Any]:
    if text is None:
        return {"id": identity}
    return {
        "id": identity,
        "shortDescription": {"text": text.summary},
        "fullDescription": {"text": text.why},
        "defaultConfiguration": {"level": text.severity},
    }


def _result(finding: Finding, positions: Mapping[str, int], seen: dict[str, int]) -> dict[str, Any]:
    place: dict[str, Any] = {"physicalLocation": _physical(finding.location)}
    if finding.diagram:
        place["logicalLocations"] = [{"fullyQualifiedName": finding.diagram, "kind": "object"}]
    text = f"{finding.message}\n{finding.hint}" if finding.hint else finding.message
    return {
        "ruleId": finding.rule,
        "ruleIndex": positions[finding.rule],
        "level": finding.severity.value,
        "message": {"text": text},
        "locations": [place],
        "partialFingerprints": {"findingHash/v1": _fingerprint(finding, seen)},
    }


def _physical(at: Location) -> dict[str, Any]:
    region: dict[str, Any] = {"startLine": at.line, "startColumn": at.column}
    if at.end_column is not None:
        region |= {"endLine": at.end_line or at.line, "endColumn": at.end_column}
    return {"artifactLocation": {"uri": _uri(at.path), "uriBaseId": _BASE}, "region": region}


def _uri(path: str) -> str:
    from urllib.parse import quote

    return quote(path.lstrip("/"))


def _fingerprint(finding: Finding, seen: dict[str, int]) -> str:
    """The same for a finding that only moves to another line; the second of two equal ones has one of its own."""
    key = f"{finding.rule}\0{finding.location.path}\0{finding.diagram}\0{finding.message}"
    seen[key] = seen.get(key, 0) + 1
    return f"{hashlib.sha256(key.encode()).hexdigest()[:32]}:{seen[key]}"
