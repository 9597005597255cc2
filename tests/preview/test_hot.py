"""One worker that several runs draw in: what two of them want at the same time is drawn once."""

from __future__ import annotations

import threading

import pytest

from pipeline.errors import WorkerError
from pipeline.preview.hot import HotPool, HotSeat
from pipeline.render.draw import Drawn
from pipeline.render.engines import Prepared
from pipeline.render.job import Job
from pipeline.render.pool import Seat
from pipeline.spec.model import Diagram, SourceText


def _job(key: str) -> Job:
    return Job(Diagram(key, key, "mermaid", SourceText("", key), key), Prepared("", {}), key)


class Studio:
    """Draws what is not in its cache; the first drawing goes on until the others have come."""

    def __init__(self) -> None:
        self.cache: dict[str, Drawn] = {}
        self.drawn: list[str] = []
        self.begun, self.go_on = threading.Event(), threading.Event()

    def draw(self, job: Job, seat: Seat) -> Drawn:
        if job.key not in self.cache:
            self.drawn.append(job.key)
            if job.key == "slow":
                self.begun.set()
                assert self.go_on.wait(30)
            self.cache[job.key] = Drawn(job)
        return self.cache[job.key]


@pytest.fixture
def seat() -> HotSeat:
    def none() -> None:
        raise AssertionError("no worker is started here")

    return HotSeat(none)  # type: ignore[arg-type]


def test_the_second_finds_what_the_first_has_drawn(seat: HotSeat) -> None:
    """A save is met by the preview and asked for by a command; another picture does not wait for it."""
    studio = Studio()
    results: list[Drawn] = []
    runs = [
        threading.Thread(target=lambda: results.extend(HotPool(seat, studio.draw).run([_job("slow")]))) for _ in "12"
    ]
    runs[0].start()
    assert studio.begun.wait(30)
    runs[1].start()
    other = next(key for key in "abcdefgh" if seat.picture(key) is not seat.picture("slow"))
    list(HotPool(seat, studio.draw).run([_job(other)]))
    assert studio.drawn == ["slow", other]
    studio.go_on.set()
    for run in runs:
        run.join(30)
    assert studio.drawn == ["slow", other]
    assert results[0] is results[1]


def test_a_failure_holds_nobody_up(seat: HotSeat) -> None:
    """Where the first run ends with an error the next one draws."""

    def fail(job: Job, seat: Seat) -> Drawn:
        raise WorkerError("gone")

    with pytest.raises(WorkerError):
        list(HotPool(seat, fail).run([_job("a")]))
    assert [drawn.job.key for drawn in HotPool(seat, Studio().draw).run([_job("a")])] == ["a"]
