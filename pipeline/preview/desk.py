"""Reads and draws one file at a time, as it stands now, in a worker that stays up."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from pipeline.findings import Finding
from pipeline.preview.entry import (
    Entry,
    Picture,
    Problem,
    entry_of,
    failure_problem,
    finding_problem,
    worst_first,
)
from pipeline.preview.hot import HotPool, HotSeat
from pipeline.preview.lint import FileLint
from pipeline.project import Project
from pipeline.render.artifact import Failure
from pipeline.render.draw import Drawn
from pipeline.render.index import Stamp
from pipeline.spec.inputs import InputFile
from pipeline.spec.model import Diagram, SourceText


@dataclass(frozen=True, slots=True)
class Read:
    """A file as it was read: its text, when it was saved (ms since the epoch), its diagrams, what is wrong with it."""

    item: InputFile
    text: str
    saved: float
    diagrams: tuple[Diagram, ...]
    findings: tuple[Finding, ...]


class Desk:
    """A place to work at: one project, one seat. Not for use by two threads at once."""

    def __init__(self, project: Project, seat: HotSeat) -> None:
        self.project = project
        self._lint = FileLint(project)
        self._seat = seat
        self._renderer = project.renderer(pool=partial(HotPool, seat))

    def warm(self) -> None:
        """Draws and lints a picture that nobody sees: the next one finds worker, browser, page and rules loaded."""
        renderer = self.project.renderer(fresh=True, pool=partial(HotPool, self._seat))
        diagram = Diagram("warm", "", "mermaid", SourceText("flowchart LR\n  a --> b\n", ""), "warm", raw=True)
        drawings = {drawn.id: result for drawn, result in renderer.drawings([diagram])}
        self._lint.findings("", "", (), [diagram], drawings)

    def read(self, item: InputFile) -> Read:
        """Reads a file without drawing it."""
        # The time is taken before the content: where the file changes in between, the change is met again.
        stamp = Stamp.of(item.file)
        corpus = self.project.load(item)
        try:
            text = Path(item.file).read_text(encoding="utf-8-sig", errors="replace")
        except OSError:
            text = ""
        return Read(item, text, stamp.mtime / 1e6 if stamp else 0.0, corpus.diagrams, corpus.findings)

    def listed(self, read: Read) -> list[Entry]:
        """The entries of a file that was read, without pictures."""
        return self._entries(read, {}, read.findings)

    def drawn(self, read: Read) -> list[Entry]:
        """The entries of a file that was read, each with its picture or with what stopped it."""
        drawings = {diagram.id: drawn for diagram, drawn in self._renderer.drawings(read.diagrams)}
        findings = self._lint.findings(read.item.path, read.text, read.findings, read.diagrams, drawings)
        return self._entries(read, drawings, findings)

    def png(self, read: Read, identity: str) -> bytes | Failure | None:
        """A diagram's PNG, why it has none, or None where the file has no such diagram."""
        wanted = [diagram for diagram in read.diagrams if diagram.id == identity]
        for _, drawn in self._renderer.drawings(wanted, png=True):
            return drawn.failure or drawn.png
        return None

    def _entries(self, read: Read, drawings: Mapping[str, Drawn], findings: Sequence[Finding]) -> list[Entry]:
        entries = []
        for diagram in read.diagrams:
            problems = [finding_problem(item, read.text) for item in findings if item.diagram in (None, diagram.id)]
            drawn = drawings.get(diagram.id)
            if drawn is not None and drawn.failure is not None:
                problems.append(failure_problem(drawn.failure, read.text))
            entry = entry_of(diagram, self.project.registry, worst_first(problems), read.saved)
            entries.append(replace(entry, picture=_picture(diagram, drawn)))
        return [*entries, *_unreadable(read, findings)]


def _picture(diagram: Diagram, drawn: Drawn | None) -> Picture | None:
    if drawn is None or drawn.drawing is None:
        return None
    template = drawn.drawing.template
    description = diagram.description or diagram.question or diagram.title
    svg = template.fill(drawn.job.prefix, diagram.title, description)
    return Picture(svg, hashlib.sha256(svg.encode()).hexdigest()[:16], template.width, template.height)


def _unreadable(read: Read, findings: Sequence[Finding]) -> Iterator[Entry]:
    """Stand for diagrams that could not be read: all there is to show of them is what is wrong."""
    item = read.item
    there = {diagram.id for diagram in read.diagrams}
    missing: dict[str, list[Problem]] = {}
    for finding in findings:
        if (finding.diagram is None and not there) or finding.diagram not in (None, *there):
            # What a spec calls itself may be wrong as well; its path says which one it is.
            identity = item.id or finding.diagram or item.path
            missing.setdefault(identity, []).append(finding_problem(finding, read.text))
    for identity, problems in missing.items():
        if identity not in there:
            yield Entry(identity, item.path, problems=worst_first(problems), loaded=True, saved=read.saved)
