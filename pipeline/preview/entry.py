"""What the page shows of a diagram: who it is, its picture, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.findings import Finding, Location, Severity
from pipeline.render.artifact import Failure
from pipeline.spec.model import Diagram, Registry
from pipeline.spec.text_file import LINE_BREAK

# How many lines are shown above and below the one with the problem.
_AROUND = 3


@dataclass(frozen=True, slots=True)
class Problem:
    """A finding or a failure, with the lines around its place: ``lines`` begin at line ``first`` of the file."""

    rule: str
    severity: Severity
    message: str
    location: Location
    hint: str | None
    first: int
    lines: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """As the page reads it."""
        at = self.location
        return {
            "rule": self.rule,
            "severity": self.severity,
            "message": self.message,
            "path": at.path,
            "line": at.line,
            "column": at.column,
            "end_line": at.end_line,
            "end_column": at.end_column,
            "hint": self.hint,
            "first": self.first,
            "lines": self.lines,
        }


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawn diagram: the SVG, a digest that names its content, width and height in px."""

    svg: str
    digest: str
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Entry:
    """A diagram as the page knows it.

    ``version`` grows with every change of any entry, so that an older state never replaces a newer one. ``saved`` is
    the mtime, in ms since the epoch, of the file that the entry was read from. ``stale`` says that ``picture`` is the
    last good one, and not what the file now says.
    """

    id: str
    path: str
    title: str = ""
    question: str = ""
    entity: str = ""
    components: tuple[str, ...] = ()
    text: str = ""
    loaded: bool = False
    problems: tuple[Problem, ...] = ()
    picture: Picture | None = None
    stale: bool = False
    saved: float = 0.0
    version: int = 0

    def to_json(self) -> dict[str, Any]:
        """As the page reads it: everything but the SVG itself."""
        picture = self.picture
        return {
            "id": self.id,
            "path": self.path,
            "title": self.title,
            "question": self.question,
            "entity": self.entity,
            "components": self.components,
            "text": self.text,
            "loaded": self.loaded,
            "problems": [problem.to_json() for problem in self.problems],
            "picture": picture and {"digest": picture.digest, "width": picture.width, "height": picture.height},
            "stale": self.stale,
            "saved": self.saved,
            "version": self.version,
        }


def entry_of(diagram: Diagram, registry: Registry, problems: Sequence[Problem], saved: float) -> Entry:
    """The entry of a diagram that has been read, without a picture."""
    entity = registry.entities.get(diagram.entity)
    return Entry(
        id=diagram.id,
        path=diagram.path,
        title=diagram.title,
        question=diagram.question,
        entity=f"{diagram.entity} {entity.name}" if entity else diagram.entity,
        components=diagram.components,
        text=f"{diagram.description} {diagram.source.text}",
        loaded=True,
        problems=tuple(problems),
        saved=saved,
    )


def finding_problem(finding: Finding, text: str) -> Problem:
    """A finding, with its lines out of the ``text`` of the file."""
    return _problem(finding.rule, finding.severity, finding.message, finding.location, finding.hint, text)


def failure_problem(failure: Failure, text: str) -> Problem:
    """A failed drawing, with its lines out of the ``text`` of the file."""
    return _problem(failure.kind, Severity.ERROR, failure.message, failure.location, failure.hint, text)


def _problem(rule: str, severity: Severity, message: str, at: Location, hint: str | None, text: str) -> Problem:
    lines = LINE_BREAK.split(text)
    first = max(1, at.line - _AROUND)
    shown = tuple(lines[first - 1 : at.line + _AROUND])
    return Problem(rule, severity, message, at, hint, first, shown)


def worst_first(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Errors before warnings before notes, each in the order of their places."""
    order = list(Severity)
    return tuple(sorted(problems, key=lambda problem: (order.index(problem.severity), problem.location)))
