"""Starts and ends processes. No other module of the package does.

Every process leads a session of its own, so that an interrupt typed at the terminal reaches this program alone, which
then ends its children in order; every wait has a limit, and what a process wrote to stderr is kept.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

from pipeline.errors import ToolchainError

if TYPE_CHECKING:
    import psutil

_TAIL_LINES = 20
_TAIL_CHARACTERS = 4000
_REAP_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Completed:
    """A process that ended by itself: its exit code, both streams and how many seconds it ran."""

    args: tuple[str, ...]
    returncode: int
    stdout: bytes
    stderr: str
    seconds: float

    @property
    def text(self) -> str:
        """The standard output as UTF-8; bytes that are none become replacement characters."""
        return self.stdout.decode("utf-8", errors="replace")


def run(
    args: Sequence[str | Path],
    *,
    timeout: float,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    input: bytes | None = None,
    check: bool = True,
) -> Completed:
    """Runs a command to its end and returns its output.

    ``timeout`` is in seconds, ``env`` the whole environment (None: this process's). A command that does not start,
    takes too long or, where ``check``, exits with anything but 0 raises ToolchainError with the end of its stderr.
    Whatever ends the wait early, Ctrl-C included, ends the command and all that it started.
    """
    started = time.monotonic()
    proc = spawn(args, env=env, cwd=cwd, stdin=subprocess.DEVNULL if input is None else subprocess.PIPE)
    try:
        stdout, stderr = proc.communicate(input, timeout=timeout)
    except subprocess.TimeoutExpired:
        kill_tree(proc)
        _, stderr = proc.communicate(timeout=_REAP_SECONDS)
        raise ToolchainError(_report(args, f"did not end within {timeout:g} s", _decode(stderr))) from None
    except BaseException:
        kill_tree(proc)
        raise
    done = Completed(_words(args), proc.returncode, stdout, _decode(stderr), time.monotonic() - started)
    if check and done.returncode != 0:
        raise ToolchainError(_report(args, _ending(done.returncode), done.stderr or done.text))
    return done


def spawn(
    args: Sequence[str | Path],
    *,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    stdin: int = subprocess.PIPE,
    stderr: IO[bytes] | int = subprocess.PIPE,
) -> subprocess.Popen[bytes]:
    """Starts a long-lived process with pipes on stdin and stdout; end it with ``kill_tree``.

    ``stderr`` is a pipe that the caller drains, or better an open temporary file, which never fills up.
    """
    words = _words(args)
    flags = 0
    if sys.platform == "win32":
        flags = subprocess.CREATE_NEW_PROCESS_GROUP
    try:
        return subprocess.Popen(
            words,
            env=None if env is None else dict(env),
            cwd=cwd,
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=stderr,
            start_new_session=True,
            creationflags=flags,
        )
    except OSError as error:
        raise ToolchainError(f"cannot start {words[0]}: {error.strerror or error}") from error


def kill_tree(proc: subprocess.Popen[bytes], grace: float = 1.0) -> None:
    """Ends a process and all its descendants: asks them first, and after ``grace`` seconds makes them.

    Descendants are looked up one by one because a browser leads a group of its own, which a signal to its parent's
    group does not reach. Does nothing for a process that has ended and left no one behind.
    """
    import psutil

    descendants: list[psutil.Process] = []
    with suppress(psutil.Error):
        if proc.poll() is None:
            descendants = psutil.Process(proc.pid).children(recursive=True)
    deadline = time.monotonic() + grace
    _end_group(proc, force=False)
    for process in descendants:
        with suppress(psutil.Error):
            process.terminate()
    with suppress(subprocess.TimeoutExpired):
        proc.wait(timeout=grace)
    for process in wait_ended(descendants, deadline):
        with suppress(psutil.Error):
            process.kill()
    _end_group(proc, force=True)
    with suppress(subprocess.TimeoutExpired):
        proc.wait(timeout=_REAP_SECONDS)


def wait_ended(processes: Sequence[psutil.Process], deadline: float) -> list[psutil.Process]:
    """Waits until all of ``processes`` have ended, or ``time.monotonic()`` is at ``deadline``; returns those that have not.

    One that nobody has reaped has ended, too: in a container the first process often reaps nobody.
    """
    while alive := [process for process in processes if _lives(process)]:
        if time.monotonic() >= deadline:
            break
        time.sleep(0.005)
    return alive


def _lives(process: psutil.Process) -> bool:
    import psutil

    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
    except psutil.Error:  # not ours to look at any more
        return process.is_running()


def tail(text: str) -> str:
    """The last lines of a text: enough of a stderr to see what went wrong."""
    return "\n".join(text.strip()[-_TAIL_CHARACTERS:].splitlines()[-_TAIL_LINES:])


def _end_group(proc: subprocess.Popen[bytes], *, force: bool) -> None:
    with suppress(ProcessLookupError, PermissionError):
        if sys.platform == "win32":
            proc.kill() if force else proc.terminate()
        else:
            os.killpg(proc.pid, signal.SIGKILL if force else signal.SIGTERM)


def _words(args: Sequence[str | Path]) -> tuple[str, ...]:
    return tuple(str(arg) for arg in args)


def _decode(data: bytes | None) -> str:
    return (data or b"").decode("utf-8", errors="replace")


def _ending(returncode: int) -> str:
    if returncode >= 0:
        return f"ended with exit code {returncode}"
    try:
        return f"was ended by {signal.Signals(-returncode).name}"
    except ValueError:
        return f"was ended by signal {-returncode}"


def _report(args: Sequence[str | Path], what: str, output: str) -> str:
    end = tail(output)
    return f"{Path(args[0]).name} {what}" + (f":\n{end}" if end else "")
