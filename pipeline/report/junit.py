"""Findings as JUnit XML, which build servers read: one test case a finding, errors as failures."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Sequence

from pipeline.findings import Finding, Severity
from pipeline.spec.text_file import for_xml


def report(findings: Sequence[Finding], seconds: float) -> str:
    """A test suite. Warnings and notes are cases that pass, with their text as output; without findings one case passes."""
    failures = sum(finding.severity is Severity.ERROR for finding in findings)
    counts = {"tests": str(max(1, len(findings))), "failures": str(failures), "errors": "0", "time": f"{seconds:.3f}"}
    root = ET.Element("testsuites", counts)
    suite = ET.SubElement(root, "testsuite", {"name": "atlas lint", **counts})
    for finding in findings:
        suite.append(_case(finding))
    if not findings:
        ET.SubElement(suite, "testcase", {"name": "no findings", "classname": "atlas.lint"})
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=False)


def _case(finding: Finding) -> ET.Element:
    at = finding.location
    names = {
        "name": f"{finding.rule} at {at.line}:{at.column}",
        "classname": at.path,
        "file": at.path,
        "line": str(at.line),
    }
    case = ET.Element("testcase", {name: for_xml(value) for name, value in names.items()})
    text = for_xml(f"{at}: {finding.severity}: {finding.message}" + (f"\nhint: {finding.hint}" if finding.hint else ""))
    if finding.severity is Severity.ERROR:
        failure = ET.SubElement(case, "failure", {"message": for_xml(finding.message), "type": finding.rule})
        failure.text = text
    else:
        ET.SubElement(case, "system-out").text = text
    return case
