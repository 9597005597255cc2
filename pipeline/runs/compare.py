"""Comparing a project with a git revision, or with itself drawn another way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.compare.judgement import CountPixels, judge
from pipeline.compare.pictures import Pictures
from pipeline.compare.result import Result, in_order
from pipeline.compare.survey import Loaded, Step, Survey, survey
from pipeline.compare.verdict import Comparison, Verdict
from pipeline.findings import Finding

if TYPE_CHECKING:
    from pipeline.compare.fingerprint import Fingerprint
    from pipeline.project import Project
    from pipeline.runs.candidate import Candidate
    from pipeline.spec.inputs import InputFile


def versions(project: Project) -> dict[str, str]:
    """The versions that a picture depends on, by name."""
    return {"atlas": metadata.version("atlas-diagrams"), **project.versions}


def pictures(project: Project) -> Pictures:
    """The pictures that the project's cache has."""
    from pipeline.render.cache import Cache

    return Pictures(Cache(project.settings.cache), project.settings.scale)


def compare_with_revision(project: Project, targets: Sequence[str], cwd: Path, revision: str, step: Step) -> Result:
    """Compares with what the sources of a git revision look like, drawn with today's toolchain.

    Theme, registry and settings of that revision apply to its side. Where both sides are drawn alike, inputs that git
    knows to be unchanged are the same without a look. Raises UsageError where ``revision`` names no commit.
    """
    from pipeline.runs.past import Past

    with Past(project, revision) as past:
        unchanged, before, now = past.inputs(targets, cwd)
        same = [Comparison(name, item.path, Verdict.SAME) for item in unchanged for name in _ids(project, item)]
        new = take_survey(project, _loaded(project, now), step)
        old = take_survey(past.project, _loaded(past.project, before), step)
    comparisons = _compare(pictures(project), old, new, blame_toolchain=True)
    return Result(f"{revision} ({past.commit[:10]})", in_order([*same, *comparisons]), new.findings)


def compare_with_candidate(
    project: Project, candidate: Candidate, targets: Sequence[str], cwd: Path, step: Step
) -> Result:
    """Compares the project as it is with itself drawn by ``candidate``: another theme, layout or version."""
    inputs = project.inputs(targets, cwd)
    old = take_survey(project, _loaded(project, inputs), step)
    new = take_survey(candidate, _loaded(project, inputs), step)
    return Result(candidate.name, in_order(_compare(pictures(project), old, new, blame_toolchain=False)), new.findings)


def with_lint(project: Project, result: Result, step: Step) -> Result:
    """The result with what the linter says of every diagram that differs, for reports that show both together."""
    from pipeline.runs.lint import LintRun

    root = project.settings.root
    diagrams = {comparison.diagram: comparison.path for comparison in result.differing}
    files = sorted({path for path in diagrams.values() if path and (root / path).is_file()})
    if not files:
        return result
    found: dict[str, list[Finding]] = {}
    owners = {path: name for name, path in diagrams.items()}
    for finding in LintRun(project, [str(root / path) for path in files], root).result(step).findings:
        owner = finding.diagram or owners.get(finding.location.path)
        if owner in diagrams:
            found.setdefault(owner, []).append(finding)
    return replace(result, findings={**result.findings, **found})


def take_survey(project: Project, loaded: Iterable[Loaded], step: Step) -> Survey:
    """The fingerprints of every diagram of some inputs, as the project draws them."""
    inputs = list(loaded)
    return survey(project.renderer(), project.theme, versions(project), inputs, step) if inputs else Survey()


def _ids(project: Project, item: InputFile) -> list[str]:
    return [item.id] if item.id else [diagram.id for diagram in project.load(item).diagrams]


def _loaded(project: Project, inputs: Iterable[InputFile]) -> Iterable[Loaded]:
    for item in inputs:
        corpus = project.load(item)
        yield item, corpus.diagrams, corpus.findings


def _compare(shelf: Pictures, old: Survey, new: Survey, *, blame_toolchain: bool) -> Iterable[Comparison]:
    for name in {**old.fingerprints, **old.broken, **new.fingerprints, **new.broken}:
        before, now = old.fingerprints.get(name), new.fingerprints.get(name)
        if name in new.broken:
            why = (new.broken[name].why, *(("it could not be drawn before either",) if name in old.broken else ()))
            yield Comparison(name, new.broken[name].path, Verdict.BROKEN, why, before)
        elif now is None:
            path = before.path if before else old.broken[name].path
            yield Comparison(name, path, Verdict.REMOVED, (), before)
        elif before is None:
            why = ("it could not be drawn before",) if name in old.broken else ()
            yield Comparison(name, now.path, Verdict.ADDED, why, None, now)
        else:
            yield judge(before, now, _count(shelf, before, now), blame_toolchain=blame_toolchain)


def _count(shelf: Pictures, before: Fingerprint, now: Fingerprint) -> CountPixels:
    return lambda: shelf.differing_pixels(before, now)
