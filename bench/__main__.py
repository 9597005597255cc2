"""Measures Atlas and its peers on the same diagrams, in one run: ``nox -s bench -- [SECTION…] [--count N]``.

Sections: ``cold`` (peers, the limit, Atlas), ``warm`` (nothing changed, one spec edited, a preview that serves), ``diff``
(nothing changed, 50 changed), ``scale`` (time and memory a diagram as the corpus grows). Results go to stdout as a table,
with the targets that are met and missed, and with ``--json FILE`` as JSON. All of it takes half an hour; ``cold --count 150``
five minutes, but a fifth of so short a run is starting.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import date
from itertools import count as count_from
from pathlib import Path
from typing import Any

import psutil

from bench.compare_speed import measure
from bench.corpus import sources, write_project
from bench.preview import running_preview
from bench.targets import verdicts
from pipeline.config import load_settings
from pipeline.errors import ToolchainError
from pipeline.process import run
from pipeline.project import Project, font_stack
from pipeline.toolchain.node import npm

BENCH = Path(__file__).parent
ROOT = BENCH.parent
HOUR = 3600.0


class Memory(threading.Thread):
    """Watches what a process and all its descendants hold; ``peak`` in bytes, shared memory counted once."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.peak = 0
        self._over = threading.Event()

    def run(self) -> None:
        # Looking takes 20 ms of processor time.
        while not self._over.wait(1):
            total = 0
            for process in psutil.Process().children(recursive=True):
                try:
                    total += process.memory_full_info().pss
                except (psutil.Error, AttributeError):
                    continue
            self.peak = max(self.peak, total)

    def stop(self) -> int:
        self._over.set()
        self.join()
        return self.peak


def atlas(folder: Path, *words: str, check: bool = True) -> float:
    """Seconds of one ``atlas`` process, start to end."""
    start = time.perf_counter()
    run([sys.executable, "-m", "pipeline", *words], timeout=HOUR, cwd=folder, check=check)
    return time.perf_counter() - start


def best(times: int, work: Callable[[], float]) -> float:
    """The quickest of several runs: what disturbs a run only makes it slower."""
    return min(work() for _ in range(times))


def _say(what: str) -> None:
    """A line for each step: the slow ones take minutes."""
    print(f"bench: {what}", file=sys.stderr, flush=True)


# A peer that nothing else here needs, with what it is used through.
_ISOMORPHIC = ("mermaid-isomorphic@3.1.0", "playwright@1.65.1")


def _isomorphic(folder: Path) -> str:
    """Where that peer lies now; empty where npm could not bring it: then it is left out."""
    folder.mkdir()
    (folder / "package.json").write_text("{}", encoding="utf-8")
    _say(f"installing {', '.join(_ISOMORPHIC)}")
    try:
        npm(["install", "--ignore-scripts", *_ISOMORPHIC], cwd=folder, timeout=600)
    except ToolchainError as error:
        _say(f"without mermaid-isomorphic: {error.message}")
        return ""
    return str(folder)


def cold(scratch: Path, count: int, rounds: int) -> dict[str, Any]:
    """Cold runs on the same Mermaid files. Milliseconds a diagram.

    Of all lengths, the limit and mermaid-isomorphic draw some 300 of them, the slow peers some 30. All but ``dot`` take
    turns, and each counts by its best of some rounds: a machine that is shared is at times slow.
    """
    project = Project(load_settings(ROOT), print)
    toolchain = project.toolchain
    os.environ.update(toolchain.browser_env)
    files, some, few = scratch / "files", scratch / "some", scratch / "few"
    mermaid = [source for _, engine, source in sources(2 * count) if engine == "mermaid"][:count]
    for folder, part in ((files, mermaid), (some, _sample(mermaid, 300)), (few, _sample(mermaid, 30))):
        folder.mkdir()
        for at, source in enumerate(part):
            (folder / f"d{at:04d}.mmd").write_text(source, encoding="utf-8")
    (files / "atlas.toml").write_text("", encoding="utf-8")
    config = scratch / "mermaid.json"
    config.write_text(
        json.dumps(project.theme.mermaid_config(font_stack(toolchain, project.theme).css)), encoding="utf-8"
    )
    node, modules, browser = str(toolchain.node), str(toolchain.modules), str(toolchain.browser)
    words: list[str | Path] = [
        node,
        BENCH / "peers.mjs",
        modules,
        browser,
        _isomorphic(scratch / "isomorphic"),
        config,
        few,
        some,
    ]
    result: dict[str, float] = {}
    for turn in range(1, rounds + 1):
        _say(f"Atlas on {count} files, and the limit, round {turn} of {rounds}")
        measured = {
            "Atlas, SVG": 1000 * atlas(files, "render", ".", "--format", "svg", "--no-cache") / count,
            "Atlas, SVG and PNG": 1000 * atlas(files, "render", ".", "--no-cache") / count,
        }
        alone = json.loads(run([node, BENCH / "limit.mjs", modules, browser, config, some], timeout=HOUR).text)
        measured["limit"] = 1000 * alone["seconds"] / project.settings.workers / alone["count"]
        _say(f"the peers, round {turn} of {rounds}")
        measured |= json.loads(run(words, timeout=HOUR).text)["milliseconds"]
        result = {name: min(value, result.get(name, value)) for name, value in measured.items()}
    if shutil.which("dot"):
        result |= _dot(scratch, count)
    return {name: round(value, 1) for name, value in result.items()}


def _sample(sources: list[str], size: int) -> list[str]:
    """Some ``size`` of them, from the shortest to the longest."""
    step = max(1, len(sources) // size)
    return sorted(sources, key=len)[step // 2 :: step]


def _dot(scratch: Path, count: int) -> dict[str, float]:
    """The same DOT files through one ``dot`` process a file, and through Atlas."""
    folder = scratch / "dot"
    folder.mkdir()
    graphs = [source for _, engine, source in sources(20 * count) if engine == "graphviz"][:count]
    for at, source in enumerate(graphs):
        (folder / f"d{at:04d}.dot").write_text(source, encoding="utf-8")
    (folder / "atlas.toml").write_text("", encoding="utf-8")
    start = time.perf_counter()
    for file in sorted(folder.glob("*.dot")):
        run(["dot", "-Tsvg", file, "-o", file.with_suffix(".svg")], timeout=60)
    dot = time.perf_counter() - start
    ours = atlas(folder, "render", ".", "--format", "svg", "--no-cache")
    return {
        name: 1000 * seconds / len(graphs) for name, seconds in (("dot, a process a file", dot), ("Atlas, DOT", ours))
    }


def warm(scratch: Path, count: int) -> dict[str, Any]:
    """Whole processes on a corpus of specs that is rendered already. Seconds."""
    folder = scratch / "warm"
    _say(f"{count} specs, first render and first lint")
    write_project(folder, count)
    result: dict[str, Any] = {"diagrams": count, "first render, SVG": atlas(folder, "render", "--format", "svg")}
    result["nothing changed, render"] = best(3, lambda: atlas(folder, "render", "--format", "svg"))
    result["first lint"] = atlas(folder, "lint", check=False)
    result["nothing changed, lint"] = best(3, lambda: atlas(folder, "lint", check=False))
    spec = next(
        file for file in sorted((folder / "diagrams").rglob("mermaid-*.yaml")) if "p99" in file.read_text("utf-8")
    )
    text = spec.read_text(encoding="utf-8")
    edits = count_from(10)

    def edited() -> float:
        # No two are the same: no cache answers.
        spec.write_text(text.replace("p99", f"p{next(edits)}"), encoding="utf-8")
        return atlas(folder, "render", "--format", "svg")

    result["one spec edited, render"] = best(3, edited)
    with running_preview(folder, spec.relative_to(folder)):
        time.sleep(5)  # until it has drawn the spec
        served = [edited() for _ in range(15)]
    result["the same where a preview runs, first"] = served[0]
    result["the same where a preview runs, median"] = statistics.median(served)
    result["the same where a preview runs, slowest"] = max(served)
    result["atlas --help"] = best(5, lambda: atlas(folder, "--help"))
    return {name: round(value, 2) for name, value in result.items()}


def scale(scratch: Path, counts: list[int]) -> dict[str, Any]:
    """Cold SVG renders of growing corpora: milliseconds a diagram, the peak of all processes in MB, and a warm run."""
    result = {}
    for count in counts:
        folder = scratch / f"scale-{count}"
        _say(f"{count} specs")
        write_project(folder, count)
        memory = Memory()
        memory.start()
        seconds = atlas(folder, "render", "--format", "svg")
        peak = memory.stop()
        again = best(3, lambda folder=folder: atlas(folder, "render", "--format", "svg"))  # type: ignore[misc]
        result[str(count)] = {
            "ms a diagram": round(1000 * seconds / count, 1),
            "MB": round(peak / 1e6),
            "nothing changed, s": round(again, 2),
        }
    return result


def main() -> None:
    """Runs the sections that are asked for."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("sections", nargs="*", default=["cold", "warm", "diff", "scale"])
    parser.add_argument("--count", type=int, default=1500, help="diagrams of the cold section")
    parser.add_argument("--rounds", type=int, default=2, help="of the cold section; the best one counts")
    parser.add_argument("--warm", type=int, default=1500, help="diagrams of the sections warm and diff")
    parser.add_argument("--scale", default="150,300,1500,3000", help="sizes of the scale section")
    parser.add_argument("--json", type=Path, help="write the results there as well")
    given = parser.parse_args()
    results: dict[str, Any] = {"date": str(date.today()), "cores": os.cpu_count(), "machine": platform.platform()}
    with tempfile.TemporaryDirectory(prefix="atlas-bench-") as name:
        scratch = Path(name)
        if "cold" in given.sections:
            results["cold, ms a diagram"] = cold(scratch, given.count, given.rounds)
        if "warm" in given.sections:
            results["warm, s"] = warm(scratch, given.warm)
        if "diff" in given.sections:
            _say(f"{given.warm} specs, approved and compared")
            compared = measure(scratch / "compared", given.warm, 50)
            results["diff, s"] = {"diagrams": given.warm, **{name: round(value, 2) for name, value in compared.items()}}
        if "scale" in given.sections:
            results["scale"] = scale(scratch, [int(size) for size in given.scale.split(",")])
    _print(results)
    if given.json:
        given.json.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


def _print(results: dict[str, Any]) -> None:
    for section, rows in results.items():
        print(section if isinstance(rows, dict) else f"{section}: {rows}")
        if not isinstance(rows, dict):
            continue
        base = {"SVG": rows.get("Atlas, SVG"), "PNG": rows.get("Atlas, SVG and PNG")}
        for name, value in rows.items():
            own = base["PNG"] if "PNG" in name else base["SVG"]
            ratio = f"  {value / own:6.1f}x" if own and isinstance(value, float) else ""
            print(f"  {name:<40} {value}{ratio}")
    print("targets")
    for line in verdicts(results):
        print(f"  {line}")


if __name__ == "__main__":
    main()
