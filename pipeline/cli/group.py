"""All commands under one name."""

from __future__ import annotations

import gc

import click

from pipeline.cli.approve import approve
from pipeline.cli.cache import cache
from pipeline.cli.common import Commands
from pipeline.cli.completion import completion
from pipeline.cli.coverage import coverage
from pipeline.cli.diff import diff
from pipeline.cli.doctor import doctor
from pipeline.cli.ending import interrupt_on_term
from pipeline.cli.gallery import gallery
from pipeline.cli.import_ import import_
from pipeline.cli.init import init
from pipeline.cli.lint import lint
from pipeline.cli.new import new
from pipeline.cli.preview import preview
from pipeline.cli.render import render
from pipeline.cli.rules import explain, rules
from pipeline.cli.setup import setup
from pipeline.cli.site import site
from pipeline.cli.upgrade import upgrade

__all__ = ["main"]


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="atlas-diagrams", prog_name="atlas")
def main() -> None:
    """Diagram specs to pictures that can be trusted: linted, rendered, compared, published.

    \b
    Examples:
      atlas render                       every diagram that has changed
      atlas render G-LIN/failure-map     one diagram
      atlas render docs/                 Mermaid and DOT in a folder of Markdown
      atlas doctor                       what the toolchain consists of
    """
    interrupt_on_term()
    # Seldom: what pictures are made of goes as soon as nothing refers to it. Looking for circles after every 700 new objects
    # takes a tenth of Python's time.
    gc.set_threshold(100_000, 20, 20)


for command in (
    render, preview, new, import_, init, lint, rules, explain, diff, approve, upgrade, gallery, coverage, site,
    setup, doctor, cache, completion,
):  # fmt: skip
    main.add_command(command)
