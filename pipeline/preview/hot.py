"""A pool of one engine worker that outlives its runs: the next picture finds its page loaded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from pipeline.render.draw import Drawn
from pipeline.render.job import Job
from pipeline.render.pool import Pool, Seat


class HotPool(Pool[Job, Drawn]):
    """Draws in the calling thread, in one seat that it does not own: ending a run ends no worker."""

    def __init__(self, seat: Seat, work: Callable[[Job, Seat], Drawn]) -> None:
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
            yield self._draw(job, self._seat)

    def close(self) -> None:
        """Nothing to do: the seat stays as it is."""
