"""Models without pictures: sources are only parsed, which takes a fraction of the time of drawing them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.errors import AtlasError
from pipeline.findings import Location
from pipeline.model import Model
from pipeline.render.engines import Prepared, UnreadableModel, engine, type_of
from pipeline.render.pool import Pool, Seat
from pipeline.spec.model import Diagram

if TYPE_CHECKING:
    from pipeline.project import Project


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there is no model: ``kind`` as the renderer's failures have it."""

    kind: str
    message: str
    location: Location
    hint: str | None = None


@dataclass(frozen=True, slots=True)
class Parsed:
    """A diagram's model, or why there is none."""

    diagram: Diagram
    model: Model | None = None
    refusal: Refusal | None = None


def parsed_models(project: Project, diagrams: Iterable[Diagram]) -> Iterator[Parsed]:
    """Parses every one of ``diagrams``, in parallel; in any order, each as soon as it is there."""
    theme, timeout = project.theme, project.settings.timeout

    def work(diagram: Diagram, seat: Seat) -> Parsed:
        kind = engine(diagram.engine)
        prepared = kind.prepare(diagram.source.text, theme, theme.font_family)
        request = {"op": "parse", "engine": diagram.engine, "source": prepared.source, "config": prepared.config}
        try:
            with seat.turn:
                answer = _ask(seat, request, timeout)
        except AtlasError as error:
            at = diagram.source.location(1)
            return Parsed(diagram, refusal=Refusal("crash", error.message, at, error.hint))
        if not answer["ok"]:
            return Parsed(diagram, refusal=_refusal(diagram, prepared, answer))
        try:
            model = kind.model(answer, theme) if answer.get("model") is not None else None
        except UnreadableModel as error:
            return Parsed(diagram, refusal=Refusal("syntax", str(error), diagram.source.location(1)))
        return Parsed(diagram, model or Model(answer.get("type") or diagram.engine))

    pool: Pool[Diagram, Parsed] = Pool(project.seats(), work)
    yield from pool.run(diagrams, lambda diagram: len(diagram.source.text), type_of)


def _ask(seat: Seat, request: Mapping[str, object], timeout: float) -> dict[str, Any]:
    try:
        return seat.worker().ask(request, timeout)
    except AtlasError:
        seat.discard()
        raise


def _refusal(diagram: Diagram, prepared: Prepared, answer: dict[str, object]) -> Refusal:
    line, column = answer.get("line"), answer.get("column")
    row, place = (line if isinstance(line, int) else 1), (column if isinstance(column, int) else 1)
    last = diagram.source.text.count("\n") + 1
    at = diagram.source.location(min(row, last), prepared.column(row, place))
    return Refusal(str(answer["kind"]), str(answer["message"]), at)
