"""How long comparisons take: ``python -m bench.compare_speed [--count N] [--changed N] [--check]``.

A project of generated specs is drawn and approved, then compared: nothing changed (warm), and some labels changed,
against the baselines and against the git revision before. To be quick the specs share their sources in turns; each is
a file, a fingerprint and two pictures of its own all the same, and every changed one has a source of its own. The
limits are 2 s for 1,500 unchanged diagrams and 15 s for 50 changed ones; with ``--check`` more makes the exit code 1.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path

from bench.corpus import write_project
from pipeline.process import run

DISTINCT = 60
LIMITS = {"unchanged": 2.0, "changed, baselines": 15.0, "changed, revision": 15.0}
_MARK = "source: |\n"


def main() -> None:
    """Measures and prints seconds as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=1500)
    parser.add_argument("--changed", type=int, default=50)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="atlas-bench-") as scratch:
        seconds = measure(Path(scratch, "project"), options.count, options.changed)
    print(json.dumps({name: round(value, 2) for name, value in seconds.items()}, indent=1))
    over = [name for name, limit in LIMITS.items() if seconds[name] > limit]
    if over and options.check:
        sys.exit(f"over the limit: {', '.join(over)}")


def measure(folder: Path, count: int, changed: int) -> dict[str, float]:
    """Seconds of each step, processes from start to end."""
    write_project(folder, count)
    specs = sorted((folder / "diagrams").rglob("*.yaml"))
    _share_sources(specs)
    seconds = {"drawn and approved": _atlas(folder, "approve")}
    _commit(folder)
    seconds["unchanged"] = min(_atlas(folder, "diff") for _ in range(3))
    for at, spec in enumerate([spec for spec in specs if spec.stem.startswith("mermaid")][:changed]):
        spec.write_text(f'{spec.read_text("utf-8")}  %% {at}\n  n0 --> changed{at}["changed {at}"]\n', "utf-8")
    seconds["changed, baselines"] = _atlas(folder, "diff", differ=True)
    seconds["changed, revision"] = _atlas(folder, "diff", "--base", "HEAD", differ=True)
    seconds["report of the changed"] = _atlas(folder, "diff", "--base", "HEAD", "--report", "r.html", differ=True)
    return seconds


def _share_sources(specs: list[Path]) -> None:
    """Gives every spec one of a few sources of its engine; the first ones are flowcharts, which take a label more."""
    sources: dict[str, list[str]] = {}
    for spec in specs:
        head, mark, body = spec.read_text("utf-8").partition(_MARK)
        known = sources.setdefault(spec.stem.split("-")[0], [])
        flowchart = body.lstrip().startswith(("flowchart", "digraph"))
        if len(known) < DISTINCT and flowchart:
            known.append(body)
        elif known:
            spec.write_text(head + mark + known[hash_of(spec) % len(known)], "utf-8")


def hash_of(spec: Path) -> int:
    """A number for a spec, the same in every run."""
    return sum(spec.as_posix().encode())


def _atlas(folder: Path, *words: str, differ: bool = False) -> float:
    start = time.perf_counter()
    done = run([sys.executable, "-m", "pipeline", *words], timeout=3600, cwd=folder, check=False)
    if done.returncode != int(differ):
        sys.exit(f"atlas {' '.join(words)} ended with {done.returncode}:\n{done.text[-2000:]}\n{done.stderr[-2000:]}")
    return time.perf_counter() - start


def _commit(folder: Path) -> None:
    git = ["git", "-C", str(folder), "-c", "user.name=bench", "-c", "user.email=bench@example.org"]
    for words in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "--message", "state"]):
        run([*git, *words], timeout=120)


if __name__ == "__main__":
    main()
