"""What a run makes of its inputs, and those inputs of which nothing need be made again. Light to import."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.findings import Finding
from pipeline.render.artifact import Artifact, Failure
from pipeline.render.index import Index, Stamp
from pipeline.spec.inputs import InputFile


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one input file. Holds nothing of its text: a run keeps one of these for each of thousands."""

    input: InputFile
    artifacts: tuple[Artifact, ...]
    failures: tuple[Failure, ...]
    findings: tuple[Finding, ...]
    unchanged: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: diagrams done, diagrams known, the one that has just ended."""

    done: int
    total: int
    diagram: str
    failed: bool


def unchanged(inputs: Sequence[InputFile], index: Index, formats: Sequence[str]) -> dict[str, Outcome]:
    """The inputs, by file, that the index answers: nothing of them is read, no engine is asked."""
    found = {}
    for item in inputs:
        stamp = Stamp.of(item.file)
        entry = index.get(item.file, stamp, formats) if stamp else None
        if entry is not None:
            found[item.file] = Outcome(item, entry.artifacts, (), entry.findings, unchanged=True)
    return found
