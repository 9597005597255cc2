"""Findings as workflow commands of GitHub Actions, which become annotations of the lines that they name."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.findings import Finding, Severity

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def report(findings: Iterable[Finding]) -> str:
    """One command a line; empty without findings."""
    return "\n".join(_command(finding) for finding in findings)


def _command(finding: Finding) -> str:
    at = finding.location
    fields = {"file": at.path, "line": at.line, "col": at.column, "endLine": at.end_line, "title": finding.rule}
    if at.end_line in (None, at.line):
        fields["endColumn"] = at.end_column
    given = ",".join(f"{name}={_field(str(value))}" for name, value in fields.items() if value is not None)
    text = f"{finding.message}\n{finding.hint}" if finding.hint else finding.message
    return f"::{_COMMANDS[finding.severity]} {given}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _field(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
