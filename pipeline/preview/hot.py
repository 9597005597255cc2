"""A pool of one engine worker that outlives its runs: the next picture finds its page loaded."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator

from pipeline.render.draw import Drawn
from pipeline.render.job import Job
from pipeline.render.pool import Pool, Seat
from pipeline.render.worker import WorkerSpec


class HotSeat(Seat):
    """A seat that several pools draw in: when a file has been saved, the preview and a command both want its picture."""

    def __init__(self, spec: Callable[[], WorkerSpec]) -> None:
        super().__init__(spec)
        self._pictures = tuple(threading.Lock() for _ in range(64))

    def picture(self, key: str) -> threading.Lock:
        """Is held until the drawing of ``key`` is in the cache: whoever comes second finds it there."""
        return self._pictures[hash(key) % len(self._pictures)]


class HotPool(Pool[Job, Drawn]):
    """Draws in the calling thread, in one seat that it does not own: ending a run ends no worker."""

    def __init__(self, seat: HotSeat, work: Callable[[Job, Seat], Drawn]) -> None:
        self._seat = seat
        self._draw = work

    def run(
        self,
        tasks: Iterable[Job],
        weight: Callable[[Job], float] = lambda job: 0.0,
        kind: Callable[[Job], str] = lambda job: "",
    ) -> Iterator[Drawn]:
        """Yields each drawing as soon as it is there, in the order of the jobs."""
        for job in tasks:
            with self._seat.picture(job.key):
                drawn = self._draw(job, self._seat)
            yield drawn

    def close(self) -> None:
        """Nothing to do: the seat stays as it is."""
