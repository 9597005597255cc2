"""What is still to be done, and who takes what of it."""

from __future__ import annotations

import heapq
import threading
from collections import defaultdict
from typing import Generic, TypeVar

Task = TypeVar("Task")


class Backlog(Generic[Task]):
    """Tasks that wait, taken by threads of several places.

    Of what waits the heaviest is taken first, as it takes longest and should not be left to the end alone; of equals the one
    that came first. The first task of a kind costs a place more than the next ones (a library is loaded, its code is
    optimised): so a place leaves kinds that others have begun to them, as long as there is anything else for it.
    """

    def __init__(self) -> None:
        self._waiting: dict[str, list[tuple[float, int, Task]]] = {}
        self._places: defaultdict[str, set[object]] = defaultdict(set)
        self._count = 0
        self._complete = False
        self._changed = threading.Condition()

    def put(self, task: Task, weight: float, kind: str) -> None:
        """Adds a task."""
        with self._changed:
            self._count += 1
            heapq.heappush(self._waiting.setdefault(kind, []), (-weight, self._count, task))
            self._changed.notify()

    def complete(self) -> None:
        """No more tasks come: who finds none has finished."""
        with self._changed:
            self._complete = True
            self._changed.notify_all()

    def drop(self) -> None:
        """Nothing more is to be done."""
        with self._changed:
            self._waiting.clear()
            self.complete()

    def take(self, place: object) -> Task | None:
        """The next task for ``place``, as soon as there is one; None when there will be none."""
        with self._changed:
            while not self._waiting:
                if self._complete:
                    return None
                self._changed.wait()
            own = [kind for kind in self._waiting if place in self._places[kind] or not self._places[kind]]
            kind = min(own or self._waiting, key=lambda kind: self._waiting[kind][0])
            self._places[kind].add(place)
            tasks = self._waiting[kind]
            _, _, task = heapq.heappop(tasks)
            if not tasks:
                del self._waiting[kind]
            return task
