"""Who writes into a folder: several runs may at once, and what a killed one left half-written goes with the next.

Both locks are the kernel's: they end with the process that holds them, however it ends. Where there are none (Windows),
nothing is locked and nothing is swept.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

TEMPORARY = (".atlas-", ".tmp")
"""How the names of half-written files begin and end."""

_RUNS_FILE = ".atlas-runs"
_PATIENCE_SECONDS = 60.0


@contextmanager
def occupied(folder: Path) -> Iterator[None]:
    """Marks ``folder`` as written into. Whoever comes or goes alone removes what runs that were killed left there.

    The mark is a file with one byte for each run that has not ended cleanly.
    """
    handle = _open(folder / _RUNS_FILE) if fcntl is not None else None
    if handle is None:
        yield
        return
    try:
        if _locked(handle, fcntl.LOCK_EX):
            _sweep_unless(handle, folder, runs=0)
        _locked(handle, fcntl.LOCK_SH, wait=True)
        os.write(handle, b"1")
        yield
        if _locked(handle, fcntl.LOCK_EX):
            _sweep_unless(handle, folder, runs=1)
    finally:
        os.close(handle)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Holds ``folder`` for the moment of a read and a write that belong together."""
    if fcntl is None:
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        _locked(handle, fcntl.LOCK_EX, wait=True)
        yield
    finally:
        os.close(handle)


def temporary_folder(prefix: str) -> tuple[str, int | None]:
    """A folder for temporary files, and the handle whose closing gives it up.

    Folders of the same prefix that nobody holds any more, since their process was killed, are removed first.
    """
    if fcntl is not None:
        for name in os.listdir(tempfile.gettempdir()):
            if name.startswith(prefix):
                _remove_unheld(os.path.join(tempfile.gettempdir(), name))
    folder = tempfile.mkdtemp(prefix=prefix)
    if fcntl is None:
        return folder, None
    handle = os.open(folder, os.O_RDONLY)
    _locked(handle, fcntl.LOCK_SH)
    return folder, handle


def _remove_unheld(folder: str) -> None:
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY | os.O_NOFOLLOW | os.O_DIRECTORY)
        try:
            # One that has just been made may not be held yet.
            old = os.fstat(handle).st_mtime < time.time() - _PATIENCE_SECONDS
            if old and os.fstat(handle).st_uid == os.getuid() and _locked(handle, fcntl.LOCK_EX):
                shutil.rmtree(folder, ignore_errors=True)
        finally:
            os.close(handle)


def _open(file: Path) -> int | None:
    try:
        return os.open(file, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC, 0o644)
    except OSError:
        return None  # who writes there next says what is wrong


def _locked(handle: int, kind: int, *, wait: bool = False) -> bool:
    """Whether the lock was got; with ``wait`` after a while at most. File systems without locks count as got."""
    deadline = time.monotonic() + (_PATIENCE_SECONDS if wait else 0.0)
    while True:
        try:
            fcntl.flock(handle, kind | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            if time.monotonic() >= deadline:
                return False
            time.sleep(0.02)
        except OSError:
            return wait


def _sweep_unless(handle: int, folder: Path, *, runs: int) -> None:
    """Removes half-written files where more than ``runs`` have begun since the last clean end; then counts anew."""
    if os.fstat(handle).st_size > runs:
        prefix, suffix = TEMPORARY
        for parent, _, names in os.walk(folder):
            for name in names:
                if name.startswith(prefix) and name.endswith(suffix):
                    with suppress(OSError):
                        os.unlink(os.path.join(parent, name))
    with suppress(OSError):
        os.ftruncate(handle, 0)
