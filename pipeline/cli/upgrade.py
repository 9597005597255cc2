"""``atlas upgrade``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from pipeline.cli.common import TARGETS, open_project
from pipeline.cli.diff import JOBS, JSON, REPORTS, Steps, conclude
from pipeline.config import FORMATS
from pipeline.errors import UsageError


@click.command()
@TARGETS
@click.option("--check", is_flag=True, help="Show what would change; nothing is changed. There is no other way yet.")
@click.option("--mermaid", metavar="VERSION", help="Another version of Mermaid, from npm.")
@click.option("--theme", type=click.Path(path_type=Path, dir_okay=False), help="Another theme file.")
@click.option("--layout", metavar="NAME", help="Another layout of Mermaid's, such as elk.")
@REPORTS
@JOBS
@JSON
def upgrade(
    targets: Sequence[str],
    check: bool,
    mermaid: str | None,
    theme: Path | None,
    layout: str | None,
    reports: Sequence[Path],
    jobs: int | None,
    as_json: bool,
) -> None:
    """Show what an upgrade would change in the pictures.

    Draws all diagrams as they are and once more with another version, theme or layout, and gives the verdicts of "atlas diff".

    \b
    Examples:
      atlas upgrade --check --mermaid 12.2.0 --report out/upgrade.html
      atlas upgrade --check --theme new-theme.yaml
      atlas upgrade --check --layout elk CS-GITHUB
    """
    from pipeline.runs.candidate import Candidate, Proposal
    from pipeline.runs.compare import compare_with_candidate

    if not check:
        hint = "with --check it shows what would change; then change the pinned version or the theme, and approve"
        raise UsageError("atlas upgrade changes nothing by itself", hint)
    project = open_project(formats=FORMATS, jobs=jobs)
    proposal = Proposal(theme.absolute() if theme else None, layout, mermaid)
    candidate = Candidate(project, proposal)
    with Steps() as step:
        result = compare_with_candidate(project, candidate, targets, Path.cwd(), step)
    conclude(project, result, reports, as_json)
