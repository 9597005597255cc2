"""Processes: output and errors are kept, limits hold, nothing is left running."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from pipeline.errors import ToolchainError
from pipeline.process import kill_tree, run, spawn, tail, wait_ended

PYTHON = sys.executable
# A parent whose child leads a session of its own, as a browser does; both ignore the polite signal.
STUBBORN = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"
proc = subprocess.Popen([sys.executable, "-c", child], start_new_session=True, stdout=subprocess.PIPE)
proc.stdout.readline()
print(proc.pid, flush=True)
time.sleep(60)
"""


def _gone(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def _eventually(condition: Callable[[], bool], seconds: float = 10) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return condition()


def test_both_streams_come_back() -> None:
    """Output as bytes, stderr as text, and how long it took."""
    done = run([PYTHON, "-c", "import sys; print('out'); print('err', file=sys.stderr)"], timeout=30)
    assert (done.text.strip(), done.stderr.strip(), done.returncode) == ("out", "err", 0)
    assert 0 < done.seconds < 30


def test_input_environment_and_folder_are_passed(tmp_path: Path) -> None:
    """A command sees what it is given."""
    script = "import os, sys; print(sys.stdin.read(), os.environ['COLOUR'], os.getcwd())"
    done = run([PYTHON, "-c", script], timeout=30, env={**os.environ, "COLOUR": "red"}, cwd=tmp_path, input=b"hello")
    assert done.text.split() == ["hello", "red", os.path.realpath(tmp_path)]


def test_without_input_stdin_is_empty() -> None:
    """A command that reads stdin does not wait for a terminal."""
    assert run([PYTHON, "-c", "import sys; print(repr(sys.stdin.read()))"], timeout=30).text.strip() == "''"


def test_a_failing_command_is_an_error_with_its_last_words() -> None:
    """The message has the exit code and the end of stderr."""
    with pytest.raises(ToolchainError, match=r"exit code 3:\nthe reason$"):
        run([PYTHON, "-c", "import sys; print('the reason', file=sys.stderr); sys.exit(3)"], timeout=30)


def test_a_failing_command_may_be_wanted() -> None:
    """Without check the exit code is for the caller to judge."""
    assert run([PYTHON, "-c", "raise SystemExit(4)"], timeout=30, check=False).returncode == 4


def test_a_signal_is_named() -> None:
    """Minus nine helps nobody."""
    with pytest.raises(ToolchainError, match="was ended by SIGKILL"):
        run([PYTHON, "-c", "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"], timeout=30)


def test_a_command_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    """No OSError gets out."""
    with pytest.raises(ToolchainError, match=r"cannot start .*nothing"):
        run([tmp_path / "nothing"], timeout=30)


def test_a_slow_command_is_ended_with_all_it_started(tmp_path: Path) -> None:
    """The limit holds for grandchildren too, also for those in a session of their own."""
    note = tmp_path / "pid"
    script = STUBBORN.replace("print(proc.pid, flush=True)", f"open({str(note)!r}, 'w').write(str(proc.pid))")
    started = time.monotonic()
    with pytest.raises(ToolchainError, match="did not end within 3 s"):
        run([PYTHON, "-c", script], timeout=3)
    assert time.monotonic() - started < 20
    assert _eventually(lambda: _gone(int(note.read_text())))


def test_what_a_slow_command_said_is_kept() -> None:
    """A timeout without a clue is hard to act on."""
    script = "import sys, time; print('waiting for the lock', file=sys.stderr, flush=True); time.sleep(60)"
    with pytest.raises(ToolchainError, match="waiting for the lock"):
        run([PYTHON, "-c", script], timeout=3)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for one thread")
def test_an_interrupt_ends_the_command(tmp_path: Path) -> None:
    """Ctrl-C reaches this program alone; its children end because it ends them."""
    note = tmp_path / "pid"
    script = f"import os, time; open({str(note)!r}, 'w').write(str(os.getpid())); time.sleep(60)"

    main = threading.main_thread().ident
    assert main is not None

    def interrupt() -> None:
        if _eventually(lambda: note.exists() and bool(note.read_text())):
            signal.pthread_kill(main, signal.SIGINT)

    previous = signal.signal(signal.SIGINT, signal.default_int_handler)
    sender = threading.Thread(target=interrupt)
    started = time.monotonic()
    sender.start()
    try:
        with pytest.raises(KeyboardInterrupt):
            run([PYTHON, "-c", script], timeout=60)
    finally:
        sender.join()
        signal.signal(signal.SIGINT, previous)
    assert time.monotonic() - started < 20
    assert _eventually(lambda: _gone(int(note.read_text())))


def test_a_worker_talks_over_pipes_and_its_stderr_goes_to_a_file() -> None:
    """Lines in, lines out, while stderr is kept where it cannot block."""
    with tempfile.TemporaryFile() as stderr:
        script = "import sys; print('ready', file=sys.stderr); print(sys.stdin.readline().upper(), end='')"
        proc = spawn([PYTHON, "-c", script], stderr=stderr)
        assert proc.stdin is not None
        assert proc.stdout is not None
        proc.stdin.write(b"job\n")
        proc.stdin.close()
        assert proc.stdout.read() == b"JOB\n"
        assert proc.wait(30) == 0
        stderr.seek(0)
        assert stderr.read() == b"ready\n"
        proc.stdout.close()


def test_a_tree_that_refuses_to_end_is_made_to() -> None:
    """Parent and child ignore SIGTERM; both are gone soon after the grace."""
    proc = spawn([PYTHON, "-c", STUBBORN])
    assert proc.stdout is not None
    child = int(proc.stdout.readline())
    assert not _gone(child)
    started = time.monotonic()
    kill_tree(proc, grace=0.2)
    assert time.monotonic() - started < 10
    assert proc.returncode == -signal.SIGKILL
    assert _eventually(lambda: _gone(child))
    proc.communicate(timeout=10)


def test_a_polite_process_may_clean_up(tmp_path: Path) -> None:
    """Within the grace a process ends in its own way."""
    note = tmp_path / "cleaned"
    script = (
        "import signal, sys, time\n"
        f"signal.signal(signal.SIGTERM, lambda *a: (open({str(note)!r}, 'w').close(), sys.exit(0)))\n"
        "print('up', flush=True); time.sleep(60)"
    )
    proc = spawn([PYTHON, "-c", script])
    assert proc.stdout is not None
    proc.stdout.readline()
    kill_tree(proc, grace=20)
    assert note.exists()
    assert proc.returncode == 0
    proc.communicate(timeout=10)


def test_ending_an_ended_process_does_nothing() -> None:
    """kill_tree may be called twice, and after a normal end."""
    proc = spawn([PYTHON, "-c", "pass"])
    proc.communicate(timeout=30)
    kill_tree(proc)
    kill_tree(proc)
    assert proc.returncode == 0


def test_the_tail_is_the_end() -> None:
    """Twenty lines at most, without blank ends."""
    assert tail("\n".join(str(number) for number in range(100)) + "\n\n").splitlines() == [
        str(n) for n in range(80, 100)
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="zombies are POSIX's")
def test_a_process_that_nobody_has_reaped_has_ended() -> None:
    """Whoever waits for the children of another process cannot reap them, and need not wait until somebody does."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    assert wait_ended([psutil.Process(process.pid)], time.monotonic() + 30) == []
    process.wait()


def test_a_process_that_runs_has_not_ended() -> None:
    """The wait has a limit."""
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    watched = psutil.Process(process.pid)
    assert wait_ended([watched], time.monotonic() + 0.1) == [watched]
    process.kill()
    process.wait()
