"""Does the errands of ``atlas render`` in a preview that is running."""

from __future__ import annotations

import json
import logging
import os
import socket
import socketserver
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import Any

from pipeline.errors import AtlasError
from pipeline.preview.errand import Errand
from pipeline.preview.hot import HotPool
from pipeline.preview.meeting import PACKAGE, asker, is_private, meeting_point, unpacked
from pipeline.preview.session import Session
from pipeline.project import Project
from pipeline.render.index import stamp_digest
from pipeline.report.rendered import Report
from pipeline.runs.render import TooMany

_LOG = logging.getLogger(__name__)

# So many inputs are drawn here, one after the other; with more of them the command's own workers are sooner done.
_MOST = 8

_LONGEST = 1_000_000

# Makes of a command's words, and the folder they were said in, what is to be done. Raises ValueError where the command has to
# see to its words itself.
Understand = Callable[[Sequence[str], Path], Errand]


class Declined(Exception):
    """Somebody else has to do it."""


class Service:
    """Listens for errands while a preview of ``session`` runs. Where it cannot listen, nobody will ask."""

    def __init__(self, session: Session, understand: Understand) -> None:
        self._session = session
        self._understand = understand
        self._program = _program()
        self._turn = threading.Lock()
        self._kept: Project | None = None
        place = meeting_point(session.project.settings.root)
        self._place = Path(place) if place else None
        self._server: socketserver.ThreadingUnixStreamServer | None = None

    def start(self) -> None:
        """Begins to listen, unless another preview of the project does."""
        place = self._place
        if place is None:
            return
        try:
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not is_private(place.parent) or _is_alive(place):
                return
            place.unlink(missing_ok=True)
            service = self

            class Handler(socketserver.StreamRequestHandler):
                def handle(self) -> None:
                    service.serve(self)

            # Not at the top: systems without such sockets have no such class.
            self._server = socketserver.ThreadingUnixStreamServer(str(place), Handler)
            self._server.daemon_threads = True
        except OSError as error:
            _LOG.debug("no errands are taken: %s", error)
            return
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.2}, daemon=True).start()

    def close(self) -> None:
        """Takes no more errands."""
        if self._server is not None and self._place is not None:
            self._place.unlink(missing_ok=True)
            self._server.shutdown()
            self._server.server_close()

    def serve(self, line: socketserver.StreamRequestHandler) -> None:
        """Reads one request and answers it."""

        def say(**answer: Any) -> None:
            line.wfile.write(json.dumps(answer).encode() + b"\n")

        # Who has asked may be gone in the middle of it: then the run ends, and keeps what is complete.
        with suppress(BrokenPipeError, ConnectionResetError):
            try:
                errand = self._errand(line.rfile.read(_LONGEST))
                say(accepted=True)
                done = self._do(errand, lambda *step: say(progress=step))
                say(**asdict(replace(done, summary=f"{done.summary}, by the preview that is running")))
            except (Declined, TooMany, AtlasError, ValueError) as error:
                say(declined=str(error))

    def _errand(self, request: bytes) -> Errand:
        """What is asked for. Another program, toolchain or browser would not draw the same."""
        theirs, cwd, words = unpacked(request)
        if theirs != asker() or _program() != self._program:
            raise Declined("another program or toolchain than the one that is running")
        errand = self._understand(words, Path(cwd))
        mine, wanted = self._session.project.settings, errand.settings
        if wanted.root != mine.root:
            raise Declined("another project")
        if (wanted.browser, wanted.toolchain, wanted.memory_max) != (mine.browser, mine.toolchain, mine.memory_max):
            raise Declined("another toolchain, or limit of memory")
        return errand

    def _do(self, errand: Errand, progress: Callable[[int, int, str], None]) -> Report:
        with self._turn:
            pool = partial(HotPool, self._session.seat)
            return errand.do(self._project(errand), progress, pool=pool, most=_MOST)

    def _project(self, errand: Errand) -> Project:
        """The project as it is now; what was loaded for the last errand serves again where nothing of it has changed."""
        fresh = Project(errand.settings, lambda line: None)
        kept = self._kept
        if kept is None or kept.settings != fresh.settings or kept.world != fresh.world:
            kept = self._kept = fresh
        return kept


def _is_alive(place: Path) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        try:
            line.connect(str(place))
        except OSError:
            return False
        return True


def _program() -> str:
    """Changes when a file of this program is written: what is in memory is then another program."""
    found = (f"{folder}{os.sep}{name}" for folder, _, names in os.walk(PACKAGE) for name in names)
    return stamp_digest(path for path in found if path.endswith((".py", ".mjs", ".yaml")))
