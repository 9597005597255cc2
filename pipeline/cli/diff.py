"""``atlas diff``."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.common import TARGETS, open_project
from pipeline.cli.ending import CLEAN, FAILED
from pipeline.config import FORMATS

if TYPE_CHECKING:
    from pipeline.compare.result import Result
    from pipeline.project import Project

REPORT_SUFFIXES = (".html", ".md", ".xml", ".json")


def _reports(ctx: click.Context, parameter: click.Parameter, value: Sequence[str]) -> tuple[Path, ...]:
    files = tuple(Path(name) for name in value)
    for file in files:
        if file.suffix.lower() not in REPORT_SUFFIXES:
            raise click.BadParameter(f"'{file}': the name has to end in one of {', '.join(REPORT_SUFFIXES)}")
    return files


REPORTS = click.option(
    "--report",
    "reports",
    multiple=True,
    callback=_reports,
    metavar="FILE",
    help="Also write the result: .html to look at, .md for a comment, .xml is JUnit, .json. May be given again.",
)
JSON = click.option("--json", "as_json", is_flag=True, help="The result as JSON on stdout.")
JOBS = click.option("--jobs", type=click.IntRange(0), help="Workers; 0 is one a core.")


@click.command()
@TARGETS
@click.option("--base", metavar="REF", help="Compare with a git revision instead of the approved baselines.")
@REPORTS
@JOBS
@JSON
def diff(targets: Sequence[str], base: str | None, reports: Sequence[Path], jobs: int | None, as_json: bool) -> None:
    """Show which pictures changed, and how.

    Compares with the approved baselines; with --base, with what the sources of a git revision look like when today's
    toolchain draws them.

    \b
    Verdicts, the weightiest counts:
      broken              cannot be drawn, or its baseline cannot be read
      added, removed      there on one side only; no baseline is "added"
      toolchain changed   same source, other versions, another picture
      rewired             nodes, groups or edges came, went or join others
      relabelled          a label, quantity, title or description differs
      moved               the same things in other places
      repainted           nothing but pixels
      same

    \b
    Examples:
      atlas diff
      atlas diff G-LIN --base HEAD~1
      atlas diff --base origin/main --report out/diff.html --report out/diff.md
    """
    from pipeline.runs.baseline import compare_with_baselines
    from pipeline.runs.compare import compare_with_revision

    project = open_project(formats=FORMATS, jobs=jobs)
    here = Path.cwd()
    with Steps() as step:
        if base is None:
            result = compare_with_baselines(project, targets, here, step)
        else:
            result = compare_with_revision(project, targets, here, base, step)
    conclude(project, result, reports, as_json)


class Steps:
    """Shows how far a comparison is, on stderr: a callable for as long as it is entered."""

    def __init__(self, verb: str = "compared") -> None:
        self._verb = verb

    def __enter__(self) -> Callable[[int, int, str], None]:
        from pipeline.report.progress import Progress

        self._progress = Progress(sys.stderr, self._verb)
        return self._progress.update

    def __exit__(self, *error: object) -> None:
        self._progress.__exit__(None, None, None)


def conclude(project: Project, result: Result, reports: Sequence[Path], as_json: bool) -> None:
    """Prints a result, writes the reports and ends with the exit code."""
    from pipeline.report.diff_files import write_report
    from pipeline.report.diff_json import diff_json
    from pipeline.report.diff_text import comparison_text, summary
    from pipeline.runs.compare import pictures, with_lint

    if as_json:
        click.echo(diff_json(result), nl=False)
    else:
        for comparison in result.differing:
            click.echo(comparison_text(comparison))
    shelf = pictures(project)
    if any(file.suffix.lower() == ".html" for file in reports):
        with Steps("linted") as step:
            result = with_lint(project, result, step)
    for file in reports:
        write_report(file, result, shelf.svg)
        click.echo(f"atlas: wrote {os.path.relpath(file)}", err=True)
    click.echo(f"atlas: {summary(result)}", err=True)
    sys.exit(FAILED if result.differing else CLEAN)
