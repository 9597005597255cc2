"""``atlas site``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from pipeline.cli.common import open_project
from pipeline.cli.ending import CLEAN, FAILED


@click.command()
@click.option("--out", type=click.Path(file_okay=False), default="site", show_default=True, help="Where to write.")
@click.option("--jobs", type=click.IntRange(0), help="Workers that draw; 0 is one a core.")
def site(out: str, jobs: int | None) -> None:
    """Build the site: a page for every diagram, entity, incident and symptom.

    Links are checked, pictures carry links and tooltips, and the result works without a network and without a server.

    \b
    Examples:
      atlas site
      atlas site --out /tmp/site
    """
    from pipeline.report.progress import Progress
    from pipeline.report.text import failure_text, finding_text, lines_of
    from pipeline.runs.site import SiteRun

    project = open_project(jobs=jobs)
    run = SiteRun(project, Path.cwd() / out)
    with Progress(sys.stderr, "drawn") as progress:
        run.build(progress.update, progress.say)
    lines = lines_of(project.settings.root)
    for finding in run.findings:
        click.echo(finding_text(finding, lines))
    for failure in run.failures:
        click.echo(failure_text(failure.location, failure.message, failure.kind, failure.hint, lines))
    for warning in run.warnings:
        click.echo(f"site: {warning}")
    if not run.ok:
        click.echo("atlas: the site was not built", err=True)
        sys.exit(FAILED)
    click.echo(f"atlas: {run.pages:,} pages in {out} in {run.seconds:.1f} s", err=True)
    sys.exit(CLEAN)
