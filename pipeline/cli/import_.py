"""``atlas import``."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from pipeline.cli.common import open_project
from pipeline.cli.ending import CLEAN, FAILED


@click.command("import")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=click.Path())
@click.option("--no-check", is_flag=True, help="Do not draw what was imported.")
def import_(paths: Sequence[str], no_check: bool) -> None:
    """Make specs of diagrams that exist: Markdown trees (their fences), .mmd and .dot files.

    Each diagram becomes a spec with an id made of its path and heading, in a family of its own. The source is taken
    letter by letter, even where it does not parse; such specs are reported, each error at its line. The files that
    diagrams come from stay as they are, and importing them again changes nothing.

    \b
    Examples:
      atlas import docs/
      atlas import README.md flows/*.mmd
    """
    from pipeline.author.importing import Fate
    from pipeline.report.text import counts, failure_text, finding_text, lines_of
    from pipeline.runs.importing import ImportRun

    result = ImportRun(open_project, paths, Path.cwd()).result(check=not no_check)
    if result.registry is not None:
        click.echo(f"{_shown(result.registry)}: the family 'imported' was added", err=True)
    for one in result.imported:
        if one.fate is Fate.NEW:
            click.echo(f"{_shown(one.files[-1].path)}  from {one.found.source.location(1)}")
        elif one.fate is Fate.DIFFERS:
            click.echo(f"{one.id}: not the same as {one.found.source.location(1)} any more; the spec stays as it is")
    lines = lines_of(open_project().settings.root)
    for finding in result.left_out:
        click.echo(finding_text(finding, lines))
    for failure in result.failures:
        click.echo(failure_text(failure.location, failure.message, failure.kind, failure.hint, lines))
    fates = [one.fate for one in result.imported]
    parts = [
        (fates.count(Fate.NEW), "imported"),
        (fates.count(Fate.THERE), "there already"),
        (fates.count(Fate.DIFFERS), "changed since, left as they are"),
        (len(result.left_out), "left out"),
        (len(result.failures), "cannot be drawn"),
    ]
    click.echo(f"atlas: {counts(parts)}", err=True)
    sys.exit(FAILED if result.left_out or result.failures else CLEAN)


def _shown(path: Path) -> str:
    return os.path.relpath(path, Path.cwd())
