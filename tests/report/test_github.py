"""Workflow commands: one line a finding, with the signs escaped that the runner would take for its own."""

from __future__ import annotations

from pipeline.findings import Finding, Location, Severity
from pipeline.report.github import report


def test_a_command_for_each_finding() -> None:
    findings = [
        Finding("renders", Severity.ERROR, "50% of\nit", Location("a,b.md", 3, 5, 3, 9), hint="mend it"),
        Finding("node-budget", Severity.WARNING, "too many", Location("b.mmd", 2)),
        Finding("component-shown", Severity.NOTE, "not shown", Location("c.yaml", 1, 1, 4, 2)),
    ]
    assert report(findings).split("\n") == [
        "::error file=a%2Cb.md,line=3,col=5,endLine=3,title=renders,endColumn=9::50%25 of%0Ait%0Amend it",
        "::warning file=b.mmd,line=2,col=1,title=node-budget::too many",
        "::notice file=c.yaml,line=1,col=1,endLine=4,title=component-shown::not shown",
    ]


def test_nothing_found_says_nothing() -> None:
    assert report([]) == ""
