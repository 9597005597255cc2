"""A preview that runs as a user starts it, and a headless browser that looks at its page."""

from __future__ import annotations

import json
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from pipeline.config import load_settings
from pipeline.process import kill_tree, run, spawn
from pipeline.project import Project

DRIVER = Path(__file__).with_name("browser.mjs")
CHAIN = "flowchart LR\n  a[Kafka 3.5 {0}] --> b[etcd 3.5]\n"


@dataclass
class Previews:
    """Starts previews, and ends them when the test is over."""

    project: Project
    running: list[Any] = field(default_factory=list)

    def start(self, folder: Path, *targets: str) -> str:
        """The address of a preview of ``targets`` in ``folder``."""
        said = tempfile.TemporaryFile()  # noqa: SIM115
        args = [sys.executable, "-m", "pipeline", "preview", *targets]
        proc = spawn(args, cwd=folder, stderr=said)
        self.running.append(proc)
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            said.seek(0)
            text = said.read().decode()
            if "http://" in text:
                return text[text.index("http://") :].split()[0]
            assert proc.poll() is None, text
            time.sleep(0.05)
        raise AssertionError(f"the preview did not come up: {text}")

    def interrupt(self) -> int:
        """Ends the latest preview as Ctrl-C does; its exit code."""
        proc = self.running[-1]
        proc.send_signal(signal.SIGINT)
        return int(proc.wait(timeout=20))

    def look(self, address: str, scenario: str, **given: Any) -> dict[str, Any]:
        """Runs a scenario of browser.mjs on the page at ``address``."""
        spec = self.project.worker_spec()
        facts = {
            "modules": str(spec.modules),
            "browser": str(spec.browser),
            "flags": ["--disable-gpu", *spec.browser_args],
            "env": dict(spec.browser_env),
            "address": address,
            "scenario": scenario,
            **{key: str(value) if isinstance(value, Path) else value for key, value in given.items()},
        }
        answer = run([spec.node, DRIVER, json.dumps(facts)], timeout=120)
        found: dict[str, Any] = json.loads(answer.text)
        return found


@pytest.fixture
def previews(checkout: Path) -> Iterator[Previews]:
    started = Previews(Project(load_settings(checkout), lambda line: None))
    yield started
    for proc in started.running:
        kill_tree(proc)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A repository without anything but three diagrams, one of them in Markdown."""
    (tmp_path / "atlas.toml").write_text("", encoding="utf-8")
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "one.mmd").write_text(CHAIN.replace("{0}", "first"), encoding="utf-8")
    (docs / "two.mmd").write_text(CHAIN.replace("{0}", "second"), encoding="utf-8")
    (docs / "notes.md").write_text("# Consumer lag\n\n```dot\ndigraph { kafka -> zookeeper }\n```\n", encoding="utf-8")
    return tmp_path
