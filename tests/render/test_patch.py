"""Changes to Mermaid's code: each one finds its place in the version that is pinned, once."""

from __future__ import annotations

import json

from pipeline.config import load_settings
from pipeline.process import run
from pipeline.project import Project
from pipeline.render.worker import worker_folder
from tests.conftest import ROOT

COUNT = """
import { readdir, readFile } from "node:fs/promises";
const { CHANGES } = await import(process.argv[1]);
const texts = [];
for (const name of await readdir(process.argv[2], { recursive: true })) {
  if (name.endsWith(".mjs") && !name.endsWith(".min.mjs")) texts.push(await readFile(`${process.argv[2]}/${name}`, "utf8"));
}
console.log(JSON.stringify(CHANGES.map(({ found }) => texts.filter((text) => found.test(text)).length)));
"""


def test_every_change_finds_its_place() -> None:
    """Where one does not, pictures stay right and take twice as long, which nothing else would tell."""
    toolchain = Project(load_settings(ROOT), lambda line: None).toolchain
    dist = toolchain.modules / "mermaid" / "dist"
    patch = (worker_folder() / "mermaid_patch.mjs").as_uri()
    for part in (dist / "mermaid.esm.mjs", dist / "chunks" / "mermaid.esm"):
        assert part.exists()
    told = run([toolchain.node, "--input-type=module", "-e", COUNT, patch, dist], timeout=60).text
    counts = json.loads(told)
    assert len(counts) == 3
    assert all(count >= 1 for count in counts), counts
