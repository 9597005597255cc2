"""Changes to Mermaid's code: each finds its place in the version that is pinned, once, and changes no picture."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from pipeline.config import load_settings
from pipeline.process import run
from pipeline.project import Project
from pipeline.render.draw import Studio
from pipeline.render.pool import Seat
from pipeline.render.worker import worker_folder
from tests.conftest import ROOT
from tests.render.conftest import draw_mermaid

COUNT = """
import { readFile } from "node:fs/promises";
const { CHANGES } = await import(process.argv[1]);
const texts = await Promise.all(process.argv.slice(2).map((file) => readFile(file, "utf8")));
console.log(JSON.stringify(CHANGES.map(({ found }) => texts.filter((text) => found.test(text)).length)));
"""


def test_every_change_finds_its_place() -> None:
    """Where one does not, pictures stay right and take twice as long, which nothing else would tell."""
    toolchain = Project(load_settings(ROOT), lambda line: None).toolchain
    dist = toolchain.modules / "mermaid" / "dist"
    # What the page loads; the package holds the same code in other wrappings too.
    served = [dist / "mermaid.esm.mjs", *sorted((dist / "chunks" / "mermaid.esm").glob("*.mjs"))]
    patch = (worker_folder() / "mermaid_patch.mjs").as_uri()
    told = run([toolchain.node, "--input-type=module", "-e", COUNT, patch, *served], timeout=60).text
    assert json.loads(told) == [1, 1, 1, 1, 1, 1, 1, 1, 1]


# What takes the short way through a change, and what must not.
SOURCES = {
    "breaks": 'flowchart LR\n a["one<br>two<BR/> three<br />"] -->|"x<br/>y"| b["<script>1</script>2<br/>3"] --> c["\u00a04 &amp; 5"]',
    "wrapped": f'flowchart LR\n a["{"many words " * 9}<br/>few"] --> b["{"wide" * 20}"] --> c["`**one** two\n three`"]',
    "cardinalities": 'classDiagram\n A "1" --> "many" B : has\n A "1" --> C\n B --> "0..1" C : owns',
    "neo": "---\nconfig:\n  look: neo\n---\nflowchart LR\n a --> b\n b -.-> c",
    "crossed": "flowchart TB\n a --> y & z\n b --> v & x\n c --> y & z\n d --> x & y",
}


@pytest.mark.browser
@pytest.mark.parametrize("name", SOURCES)
def test_no_change_is_seen(name: str, seat: Seat, studio: Studio) -> None:
    """Mermaid CLI, whose Mermaid is the published one, draws the same."""
    hot, cli = (draw_mermaid(SOURCES[name], name, seat, replace(studio, mode=mode))[0] for mode in ("hot", "mmdc"))
    assert hot.text == cli.text
