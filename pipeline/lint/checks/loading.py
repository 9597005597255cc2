"""Checks of an input file as such."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.findings import Location
from pipeline.lint.rule import Hit, Rule
from pipeline.lint.subject import Subject


def file_bytes(rule: Rule, subject: Subject) -> Iterator[Hit]:
    """A spec's file, or a raw source, has at most ``bytes``; the registry's ``limit`` of that name goes before."""
    most = int(subject.registry.limits.get(rule.params.get("limit", ""), rule.params["bytes"]))
    size = len(subject.text.text.encode("utf-8", errors="replace"))
    if size > most:
        yield Hit(Location(subject.diagram.path), {"bytes": f"{size:,}", "most": f"{most:,}"})
