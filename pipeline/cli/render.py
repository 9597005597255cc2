"""``atlas render``."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.common import TARGETS, project_of
from pipeline.cli.ending import CLEAN, FAILED, INTERRUPTED, KEPT
from pipeline.config import ENGINE_MODES, FORMATS, GRAPHVIZ, load_settings

if TYPE_CHECKING:
    from pipeline.preview.errand import Errand


def _formats(ctx: click.Context, parameter: click.Parameter, value: str | None) -> tuple[str, ...] | None:
    if value is None:
        return None
    names = tuple(dict.fromkeys(part.strip() for part in value.split(",") if part.strip()))
    unknown = [name for name in names if name not in FORMATS]
    if unknown or not names:
        raise click.BadParameter(f"'{value}': choose from {', '.join(FORMATS)}")
    return tuple(name for name in FORMATS if name in names)


def _shard(ctx: click.Context, parameter: click.Parameter, value: str | None) -> tuple[int, int] | None:
    if value is None:
        return None
    first, slash, second = value.partition("/")
    if not (slash and first.isdecimal() and second.isdecimal() and 1 <= int(first) <= int(second)):
        raise click.BadParameter(f"'{value}' is not K/N with 1 <= K <= N, such as 2/4")
    return int(first), int(second)


@click.command()
@TARGETS
@click.option("--format", "formats", callback=_formats, metavar="svg,png", help="What to write.  [default: svg,png]")
@click.option("--scale", type=click.FloatRange(0.1, 8), help="PNG pixels a px.  [default: 2]")
@click.option("--jobs", type=click.IntRange(0), help="Workers; 0 is one a core.")
@click.option("--out", type=click.Path(file_okay=False), help="Where to write.  [default: out]")
@click.option("--no-cache", is_flag=True, help="Draw everything again, whatever the cache holds.")
@click.option("--shard", callback=_shard, metavar="K/N", help="Only the K-th of N equal parts.")
@click.option("--since", metavar="REF", help="Only inputs that differ from a git revision.")
@click.option("--timeout", type=click.FloatRange(0.1), help="Seconds that one diagram may take.  [default: 60]")
@click.option("--engine-mode", type=click.Choice(ENGINE_MODES), help="hot, or mmdc: through Mermaid CLI's own API.")
@click.option("--graphviz", type=click.Choice(GRAPHVIZ), help="wasm, or dot: the machine's own.")
@click.option("--json", "as_json", is_flag=True, help="The result as JSON on stdout.")
def render(
    targets: Sequence[str],
    no_cache: bool,
    shard: tuple[int, int] | None,
    since: str | None,
    as_json: bool,
    **flags: Any,
) -> None:
    """Render diagrams to out/svg and out/png.

    A TARGET is an id (G-LIN/failure-map), an entity (G-LIN), a family (guarantee), a path, a glob, a .mmd, .dot or .gv
    file, or a Markdown file or folder. Without any: every spec of the project.

    \b
    Examples:
      atlas render
      atlas render CS-GITHUB --format svg
      atlas render 'diagrams/guarantees/**' --scale 3
      atlas render README.md docs/ --out /tmp/pictures
      atlas render --shard 1/4
    """
    from pipeline.report.progress import Progress

    errand = _errand(Path.cwd(), targets, no_cache, shard, since, as_json, **flags)
    with Progress(sys.stderr, "rendered") as progress:
        try:
            done = errand.do(project_of(errand.settings), progress.update)
        except KeyboardInterrupt:
            progress.__exit__(None, None, None)
            click.echo(KEPT, err=True)
            sys.exit(INTERRUPTED)
    if done.text:
        click.echo(done.text)
    click.echo(done.summary, err=True)
    sys.exit(CLEAN if done.clean else FAILED)


def errand_of(words: Sequence[str], where: Path) -> Errand:
    """What ``atlas render`` is to do that was called with ``words`` in the folder ``where``.

    Raises ValueError where the command has something to say about its words before that, ConfigError as it does.
    """
    if "--help" in words:
        raise ValueError("help is asked for")
    try:
        given = render.make_context("render", list(words)).params
    except click.ClickException as error:
        raise ValueError(error.format_message()) from error
    out = given["out"]
    if out is not None and (where / out).is_file():  # click has looked from another folder
        raise ValueError(f"{out} is a file")
    return _errand(where, **given)


def _errand(
    where: Path,
    targets: Sequence[str],
    no_cache: bool,
    shard: tuple[int, int] | None,
    since: str | None,
    as_json: bool,
    **flags: Any,
) -> Errand:
    from pipeline.preview.errand import Errand

    return Errand(load_settings(where, **flags), tuple(targets), where, shard, since, no_cache, as_json)
