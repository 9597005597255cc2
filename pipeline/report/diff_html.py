"""Comparisons as one HTML file: pictures beside each other, filters and keys. It asks nobody for anything."""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Callable, Mapping, Sequence
from importlib import resources
from typing import Any

from pipeline.compare.fingerprint import Fingerprint
from pipeline.compare.pixels import TOLERANCE
from pipeline.compare.result import Result
from pipeline.compare.verdict import Comparison, Verdict
from pipeline.findings import Finding

FindSvg = Callable[[Fingerprint], str | None]
"""The SVG behind a fingerprint; None where nobody has it any more."""


def diff_html(result: Result, svg: FindSvg) -> str:
    """The page. It holds both pictures of every diagram that differs, packed, and shows one diagram at a time."""
    style, script, page = (_file(f"diff.{suffix}") for suffix in ("css", "js", "html"))
    data = {
        "base": result.base,
        "total": len(result.comparisons),
        "tolerance": TOLERANCE,
        "verdicts": [str(verdict) for verdict in reversed(Verdict)],
        "diagrams": [_entry(comparison, svg, result.findings) for comparison in result.differing],
    }
    parts = {
        "policy": _policy(style, script),
        "style": style,
        "script": script,
        # Within a script element only "</" and "<!--" could end the data early.
        "data": json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c"),
    }
    head, *rest = page.split("{{")
    pieces = [piece.split("}}", 1) for piece in rest]
    return "".join([head, *(parts[name] + text for name, text in pieces)])


def _file(name: str) -> str:
    return resources.files("pipeline.report").joinpath(name).read_text("utf-8")


def _policy(style: str, script: str) -> str:
    """Nothing runs but our script, nothing is loaded: pictures are in the page and cannot reach out of it either."""
    return (
        f"default-src 'none'; img-src data:; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _entry(comparison: Comparison, svg: FindSvg, findings: Mapping[str, Sequence[Finding]]) -> dict[str, Any]:
    return {
        "id": comparison.diagram,
        "path": comparison.path,
        "verdict": str(comparison.verdict),
        "title": comparison.after.title if comparison.after else comparison.before.title if comparison.before else "",
        "changes": comparison.changes,
        "before": _packed(comparison.before, svg),
        "after": _packed(comparison.after, svg),
        "findings": [
            {
                "rule": finding.rule,
                "severity": str(finding.severity),
                "message": finding.message,
                "place": str(finding.location),
            }
            for finding in findings.get(comparison.diagram, ())
        ],
    }


def _packed(fingerprint: Fingerprint | None, svg: FindSvg) -> str | None:
    """An SVG, deflated, in Base64: a fifth of its size, which the browser unpacks when it is looked at."""
    picture = svg(fingerprint) if fingerprint is not None else None
    if picture is None:
        return None
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return base64.b64encode(packer.compress(picture.encode()) + packer.flush()).decode()
