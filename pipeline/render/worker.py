"""The Python end of an engine worker: starts it, sends it jobs, waits for answers, ends it."""

from __future__ import annotations

import json
import os
import queue
import shutil
import tempfile
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from pipeline.errors import WorkerError
from pipeline.process import kill_tree, spawn, tail, wait_ended
from pipeline.render.memory import tree_memory
from pipeline.render.occupancy import temporary_folder
from pipeline.toolchain.packages import worker_folder

# How often, in seconds, a job that takes long is looked at.
_LOOK_SECONDS = 0.5


class WorkerTimeout(WorkerError):
    """A job took longer than it may; the worker is gone."""


class WorkerOutgrown(WorkerError):
    """The worker and its browser took more memory than they may; the worker is gone."""


class WorkerDied(WorkerError):
    """The worker ended in the middle of a job; ``message`` holds the end of its stderr."""


@dataclass(frozen=True, slots=True)
class WorkerSpec:
    """What a worker needs to start: Node, the packages, the page that draws Mermaid, the browser, the fonts.

    ``browser_args`` are flags beyond the worker's own, ``browser_env`` goes on top of the environment; ``memory_max`` is
    how many bytes the worker and its browser may hold together.
    """

    node: Path
    modules: Path
    page: Path
    browser: Path
    browser_args: tuple[str, ...]
    browser_env: Mapping[str, str]
    fonts_css: Path
    memory_max: int = 1_500_000_000


class Worker:
    """One Node process with at most one browser. Not for use by two threads at once, but for ``close``.

    Its temporary files, the browser's profile among them, lie in a folder that goes when it ends.
    """

    START_SECONDS = 60.0

    def __init__(self, spec: WorkerSpec) -> None:
        """Starts the process; ``start`` waits until it is ready."""
        self._spec = spec
        self._folder, self._hold = temporary_folder("atlas-worker-")
        self._stderr = tempfile.TemporaryFile()  # noqa: SIM115
        env = {**os.environ, **dict.fromkeys(("TMPDIR", "TMP", "TEMP"), self._folder)}
        try:
            self._process = spawn(
                [spec.node, worker_folder() / "worker.mjs", self._folder], stderr=self._stderr, env=env
            )
        except BaseException:
            self._give_up_folder()
            raise
        self._answers: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self._jobs = 0
        self._configs: dict[str, tuple[Any, str]] = {}
        self._held = 0

    @property
    def swollen(self) -> bool:
        """Whether a job that took long has left it with half the memory it may have: the next one needs a fresh one."""
        return self._held > self._spec.memory_max / 2

    @property
    def pid(self) -> int:
        """The process that the browser descends from."""
        return self._process.pid

    def start(self) -> None:
        """Hands the worker what it works with. Raises WorkerDied where it does not come up."""
        spec = self._spec
        job = {
            "op": "start",
            "modules": str(spec.modules),
            "page": str(spec.page),
            "browser": str(spec.browser),
            "args": list(spec.browser_args),
            "env": dict(spec.browser_env),
            "fonts": str(spec.fonts_css.parent),
        }
        try:
            answer = self.ask(job, self.START_SECONDS)
        except WorkerTimeout as error:
            raise WorkerDied(f"the engine worker was not ready within {self.START_SECONDS:g} s") from error
        if not answer["ok"]:
            self.close()
            raise WorkerDied(f"the engine worker did not start: {answer['message']}")

    def warm(self, engine: str) -> None:
        """Has the worker begin to load what ``engine`` draws with; whether that works is told to the first job."""
        self.ask({"op": "warm", "engine": engine}, self.START_SECONDS)

    def ask(self, job: Mapping[str, Any], timeout: float) -> dict[str, Any]:
        """Sends a job and waits for its answer, at most ``timeout`` seconds.

        Raises WorkerTimeout, WorkerOutgrown or WorkerDied; after any of them the worker is closed. An answer with
        ``ok`` false is returned.
        """
        self._jobs += 1
        message = json.dumps({"id": self._jobs, **self._brief(job)}, ensure_ascii=False) + "\n"
        try:
            assert self._process.stdin is not None
            self._process.stdin.write(message.encode("utf-8", "surrogatepass"))
            self._process.stdin.flush()
        except (BrokenPipeError, OSError, ValueError) as error:
            raise self._died() from error
        line = self._wait(timeout)
        if line is None:
            raise self._died()
        try:
            return _read(line)
        except ValueError as error:
            raise self._died() from error

    def _brief(self, job: Mapping[str, Any]) -> Mapping[str, Any]:
        """A job without the configuration that its engine had the last time: the worker keeps it."""
        if "config" not in job:
            return job
        engine, config = job["engine"], job["config"]
        last, said = self._configs.get(engine, (None, ""))
        # Mostly the very same. Else as text: Python takes true and 1 for equal.
        text = said if config is last else json.dumps(config)
        self._configs[engine] = (config, text)
        return {**job, "config": None} if text == said else job

    def _wait(self, timeout: float) -> bytes | None:
        """The next line from the worker. It is watched from here: a page in an endless loop cannot watch itself."""
        deadline = time.monotonic() + timeout
        looked = False
        while True:
            left = deadline - time.monotonic()
            try:
                line = self._answers.get(timeout=max(0.0, min(left, _LOOK_SECONDS)))
            except queue.Empty:
                if left <= _LOOK_SECONDS:
                    self.close()
                    raise WorkerTimeout(f"took longer than {timeout:g} s") from None
                looked = True
                self._refuse_growth()
                continue
            if looked:
                self._held = tree_memory(self.pid)
            return line

    def _refuse_growth(self) -> None:
        held = tree_memory(self.pid)
        if held > self._spec.memory_max:
            self.close()
            raise WorkerOutgrown(f"took {held / 1e6:,.0f} MB, more than {self._spec.memory_max / 1e6:,.0f} MB")

    def close(self) -> None:
        """Ends the worker and its browser, whatever they are doing, and removes what they left. May be called twice."""
        ended_before = self._process.poll() is not None
        kill_tree(self._process, grace=0.5)
        if ended_before:
            _end_orphans(self._folder)
        self._give_up_folder()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        self._stderr.close()

    def _give_up_folder(self) -> None:
        _remove(self._folder)
        hold, self._hold = self._hold, None
        if hold is not None:
            os.close(hold)

    def _read(self) -> None:
        assert self._process.stdout is not None
        try:
            for line in self._process.stdout:
                self._answers.put(line)
        except ValueError:
            pass
        self._answers.put(None)

    def _died(self) -> WorkerDied:
        self._process.poll()
        said = ""
        with suppress(ValueError):  # closed meanwhile, by who interrupts the run
            self._stderr.seek(0)
            said = tail(self._stderr.read().decode("utf-8", "replace"))
        self.close()
        return WorkerDied("the engine worker ended unexpectedly" + (f":\n{said}" if said else ""))


def _read(line: bytes) -> dict[str, Any]:
    """An answer. Where an engine cut a text within a pair of surrogates a question mark stands for the half."""
    answer: dict[str, Any]
    try:
        answer = orjson.loads(line)
    except ValueError:
        answer = orjson.loads(json.dumps(json.loads(line), ensure_ascii=False).encode("utf-8", "replace"))
    return answer


def _end_orphans(folder: str) -> None:
    """Ends the browser of a worker that is gone: nothing but the folder that it was given still tells whose it was."""
    import psutil

    orphans = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if any(folder in word for word in process.cmdline()):
                process.kill()
                orphans.append(process)
    wait_ended(orphans, time.monotonic() + 2)


def _remove(folder: str) -> None:
    """What is written there still, by a process that is about to end, may have to be removed again."""
    for _ in range(20):
        shutil.rmtree(folder, ignore_errors=True)
        if not os.path.exists(folder):
            return
        time.sleep(0.1)
