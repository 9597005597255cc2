"""``atlas cache``."""

from __future__ import annotations

import click

from pipeline.cli.common import open_project


@click.command()
@click.argument("action", type=click.Choice(["info", "clear"]), default="info")
def cache(action: str) -> None:
    """Show or empty the project's cache of drawings."""
    from pipeline.render.cache import usage

    project = open_project()
    folder = project.settings.cache
    files, size = usage(folder)
    if action == "clear":
        import shutil

        shutil.rmtree(folder, ignore_errors=True)
        click.echo(f"removed {files:,} files, {size / 1e6:.1f} MB, from {folder}")
    else:
        click.echo(f"{files:,} files, {size / 1e6:.1f} MB in {folder}")
