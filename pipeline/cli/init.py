"""``atlas init``."""

from __future__ import annotations

import os
from pathlib import Path

import click

from pipeline.config import load_settings


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=Path("."))
@click.option("--bare", is_flag=True, help="Only the configuration, for a repository with diagrams in Markdown.")
@click.option("--schemas", is_flag=True, help="Copies of the JSON Schemas too, for completion in editors.")
def init(folder: Path, bare: bool, schemas: bool) -> None:
    """Make a repository ready: configuration, a registry with one family, an example to try things on.

    What is there already stays as it is.

    \b
    Examples:
      atlas init
      atlas init --bare && atlas render docs/
      atlas init ../other-repository --schemas
    """
    from pipeline.author.init import configuration, starter
    from pipeline.author.init import schemas as schema_files
    from pipeline.author.new import NewFile, write

    folder = folder.resolve()
    made = 0

    def put(file: NewFile) -> None:
        nonlocal made
        if file.path.exists():
            click.echo(f"{os.path.relpath(file.path)}: there already, left as it is", err=True)
        else:
            write(file)
            click.echo(os.path.relpath(file.path))
            made += 1

    config = configuration(folder)
    if config is not None:
        put(config)
    # Read only now: the folders of the project are those that its own configuration names.
    settings = load_settings(folder)
    for file in [*([] if bare else starter(settings)), *(schema_files(settings) if schemas else [])]:
        put(file)
    where = "" if folder == Path.cwd() else f"cd {os.path.relpath(folder)} && "
    example = "atlas render docs/" if bare else "atlas render && atlas preview"
    click.echo(f"atlas: {made} files written; next: {where}{example}" if made else "atlas: nothing to do", err=True)
