"""``atlas render`` as a user runs it: exit codes, positions, what is written, what is left after an interrupt."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from tests.conftest import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("cli")]

GOOD = "flowchart LR\n  A[Kafka] --> B[Flink]\n"
BAD = "flowchart LR\n  A[Kafka] --> B[Flink]\n  A -->\n"


def atlas(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Runs the command in ``folder``."""
    command = [sys.executable, "-m", "pipeline", *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with one good Mermaid file, one bad one, a DOT file and Markdown."""
    (tmp_path / "atlas.toml").write_text("jobs = 1\nscale = 1\n")
    (tmp_path / "good.mmd").write_text(GOOD)
    (tmp_path / "bad.mmd").write_text(BAD)
    (tmp_path / "graph.dot").write_text("digraph {\n  a -> b\n}\n")
    (tmp_path / "page.md").write_text(
        f"# Page\n\n```mermaid\n{GOOD}```\n\n- item\n\n  ```dot\n  digraph {{ a -> -> b }}\n  ```\n"
    )
    return tmp_path


def test_one_bad_diagram_never_stops_the_others(project: Path) -> None:
    """Each failure has its place and the engine's words; the good ones are written; the exit code says 1."""
    done = atlas(project, "render", ".")
    assert done.returncode == 1
    assert "bad.mmd:3:4: error: Expecting" in done.stdout
    assert "page.md:11:18: error: syntax error near '->' [syntax]" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    assert "3 rendered, 2 failed" in done.stderr
    written = {path.relative_to(project / "out").as_posix() for path in (project / "out").rglob("*.*g")}
    names = ("good.mmd", "graph.dot", "page.md-1")
    assert written == {f"{kind}/{name}.{kind}" for kind in ("svg", "png") for name in names}
    manifest = json.loads((project / "out/manifest.json").read_text())
    assert [entry["id"] for entry in manifest["diagrams"]] == sorted(names)
    assert manifest["toolchain"]["mermaid"]


def test_a_second_run_asks_no_engine(project: Path) -> None:
    """Nothing changed: no worker is started, so none is needed. A picture that is gone is made again."""
    assert atlas(project, "render", "good.mmd", "graph.dot").returncode == 0
    before = {path: path.stat().st_mtime_ns for path in (project / "out").rglob("*.svg")}
    again = atlas(project, "render", "good.mmd", "graph.dot", "--timeout", "0.1")
    assert (again.returncode, "2 unchanged" in again.stderr) == (0, True)
    assert {path: path.stat().st_mtime_ns for path in before} == before
    (project / "out/svg/good.mmd.svg").unlink()
    assert "1 rendered, 1 unchanged" in atlas(project, "render", "good.mmd", "graph.dot").stderr


def test_shards_are_disjoint_and_complete(project: Path) -> None:
    """Each input is in exactly one part."""
    parts = [
        json.loads(atlas(project, "render", ".", "--format", "svg", "--json", "--shard", f"{k}/3").stdout)
        for k in (1, 2, 3)
    ]
    ids = [item["diagram"] for part in parts for item in (*part["artifacts"], *part["failures"])]
    assert sorted(ids) == ["bad.mmd", "good.mmd", "graph.dot", "page.md-1", "page.md-2"]


def test_json_is_all_that_stdout_holds(project: Path) -> None:
    """Artifacts, failures with 1-based places, findings; progress goes to stderr."""
    data = json.loads(atlas(project, "render", "good.mmd", "bad.mmd", "--format", "svg", "--json").stdout)
    (artifact,), (failure,) = data["artifacts"], data["failures"]
    assert (artifact["diagram"], artifact["path"], artifact["format"]) == ("good.mmd", "svg/good.mmd.svg", "svg")
    assert (failure["path"], failure["line"], failure["kind"]) == ("bad.mmd", 3, "syntax")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("good.mdm",), "no such target: good.mdm"),
        (("nowhere/",), "nowhere"),
        (("*.gv",), "*.gv"),
        ((), "no diagram specs"),
        (("good.mmd", "--shard", "3/2"), "'3/2' is not K/N"),
        (("good.mmd", "--format", "gif"), "choose from svg, png"),
        (("good.mmd", "--since", "main"), "git"),
    ],
)
def test_wrong_usage_is_exit_code_2_with_a_message(project: Path, words: tuple[str, ...], message: str) -> None:
    """Targets that stand for nothing, options that make no sense."""
    done = atlas(project, "render", *words)
    assert (done.returncode, message in done.stderr, "Traceback" in done.stderr) == (2, True, False)


def test_an_output_folder_that_is_none_is_exit_code_3(project: Path) -> None:
    """Found before anything is drawn."""
    (project / "taken").write_text("a file")
    done = atlas(project, "render", "good.mmd", "--out", "taken/out")
    assert (done.returncode, "cannot write to" in done.stderr, "Traceback" in done.stderr) == (3, True, False)


def test_an_interrupt_keeps_what_is_done_and_leaves_nobody_behind(tmp_path: Path) -> None:
    """Within two seconds, with exit code 130; the next run goes on from there."""
    (tmp_path / "atlas.toml").write_text("jobs = 1\n")
    for at in range(60):
        (tmp_path / f"d{at:02d}.mmd").write_text(GOOD.replace("Kafka", f"Kafka {at}"))
    command = [sys.executable, "-m", "pipeline", "render", ".", "--no-cache"]
    running = subprocess.Popen(
        command, cwd=tmp_path, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, start_new_session=True
    )
    deadline = time.monotonic() + 60
    while len(list((tmp_path / "out").rglob("*.svg"))) < 3 and time.monotonic() < deadline:
        time.sleep(0.05)
    children = psutil.Process(running.pid).children(recursive=True)
    started = time.monotonic()
    os.kill(running.pid, signal.SIGINT)
    running.wait(timeout=30)
    assert time.monotonic() - started < 2.0
    assert running.returncode == 130
    _, alive = psutil.wait_procs(children, timeout=3)
    assert alive == []
    assert not list(tmp_path.rglob("*.tmp"))
    kept = len(list((tmp_path / "out").rglob("*.svg")))
    assert 3 <= kept < 60
    done = atlas(tmp_path, "render", ".")
    assert done.returncode == 0
    assert len(list((tmp_path / "out/svg").glob("*.svg"))) == 60


@pytest.mark.skipif(sys.platform == "win32", reason="a folder that is in use cannot be removed")
def test_a_working_directory_that_is_gone(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    words = f"cd {shlex.quote(str(gone))} && rmdir ../gone && {shlex.quote(sys.executable)} -m pipeline render"
    done = subprocess.run(
        words, shell=True, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    assert (done.returncode, done.stderr.splitlines()[0]) == (2, "atlas: the working directory is gone")
