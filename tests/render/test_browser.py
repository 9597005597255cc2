"""The browser of a worker: one that does not start or goes away is told with its own words."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from pipeline.config import load_settings
from pipeline.project import Project
from pipeline.render.worker import Worker, WorkerDied, WorkerSpec
from tests.conftest import ROOT

pytestmark = pytest.mark.browser

PAINT = {"op": "paint", "svg": '<svg xmlns="http://www.w3.org/2000/svg"/>', "width": 9, "height": 9, "scale": 1}


@pytest.fixture(scope="module")
def spec() -> WorkerSpec:
    """The toolchain's worker."""
    return Project(load_settings(ROOT), lambda line: None).worker_spec()


@pytest.fixture
def worker(spec: WorkerSpec) -> Iterator[Worker]:
    """A worker that has painted a picture: its browser runs."""
    with closing(Worker(spec)) as worker:
        worker.start()
        assert worker.ask(PAINT, 60)["ok"]
        yield worker


def _processes(worker: Worker, kind: str) -> list[psutil.Process]:
    children = psutil.Process(worker.pid).children(recursive=True)
    return [child for child in children if f"--type={kind}" in child.cmdline()]


@pytest.mark.skipif(sys.platform == "win32", reason="a script with a first line that names its interpreter")
@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("echo 'no display' >&2; exit 3", "the browser ended (3)\nno display"),
        ("kill -9 $$", "the browser ended (SIGKILL)"),
        ("exit 0", "the browser ended (0)"),
        (None, "the browser cannot be started: spawn {browser} ENOENT"),
    ],
)
def test_a_browser_that_does_not_start(script: str | None, said: str, spec: WorkerSpec, tmp_path: Path) -> None:
    """Its last words and how it ended, or why it could not be started, are the failure; the worker lives on."""
    browser = tmp_path / "browser"
    if script is not None:
        browser.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        browser.chmod(0o755)
    with closing(Worker(replace(spec, browser=browser))) as worker:
        worker.start()
        for _ in range(2):
            answer = worker.ask(PAINT, 60)
            assert answer["kind"] == "browser"
            assert answer["message"] == said.format(browser=browser)


def test_a_warm_worker_has_a_page_before_its_first_job(spec: WorkerSpec) -> None:
    """One that only stands ready has no browser."""
    with closing(Worker(spec)) as worker, closing(Worker(spec)) as ready:
        ready.start()
        worker.start()
        worker.warm("mermaid")
        limit = time.monotonic() + 60
        while not _processes(worker, "renderer"):
            assert time.monotonic() < limit
            time.sleep(0.05)
        assert psutil.Process(ready.pid).children() == []


def test_what_fails_while_a_worker_gets_warm_is_told_to_the_first_job(spec: WorkerSpec, tmp_path: Path) -> None:
    """And to nobody before; a job that needs no browser is done."""
    with closing(Worker(replace(spec, browser=tmp_path / "none"))) as worker:
        worker.start()
        worker.warm("mermaid")
        assert worker.ask({"op": "parse", "engine": "graphviz", "source": "graph { a }", "config": {}}, 60)["ok"]
        answer = worker.ask({"op": "parse", "engine": "mermaid", "source": "flowchart LR; a", "config": {}}, 60)
        assert (answer["kind"], "ENOENT" in answer["message"]) == ("browser", True)


def test_a_page_that_crashes_ends_the_worker(worker: Worker) -> None:
    """It is known at once, by the page's own process, and not by a time that runs out."""
    for renderer in _processes(worker, "renderer"):
        renderer.kill()
    with pytest.raises(WorkerDied, match="the browser's page crashed"):
        worker.ask(PAINT, 60)


def test_a_browser_that_goes_away_ends_the_worker(worker: Worker) -> None:
    """Also between two jobs."""
    node = psutil.Process(worker.pid)
    [browser] = node.children()
    browser.kill()
    node.wait(timeout=20)
    with pytest.raises(WorkerDied, match="the browser ended unexpectedly"):
        worker.ask(PAINT, 60)
