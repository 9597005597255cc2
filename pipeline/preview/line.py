"""A waiting line of tasks for one thread: the urgent first, none twice."""

from __future__ import annotations

import threading
from collections.abc import Hashable
from concurrent.futures import Future
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)


class Urgency(IntEnum):
    """How soon a task is wanted; smaller is sooner."""

    EDITED = 0
    LOOKED_AT = 1
    LISTED = 2


@dataclass(slots=True)
class _Place:
    urgency: Urgency
    number: int
    future: Future[None] = field(default_factory=Future)


class Line(Generic[Key]):
    """Tasks are named by keys: asking again for one that waits gives its Future, and moves it up where that is due."""

    def __init__(self) -> None:
        self._ready = threading.Condition()
        self._waiting: dict[Key, _Place] = {}
        self._count = 0
        self._closed = False

    def ask(self, key: Key, urgency: Urgency) -> Future[None]:
        """Adds a task. The Future is done when the task is; it is cancelled where the line closes first."""
        with self._ready:
            self._count += 1
            place = self._waiting.setdefault(key, _Place(urgency, self._count))
            place.urgency = min(place.urgency, urgency)
            if self._closed:
                place.future.cancel()
            self._ready.notify()
            return place.future

    def next(self) -> tuple[Key, Future[None]] | None:
        """The most urgent task, the oldest of equals; waits for one. None once the line is closed."""
        with self._ready:
            while not self._waiting and not self._closed:
                self._ready.wait()
            if self._closed:
                return None
            key = min(
                self._waiting, key=lambda waiting: (self._waiting[waiting].urgency, self._waiting[waiting].number)
            )
            future = self._waiting.pop(key).future
            future.set_running_or_notify_cancel()
            return key, future

    def close(self) -> None:
        """Cancels what waits, and lets the thread end."""
        with self._ready:
            self._closed = True
            for place in self._waiting.values():
                place.future.cancel()
            self._waiting.clear()
            self._ready.notify_all()
