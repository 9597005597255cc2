"""A candidate has the packages of the version that is tried, and everything else of the toolchain."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import ToolchainError
from pipeline.runs import candidate


def _package(modules: Path, name: str, version: str) -> None:
    folder = modules / name
    folder.mkdir(parents=True)
    (folder / "version").write_text(version, encoding="utf-8")


def _version(modules: Path, name: str) -> str:
    return (modules / name / "version").read_text(encoding="utf-8")


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    modules = tmp_path / "installed" / "node_modules"
    for name in ("mermaid", "d3", "puppeteer", "@mermaid-js/parser", "@mermaid-js/mermaid-cli"):
        _package(modules, name, "old")
    return modules


def test_what_is_tried_is_new_and_the_rest_is_there(
    installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []

    def npm(words: list[str], *, cwd: Path, timeout: float) -> None:
        calls.append(words)
        for name in ("mermaid", "@mermaid-js/parser"):
            _package(cwd / "node_modules", name, "new")

    monkeypatch.setattr(candidate, "npm", npm)
    folder = tmp_path / "candidates" / "mermaid-9.9.9"
    for _ in range(2):
        modules = candidate._packages(installed, "9.9.9", folder)
    versions = {name: _version(modules, name) for name in ("mermaid", "@mermaid-js/parser", "d3", "puppeteer")}
    assert versions == {"mermaid": "new", "@mermaid-js/parser": "new", "d3": "old", "puppeteer": "old"}
    assert _version(modules, "@mermaid-js/mermaid-cli") == "old"
    assert [("--ignore-scripts" in words) for words in calls] == [True], "installed once, and no package runs its own"


def test_a_failed_installation_leaves_nothing(installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def npm(words: list[str], *, cwd: Path, timeout: float) -> None:
        raise ToolchainError("npm ended with exit code 1")

    monkeypatch.setattr(candidate, "npm", npm)
    folder = tmp_path / "candidates" / "mermaid-9.9.9"
    with pytest.raises(ToolchainError, match=r"mermaid 9\.9\.9 cannot be installed"):
        candidate._packages(installed, "9.9.9", folder)
    assert not folder.exists()
