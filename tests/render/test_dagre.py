"""The layout's slow steps on numbers: they place every node and bend where dagre's own do."""

from __future__ import annotations

import json
from pathlib import Path

from pipeline.config import load_settings
from pipeline.process import run
from pipeline.project import Project
from pipeline.toolchain.packages import worker_folder
from tests.conftest import ROOT


def test_random_graphs_are_laid_out_alike(tmp_path: Path) -> None:
    """With groups in groups, long, parallel and turned edges, loops, labels, and names that objects know already."""
    toolchain = Project(load_settings(ROOT), lambda line: None).toolchain
    driver = Path(__file__).with_name("layouts.mjs")
    told = json.loads(run([toolchain.node, driver, toolchain.modules, worker_folder(), tmp_path], timeout=300).text)
    assert told["differ"] == []
    assert told["failed"] < 0.05 * told["graphs"]
    # Only odd names are left to dagre itself.
    assert all(0.9 * told["graphs"] < count < told["graphs"] for count in told["quick"].values())
