"""Comparisons as JSON for machines: stable, documented in docs/regression.md."""

from __future__ import annotations

import json
from typing import Any

from pipeline.compare.result import Result

_FORMAT = 1


def diff_data(result: Result) -> dict[str, Any]:
    """The result as plain data."""
    return {
        "format": _FORMAT,
        "base": result.base,
        "counts": {str(verdict): number for verdict, number in result.counts.items()},
        "diagrams": [
            {
                "diagram": comparison.diagram,
                "path": comparison.path,
                "verdict": str(comparison.verdict),
                "changes": list(comparison.changes),
                "pixels": comparison.pixels,
            }
            for comparison in result.comparisons
        ],
    }


def diff_json(result: Result) -> str:
    """The result as text."""
    return json.dumps(diff_data(result), ensure_ascii=False, indent=1) + "\n"
