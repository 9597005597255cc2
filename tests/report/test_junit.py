"""JUnit: errors fail, warnings pass with their text, no finding is one case that passes."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from pipeline.findings import Finding, Location, Severity
from pipeline.report.junit import report


def test_errors_are_failures_and_warnings_pass() -> None:
    findings = [
        Finding("renders", Severity.ERROR, 'got "<"', Location("a.md", 3, 5), hint="close it"),
        Finding("node-budget", Severity.WARNING, "too many", Location("b.mmd")),
    ]
    root = ET.fromstring(report(findings, 1.5))
    suite = root[0]
    assert (suite.get("tests"), suite.get("failures"), suite.get("time")) == ("2", "1", "1.500")
    failed, passed = suite
    assert failed[0].tag == "failure"
    assert failed[0].get("message") == 'got "<"'
    assert failed.get("line") == "3"
    assert passed[0].tag == "system-out"


def test_nothing_found_is_one_case_that_passes() -> None:
    suite = ET.fromstring(report([], 0.0))[0]
    assert suite.get("tests") == "1"
    assert len(suite) == 1
    assert len(suite[0]) == 0


def test_characters_that_xml_cannot_hold_are_replaced() -> None:
    root = ET.fromstring(report([Finding("x", Severity.ERROR, "a\x00b\x1b", Location("c"))], 0.0))
    failure = root.find(".//failure")
    assert failure is not None
    assert failure.get("message") == "a\ufffdb\ufffd"
