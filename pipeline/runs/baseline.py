"""Comparing a project with its approved baselines, and approving."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.compare.baseline import SUFFIX, Baseline, Baselines, CorruptBaseline
from pipeline.compare.result import Result, in_order
from pipeline.compare.verdict import Comparison, Verdict
from pipeline.errors import UsageError
from pipeline.findings import Finding
from pipeline.runs.compare import take_survey
from pipeline.runs.render import RenderRun

if TYPE_CHECKING:
    from pipeline.compare.fingerprint import Fingerprint
    from pipeline.compare.survey import Broken, Loaded, Step
    from pipeline.project import Project
    from pipeline.render.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Approval:
    """What ``atlas approve`` did.

    ``accepted`` have a new baseline, ``dropped`` were baselines of diagrams that are no more, ``refused`` cannot be
    drawn.
    """

    accepted: tuple[Comparison, ...]
    dropped: tuple[Comparison, ...]
    refused: tuple[Comparison, ...]


def compare_with_baselines(project: Project, targets: Sequence[str], cwd: Path, step: Step) -> Result:
    """Renders what has changed and compares everything with the approved fingerprints.

    The project has to render SVG and PNG. Where index and digests answer, no picture is opened.
    """
    outcomes = RenderRun(project, targets, cwd).outcomes(lambda done: step(done.done, done.total, done.diagram))
    now = {name: found for outcome in outcomes for name, found in _rendered(outcome).items()}
    broken = {name: why for outcome in outcomes for name, why in _broken(outcome).items()}
    approved = _Approved(Baselines(project.settings.baselines), [*now, *broken])
    same = [Comparison(name, now[name].path, Verdict.SAME) for name in now if approved.holds(name, now[name])]
    differing = {*now} - {comparison.diagram for comparison in same}
    drawn = take_survey(project, _load(project, outcomes, differing), step)
    comparisons = [
        *same,
        *(approved.judge(fingerprint) for fingerprint in drawn.fingerprints.values()),
        *(Comparison(item.diagram, item.path, Verdict.BROKEN, (item.why,)) for item in broken.values()),
    ]
    seen = {comparison.diagram for comparison in comparisons}
    inputs = {outcome.input.path for outcome in outcomes}
    for orphan in approved.orphans(project.settings.root, inputs, seen):
        if _covers(targets, cwd, project.settings.root, orphan):
            comparisons.append(orphan)
    findings = {name: found for outcome in outcomes for name, found in _findings(outcome).items()}
    return Result("the approved baselines", in_order(comparisons), findings)


def approve(project: Project, targets: Sequence[str], cwd: Path, step: Step, environ: Mapping[str, str]) -> Approval:
    """Takes today's pictures as the baselines of every diagram that differs. Raises UsageError under CI."""
    if environ.get("CI", "").strip().lower() not in ("", "0", "false"):
        hint = "look at the pictures on your machine, run atlas approve there and commit the baselines"
        raise UsageError("baselines are approved by people, not under CI", hint)
    store = Baselines(project.settings.baselines)
    accepted, dropped, refused = [], [], []
    for comparison in compare_with_baselines(project, targets, cwd, step).differing:
        if comparison.after is not None:
            store.write(comparison.after)
            accepted.append(comparison)
        elif comparison.verdict is Verdict.REMOVED:
            store.remove(store.file(comparison.diagram))
            dropped.append(comparison)
        else:
            refused.append(comparison)
    return Approval(tuple(accepted), tuple(dropped), tuple(refused))


@dataclass(frozen=True, slots=True)
class _Rendered:
    """The published files of a diagram: their SHA-256, and the input they came from."""

    path: str
    svg: str
    png: str


class _Approved:
    """All baselines, and what is wrong with those that cannot be read. ``diagrams`` are those whose names are known."""

    def __init__(self, store: Baselines, diagrams: Iterable[str]) -> None:
        names = {store.file(name): name for name in diagrams}
        self._baselines: dict[str, Baseline] = {}
        self._corrupt: dict[str, CorruptBaseline] = {}
        for file in store.files():
            try:
                baseline = store.load(file)
            except CorruptBaseline as error:
                name = names.get(file) or file.relative_to(store.folder).as_posix().removesuffix(SUFFIX)
                self._corrupt[name] = error
            else:
                self._baselines[baseline.diagram] = baseline

    def holds(self, name: str, rendered: _Rendered) -> bool:
        """Whether a diagram's files are those that were approved."""
        baseline = self._baselines.get(name)
        return baseline is not None and baseline.holds(rendered.svg, rendered.png)

    def judge(self, now: Fingerprint) -> Comparison:
        """A drawn diagram beside its baseline, which may be missing or corrupt."""
        from pipeline.compare.judgement import judge

        name, corrupt, before = now.diagram, self._corrupt.get(now.diagram), None
        if name in self._baselines:
            try:
                before = self._baselines[name].fingerprint()
            except CorruptBaseline as error:
                corrupt = error
        if corrupt is not None:
            return Comparison(name, now.path, Verdict.BROKEN, (corrupt.message,), None, now)
        if before is None:
            return Comparison(name, now.path, Verdict.ADDED, ("no baseline: nobody has approved it",), None, now)
        # Whether the cache still has the old picture must not decide a verdict: the digests do.
        return judge(before, now, lambda: None)

    def orphans(self, root: Path, inputs: Collection[str], seen: Collection[str]) -> Iterator[Comparison]:
        """Of diagrams not ``seen``: baselines whose file is no more or among ``inputs``, and what cannot be read."""
        for name, baseline in self._baselines.items():
            if name not in seen and (baseline.path in inputs or not (root / baseline.path).exists()):
                yield Comparison(name, baseline.path, Verdict.REMOVED, before=_readable(baseline))
        for name, error in self._corrupt.items():
            if name not in seen:
                yield Comparison(name, "", Verdict.BROKEN, (error.message,))


def _covers(targets: Sequence[str], cwd: Path, root: Path, orphan: Comparison) -> bool:
    """Whether a run with ``targets`` had to do with a baseline that no input of it belongs to."""
    file = root / (orphan.path or orphan.diagram)
    return not targets or any(
        orphan.diagram == target
        or orphan.diagram.startswith(f"{target.rstrip('/')}/")
        or file.is_relative_to(cwd / target)
        for target in targets
    )


def _readable(baseline: Baseline) -> Fingerprint | None:
    try:
        return baseline.fingerprint()
    except CorruptBaseline:
        return None


def _rendered(outcome: Outcome) -> dict[str, _Rendered]:
    found: dict[str, dict[str, str]] = {}
    for artifact in outcome.artifacts:
        found.setdefault(artifact.diagram, {})[artifact.format] = artifact.digest
    return {name: _Rendered(outcome.input.path, by["svg"], by["png"]) for name, by in found.items()}


def _broken(outcome: Outcome) -> dict[str, Broken]:
    from pipeline.compare.survey import unable, unread

    found = {failure.diagram: unable(failure, outcome.input.path) for failure in outcome.failures}
    nothing = unread(outcome.input, [*outcome.artifacts, *outcome.failures], outcome.findings)
    return found if nothing is None else {nothing.diagram: nothing}


def _findings(outcome: Outcome) -> dict[str, list[Finding]]:
    found: dict[str, list[Finding]] = {}
    for finding in outcome.findings:
        found.setdefault(finding.diagram or outcome.input.id or outcome.input.path, []).append(finding)
    return found


def _load(project: Project, outcomes: Iterable[Outcome], wanted: set[str]) -> Iterator[Loaded]:
    for outcome in outcomes:
        if any(artifact.diagram in wanted for artifact in outcome.artifacts):
            corpus = project.load(outcome.input)
            yield outcome.input, [diagram for diagram in corpus.diagrams if diagram.id in wanted], ()
