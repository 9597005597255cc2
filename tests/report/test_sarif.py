"""SARIF: valid by the standard's schema, with the places and names that other tools look for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator

from pipeline.findings import Finding, Location, Severity
from pipeline.report.sarif import RuleText, report

SCHEMA = json.loads((Path(__file__).parent / "sarif-2.1.0.schema.json").read_text("utf-8"))
RULES = [RuleText("actual-metrics", "error", "'{claim}' has no number", "Two readers think of two numbers.")]
FINDINGS = [
    Finding(
        "actual-metrics", Severity.ERROR, "'fast' has no number", Location("docs/a b.md", 3, 5, 3, 9), "a", "write it"
    ),
    Finding("node-budget", Severity.WARNING, "too many nodes", Location("x.mmd")),
    Finding("node-budget", Severity.NOTE, "too many nodes", Location("x.mmd", 9)),
]


def _parsed(findings: list[Finding]) -> Any:
    return json.loads(report(findings, RULES, "1.2.3"))


@pytest.mark.parametrize("findings", [FINDINGS, []])
def test_valid_by_the_schema(findings: list[Finding]) -> None:
    assert list(Draft4Validator(SCHEMA).iter_errors(_parsed(findings))) == []


def test_the_schema_finds_mistakes() -> None:
    """The schema that this test brings is strict enough to fail."""
    broken = _parsed(FINDINGS)
    broken["runs"][0]["results"][0]["level"] = "fatal"
    del broken["runs"][0]["tool"]
    assert len(list(Draft4Validator(SCHEMA).iter_errors(broken))) == 2


def test_results_name_rule_place_and_level() -> None:
    run = _parsed(FINDINGS)["runs"][0]
    first = run["results"][0]
    assert run["tool"]["driver"]["rules"][first["ruleIndex"]]["id"] == first["ruleId"] == "actual-metrics"
    assert first["level"] == "error"
    place = first["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "docs/a%20b.md"
    assert place["region"] == {"startLine": 3, "startColumn": 5, "endLine": 3, "endColumn": 9}


def test_equal_findings_have_fingerprints_of_their_own() -> None:
    results = _parsed(FINDINGS)["runs"][0]["results"]
    prints = [result["partialFingerprints"]["findingHash/v1"] for result in results]
    assert len(set(prints)) == 3


def test_a_fingerprint_does_not_know_the_line() -> None:
    moved = Finding(
        "actual-metrics", Severity.ERROR, "'fast' has no number", Location("docs/a b.md", 30, 5), "a", "write it"
    )
    first, second = (_parsed([item])["runs"][0]["results"][0]["partialFingerprints"] for item in (FINDINGS[0], moved))
    assert first == second
