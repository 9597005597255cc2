"""The doctor looks at every part, installs nothing, and says what to do."""

from __future__ import annotations

import importlib
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.errors import ToolchainError
from pipeline.toolchain.model import Check, Font, Toolchain, ToolchainSettings

# The package gives the function of the same name in front of the module.
module = importlib.import_module("pipeline.toolchain.doctor")


@pytest.fixture
def toolchain(tmp_path: Path) -> Toolchain:
    woff2 = tmp_path / "a.woff2"
    woff2.touch()
    return Toolchain(
        root=tmp_path,
        node=tmp_path / "node",
        modules=tmp_path / "node_modules",
        page=tmp_path / "page",
        browser=tmp_path / "chromium",
        browser_kind="bundled",
        browser_env={},
        fonts=(Font("Arimo", "400", "text", woff2, "U+41"),),
        fonts_css=tmp_path / "fonts.css",
        versions={"node": "24.0.0", "browser": "Test/1", "mermaid": "12.3.0"},
    )


def _report(monkeypatch: pytest.MonkeyPatch, found: Toolchain | None, folder: Path) -> dict[str, Check]:
    monkeypatch.setattr(module, "locate", lambda settings: found)
    monkeypatch.setattr(module, "launch_version", lambda *args: "Test/1")
    checks = module.doctor(ToolchainSettings(folder=folder))
    assert len({check.name for check in checks}) == len(checks)
    return {check.name: check for check in checks}


def test_a_healthy_toolchain_has_no_failed_check(
    monkeypatch: pytest.MonkeyPatch, toolchain: Toolchain, tmp_path: Path
) -> None:
    """Every part is named with its version."""
    report = _report(monkeypatch, toolchain, tmp_path)
    assert [check for check in report.values() if check.ok is False] == []
    assert report["mermaid"].version == "12.3.0"
    assert report["browser"].version == "Test/1"
    assert report["fonts"].detail == "Arimo"


def test_a_missing_toolchain_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The rest of the report still comes, and nothing is installed."""
    report = _report(monkeypatch, None, tmp_path / "none")
    assert report["toolchain"].ok is False
    assert "atlas setup" in report["toolchain"].fix
    assert {"Python", "Node", "browser sandbox", "cache folder", "dot"} <= set(report)
    assert not (tmp_path / "none").exists()


def test_a_wrong_browser_setting_is_reported(tmp_path: Path) -> None:
    """The doctor reports what would stop every other command."""
    checks = module.doctor(ToolchainSettings(browser=str(tmp_path / "gone"), folder=tmp_path))
    (check,) = (check for check in checks if check.name == "toolchain")
    assert check.ok is False
    assert "gone" in check.detail


def test_a_browser_that_does_not_start_is_reported(
    monkeypatch: pytest.MonkeyPatch, toolchain: Toolchain, tmp_path: Path
) -> None:
    """It is started, not only looked at."""
    monkeypatch.setattr(module, "locate", lambda settings: toolchain)

    def fail(*args: object) -> str:
        raise ToolchainError("libnss3.so is missing", hint="install it")

    monkeypatch.setattr(module, "launch_version", fail)
    checks = {check.name: check for check in module.doctor(ToolchainSettings(folder=tmp_path))}
    assert (checks["browser"].ok, checks["browser"].fix) == (False, "install it")


def test_lost_fonts_are_reported(monkeypatch: pytest.MonkeyPatch, toolchain: Toolchain, tmp_path: Path) -> None:
    """A font that the record names and the disk lacks would change pictures silently."""
    toolchain.fonts[0].woff2.unlink()
    assert _report(monkeypatch, toolchain, tmp_path)["fonts"].ok is False
    assert _report(monkeypatch, replace(toolchain, fonts=()), tmp_path)["fonts"].ok is False


def test_a_sandbox_that_is_off_is_told_and_no_failure(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Root and containers are common; the report says why and what would help."""
    monkeypatch.setattr(module, "sandbox_obstacle", lambda: "running as root")
    check = _report(monkeypatch, None, tmp_path)["browser sandbox"]
    assert check.ok is None
    assert "running as root" in check.detail


def test_the_cache_folders_size_is_counted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """In megabytes, files in folders included."""
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "b").write_bytes(bytes(3_000_000))
    check = _report(monkeypatch, None, tmp_path)["cache folder"]
    assert (check.ok, check.detail) == (True, f"{tmp_path}, 3 MB")


@pytest.mark.parametrize("present", [True, False])
def test_the_machines_dot_is_optional(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, present: bool) -> None:
    """Its version is asked where it is there; where it is not, that is no failure."""
    dot = tmp_path / "dot"
    if present:
        dot.write_text("#!/bin/sh\necho 'dot - graphviz version 2.43.0 (0)' >&2\n")
        dot.chmod(0o755)
    monkeypatch.setattr(module.shutil, "which", lambda name: str(dot) if present else None)
    check = _report(monkeypatch, None, tmp_path)["dot"]
    assert (check.ok, check.version) == ((True, "2.43.0") if present else (None, ""))
