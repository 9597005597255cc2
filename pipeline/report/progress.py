"""Progress of a long job on stderr: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import time
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Any, TextIO

# Where nobody watches a bar move, one line in so many seconds shows that the job is alive.
_SECONDS_BETWEEN_LINES = 5.0


class Progress(AbstractContextManager["Progress"]):
    """Shows ``done`` of ``total``; nothing at all before the first ``update``."""

    def __init__(self, stream: TextIO, verb: str) -> None:
        self._stream = stream
        self._verb = verb
        self._bar: Any = None
        self._task: Any = None
        self._last = 0.0
        self._terminal = stream.isatty()

    def say(self, line: str) -> None:
        """A line of its own, above the bar where there is one."""
        if self._bar is not None:
            self._bar.console.print(line, markup=False, highlight=False)
        else:
            print(line, file=self._stream, flush=True)

    def update(self, done: int, total: int, name: str) -> None:
        """Shows how far the job is; ``name`` is what has just ended."""
        if self._terminal:
            self._update_bar(done, total, name)
            return
        now = time.monotonic()
        if done == total or now - self._last >= _SECONDS_BETWEEN_LINES:
            self._last = now
            print(f"{self._verb} {done:,}/{total:,}: {name}", file=self._stream, flush=True)

    def _update_bar(self, done: int, total: int, name: str) -> None:
        if self._bar is None:
            if done == total:  # all of a short job is done at once: a bar would take longer than it
                return
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
            from rich.progress import Progress as Bar

            columns = (
                TextColumn(self._verb),
                BarColumn(),
                MofNCompleteColumn(),
                TimeRemainingColumn(),
                TextColumn("{task.description}"),
            )
            self._bar = Bar(*columns, console=Console(file=self._stream), transient=True)
            self._bar.start()
            self._task = self._bar.add_task("", total=total)
        self._bar.update(self._task, completed=done, total=total, description=name)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()
            self._bar = None
