"""A thread that reads and draws files, one at a time, in a worker of its own."""

from __future__ import annotations

import gc
import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field

from pipeline.errors import AtlasError
from pipeline.preview.board import Board
from pipeline.preview.desk import Desk
from pipeline.preview.hot import HotSeat
from pipeline.preview.line import Line, Urgency
from pipeline.project import Project
from pipeline.render.artifact import Failure
from pipeline.spec.inputs import InputFile

_LOG = logging.getLogger(__name__)
_JOIN_SECONDS = 5.0

Png = bytes | Failure | None


@dataclass(slots=True)
class _Order:
    """What is to be done with a file: to read it, even if it is ``again``, to draw it, to paint PNGs of it."""

    read: bool = False
    again: bool = False
    draw: bool = False
    edited: bool = False
    pngs: list[tuple[str, Future[Png]]] = field(default_factory=list)


class Clerk:
    """Works through a line of files and writes on the ``board``.

    ``project`` gives the project as it is now; ``trouble`` is told of errors that are no author's mistake.
    """

    def __init__(self, project: Callable[[], Project], board: Board, trouble: Callable[[AtlasError], None]) -> None:
        self._project = project
        self._board = board
        self._trouble = trouble
        self.seat = HotSeat(lambda: project().worker_spec())
        self._line: Line[InputFile] = Line()
        self._orders: dict[InputFile, _Order] = {}
        self._lock = threading.Lock()
        self._desk: Desk | None = None
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._warm = False

    def start(self, *, warm: bool) -> None:
        """Begins; ``warm`` draws something at once, so that the worker is up when it is needed."""
        self._warm = warm
        self._thread.start()

    def read(self, item: InputFile, *, again: bool = False) -> Future[None]:
        """Puts a file's entries on the board without drawing them; those that are there already only ``again``."""
        return self._ask(item, Urgency.LISTED, _Order(read=True, again=again))

    def draw(self, item: InputFile, urgency: Urgency) -> Future[None]:
        """Puts a file's entries on the board, with their pictures."""
        return self._ask(item, urgency, _Order(draw=True, edited=urgency is Urgency.EDITED))

    def png(self, item: InputFile, identity: str) -> Future[Png]:
        """A diagram's PNG, why it has none, or None where the file has no such diagram."""
        future: Future[Png] = Future()
        self._ask(item, Urgency.LOOKED_AT, _Order(pngs=[(identity, future)]))
        return future

    def stop(self) -> None:
        """Cancels what waits and ends the worker, in the middle of a drawing if need be."""
        self._line.close()
        self.seat.close()
        for order in self._orders.values():
            for _, future in order.pngs:
                future.cancel()

    def join(self) -> None:
        """Waits for the thread."""
        if self._thread.is_alive():
            self._thread.join(_JOIN_SECONDS)

    def _ask(self, item: InputFile, urgency: Urgency, wanted: _Order) -> Future[None]:
        with self._lock:
            order = self._orders.setdefault(item, _Order())
            order.read |= wanted.read
            order.again |= wanted.again
            order.draw |= wanted.draw
            order.edited |= wanted.edited
            order.pngs += wanted.pngs
            return self._line.ask(item, urgency)

    def _serve(self) -> None:
        if self._warm:
            self._guarded(lambda: self._current_desk().warm())
            # What the program consists of stays: looking through all of it for circles would hit one of the first saves.
            gc.freeze()
        while (task := self._line.next()) is not None:
            item, future = task
            with self._lock:
                order = self._orders.pop(item, _Order())
            self._guarded(lambda item=item, order=order: self._work(item, order))  # type: ignore[misc]
            for _, png in order.pngs:
                if not png.done():
                    png.set_result(None)
            future.set_result(None)

    def _guarded(self, work: Callable[[], None]) -> None:
        try:
            work()
        except AtlasError as error:
            self._trouble(error)
        except Exception as error:
            # The preview goes on: the author's next save may be fine. But the error has to be seen.
            _LOG.exception("the preview met an error of its own")
            self._trouble(AtlasError(f"the preview met an error of its own: {error!r}"))

    def _current_desk(self) -> Desk:
        project = self._project()
        if self._desk is None or self._desk.project is not project:
            self._desk = Desk(project, self.seat)
        return self._desk

    def _work(self, item: InputFile, order: _Order) -> None:
        desk = self._current_desk()
        read = desk.read(item)
        if not read.saved:
            self._board.drop(item.file)
        elif order.draw:
            self._board.put(item.file, desk.drawn(read), edited=order.edited)
        elif order.read and (order.again or not self._board.is_current(item.file, read.saved)):
            self._board.put(item.file, desk.listed(read))
        for identity, future in order.pngs:
            future.set_result(desk.png(read, identity))
