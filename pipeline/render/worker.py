"""The Python end of an engine worker: starts it, sends it jobs, waits for answers, ends it."""

from __future__ import annotations

import json
import queue
import tempfile
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from pipeline.errors import WorkerError
from pipeline.process import kill_tree, spawn, tail


class WorkerTimeout(WorkerError):
    """A job took longer than it may; the worker is gone."""


class WorkerDied(WorkerError):
    """The worker ended in the middle of a job; ``message`` holds the end of its stderr."""


@dataclass(frozen=True, slots=True)
class WorkerSpec:
    """What a worker needs to start: Node, the packages, the browser with its flags and environment, the fonts."""

    node: Path
    modules: Path
    browser: Path
    browser_args: tuple[str, ...]
    browser_env: Mapping[str, str]
    fonts_css: Path


def worker_folder() -> Path:
    """Where the worker's own JavaScript lies."""
    return Path(str(resources.files("pipeline").joinpath("worker")))


class Worker:
    """One Node process with at most one browser. Not for use by two threads at once."""

    START_SECONDS = 60.0

    def __init__(self, spec: WorkerSpec) -> None:
        self._stderr = tempfile.TemporaryFile()  # noqa: SIM115
        self._process = spawn([spec.node, worker_folder() / "worker.mjs"], stderr=self._stderr)
        self._answers: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self._jobs = 0
        self.versions: Mapping[str, str] = self.ask(
            {
                "op": "start",
                "modules": str(spec.modules),
                "browser": str(spec.browser),
                "args": list(spec.browser_args),
                "env": dict(spec.browser_env),
                "fonts": str(spec.fonts_css.parent),
            },
            self.START_SECONDS,
        )["versions"]

    def ask(self, job: Mapping[str, Any], timeout: float) -> dict[str, Any]:
        """Sends a job and waits for its answer, at most ``timeout`` seconds.

        Raises WorkerTimeout or WorkerDied; after either the worker is closed. An answer with ``ok`` false is returned.
        """
        self._jobs += 1
        message = json.dumps({"id": self._jobs, **job}, ensure_ascii=False) + "\n"
        try:
            assert self._process.stdin is not None
            self._process.stdin.write(message.encode("utf-8", "surrogatepass"))
            self._process.stdin.flush()
        except (BrokenPipeError, OSError, ValueError) as error:
            raise self._died() from error
        try:
            line = self._answers.get(timeout=timeout)
        except queue.Empty:
            self.close()
            raise WorkerTimeout(f"took longer than {timeout:g} s") from None
        if line is None:
            raise self._died()
        answer: dict[str, Any] = json.loads(line)
        return answer

    def close(self) -> None:
        """Ends the worker and its browser, whatever they are doing."""
        kill_tree(self._process, grace=0.5)
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        self._stderr.close()

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
        self._stderr.seek(0)
        said = tail(self._stderr.read().decode("utf-8", "replace"))
        self.close()
        return WorkerDied("the engine worker ended unexpectedly" + (f":\n{said}" if said else ""))
