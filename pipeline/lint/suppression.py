"""Allowances: findings that an author accepts, each with a reason, in a comment beside them or in the spec's list.

``# atlas: allow <rule>[, <rule>] -- why`` in YAML, ``%%`` in Mermaid, ``//`` in DOT, ``<!-- … -->`` in Markdown. A comment
covers its own line, or, alone on a line, what begins on the next one: a line of a source, a field with all that is in
it, a fence. Above the first line of a source it covers the whole source.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.findings import Finding, Location, Severity
from pipeline.lint.builtin import ALLOW_REASON, UNUSED_ALLOW
from pipeline.spec.model import Diagram, Path
from pipeline.spec.suggestion import closest

_COMMENT = re.compile(
    r"(?P<mark>#|%%|//|<!--)\s*atlas:\s*allow\b\s*(?P<rules>[a-z0-9-]+(?:\s*,\s*[a-z0-9-]+)*)?"
    r"\s*(?:--\s+(?P<why>.*?))?\s*(?:-->)?\s*$"
)
_MARKS = {"mermaid": ("%%",), "graphviz": ("//", "#")}
_LAST = 10**9


@dataclass(frozen=True, slots=True)
class Allow:
    """An allowance of one rule for the lines ``first`` to ``last`` of its file, in ``diagram`` only where one is named."""

    rule: str
    why: str
    at: Location
    first: int
    last: int
    diagram: str | None = None

    def covers(self, finding: Finding) -> bool:
        """Whether the finding is one that it allows."""
        return (
            finding.rule == self.rule
            and finding.location.path == self.at.path
            and self.first <= finding.location.line <= self.last
            and (self.diagram is None or finding.diagram == self.diagram)
        )


def allowances(text: str, path: str, diagrams: Sequence[Diagram]) -> list[Allow]:
    """Every allowance of one file: those of its comments, and those that its diagrams' specs list."""
    found = [
        Allow(item.rule, item.why, item.location, 1, _LAST, diagram.id)
        for diagram in diagrams
        for item in diagram.allow
    ]
    lines = text.splitlines()
    for number, line in enumerate(lines, 1):
        match = _COMMENT.search(line) if "atlas:" in line else None
        if match is None:
            continue
        span = _covered(number, match, lines, diagrams)
        if span is None:
            continue
        at = Location(path, number, match.start() + 1, number, match.end() + 1)
        for rule in re.split(r"\s*,\s*", match["rules"] or ""):
            found.append(Allow(rule, match["why"] or "", at, *span))
    return found


def _covered(
    number: int, match: re.Match[str], lines: Sequence[str], diagrams: Sequence[Diagram]
) -> tuple[int, int] | None:
    """The lines that a comment covers; None where it is no comment in the language of its place."""
    inside = next((diagram for diagram in diagrams if _holds(diagram, number)), None)
    alone = not lines[number - 1][: match.start()].strip(" \t>")
    if inside is not None:
        if match["mark"] not in _MARKS[inside.engine]:
            return None
        return _in_source(number, alone, inside, lines)
    if match["mark"] == "<!--":
        return _next_fence(number, lines, diagrams)
    if match["mark"] != "#":
        return None
    line = _next_line(number, lines, ("#",)) if alone else number
    return line, max([line, *(_last_line(diagram, line) for diagram in diagrams)])


def _holds(diagram: Diagram, line: int) -> bool:
    first = diagram.source.first_line
    return diagram.source.exact and first <= line <= first + diagram.source.text.rstrip("\n").count("\n")


def _in_source(number: int, alone: bool, diagram: Diagram, lines: Sequence[str]) -> tuple[int, int]:
    first = diagram.source.first_line
    last = first + diagram.source.text.rstrip("\n").count("\n")
    marks = _MARKS[diagram.engine]
    above = lines[first - 1 : number]
    if alone and all(not line.strip(" \t>") or line.strip(" \t>").startswith(marks) for line in above):
        return first, last
    return (number, number) if not alone else (number, _next_line(number, lines, marks))


def _next_line(number: int, lines: Sequence[str], marks: tuple[str, ...]) -> int:
    """The first line after ``number`` that is neither empty nor a comment."""
    for at in range(number, len(lines)):
        if lines[at].strip() and not lines[at].strip().startswith(marks):
            return at + 1
    return number


def _last_line(diagram: Diagram, line: int) -> int:
    """The last line of the largest part of the spec that begins on ``line``."""
    nodes, keys = diagram.positions.nodes, diagram.positions.keys
    begun = [path for path, span in nodes.items() if path and span[0] == line]
    begun += [path for path, span in keys.items() if span[0] == line]
    return max((nodes[path][2] or _before_next(diagram, path, line) for path in begun if path in nodes), default=line)


def _before_next(diagram: Diagram, path: Path, line: int) -> int:
    """The line before whatever follows a text of several lines, for which the document has no end."""
    spans = [*diagram.positions.keys.items(), *diagram.positions.nodes.items()]
    return min((span[0] - 1 for other, span in spans if span[0] > line and len(other) <= len(path)), default=_LAST)


def _next_fence(number: int, lines: Sequence[str], diagrams: Sequence[Diagram]) -> tuple[int, int] | None:
    """The lines of the fence below a comment, with nothing but empty lines and further comments between."""
    for diagram in diagrams:
        opening = diagram.source.first_line - 1
        between = lines[number : opening - 1]
        if opening > number and all(not line.strip() or line.strip().startswith("<!--") for line in between):
            return opening, diagram.source.first_line + diagram.source.text.count("\n")
    return number, number


def suppress(
    findings: Iterable[Finding], allowed: Sequence[Allow], looked: frozenset[str], known: frozenset[str]
) -> list[Finding]:
    """The findings that no allowance with a reason covers, and what is wrong with the allowances.

    ``looked`` are the ids of the rules that have looked: an allowance of another rule is not called unused. ``known``
    are all ids.
    """
    kept, used = [], set[int]()
    for finding in findings:
        covering = [at for at, allow in enumerate(allowed) if allow.why and allow.covers(finding)]
        used.update(covering)
        if not covering:
            kept.append(finding)
    return [*kept, *_complaints(allowed, used, looked, known)]


def _complaints(
    allowed: Sequence[Allow], used: set[int], looked: frozenset[str], known: frozenset[str]
) -> Iterator[Finding]:
    for at, allow in enumerate(allowed):
        if not allow.why or not allow.rule:
            hint = "write # atlas: allow <rule> -- why, in the comment form of the file's language"
            message = (
                f"the allowance of '{allow.rule}' gives no reason" if allow.rule else "the allowance names no rule"
            )
            yield Finding(ALLOW_REASON, Severity.ERROR, message, allow.at, allow.diagram, hint)
        elif allow.rule not in known:
            message, hint = f"there is no rule '{allow.rule}'", closest(allow.rule, known) or "atlas rules lists them"
            yield Finding(UNUSED_ALLOW, Severity.WARNING, message, allow.at, allow.diagram, hint)
        elif at not in used and allow.rule in looked:
            message = f"the rule '{allow.rule}' finds nothing here any more"
            yield Finding(UNUSED_ALLOW, Severity.WARNING, message, allow.at, allow.diagram, "remove the allowance")
