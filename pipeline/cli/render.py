"""``atlas render``."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.common import CLEAN, FAILED, INTERRUPTED, TARGETS, finding_json, open_project
from pipeline.config import ENGINE_MODES, FORMATS, GRAPHVIZ, Settings
from pipeline.findings import Finding, Severity

if TYPE_CHECKING:
    from pipeline.render.render import Outcome


def _formats(ctx: click.Context, parameter: click.Parameter, value: str | None) -> tuple[str, ...] | None:
    if value is None:
        return None
    names = tuple(dict.fromkeys(part.strip() for part in value.split(",") if part.strip()))
    unknown = [name for name in names if name not in FORMATS]
    if unknown or not names:
        raise click.BadParameter(f"'{value}': choose from {', '.join(FORMATS)}")
    return tuple(name for name in FORMATS if name in names)


def _shard(ctx: click.Context, parameter: click.Parameter, value: str | None) -> tuple[int, int] | None:
    if value is None:
        return None
    first, slash, second = value.partition("/")
    if not (slash and first.isdecimal() and second.isdecimal() and 1 <= int(first) <= int(second)):
        raise click.BadParameter(f"'{value}' is not K/N with 1 <= K <= N, such as 2/4")
    return int(first), int(second)


@click.command()
@TARGETS
@click.option("--format", "formats", callback=_formats, metavar="svg,png", help="What to write.  [default: svg,png]")
@click.option("--scale", type=click.FloatRange(0.1, 8), help="PNG pixels a px.  [default: 2]")
@click.option("--jobs", type=click.IntRange(0), help="Workers; 0 is one a core.")
@click.option("--out", type=click.Path(file_okay=False), help="Where to write.  [default: out]")
@click.option("--no-cache", is_flag=True, help="Draw everything again, whatever the cache holds.")
@click.option("--shard", callback=_shard, metavar="K/N", help="Only the K-th of N equal parts.")
@click.option("--since", metavar="REF", help="Only inputs that differ from a git revision.")
@click.option("--timeout", type=click.FloatRange(0.1), help="Seconds that one diagram may take.  [default: 60]")
@click.option("--engine-mode", type=click.Choice(ENGINE_MODES), help="hot, or mmdc: through Mermaid CLI's own API.")
@click.option("--graphviz", type=click.Choice(GRAPHVIZ), help="wasm, or dot: the machine's own.")
@click.option("--json", "as_json", is_flag=True, help="The result as JSON on stdout.")
def render(
    targets: Sequence[str],
    no_cache: bool,
    shard: tuple[int, int] | None,
    since: str | None,
    as_json: bool,
    **flags: Any,
) -> None:
    """Render diagrams to out/svg and out/png.

    A TARGET is an id (G-LIN/failure-map), an entity (G-LIN), a family (guarantee), a path, a glob, a .mmd, .dot or .gv
    file, or a Markdown file or folder. Without any: every spec of the project.

    \b
    Examples:
      atlas render
      atlas render CS-GITHUB --format svg
      atlas render 'diagrams/guarantees/**' --scale 3
      atlas render README.md docs/ --out /tmp/pictures
      atlas render --shard 1/4
    """
    from pipeline.report.progress import Progress
    from pipeline.runs.render import RenderRun

    project = open_project(**flags)
    run = RenderRun(project, targets, Path.cwd(), shard=shard, since=since, fresh=no_cache)
    with Progress(sys.stderr, "rendered") as progress:
        try:
            outcomes = run.outcomes(lambda step: progress.update(step.done, step.total, step.diagram))
        except KeyboardInterrupt:
            progress.__exit__(None, None, None)
            click.echo("atlas: interrupted; what was complete is kept", err=True)
            sys.exit(INTERRUPTED)
    if as_json:
        click.echo(json.dumps(_render_json(outcomes, run.findings), ensure_ascii=False, indent=1))
    else:
        _print_problems(project.settings, outcomes, run.findings)
    click.echo(_summary(outcomes, run.findings, run.seconds), err=True)
    sys.exit(FAILED if _has_problems(outcomes, run.findings) else CLEAN)


def _has_problems(outcomes: Sequence[Outcome], findings: Sequence[Finding]) -> bool:
    from pipeline.project import has_errors

    every = [*findings, *(finding for outcome in outcomes for finding in outcome.findings)]
    return any(outcome.failures for outcome in outcomes) or has_errors(every)


def _print_problems(settings: Settings, outcomes: Sequence[Outcome], findings: Sequence[Finding]) -> None:
    from pipeline.report.text import failure_text, finding_text, lines_of

    lines = lines_of(settings.root)
    for finding in findings:
        click.echo(finding_text(finding, lines))
    for outcome in outcomes:
        for finding in outcome.findings:
            click.echo(finding_text(finding, lines))
        for failure in outcome.failures:
            click.echo(failure_text(failure.location, failure.message, failure.kind, failure.hint, lines))


def _summary(outcomes: Sequence[Outcome], findings: Sequence[Finding], seconds: float) -> str:
    from pipeline.report.text import counts

    artifacts = [artifact for outcome in outcomes for artifact in outcome.artifacts]
    written = {artifact.diagram for artifact in artifacts if artifact.fresh}
    failed = {failure.diagram for outcome in outcomes for failure in outcome.failures}
    every = [*findings, *(finding for outcome in outcomes for finding in outcome.findings)]
    errors = sum(finding.severity is Severity.ERROR for finding in every)
    warnings = sum(finding.severity is Severity.WARNING for finding in every)
    parts = [
        (len(written), "rendered"),
        (len({artifact.diagram for artifact in artifacts} - written), "unchanged"),
        (len(failed), "failed"),
        (errors, "errors"),
        (warnings, "warnings"),
    ]
    return f"atlas: {counts(parts)} in {seconds:.1f} s"


def _render_json(outcomes: Sequence[Outcome], findings: Sequence[Finding]) -> dict[str, Any]:
    return {
        "format": 1,
        "artifacts": [asdict(artifact) for outcome in outcomes for artifact in outcome.artifacts],
        "failures": [
            {
                "diagram": failure.diagram,
                "kind": failure.kind,
                "message": failure.message,
                "hint": failure.hint,
                **asdict(failure.location),
            }
            for outcome in outcomes
            for failure in outcome.failures
        ],
        "findings": [
            finding_json(finding)
            for finding in [*findings, *(finding for outcome in outcomes for finding in outcome.findings)]
        ],
    }
