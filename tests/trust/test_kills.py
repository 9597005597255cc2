"""kill -9 of the browser, of a worker, of the program itself, at seeded moments: nothing wrong, partial or left behind."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from pipeline.config import load_settings
from pipeline.process import kill_tree
from pipeline.project import Project
from pipeline.toolchain.packages import worker_folder
from tests.conftest import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")]

SEED = 20240607
KILLS = 30
VICTIMS = ("browser", "worker", "atlas")


class Site:
    """A scratch project of fourteen diagrams, with temporary files of its own, and what its pictures have to be."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.temporary = root / "tmp"
        self.temporary.mkdir()
        (root / "atlas.toml").write_text("jobs = 2\n", encoding="utf-8")
        docs = root / "docs"
        docs.mkdir()
        for number in range(10):
            text = f'flowchart LR\n  A["step {number}"] --> B["step {number + 1}"]\n'
            (docs / f"flow{number}.mmd").write_text(text, encoding="utf-8")
        for number in range(4):
            text = f'digraph {{ a [label="node {number}"]; a -> b }}\n'
            (docs / f"graph{number}.dot").write_text(text, encoding="utf-8")

    def start(self) -> subprocess.Popen[bytes]:
        """``atlas render docs``, with nothing in the cache."""
        env = {**os.environ, "TMPDIR": str(self.temporary)}
        words = [sys.executable, "-m", "pipeline", "render", "docs", "--json"]
        return subprocess.Popen(words, cwd=self.root, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def pictures(self) -> dict[str, bytes]:
        """Every picture in out/, by path."""
        out = self.root / "out"
        files = [path for name in ("svg", "png") for path in (out / name).rglob("*") if path.is_file()]
        return {path.relative_to(out).as_posix(): path.read_bytes() for path in files}

    def clear(self) -> None:
        """Forgets all that was rendered."""
        for folder in ("out", ".atlas"):
            subprocess.run(["rm", "-rf", self.root / folder], check=True)

    def strays(self) -> list[str]:
        """Half-written and temporary files."""
        halves = [path.name for path in self.root.rglob(".atlas-*.tmp")]
        return halves + [
            path.name for path in self.temporary.iterdir() if not path.name.startswith("node-compile-cache")
        ]


def _wait_for(condition: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return condition()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The project after one undisturbed run, whose pictures are the right ones."""
    made = Site(tmp_path_factory.mktemp("site"))
    run = made.start()
    said = run.communicate(timeout=120)
    assert run.returncode == 0, said
    made.right = made.pictures()  # type: ignore[attr-defined]
    assert len(made.right) == 28  # type: ignore[attr-defined]
    assert made.strays() == []
    return made


def _victims(run: subprocess.Popen[bytes], kind: str) -> Iterator[psutil.Process]:
    atlas = psutil.Process(run.pid)
    if kind == "atlas":
        yield atlas
        return
    workers = [child for child in atlas.children() if "worker.mjs" in " ".join(child.cmdline())]
    for worker in workers:
        if kind == "worker":
            yield worker
        else:
            yield from worker.children()


def _kill_one(run: subprocess.Popen[bytes], kind: str, dice: random.Random) -> bool:
    try:
        found = list(_victims(run, kind))
        if not found:
            return False
        dice.choice(found).kill()
    except psutil.Error:
        return False
    return True


def _disturb(site: Site, kind: str, delay: float, dice: random.Random) -> str:
    """One run with one kill. Returns what became of it; asserts that nothing is wrong."""
    site.clear()
    run = site.start()
    tree: set[psutil.Process] = set()
    begun = time.monotonic()
    struck = False
    while run.poll() is None:
        try:
            tree |= set(psutil.Process(run.pid).children(recursive=True))
        except psutil.Error:
            break
        if not struck and time.monotonic() - begun >= delay:
            struck = _kill_one(run, kind, dice)
        time.sleep(0.01)
    stdout, stderr = run.communicate(timeout=60)
    assert b"Traceback" not in stderr, stderr
    right: dict[str, bytes] = site.right  # type: ignore[attr-defined]
    there = site.pictures()
    assert all(right[path] == content for path, content in there.items()), "a picture is wrong or partial"
    if run.returncode == 0:
        assert there == right
    elif run.returncode == 1:
        assert json.loads(stdout)["failures"]
    else:
        assert run.returncode in (3, -9), stderr
    alive = psutil.wait_procs(tree, timeout=6)[1]
    assert [process for process in alive if process.status() != psutil.STATUS_ZOMBIE] == []
    again = site.start()
    said = again.communicate(timeout=120)
    assert again.returncode == 0, said
    assert site.pictures() == right
    assert _wait_for(lambda: site.strays() == [], 3), site.strays()
    return f"{kind} after {delay:.2f} s: exit {run.returncode}, {len(there)} of {len(right)} pictures, struck {struck}"


@pytest.mark.parametrize("kind", VICTIMS)
def test_one_kill(kind: str, site: Site) -> None:
    """In the middle of the work: what is there is right, a second run completes it, nothing is left behind."""
    _disturb(site, kind, 1.3, random.Random(SEED))


@pytest.mark.parametrize("name", ["endless.mmd", "endless.dot"])
def test_kill_while_an_engine_does_not_yield(name: str, tmp_path: Path) -> None:
    """A page in an endless loop, and Graphviz that holds its process's only thread, end with the program as well."""
    (tmp_path / "atlas.toml").write_text("jobs = 1\n", encoding="utf-8")
    (tmp_path / "endless.mmd").write_text(
        "block-beta\n  columns 1000000000\n  a space:1000000000 b\n", encoding="utf-8"
    )
    left, right = (" ".join(f"{side}{i}" for i in range(300)) for side in "ab")
    (tmp_path / "endless.dot").write_text(f"digraph {{ {{ {left} }} -> {{ {right} }} }}", encoding="utf-8")
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    words = [sys.executable, "-m", "pipeline", "render", name]
    run = subprocess.Popen(words, cwd=tmp_path, env={**os.environ, "TMPDIR": str(temporary)}, stderr=subprocess.DEVNULL)
    atlas = psutil.Process(run.pid)

    def busy() -> bool:
        return any(child.cpu_times().user > 1.5 for child in atlas.children(recursive=True))

    assert _wait_for(busy, 30)
    tree = atlas.children(recursive=True)
    atlas.kill()
    run.wait(timeout=5)
    assert psutil.wait_procs(tree, timeout=4)[1] == []
    assert _wait_for(lambda: not list(temporary.glob("atlas-worker-*")), 2)


def _worker(tmp_path: Path, browser: Path) -> tuple[subprocess.Popen[bytes], Path, bytes]:
    """A worker by itself, the folder for its temporary files, and the lines that make it launch a browser."""
    toolchain = Project(load_settings(ROOT), lambda line: None).toolchain
    folder = tmp_path / "atlas-worker-x"
    folder.mkdir()
    start = {"modules": str(toolchain.modules), "browser": str(browser), "args": [], "env": {}, "fonts": ""}
    jobs = [{"id": 1, "op": "start", **start}, {"id": 2, "op": "paint", "svg": "<svg/>", "width": 1, "height": 1}]
    process = subprocess.Popen(
        [toolchain.node, worker_folder() / "worker.mjs", folder],
        env={**os.environ, "TMPDIR": str(folder)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    return process, folder, b"".join(json.dumps(job).encode() + b"\n" for job in jobs)


def test_kill_while_a_browser_is_being_launched(tmp_path: Path) -> None:
    """A browser that nobody has heard of yet, and that makes its folder again, ends with its worker and leaves none."""
    browser = tmp_path / "browser"
    script = 'import os\nwhile True: os.makedirs(os.environ["TMPDIR"] + "/profile", exist_ok=True)\n'
    browser.write_text(f"#!{sys.executable}\n{script}", encoding="utf-8")
    browser.chmod(0o755)
    worker, folder, jobs = _worker(tmp_path, browser)
    assert worker.stdin is not None
    try:
        worker.stdin.write(jobs)
        worker.stdin.flush()
        assert _wait_for((folder / "profile").exists, 30)
        worker.stdin.close()
        assert worker.wait(timeout=10) == 0
        assert not folder.exists()
    finally:
        kill_tree(worker)


def test_kill_before_the_first_answer(tmp_path: Path) -> None:
    """A worker whose answer nobody can read any more leaves nothing."""
    worker, folder, jobs = _worker(tmp_path, tmp_path / "no-browser")
    assert worker.stdout is not None
    assert worker.stdin is not None
    worker.stdout.close()
    try:
        worker.stdin.write(jobs[: jobs.index(b"\n") + 1])
        worker.stdin.flush()
        assert worker.wait(timeout=30) == 0
        assert not folder.exists()
    finally:
        kill_tree(worker)


@pytest.mark.parametrize("delay", [0.0, 0.5, 1.0])
def test_interrupt_at_any_moment(delay: float, site: Site) -> None:
    """Also while workers and browsers are starting: exit code 130 within two seconds, nobody and nothing left behind."""
    site.clear()
    run = site.start()
    assert _wait_for((site.root / "out/.atlas-runs").exists, 30)
    time.sleep(delay)
    tree = psutil.Process(run.pid).children(recursive=True) if run.poll() is None else []
    asked = time.monotonic()
    run.send_signal(signal.SIGINT)
    _, stderr = run.communicate(timeout=30)
    assert time.monotonic() - asked < 2.0
    # Python that is interrupted while it makes a dataclass ends by the signal itself: a shell shows 130 for that, too.
    assert run.returncode in (130, -signal.SIGINT), stderr
    assert b"Traceback" not in stderr, stderr
    alive = psutil.wait_procs(tree, timeout=3)[1]
    assert [process for process in alive if process.status() != psutil.STATUS_ZOMBIE] == []
    assert _wait_for(lambda: site.strays() == [], 3), site.strays()


def test_everybody_is_killed_at_once(site: Site) -> None:
    """Nobody is left to clean up: the next run removes the temporary files, once they are old enough to be sure."""
    site.clear()
    run = site.start()
    assert _wait_for(lambda: len(list(site.temporary.glob("atlas-worker-*/*"))) >= 1, 30)
    root = psutil.Process(run.pid)
    root.suspend()
    tree = root.children(recursive=True)
    # Stopped first: one that saw another end would use its last moment to clean up.
    for strike in (psutil.Process.suspend, psutil.Process.kill):
        for process in tree:
            with suppress(psutil.NoSuchProcess):
                strike(process)
    run.kill()
    run.communicate(timeout=10)
    assert psutil.wait_procs(tree, timeout=4)[1] == []
    left = list(site.temporary.glob("atlas-worker-*"))
    assert left
    for folder in left:
        os.utime(folder, (1, 1))
    assert site.start().wait(timeout=120) == 0
    assert site.strays() == []


@pytest.mark.slow
def test_thirty_kills(site: Site, record_property: Callable[[str, object], None]) -> None:
    """The same at thirty seeded moments from the start to the end of a run."""
    dice = random.Random(SEED)
    outcomes = [_disturb(site, VICTIMS[number % 3], dice.uniform(0.2, 3.0), dice) for number in range(KILLS)]
    for outcome in outcomes:
        print(outcome)
    record_property("kills", outcomes)
    assert sum(outcome.endswith("struck True") for outcome in outcomes) >= KILLS * 2 // 3
