"""All diagrams of one side of a comparison: their fingerprints, and those that cannot be drawn."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.compare.fingerprint import Fingerprint, take
from pipeline.findings import Finding, Severity
from pipeline.render.artifact import Failure
from pipeline.render.render import Renderer
from pipeline.render.theme import Theme
from pipeline.spec.inputs import InputFile
from pipeline.spec.model import Diagram

Loaded = tuple[InputFile, Sequence[Diagram], Sequence[Finding]]
"""An input, the diagrams in it and what is wrong with it."""

Step = Callable[[int, int, str], None]
"""Told how many diagrams are done, of how many, and the one that has just ended."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A diagram that cannot be drawn, and why."""

    diagram: str
    path: str
    why: str


@dataclass(frozen=True, slots=True)
class Survey:
    """One side. ``findings`` are what loading found, by diagram."""

    fingerprints: Mapping[str, Fingerprint] = field(default_factory=dict)
    broken: Mapping[str, Broken] = field(default_factory=dict)
    findings: Mapping[str, Sequence[Finding]] = field(default_factory=dict)

    @property
    def diagrams(self) -> set[str]:
        """The ids of all."""
        return {*self.fingerprints, *self.broken}


def survey(
    renderer: Renderer,
    theme: Theme,
    toolchain: Mapping[str, str],
    loaded: Iterable[Loaded],
    step: Step,
) -> Survey:
    """Draws every diagram of the loaded inputs, from the cache where it has them, and takes their fingerprints."""
    diagrams: dict[str, Diagram] = {}
    broken: dict[str, Broken] = {}
    findings: dict[str, list[Finding]] = {}
    for item, found, wrong in loaded:
        for diagram in found:
            diagrams.setdefault(diagram.id, diagram)
        for finding in wrong:
            findings.setdefault(finding.diagram or item.id or item.path, []).append(finding)
        nothing = unread(item, found, wrong)
        if nothing is not None:
            broken[nothing.diagram] = nothing
    fingerprints: dict[str, Fingerprint] = {}
    classes: Collection[str] = theme.classes.keys()
    for diagram, drawn in renderer.drawings(list(diagrams.values()), png=True):
        if drawn.drawing is None or drawn.png is None:
            assert drawn.failure is not None
            broken[diagram.id] = unable(drawn.failure, diagram.path)
        else:
            fingerprints[diagram.id] = take(drawn.job, drawn.drawing, drawn.png, theme.digest, classes, toolchain)
        step(len(fingerprints) + len(broken), len(diagrams), diagram.id)
    return Survey(fingerprints, broken, findings)


def unable(failure: Failure, path: str) -> Broken:
    """A diagram that failed to be rendered, with the place to look at."""
    return Broken(failure.diagram, path, f"{failure.location}: {failure.message}")


def unread(item: InputFile, found: Sequence[object], wrong: Sequence[Finding]) -> Broken | None:
    """An input whose own file is so wrong that nothing was found in it; None for any other."""
    errors = [finding for finding in wrong if finding.severity is Severity.ERROR]
    if found or not errors:
        return None
    return Broken(item.id or item.path, item.path, f"{errors[0].location}: {errors[0].message}")
