"""``atlas doctor``."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import Any

import click

from pipeline.cli.common import open_project
from pipeline.cli.ending import CLEAN


@click.command()
@click.option("--json", "as_json", is_flag=True, help="The result as JSON on stdout.")
def doctor(as_json: bool) -> None:
    """Show every part of the toolchain, its version, and what to do where one is missing."""
    from pipeline.toolchain import doctor as examine

    project = open_project()
    checks = examine(project.toolchain_settings)
    if as_json:
        click.echo(json.dumps([asdict(check) for check in checks], indent=1))
    else:
        for check in checks:
            _print_check(check)
    sys.exit(3 if any(check.ok is False for check in checks) else CLEAN)


def _print_check(check: Any) -> None:
    mark = {True: "ok     ", False: "MISSING", None: "-      "}[check.ok]
    click.echo(f"{mark} {check.name:<22} {check.version}" + (f"  ({check.detail})" if check.detail else ""))
    if check.ok is False and check.fix:
        click.echo(f"        to do: {check.fix}")
