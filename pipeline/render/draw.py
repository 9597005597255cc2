"""One job in a worker: source -> drawing -> PNG, each from the cache where it is there."""

from __future__ import annotations

import base64
import math
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import AtlasError, WorkerError
from pipeline.model import Model
from pipeline.render.artifact import Failure, FailureKind
from pipeline.render.cache import Cache, Drawing, key_of
from pipeline.render.engines import UnreadableModel, engine
from pipeline.render.fonts import FontStack
from pipeline.render.job import Job
from pipeline.render.pool import Seat
from pipeline.render.safety import UnsafeSvg
from pipeline.render.svg import Template, make_template
from pipeline.render.theme import Theme
from pipeline.render.worker import Worker, WorkerDied, WorkerOutgrown, WorkerTimeout

# Browsers paint no more than this; a larger picture gets a smaller scale.
_MAX_PIXELS = 120_000_000
_MAX_SIDE = 16_000

# A source of more characters than this is counted before it is laid out.
_LARGE_SOURCE = 20_000


@dataclass(frozen=True, slots=True)
class Studio:
    """What all jobs of a run share. ``scale`` is PNG pixels a px; None where no PNG is wanted."""

    theme: Theme
    fonts: FontStack
    cache: Cache
    mode: str
    timeout: float
    scale: float | None
    local_dot: Callable[[str, str, float], dict[str, Any]] | None = None
    """Draws with the machine's own Graphviz where that is configured: (source, layout engine, seconds) -> a worker's
    answer."""
    nodes_max: int = 2_000
    edges_max: int = 4_000
    """How much one diagram may hold."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """What became of a job: a drawing and its PNG where wanted, or a failure."""

    job: Job
    drawing: Drawing | None = None
    png: bytes | None = None
    failure: Failure | None = None


class _Failed(Exception):
    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.failure = failure


def png_key(key: str, scale: float) -> str:
    """The cache key of a drawing's PNG."""
    return key_of({"drawing": key, "scale": scale, "format": "png"})


def draw(job: Job, seat: Seat, studio: Studio) -> Drawn:
    """Draws a job in a seat's worker. Never raises for what is wrong with the job, only for the machine (AtlasError)."""
    try:
        drawing = studio.cache.drawing(job.key)
        if drawing is None:
            drawing = _drawing(job, seat, studio)
            studio.cache.put_drawing(job.key, drawing)
        if studio.scale is None:
            return Drawn(job, drawing)
        key = png_key(job.key, studio.scale)
        png = studio.cache.png(key)
        if png is None:
            png = _png(job, drawing, seat, studio, studio.scale)
            studio.cache.put_png(key, png)
        return Drawn(job, drawing, png)
    except _Failed as error:
        return Drawn(job, failure=error.failure)
    except AtlasError:
        raise
    except Exception as error:  # one diagram that nobody thought of must not stop the others
        place = traceback.extract_tb(error.__traceback__)[-1]
        message = f"{type(error).__name__} at {place.name}, line {place.lineno} of {Path(place.filename).name}: {error}"
        hint = "this is a fault of the tool: report it with the diagram's source"
        return Drawn(job, failure=_failure(job, FailureKind.ENGINE, message[:2000], hint=hint))


def _drawing(job: Job, seat: Seat, studio: Studio) -> Drawing:
    name = job.diagram.engine
    if name == "graphviz" and studio.local_dot is not None:
        answer = _checked(job, studio.local_dot(job.prepared.source, job.prepared.config["engine"], studio.timeout))
    else:
        request = {
            "op": "draw",
            "engine": name,
            "mode": studio.mode,
            "source": job.prepared.source,
            "config": job.prepared.config,
        }
        # Graphviz cannot read without laying out: there only the limits of time and memory hold.
        if name != "graphviz" and len(job.prepared.source) > _LARGE_SOURCE:
            _model(job, _ask(job, seat, studio, {**request, "op": "parse"}), studio)
        answer = _ask(job, seat, studio, request)
    kind = engine(name)
    try:
        template = make_template(
            answer["svg"],
            studio.fonts,
            studio.theme.background,
            studio.theme.margin,
            lambda root: kind.paint(root, studio.theme),
        )
    except UnsafeSvg as error:
        hint = "a picture holds shapes and text only: no HTML, images, scripts or references to other files"
        raise _Failed(_failure(job, FailureKind.UNSAFE, f"the drawn picture holds {error}", hint=hint)) from error
    return Drawing(template, _model(job, answer, studio))


def _model(job: Job, answer: dict[str, Any], studio: Studio) -> Model:
    """The model from a worker's answer; a diagram with more nodes or edges than it may have fails."""
    name = job.diagram.engine
    if answer.get("model") is None:
        return Model(answer.get("type") or name)
    try:
        model = engine(name).model(answer, studio.theme)
    except UnreadableModel as error:
        raise _Failed(_failure(job, FailureKind.SYNTAX, str(error))) from error
    for count, most, noun in (
        (len(model.nodes), studio.nodes_max, "nodes"),
        (len(model.edges), studio.edges_max, "edges"),
    ):
        if count > most:
            message = f"{count:,} {noun} are more than the {most:,} that a diagram may have"
            raise _Failed(_failure(job, FailureKind.TOO_BIG, message, hint="split the diagram"))
    return model


def png_scale(template: Template, wanted: float) -> float:
    """The scale of a PNG: the one that is wanted, or the largest at which a browser still paints the picture."""
    longest, area = max(template.width, template.height), template.width * template.height
    return min(wanted, _MAX_SIDE / longest, math.sqrt(_MAX_PIXELS / area))


def _png(job: Job, drawing: Drawing, seat: Seat, studio: Studio, scale: float) -> bytes:
    template = drawing.template
    request = {
        "op": "paint",
        "svg": template.fill("p", "", ""),
        "width": template.width,
        "height": template.height,
        "scale": png_scale(template, scale),
    }
    return base64.b64decode(_ask(job, seat, studio, request)["png"])


def _ask(job: Job, seat: Seat, studio: Studio, request: dict[str, Any]) -> dict[str, Any]:
    """Asks the seat's worker. A worker that died is tried once more with a new one: it may not have been the job."""
    with seat.turn:
        return _ask_in_turn(job, seat, studio, request)


def _ask_in_turn(job: Job, seat: Seat, studio: Studio, request: dict[str, Any]) -> dict[str, Any]:
    for attempt in (1, 2):
        try:
            answer = _worker(seat).ask(request, studio.timeout)
            if answer.get("kind") != "browser":
                return _checked(job, answer)
            seat.discard()
            if attempt == 2:
                raise WorkerError(f"the browser does not start: {answer['message']}", "atlas doctor shows more")
        except WorkerTimeout:
            seat.discard()
            message = f"not drawn within {studio.timeout:g} s"
            raise _Failed(
                _failure(job, FailureKind.TIMEOUT, message, hint="make the diagram smaller, or raise --timeout")
            ) from None
        except WorkerOutgrown as error:
            seat.discard()
            hint = "make the diagram smaller, or raise the setting memory_max"
            raise _Failed(_failure(job, FailureKind.MEMORY, f"drawing it {error.message}", hint=hint)) from None
        except WorkerDied as error:
            seat.discard()
            if attempt == 2:
                raise _Failed(_failure(job, FailureKind.CRASH, error.message)) from error
    raise AssertionError("unreachable")


def _worker(seat: Seat) -> Worker:
    """The seat's worker. One that does not come up, twice, is a fault of the machine, and nothing can be drawn."""
    try:
        return seat.worker()
    except WorkerDied:
        try:
            return seat.worker()
        except WorkerDied as error:
            raise WorkerError(error.message, "atlas doctor shows what is missing") from error


def _checked(job: Job, answer: dict[str, Any]) -> dict[str, Any]:
    if answer["ok"]:
        return answer
    kind = FailureKind(answer["kind"])
    line, column = answer.get("line"), answer.get("column") or 1
    if line is not None:
        column = job.prepared.column(line, column)
    raise _Failed(_failure(job, kind, answer["message"], line or 1, column))


def _failure(
    job: Job, kind: FailureKind, message: str, line: int = 1, column: int = 1, hint: str | None = None
) -> Failure:
    source = job.diagram.source
    last = source.text.count("\n") + 1
    return Failure(job.diagram.id, kind, message, source.location(min(line, last), column), hint)
