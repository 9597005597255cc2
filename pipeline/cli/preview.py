"""``atlas preview``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from pipeline.cli.common import TARGETS, open_project


@click.command()
@TARGETS
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="The port to serve at.  [default: a free one]")
@click.option("--open", "open_browser", is_flag=True, help="Open the page in the browser.")
def preview(targets: Sequence[str], port: int, open_browser: bool) -> None:
    """Show diagrams in a local page that follows every save.

    The page has all TARGETs (without any: every spec of the project), a search, and the diagram that is being edited:
    its picture and what is wrong with it are there as soon as the file is saved. While the source does not parse, the
    last good picture stays. The server answers this machine only; Ctrl-C ends it.

    \b
    Examples:
      atlas preview
      atlas preview M5 --open
      atlas preview docs/ README.md --port 8080
    """
    from pipeline.cli.render import errand_of
    from pipeline.preview.serve import serve
    from pipeline.preview.session import Session

    project = open_project()
    if targets:
        project.inputs(targets, Path.cwd())
    session = Session(lambda: open_project(), targets, Path.cwd())

    def ready(address: str) -> None:
        click.echo(f"atlas: preview at {address} (Ctrl-C ends it)", err=True)
        if open_browser:
            click.launch(address)

    try:
        serve(session, port, ready, errand_of)
    except KeyboardInterrupt:
        click.echo("atlas: preview ended", err=True)
