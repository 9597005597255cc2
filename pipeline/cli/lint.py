"""``atlas lint``."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.common import TARGETS, open_project
from pipeline.cli.ending import CLEAN, FAILED, INTERRUPTED
from pipeline.errors import UsageError
from pipeline.findings import Finding, Severity

if TYPE_CHECKING:
    from pipeline.project import Project
    from pipeline.runs.lint import LintResult, LintRun

OUTPUTS = ("text", "json", "sarif", "junit", "github")
_BROKEN = 3


@dataclass(frozen=True, slots=True)
class _Choice:
    """What a run is asked for besides its targets."""

    rules: tuple[str, ...]
    since: str | None
    picture: bool
    fresh: bool
    baseline: Path | None
    update: bool
    strict: bool


@click.command()
@TARGETS
@click.option("--output", type=click.Choice(OUTPUTS), default="text", show_default=True, help="Form of the findings.")
@click.option("--rule", "rules", multiple=True, metavar="ID", help="Only findings of this rule; may be repeated.")
@click.option("--since", metavar="REF", help="Only inputs that differ from a git revision.")
@click.option(
    "--baseline", type=click.Path(path_type=Path), metavar="FILE", help="Only findings that FILE does not hold."
)
@click.option("--update-baseline", is_flag=True, help="Write today's findings to the file of --baseline.")
@click.option("--fix", is_flag=True, help="Mend what is beyond doubt, then lint again.")
@click.option("--strict", is_flag=True, help="Warnings count as errors.")
@click.option("--no-picture", is_flag=True, help="Only parse: rules about the drawn picture are left out.")
@click.option("--no-cache", is_flag=True, help="Look at everything again, whatever the last run found.")
@click.option("--jobs", type=click.IntRange(0), help="Workers; 0 is one a core.")
@click.option("--timeout", type=click.FloatRange(0.1), help="Seconds that one diagram may take.  [default: 60]")
def lint(
    targets: Sequence[str],
    output: str,
    rules: tuple[str, ...],
    since: str | None,
    baseline: Path | None,
    update_baseline: bool,
    fix: bool,
    strict: bool,
    no_picture: bool,
    no_cache: bool,
    **flags: Any,
) -> None:
    """Find what is wrong with diagrams, each finding with its place and what to do.

    A TARGET is an id (G-LIN/failure-map), an entity (G-LIN), a family (guarantee), a path, a glob, a .mmd, .dot or .gv
    file, or a Markdown file or folder. Without any: every spec of the project, and the project itself.

    Exits with 1 where there is an error, 0 where there are warnings and notes only, 3 where the tool or the machine
    failed.

    \b
    Examples:
      atlas lint
      atlas lint docs/ README.md --no-picture
      atlas lint CS-GITHUB --rule actual-metrics
      atlas lint --since origin/main --output github
      atlas lint --baseline lint-baseline.json --update-baseline
    """
    if update_baseline and baseline is None:
        raise UsageError("--update-baseline needs --baseline FILE")
    project = open_project(**flags)
    choice = _Choice(rules, since, not no_picture, no_cache, baseline, update_baseline, strict)
    if fix:
        _fix(project, targets, choice)
    run, result = _run(project, targets, choice)
    findings = _chosen(run, result, choice)
    _print(project, run, result, findings, output)
    click.echo(_summary(result, findings, run.seconds), err=True)
    sys.exit(_code(result, findings, choice))


def _run(
    project: Project, targets: Sequence[str], choice: _Choice, *, fresh: bool = False
) -> tuple[LintRun, LintResult]:
    from pipeline.report.progress import Progress
    from pipeline.runs.lint import LintRun

    again = fresh or choice.fresh
    run = LintRun(project, targets, Path.cwd(), since=choice.since, picture=choice.picture, fresh=again)
    _check_rules(run, choice.rules)
    with Progress(sys.stderr, "linted") as progress:
        try:
            return run, run.result(progress.update)
        except KeyboardInterrupt:
            progress.__exit__(None, None, None)
            click.echo("atlas: interrupted", err=True)
            sys.exit(INTERRUPTED)


def _check_rules(run: LintRun, wanted: Sequence[str]) -> None:
    if not wanted:
        return
    from pipeline.lint.builtin import BUILT_IN
    from pipeline.spec.suggestion import closest

    known = {*BUILT_IN, *(rule.id for rule in run.rules)}
    for identity in wanted:
        if identity not in known:
            raise UsageError(f"there is no rule '{identity}'", closest(identity, known) or "atlas rules lists them")


def _fix(project: Project, targets: Sequence[str], choice: _Choice) -> None:
    """Makes the edits of one run in the files themselves, and says how many."""
    from pipeline.runs.lint import mend

    _, result = _run(project, targets, choice, fresh=True)
    wanted = [edit for rule, edit in result.edits if not choice.rules or rule in choice.rules]
    mended = mend(project.settings.root, wanted)
    for path, count in mended.items():
        click.echo(f"fixed {path}: {count} place{'s' if count > 1 else ''}", err=True)


def _chosen(run: LintRun, result: LintResult, choice: _Choice) -> list[Finding]:
    """The findings of the rules that were asked for, without those of the baseline, which may be written first."""
    findings = [finding for finding in result.findings if not choice.rules or finding.rule in choice.rules]
    if choice.baseline is None:
        return findings
    from pipeline.lint.baseline import only_new, read_baseline, to_json

    if choice.update:
        try:
            choice.baseline.write_text(to_json(findings), encoding="utf-8")
        except OSError as error:
            raise UsageError(f"cannot write {choice.baseline}: {error.strerror or error}") from error
    return only_new(findings, read_baseline(choice.baseline))


def _print(project: Project, run: LintRun, result: LintResult, findings: Sequence[Finding], output: str) -> None:
    if output == "text":
        _print_text(project, result, findings)
        return
    text = _MACHINES[output](run, result, findings)
    if text:
        click.echo(text)
    for trouble in result.troubles:
        click.echo(f"{trouble.location}: {trouble.message} [{trouble.kind}]", err=True)


def _print_text(project: Project, result: LintResult, findings: Sequence[Finding]) -> None:
    from pipeline.report.text import failure_text, finding_text, lines_of

    lines = lines_of(project.settings.root)
    for finding in findings:
        click.echo(finding_text(finding, lines))
    for trouble in result.troubles:
        click.echo(failure_text(trouble.location, trouble.message, trouble.kind, trouble.hint, lines))


def _json(run: LintRun, result: LintResult, findings: Sequence[Finding]) -> str:
    from pipeline.report.findings_json import report

    troubles = [
        {
            "diagram": item.diagram,
            "kind": item.kind,
            "message": item.message,
            "hint": item.hint,
            **asdict(item.location),
        }
        for item in result.troubles
    ]
    return report(findings, {"failures": troubles, "diagrams": result.diagrams, "files": result.files})


def _sarif(run: LintRun, result: LintResult, findings: Sequence[Finding]) -> str:
    from importlib.metadata import version

    from pipeline.lint.builtin import BUILT_IN, WARNINGS
    from pipeline.report.sarif import RuleText, report

    own = [RuleText(rule.id, rule.severity.value, rule.message, rule.why) for rule in run.rules]
    known = {rule.id for rule in own}
    built_in = [
        RuleText(identity, "warning" if identity in WARNINGS else "error", text.partition(":")[0], text)
        for identity, text in BUILT_IN.items()
        if identity not in known
    ]
    return report(findings, [*own, *built_in], version("atlas-diagrams"))


def _junit(run: LintRun, result: LintResult, findings: Sequence[Finding]) -> str:
    from pipeline.report.junit import report

    return report(findings, run.seconds)


def _github(run: LintRun, result: LintResult, findings: Sequence[Finding]) -> str:
    from pipeline.report.github import report

    return report(findings)


_MACHINES: dict[str, Callable[[LintRun, LintResult, Sequence[Finding]], str]] = {
    "json": _json,
    "sarif": _sarif,
    "junit": _junit,
    "github": _github,
}


def _summary(result: LintResult, findings: Sequence[Finding], seconds: float) -> str:
    from pipeline.report.text import count, counts

    parts = [
        (sum(finding.severity is severity for finding in findings), f"{severity}s")
        for severity in (Severity.ERROR, Severity.WARNING, Severity.NOTE)
    ]
    said = counts([*parts, (len(result.troubles), "failed")]) if findings or result.troubles else "nothing found"
    return f"atlas: {said} in {count(result.diagrams, 'diagram')} in {seconds:.1f} s"


def _code(result: LintResult, findings: Sequence[Finding], choice: _Choice) -> int:
    if result.troubles:
        return _BROKEN
    counted = (Severity.ERROR, Severity.WARNING) if choice.strict else (Severity.ERROR,)
    return FAILED if any(finding.severity in counted for finding in findings) else CLEAN
