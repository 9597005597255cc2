"""Changes to Mermaid's code: each one finds its place in the version that is pinned, once."""

from __future__ import annotations

import json

from pipeline.config import load_settings
from pipeline.process import run
from pipeline.project import Project
from pipeline.render.worker import worker_folder
from tests.conftest import ROOT

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
    assert json.loads(told) == [1, 1, 1]
