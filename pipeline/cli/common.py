"""What commands share: how they open the project, say what is wrong, and take targets."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, NoReturn

import click

from pipeline.config import Settings, load_settings
from pipeline.errors import AtlasError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from pipeline.project import Project


def _complete_target(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from pipeline.cli.completion import complete_target  # only a shell asks

    return complete_target(context, parameter, incomplete)


TARGETS = click.argument("targets", nargs=-1, metavar="[TARGET]...", shell_complete=_complete_target)


def stop(error: AtlasError) -> NoReturn:
    """Says what is wrong and ends with the error's exit code."""
    click.echo(f"atlas: {error.message}", err=True)
    if error.hint:
        click.echo(f"  hint: {error.hint}", err=True)
    sys.exit(error.exit_code)


def open_project(**flags: Any) -> Project:
    """The project of the working directory; ``flags`` that are not None go over its settings."""
    return project_of(load_settings(**flags))


def project_of(settings: Settings) -> Project:
    """The project of settings that are known; steps that take long are told on stderr."""
    from pipeline.project import Project

    return Project(settings, lambda line: click.echo(line, err=True))
