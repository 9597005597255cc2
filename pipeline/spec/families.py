"""The families of ``registry.yaml``: which entities there are, and which views each of them owes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pipeline.findings import Finding, Severity
from pipeline.spec.model import Family, View
from pipeline.spec.yaml_document import YamlDocument

_NOTHING = r"(?!)"  # matches no id


def families_of(registry: YamlDocument) -> tuple[dict[str, Family], tuple[Finding, ...]]:
    """The families of a parsed ``registry.yaml``, in its order, and the id patterns that are no regular expressions.

    Fields that are missing or wrong are the schema's matter; here they become empty.
    """
    families: dict[str, Family] = {}
    findings: list[Finding] = []
    for name, block in _blocks(registry.data or {}, "families"):
        pattern = str(block.get("id_pattern") or _NOTHING)
        try:
            re.compile(pattern)
        except re.error as error:
            at = registry.positions.of("families", name, "id_pattern")
            findings.append(Finding("entity-id", Severity.ERROR, f"not a regular expression: {error}", at))
            pattern = _NOTHING
        planned = block.get("planned")
        families[name] = Family(
            name=name,
            title=str(block.get("title") or name),
            folder=str(block.get("folder") or name),
            id_pattern=pattern,
            views={slug: _view(slug, view) for slug, view in _blocks(block, "views")},
            owes=str(block.get("owes") or "all"),
            planned=planned if isinstance(planned, int) else None,
        )
    return families, tuple(findings)


def _view(slug: str, block: Mapping[str, Any]) -> View:
    engine, kind, question, content = (
        str(block.get(name) or "") for name in ("engine", "type", "question", "must_contain")
    )
    return View(slug, engine, kind, question, content)


def _blocks(data: Mapping[str, Any], name: str) -> list[tuple[str, Mapping[str, Any]]]:
    value = data.get(name)
    items = value.items() if isinstance(value, Mapping) else ()
    return [(key, block) for key, block in items if isinstance(block, Mapping)]
