"""The JSON of findings: its fields are a promise to other programs."""

from __future__ import annotations

import json

from pipeline.findings import Finding, Location, Severity
from pipeline.report.findings_json import report


def test_every_field_of_a_finding() -> None:
    finding = Finding("renders", Severity.ERROR, "é", Location("a.md", 3, 5, 3, 9), "a.md-1", "mend it")
    data = json.loads(report([finding], {"diagrams": 2}))
    assert data == {
        "format": 1,
        "findings": [
            {
                "rule": "renders",
                "severity": "error",
                "message": "é",
                "path": "a.md",
                "line": 3,
                "column": 5,
                "end_line": 3,
                "end_column": 9,
                "diagram": "a.md-1",
                "hint": "mend it",
            }
        ],
        "diagrams": 2,
    }
