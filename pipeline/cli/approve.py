"""``atlas approve``."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from pipeline.cli.common import TARGETS, open_project
from pipeline.cli.diff import JOBS, Steps
from pipeline.cli.ending import CLEAN, FAILED
from pipeline.config import FORMATS


@click.command()
@TARGETS
@JOBS
def approve(targets: Sequence[str], jobs: int | None) -> None:
    """Take today's pictures as the baselines.

    Writes the fingerprint of every diagram that differs from its baseline, and removes baselines of diagrams that are
    no more. Look at "atlas diff" first. Refused under CI: a picture is accepted by somebody who has seen it.
    """
    from pipeline.report.diff_text import comparison_text
    from pipeline.report.text import counts
    from pipeline.runs.baseline import approve as accept

    project = open_project(formats=FORMATS, jobs=jobs)
    with Steps() as step:
        approval = accept(project, targets, Path.cwd(), step, os.environ)
    for comparison in (*approval.accepted, *approval.dropped):
        click.echo(comparison_text(comparison))
    for comparison in approval.refused:
        click.echo(f"not approved: {comparison_text(comparison)}", err=True)
    parts = [
        (len(approval.accepted), "approved"),
        (len(approval.dropped), "removed"),
        (len(approval.refused), "not approved"),
    ]
    click.echo(f"atlas: {counts(parts)}", err=True)
    sys.exit(FAILED if approval.refused else CLEAN)
