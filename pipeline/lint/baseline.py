"""A baseline of findings: what was there before stays quiet, what is new counts."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pipeline.errors import UsageError
from pipeline.findings import Finding

_FORMAT = 1
_Key = tuple[str, str, str, str]


def _key(finding: Finding) -> _Key:
    """A finding without its line: text that is moved is not new."""
    return (finding.rule, finding.location.path, finding.diagram or "", finding.message)


def to_json(findings: Iterable[Finding]) -> str:
    """The baseline of ``findings`` as JSON text, sorted, with a count where the same is said several times."""
    counts = Counter(_key(finding) for finding in findings)
    items = [
        {"rule": rule, "path": path, "diagram": diagram, "message": message, "count": counts[key]}
        for key in sorted(counts)
        for rule, path, diagram, message in [key]
    ]
    return json.dumps({"format": _FORMAT, "findings": items}, ensure_ascii=False, indent=1) + "\n"


def read_baseline(file: Path) -> Counter[_Key]:
    """The findings of a baseline file. Raises UsageError where it is missing or none."""
    try:
        data: Any = json.loads(file.read_text("utf-8"))
        if data["format"] != _FORMAT:
            raise ValueError(f"format {data['format']!r} is unknown")
        fields = ("rule", "path", "diagram", "message")
        return Counter({tuple(str(item[name]) for name in fields): int(item["count"]) for item in data["findings"]})  # type: ignore[misc]
    except FileNotFoundError as error:
        raise UsageError(
            f"there is no baseline {file}", "atlas lint --baseline FILE --update-baseline writes one"
        ) from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(
            f"{file} is no baseline of findings: {error}", "write it anew with --update-baseline"
        ) from error


def only_new(findings: Iterable[Finding], known: Counter[_Key]) -> list[Finding]:
    """The findings beyond those that the baseline holds, in their order."""
    left = Counter(known)
    fresh = []
    for finding in findings:
        if left[_key(finding)] > 0:
            left[_key(finding)] -= 1
        else:
            fresh.append(finding)
    return fresh
