"""A pool of engine workers: seats that each have one worker process, and threads that take tasks off one queue."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Generic, TypeVar

from pipeline.errors import AtlasError, WorkerError
from pipeline.render.backlog import Backlog
from pipeline.render.worker import Worker, WorkerSpec

Task = TypeVar("Task")
Result = TypeVar("Result")

# A page gathers what Mermaid never lets go of; a new worker every so many jobs keeps memory flat.
JOBS_PER_WORKER = 1_000

# While one thread makes a picture of what its seat's worker has drawn, the other one has the worker draw the next.
_THREADS_PER_SEAT = 2

# So many tasks are made ahead of the work: enough to choose from, and not the whole of a large corpus in memory.
_AHEAD = 200


class Seat:
    """One place at the pool: gives its worker, starting one where there is none, and takes a broken one away.

    ``turn`` is held by whoever uses the worker: threads share a seat, and a worker does one job after the other.
    """

    def __init__(self, spec: Callable[[], WorkerSpec]) -> None:
        self.turn = threading.Lock()
        self._spec = spec
        self._worker: Worker | None = None
        self._served = 0
        self._closed = False
        self._lock = threading.Lock()

    def start(self, engine: str | None = None) -> threading.Thread:
        """Begins to start the worker, in a thread, and in it what ``engine`` draws with, if that is known.

        What goes wrong is told to whoever needs it first, as it happens again.
        """

        def worker() -> None:
            with self.turn, suppress(AtlasError):
                worker = self.worker()
                if engine is not None:
                    worker.warm(engine)

        starter = threading.Thread(target=worker, daemon=True)
        starter.start()
        return starter

    def worker(self) -> Worker:
        """A worker that is up. Starting one may raise WorkerError or ToolchainError."""
        if self._worker is not None and (self._served >= JOBS_PER_WORKER or self._worker.swollen):
            self.discard()
        worker = self._worker
        if worker is None:
            spec = self._spec()
            with self._lock:  # a worker that ``close`` does not see would outlive it
                if self._closed:
                    raise WorkerError("no more work is taken")
                worker = self._worker = Worker(spec)
            self._served = 0
            try:
                worker.start()
            except BaseException:
                self.discard()
                raise
        self._served += 1
        return worker

    def discard(self) -> None:
        """Ends the worker; the next call of ``worker`` starts another."""
        with self._lock:
            worker, self._worker = self._worker, None
        if worker is not None:
            worker.close()

    def close(self) -> None:
        """Ends the worker, from whatever thread; there will be no other."""
        with self._lock:
            self._closed = True
        self.discard()


class Pool(Generic[Task, Result]):
    """Runs ``work(task, seat)`` for each task, at ``seats`` that it closes; ``work`` must not raise for a bad task."""

    def __init__(self, seats: Sequence[Seat], work: Callable[[Task, Seat], Result]) -> None:
        self._seats = seats
        self._work = work
        self._tasks: Backlog[Task] = Backlog()
        self._results: queue.SimpleQueue[Result | BaseException] = queue.SimpleQueue()

    def run(
        self,
        tasks: Iterable[Task],
        weight: Callable[[Task], float] = lambda task: 0.0,
        kind: Callable[[Task], str] = lambda task: "",
    ) -> Iterator[Result]:
        """Yields results as they come; work begins with the first task, while the others are still being made.

        Which of the tasks that wait is done next goes by ``weight`` and ``kind``: see ``Backlog``. Only so many are made
        ahead. An exception in ``work``, in ``tasks`` or in the consumer ends all workers.
        """
        places = [*self._seats] * _THREADS_PER_SEAT
        left = 0
        try:
            for number, task in enumerate(tasks):
                self._tasks.put(task, weight(task), kind(task))
                left += 1
                if number < len(places):
                    threading.Thread(target=self._serve, args=(places[number],), daemon=True).start()
                while left >= _AHEAD or not self._results.empty():
                    left -= 1
                    yield self._next()
            self._tasks.complete()
            for _ in range(left):
                yield self._next()
        finally:
            self.close()

    def _next(self) -> Result:
        while True:
            try:
                # A wait with a limit lets Ctrl-C through on every platform.
                result = self._results.get(timeout=0.2)
            except queue.Empty:
                continue
            if isinstance(result, BaseException):
                raise result
            return result

    def _serve(self, seat: Seat) -> None:
        while (task := self._tasks.take(seat)) is not None:
            try:
                self._results.put(self._work(task, seat))
            except BaseException as error:
                self._results.put(error)
                return

    def close(self) -> None:
        """Ends every worker at once."""
        self._tasks.drop()
        closers = [threading.Thread(target=seat.close) for seat in self._seats]
        for closer in closers:
            closer.start()
        for closer in closers:
            closer.join()
