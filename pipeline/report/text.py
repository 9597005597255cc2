"""Findings and failures for people: place, message, the line itself with a caret, and what to do."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from pipeline.findings import Finding, Location

Lines = Callable[[str], list[str]]
"""The lines of a file by its path as findings name it; an empty list where it cannot be read."""


def lines_of(root: Path) -> Lines:
    """Reads files below ``root``, each once."""
    known: dict[str, list[str]] = {}

    def lines(path: str) -> list[str]:
        if path not in known:
            try:
                known[path] = (root / path).read_text(encoding="utf-8", errors="replace").splitlines()
            except OSError:
                known[path] = []
        return known[path]

    return lines


def finding_text(finding: Finding, lines: Lines) -> str:
    """One finding in a few lines."""
    first, *more = finding.message.splitlines() or [""]
    head = f"{finding.location}: {finding.severity}: {first} [{finding.rule}]"
    return plain("\n".join([head, *_more(more), *excerpt(finding.location, lines), *_hint(finding.hint)]))


def failure_text(location: Location, message: str, kind: str, hint: str | None, lines: Lines) -> str:
    """One failed diagram, in the same form as a finding."""
    first, *more = message.splitlines() or [""]
    head = f"{location}: error: {first} [{kind}]"
    return plain("\n".join([head, *_more(more), *excerpt(location, lines), *_hint(hint)]))


def _more(lines: Iterable[str]) -> Iterator[str]:
    # A line of an engine's words must not begin like a command of the CI that reads this output (``::set-output``).
    return (f"    > {line}" for line in lines)


_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def plain(text: str) -> str:
    """Text without the characters that steer a terminal, which a source may hold."""
    return _CONTROL.sub("\ufffd", text)


def _hint(hint: str | None) -> Iterator[str]:
    if hint:
        yield f"  hint: {hint}"


_WIDEST = 160


def excerpt(location: Location, lines: Lines) -> Iterator[str]:
    """The line a location is in, and below it carets under the place; nothing where the file is not readable."""
    text = lines(location.path)
    if not 1 <= location.line <= len(text):
        return
    line = text[location.line - 1]
    start = max(0, location.column - 1 - _WIDEST // 2) if len(line) > _WIDEST else 0
    shown = line[start : start + _WIDEST].replace("\t", " ")
    same_line = location.end_line in (None, location.line)
    end = location.end_column if location.end_column and same_line else location.column + 1
    carets = "^" * max(1, min(end, len(line) + 1) - location.column)
    number = str(location.line)
    yield f"  {number} | {shown}"
    yield f"  {' ' * len(number)} | {' ' * (location.column - 1 - start)}{carets[:_WIDEST]}"


def count(number: int, noun: str) -> str:
    """``1 diagram``, ``2 diagrams``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def counts(parts: Iterable[tuple[int, str]]) -> str:
    """``3 rendered, 1 failed``: parts with a zero are left out."""
    return ", ".join(f"{number:,} {word}" for number, word in parts if number) or "nothing to do"
