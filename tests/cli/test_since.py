"""``--since REF``: only what differs from a git revision."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.browser


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with two diagrams in its only commit."""
    (tmp_path / "atlas.toml").write_text("jobs = 1\n")
    for name in ("a", "b"):
        (tmp_path / f"{name}.dot").write_text(f"digraph {{ {name} }}\n")
    for words in (("init", "-q"), ("add", "-A"), ("commit", "-q", "-m", "first")):
        identity = ("-c", "user.name=x", "-c", "user.email=x@example.invalid")
        subprocess.run(["git", *identity, *words], cwd=tmp_path, check=True)
    return tmp_path


def _rendered(folder: Path, *words: str) -> tuple[int, list[str]]:
    command = [sys.executable, "-m", "pipeline", "render", ".", "--format", "svg", "--json", *words]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)
    assert "Traceback" not in done.stderr
    return done.returncode, [item["diagram"] for item in json.loads(done.stdout)["artifacts"]] if done.stdout else []


def test_what_differs_is_rendered(repository: Path) -> None:
    """A changed file and a new one; nothing where nothing differs."""
    assert _rendered(repository, "--since", "HEAD") == (0, [])
    (repository / "a.dot").write_text("digraph { changed }\n")
    (repository / "new.dot").write_text("digraph { new }\n")
    assert _rendered(repository, "--since", "HEAD") == (0, ["a.dot", "new.dot"])


@pytest.mark.parametrize("reference", ["nowhere", "--help", "HEAD:a.dot", "-n1", ""])
def test_a_revision_that_is_none(repository: Path, reference: str) -> None:
    """Exit code 2; what looks like an option is not taken for one."""
    assert _rendered(repository, f"--since={reference}") == (2, [])
