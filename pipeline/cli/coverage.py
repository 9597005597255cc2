"""``atlas coverage``."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.common import open_project
from pipeline.cli.ending import CLEAN, FAILED

if TYPE_CHECKING:
    from pipeline.publish.coverage import Count, Coverage, FamilyCoverage

_BY = ("family", "view", "entity")


@click.command()
@click.option("--by", type=click.Choice(_BY), default="view", show_default=True, help="What the table has a row for.")
@click.option("--picture", type=click.Path(dir_okay=False), metavar="FILE", help="Draw it to an SVG file as well.")
@click.option("--json", "as_json", is_flag=True, help="All of it as JSON on stdout.")
def coverage(by: str, picture: str | None, as_json: bool) -> None:
    """Show which diagrams exist of those that are planned, and how they are graded.

    \b
    Examples:
      atlas coverage
      atlas coverage --by entity
      atlas coverage --json --picture out/coverage.svg
    """
    from pipeline.findings import has_errors
    from pipeline.publish.coverage import cover
    from pipeline.report.text import finding_text, lines_of
    from pipeline.runs.site import draw_coverage, read_corpus

    project = open_project()
    inventory, findings = read_corpus(project)
    found = cover(inventory)
    if picture is not None:
        draw_coverage(project, found, Path.cwd() / picture)
    if as_json:
        click.echo(json.dumps(_json(found), ensure_ascii=False, indent=1))
    else:
        _print(found, by)
    if not has_errors(findings):
        sys.exit(CLEAN)
    lines = lines_of(project.settings.root)
    for finding in findings:
        click.echo(finding_text(finding, lines), err=True)
    click.echo("atlas: what has errors may be missing from the count", err=True)
    sys.exit(FAILED)


def _json(found: Coverage) -> dict[str, Any]:
    families = [
        {
            "family": family.name,
            "title": family.title,
            **asdict(family.count),
            "views": [{"view": view.slug, **asdict(view.count)} for view in family.views],
            "entities": [
                {
                    "entity": entity.id,
                    "name": entity.name,
                    "on_hold": entity.on_hold,
                    **asdict(entity.count),
                    "views": entity.existing,
                }
                for entity in family.entities
            ],
        }
        for family in found.families
    ]
    spreads = [
        {
            "of": spread.of,
            "ungraded": spread.ungraded,
            "grades": [
                {
                    "grade": grade.name,
                    "count": grade.count,
                    "percent": _rounded(spread.share(grade)),
                    "target": grade.target,
                }
                for grade in spread.grades
            ],
        }
        for spread in found.spreads
    ]
    return {"format": 1, **asdict(found.total), "families": families, "grades": spreads}


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 2)


def _print(found: Coverage, by: str) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False, markup=False)
    table = Table("Family", *([by.capitalize()] if by != "family" else []), title="Diagrams")
    for name in ("Existing", "Planned", "%"):
        table.add_column(name, justify="right")
    for family in found.families:
        for label, count in _rows(family, by):
            table.add_row(family.title, *([label] if by != "family" else []), *_cells(count))
    table.add_section()
    table.add_row("All", *([""] if by != "family" else []), *_cells(found.total))
    console.print(table)
    grades = Table("Of", "Grade", title="Grades")
    for name in ("Number", "Share %", "Target %"):
        grades.add_column(name, justify="right")
    for spread in found.spreads:
        for grade in spread.grades:
            share = spread.share(grade)
            percent = "" if share is None else f"{share:.1f}"
            target = "" if grade.target is None else f"{grade.target:g}"
            grades.add_row(spread.of, grade.name, str(grade.count), percent, target)
        grades.add_row(spread.of, "not graded", str(spread.ungraded), "", "")
    console.print(grades)


def _rows(family: FamilyCoverage, by: str) -> Iterator[tuple[str, Count]]:
    if by == "family":
        yield "", family.count
    elif by == "view":
        yield from ((view.slug, view.count) for view in family.views)
    else:
        yield from (
            (f"{entity.id}  {entity.name}{' (on hold)' if entity.on_hold else ''}", entity.count)
            for entity in family.entities
        )


def _cells(count: Count) -> tuple[str, str, str]:
    """An empty cell is an empty cell: nothing exists, nothing is written."""
    planned = "" if count.planned is None else f"{count.planned:,}"
    percent = f"{100 * count.existing / count.planned:.1f}" if count.planned and count.existing else ""
    return f"{count.existing:,}" if count.existing else "", planned, percent
