"""``atlas gallery``."""

from __future__ import annotations

import click

from pipeline.cli.common import open_project


@click.command()
@click.option("--out", type=click.Path(file_okay=False), help="Where the pictures are.  [default: out]")
@click.option("--open", "open_browser", is_flag=True, help="Open the page in the browser.")
def gallery(out: str | None, open_browser: bool) -> None:
    """Write out/index.html: all rendered diagrams, with a search.

    The page opens from disk, without a server, and finds diagrams by component, entity, question and by the texts of
    the pictures.

    \b
    Examples:
      atlas render && atlas gallery --open
      atlas gallery --out /tmp/pictures
    """
    from pipeline.runs.gallery import GalleryRun

    run = GalleryRun(open_project(out=out))
    page = run.build()
    click.echo(str(page))
    click.echo(f"atlas: a gallery of {run.count:,} diagrams in {run.seconds:.1f} s", err=True)
    if open_browser:
        click.launch(page.as_uri())
