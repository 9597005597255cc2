"""How long a saved diagram takes to be on the preview's page: ``python -m bench.preview_latency [--rounds N]``.

Measured from the mtime of the file to the frame that shows the picture and its findings, in a headless browser, for a
flowchart of 25 nodes among 40 other diagrams. Every round changes the source, so that no cache answers. The limit is
200 ms for 95 of 100 saves; with ``--check`` a slower preview makes the exit code 1.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import yaml

from bench.corpus import write_project
from bench.preview import running_preview
from pipeline.config import load_settings
from pipeline.process import run
from pipeline.project import Project

BENCH = Path(__file__).parent
LIMIT_MS = 200.0
NODES = 25
WARM = 5
IDENTITY = "B-0/mermaid-0"


def flowchart() -> str:
    """A flowchart of 25 nodes in two groups; one label has ROUND in it, which every round replaces."""
    nodes = [f'n{at}["PostgreSQL 16 replica {at}"]' for at in range(NODES - 1)]
    half = len(nodes) // 2
    lines = [
        "flowchart TB",
        '  title["Round ROUND"]',
        '  subgraph a["Service plane"]',
        *(f"    {n}" for n in nodes[:half]),
    ]
    lines += ["  end", '  subgraph b["State plane"]', *(f"    {n}" for n in nodes[half:]), "  end", "  title --> n0"]
    lines += [f"  n{(at - 1) // 2} -->|p99 {at} ms| n{at}" for at in range(1, len(nodes))]
    return "\n".join(lines) + "\n"


def prepare(folder: Path) -> Path:
    """A project of generated diagrams and the one that is edited; the latter's file."""
    write_project(folder, 40)
    for twin in (folder / "diagrams" / "bench" / "B-0").glob("*-0.yaml"):
        twin.unlink()
    entity, view = IDENTITY.split("/")
    spec = {
        "entity": entity,
        "view": view,
        "engine": "mermaid",
        "title": "Twenty-five nodes that are edited",
        "question": "How soon is a change on the page?",
        "confidence": "C",
        "source": flowchart(),
    }
    file = folder / "diagrams" / "bench" / entity / f"{view}.yaml"
    file.write_text(yaml.safe_dump(spec, sort_keys=False, default_style="|"), encoding="utf-8")
    return file


def measure(folder: Path, file: Path, rounds: int) -> list[dict[str, Any]]:
    """The rounds of one preview: milliseconds and how many findings were shown."""
    project = Project(load_settings(folder), lambda line: print(line, file=sys.stderr))
    worker = project.worker_spec()
    with running_preview(folder) as address:
        given = {
            "modules": str(worker.modules),
            "browser": str(worker.browser),
            "flags": ["--disable-gpu", *worker.browser_args],
            "env": dict(worker.browser_env),
            "address": address,
            "id": IDENTITY,
            "file": str(file),
            "rounds": rounds,
            "warm": WARM,
            "salt": str(time.time_ns()),
        }
        answer = run([worker.node, BENCH / "preview_latency.mjs", json.dumps(given)], timeout=60 + 2 * rounds)
    found: list[dict[str, Any]] = json.loads(answer.text)["rounds"]
    return found


def main() -> None:
    """Measures, prints one line, and with ``--json FILE`` writes every round."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--check", action="store_true", help=f"fail where p95 is over {LIMIT_MS:.0f} ms")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="atlas-preview-") as name:
        folder = Path(name) / "project"
        rounds = measure(folder, prepare(folder), options.rounds)
    times = sorted(one["ms"] for one in rounds)
    p50, p95 = statistics.median(times), statistics.quantiles(times, n=20)[-1]
    print(
        f"save to picture, {NODES} nodes, {len(times)} saves: p50 {p50:.0f} ms, p95 {p95:.0f} ms, worst {times[-1]:.0f} ms"
    )
    if options.json:
        options.json.write_text(
            json.dumps({"p50": p50, "p95": p95, "rounds": rounds}, indent=1) + "\n", encoding="utf-8"
        )
    sys.exit(1 if options.check and p95 > LIMIT_MS else 0)


if __name__ == "__main__":
    main()
