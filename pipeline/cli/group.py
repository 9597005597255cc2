"""All commands under one name."""

from __future__ import annotations

import atexit
import gc
import os
import sys
from importlib import import_module
from typing import Any

import click

from pipeline.cli.common import stop
from pipeline.cli.ending import INTERRUPTED, interrupt_on_term
from pipeline.errors import AtlasError, UsageError

# In the order in which help shows them. Each stands in the module of its name, but for these.
_COMMANDS = (
    "render", "preview", "new", "import", "init", "lint", "rules", "explain", "diff", "approve", "upgrade", "gallery",
    "coverage", "site", "setup", "doctor", "cache", "completion",
)  # fmt: skip
_ELSEWHERE = {"import": ("import_", "import_"), "explain": ("rules", "explain")}


class Commands(click.Group):
    """Imports the command that runs and no other, and turns the package's exceptions into a message and an exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except AtlasError as error:
            stop(error)
        except KeyboardInterrupt:
            click.echo("atlas: interrupted", err=True)
            sys.exit(INTERRUPTED)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module, name = _ELSEWHERE.get(cmd_name, (cmd_name, cmd_name))
        command: click.Command = getattr(import_module(f"pipeline.cli.{module}"), name)
        return command


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
    try:
        os.getcwd()
    except OSError as error:
        raise UsageError("the working directory is gone", "change into a folder that exists") from error
    # Seldom: what pictures are made of goes as soon as nothing refers to it. Looking for circles after every 700 new objects
    # takes a tenth of Python's time.
    gc.set_threshold(100_000, 20, 20)
    # Nor at the end: the system takes all of it back at once, and they took 0.1 s of a run of 150 diagrams.
    atexit.register(gc.freeze)
