"""``atlas setup``."""

from __future__ import annotations

import click

from pipeline.cli.common import open_project


@click.command()
@click.option("--browser", help="A Chromium or Chrome to use instead of the toolchain's own.")
def setup(browser: str | None) -> None:
    """Provide the toolchain: Node, Mermaid CLI, Graphviz, a browser, fonts. No root needed.

    Everything goes below the user's cache folder. Rendering does this by itself the first time.
    """
    project = open_project(browser=browser)
    toolchain = project.toolchain
    for name, version in toolchain.versions.items():
        click.echo(f"{name} {version}")
    click.echo(f"ready in {toolchain.root}")
