"""Findings as JSON: the form that every command shares, stable and documented."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from pipeline.findings import Finding

FORMAT = 1


def plain(finding: Finding) -> dict[str, Any]:
    """A finding as plain data; lines and columns count from 1, end columns are exclusive."""
    at = finding.location
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "message": finding.message,
        "path": at.path,
        "line": at.line,
        "column": at.column,
        "end_line": at.end_line,
        "end_column": at.end_column,
        "diagram": finding.diagram,
        "hint": finding.hint,
    }


def report(findings: Iterable[Finding], more: Mapping[str, Any] | None = None) -> str:
    """``{"format": 1, "findings": [...]}`` with ``more`` fields of the run behind them."""
    data = {"format": FORMAT, "findings": [plain(finding) for finding in findings], **(more or {})}
    return json.dumps(data, ensure_ascii=False, indent=1)
