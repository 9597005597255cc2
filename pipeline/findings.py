"""What is wrong with somebody's input, as data: locations, severities, findings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding weighs. Errors make a command exit with 1, warnings and notes do not."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in a text file.

    ``path`` is relative to the project's root where it lies inside, with forward slashes.
    Lines and columns count from 1, columns in characters; the end column is exclusive.
    """

    path: str
    line: int = 1
    column: int = 1
    end_line: int | None = None
    end_column: int | None = None

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong with an input: which rule says so, where, and what to do about it."""

    rule: str
    severity: Severity
    message: str
    location: Location
    diagram: str | None = None
    hint: str | None = None

    def sort_key(self) -> tuple[str, int, int, str, str]:
        """Orders findings by place, then by rule, so that output never depends on who finished first."""
        return (self.location.path, self.location.line, self.location.column, self.rule, self.message)


def has_errors(findings: Iterable[Finding]) -> bool:
    """Whether any finding is an error."""
    return any(finding.severity is Severity.ERROR for finding in findings)
