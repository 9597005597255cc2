"""A server for the built site, axe, and what the site was made of."""

from __future__ import annotations

import functools
import shutil
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from pipeline.config import load_settings
from pipeline.project import Project
from pipeline.publish.plan import load_plan
from pipeline.publish.site.content import Content, compile_content
from pipeline.runs.site import read_corpus
from pipeline.spec.schema import Schemas
from pipeline.toolchain.node import npm

PACKAGES = Path(__file__).parents[1] / "axe"


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing of each request."""


@pytest.fixture(scope="session")
def server(real_site: Path) -> Iterator[str]:
    """The address of the built site on this machine."""
    handler = functools.partial(_Quiet, directory=str(real_site))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()


@pytest.fixture(scope="session")
def content(real_site: Path) -> Content:
    """What the built site shows."""
    root = real_site.parent
    inventory, _ = read_corpus(Project(load_settings(root), lambda line: None))
    plan, _ = load_plan(root / "specs", root, Schemas(root / "specs/schemas"))
    return compile_content(inventory, plan)


@pytest.fixture(scope="session")
def axe(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """axe's script, as the lock file pins it."""
    folder = tmp_path_factory.mktemp("axe")
    for name in ("package.json", "package-lock.json"):
        shutil.copy(PACKAGES / name, folder)
    npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"], cwd=folder, timeout=300)
    return folder / "node_modules/axe-core/axe.min.js"
