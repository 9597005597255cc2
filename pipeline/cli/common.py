"""What commands share: exit codes, the error handler, options that several of them take."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, NoReturn

import click

from pipeline.cli.completion import complete_target
from pipeline.config import load_settings
from pipeline.errors import AtlasError
from pipeline.findings import Finding

if TYPE_CHECKING:
    from pipeline.project import Project

CLEAN, FAILED, INTERRUPTED = 0, 1, 130

TARGETS = click.argument("targets", nargs=-1, metavar="[TARGET]...", shell_complete=complete_target)


class Commands(click.Group):
    """Turns the package's exceptions into a message and an exit code, in one place."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except AtlasError as error:
            stop(error)
        except KeyboardInterrupt:
            click.echo("atlas: interrupted", err=True)
            sys.exit(INTERRUPTED)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


def stop(error: AtlasError) -> NoReturn:
    """Says what is wrong and ends with the error's exit code."""
    click.echo(f"atlas: {error.message}", err=True)
    if error.hint:
        click.echo(f"  hint: {error.hint}", err=True)
    sys.exit(error.exit_code)


def open_project(**flags: Any) -> Project:
    """The project of the working directory; ``flags`` that are not None go over its settings."""
    from pipeline.project import Project

    return Project(load_settings(**flags), lambda line: click.echo(line, err=True))


def finding_json(finding: Finding) -> dict[str, Any]:
    """A finding as every command's JSON shows it; lines and columns count from 1."""
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "message": finding.message,
        **asdict(finding.location),
        "diagram": finding.diagram,
        "hint": finding.hint,
    }
