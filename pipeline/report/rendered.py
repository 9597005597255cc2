"""What a run of ``atlas render`` says: what is wrong, or the result as JSON, and a line that sums it up."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pipeline.findings import Finding, Severity, has_errors
from pipeline.render.outcome import Outcome
from pipeline.report import findings_json
from pipeline.report.text import counts, failure_text, finding_text, lines_of


@dataclass(frozen=True, slots=True)
class Report:
    """``text`` is for stdout (empty where nothing is wrong), ``summary`` a line for people, ``clean`` the outcome."""

    text: str
    summary: str
    clean: bool


def report(
    root: Path, outcomes: Sequence[Outcome], findings: Sequence[Finding], seconds: float, *, as_json: bool
) -> Report:
    """The report of a run that took ``seconds``. ``findings`` are those that belong to no input."""
    every = [*findings, *(finding for outcome in outcomes for finding in outcome.findings)]
    failed = any(outcome.failures for outcome in outcomes)
    text = _json(outcomes, every) if as_json else "\n".join(_problems(root, outcomes, findings))
    clean = not failed and not has_errors(every)
    return Report(text, _summary(outcomes, every, seconds), clean)


def _problems(root: Path, outcomes: Sequence[Outcome], findings: Sequence[Finding]) -> Iterator[str]:
    lines = lines_of(root)
    for finding in findings:
        yield finding_text(finding, lines)
    for outcome in outcomes:
        for finding in outcome.findings:
            yield finding_text(finding, lines)
        for failure in outcome.failures:
            yield failure_text(failure.location, failure.message, failure.kind, failure.hint, lines)


def _summary(outcomes: Sequence[Outcome], findings: Sequence[Finding], seconds: float) -> str:
    artifacts = [artifact for outcome in outcomes for artifact in outcome.artifacts]
    written = {artifact.diagram for artifact in artifacts if artifact.fresh}
    failed = {failure.diagram for outcome in outcomes for failure in outcome.failures}
    parts = [
        (len(written), "rendered"),
        (len({artifact.diagram for artifact in artifacts} - written), "unchanged"),
        (len(failed), "failed"),
        (sum(finding.severity is Severity.ERROR for finding in findings), "errors"),
        (sum(finding.severity is Severity.WARNING for finding in findings), "warnings"),
    ]
    return f"atlas: {counts(parts)} in {seconds:.1f} s"


def _json(outcomes: Sequence[Outcome], findings: Sequence[Finding]) -> str:
    data: dict[str, Any] = {
        "format": 1,
        "artifacts": [asdict(artifact) for outcome in outcomes for artifact in outcome.artifacts],
        "failures": [
            {
                "diagram": failure.diagram,
                "kind": failure.kind,
                "message": failure.message,
                "hint": failure.hint,
                **asdict(failure.location),
            }
            for outcome in outcomes
            for failure in outcome.failures
        ],
        "findings": [findings_json.plain(finding) for finding in findings],
    }
    return json.dumps(data, ensure_ascii=False, indent=1)
