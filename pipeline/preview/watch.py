"""Watches the folders of a session and tells it what was written."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path

from watchfiles import watch

from pipeline.preview.session import Session

_LOG = logging.getLogger(__name__)

# After a change the watcher waits until nothing has happened for this many ms, at most for the second number: an editor
# that writes a file in several steps makes one change, and nobody waits for it.
_STEP, _DEBOUNCE = 10, 50

# When nothing has happened for this long after a change, the session looks whether anything escaped: a file written
# into a folder that was not watched yet.
_QUIET_MS = 700

_IGNORED = frozenset({".git", "__pycache__", "node_modules"})


class Watcher:
    """Two threads: one for folders with all that is below them, one for folders of which only the files matter."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=self._run, args=(lambda: session.folders[0], True), daemon=True),
            threading.Thread(target=self._run, args=(lambda: session.folders[1], False), daemon=True),
        ]

    def start(self) -> None:
        """Begins to watch."""
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        """Ends both threads."""
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _run(self, folders: Callable[[], frozenset[Path]], recursive: bool) -> None:
        while not self._stop.is_set():
            watched = folders()
            try:
                self._follow(watched, recursive, lambda watched=watched: folders() == watched)  # type: ignore[misc]
            except OSError as error:
                # A folder was removed while its watch was being set up; what is there now is asked for again.
                _LOG.warning("cannot watch: %s", error)
                self._stop.wait(_QUIET_MS / 1000)

    def _follow(self, watched: frozenset[Path], recursive: bool, holds: Callable[[], bool]) -> None:
        """Hands on changes as long as these are the folders to watch."""
        if not watched:
            self._stop.wait(_QUIET_MS / 1000)
            return
        caught_up = False
        for batch in watch(
            *watched, recursive=recursive, step=_STEP, debounce=_DEBOUNCE, rust_timeout=_QUIET_MS,
            yield_on_timeout=True, stop_event=self._stop, watch_filter=None,
        ):  # fmt: skip
            changed = {Path(name) for _, name in batch if _IGNORED.isdisjoint(Path(name).parts)}
            if changed:
                self._session.changed(changed)
                caught_up = False
            elif not batch and not caught_up:
                self._session.catch_up()
                caught_up = True
            if not holds():
                return
