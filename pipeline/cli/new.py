"""``atlas new``."""

from __future__ import annotations

import os
from pathlib import Path

import click

from pipeline.cli.common import open_project
from pipeline.cli.completion import complete_entity, complete_view


@click.command()
@click.argument("entity", shell_complete=complete_entity)
@click.argument("view", shell_complete=complete_view)
@click.option("--name", help="Begin the entity's own file too, where it has none: what practitioners call it.")
def new(entity: str, view: str, name: str | None) -> None:
    """Begin the spec of a VIEW of an ENTITY.

    The spec is valid from the start and holds what the registry knows: question, sources, related entities, and what
    the picture must contain. TODO marks what only you can write; atlas lint finds every one of them.

    \b
    Examples:
      atlas new M5 state-machine
      atlas new S-SEARCH overview --name "Search service"
      atlas preview M5                   to see it while you write
    """
    from pipeline.author.new import new_spec, write

    project = open_project()
    files = new_spec(project.settings, project.registry, entity, view, name)
    for file in files:
        write(file)
        click.echo(os.path.relpath(file.path, Path.cwd()))
    click.echo(f"atlas: begun; next: atlas preview {entity}/{view}", err=True)
