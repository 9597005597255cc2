"""Which browser is used, what it needs, and what is said when it does not start."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import brotli
import pytest

from pipeline.errors import ToolchainError
from pipeline.toolchain import browser
from pipeline.toolchain.model import ToolchainSettings


@pytest.fixture
def chromium(tmp_path: Path) -> Path:
    path = tmp_path / "my-chromium"
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


def _system(monkeypatch: pytest.MonkeyPatch, platform: str, machine: str, libc: str | None) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(browser, "machine", lambda: machine)
    monkeypatch.setattr(os, "confstr", lambda name: libc)


@pytest.mark.parametrize(
    ("platform", "machine", "libc", "kind"),
    [
        ("linux", "x86_64", "glibc 2.36", "bundled"),
        ("linux", "x86_64", "glibc 2.34", "bundled"),
        ("linux", "x86_64", "glibc 2.31", "downloaded"),
        ("linux", "x86_64", "glibc", "downloaded"),
        ("linux", "aarch64", "glibc 2.36", "downloaded"),
        ("linux", "x86_64", None, "downloaded"),
        ("darwin", "arm64", None, "downloaded"),
        ("win32", "amd64", None, "downloaded"),
    ],
)
def test_the_bundle_is_for_one_system_only(
    monkeypatch: pytest.MonkeyPatch, platform: str, machine: str, libc: str | None, kind: str
) -> None:
    """Linux on x86-64 with a recent GNU C library; elsewhere Puppeteer's download."""
    _system(monkeypatch, platform, machine, libc)
    assert browser.choose_browser(ToolchainSettings()) == browser.BrowserChoice(kind)  # type: ignore[arg-type]


def test_the_users_browser_goes_before_any_other(chromium: Path) -> None:
    """A path in the settings is used as it is."""
    assert browser.choose_browser(ToolchainSettings(browser=str(chromium))) == browser.BrowserChoice(
        "installed", chromium
    )


def test_a_browser_may_be_a_command_on_path(chromium: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bare name is looked up like a shell does."""
    monkeypatch.setenv("PATH", str(chromium.parent))
    assert browser.choose_browser(ToolchainSettings(browser=chromium.name)).path == chromium


def test_the_environment_goes_before_the_settings(chromium: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine's browser is a matter of the machine, not of the repository's settings."""
    monkeypatch.setenv("ATLAS_BROWSER", str(chromium))
    assert browser.choose_browser(ToolchainSettings(browser="/elsewhere")).path == chromium


def test_a_browser_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    """Nothing is provided in place of the browser that was asked for."""
    with pytest.raises(ToolchainError, match="nothing-here"):
        browser.choose_browser(ToolchainSettings(browser=str(tmp_path / "nothing-here")))


def test_a_replaced_browser_changes_the_stamp(chromium: Path) -> None:
    """An upgrade of an installed browser empties the cache."""
    choice = browser.BrowserChoice("installed", chromium)
    before = choice.stamp()
    os.utime(chromium, ns=(0, 1))
    touched = choice.stamp()
    chromium.write_text("#!/bin/sh\n# longer\n")
    os.utime(chromium, ns=(0, 1))
    assert len({before, touched, choice.stamp()}) == 3


def test_the_bundle_unpacks_to_an_executable_with_its_libraries(tmp_path: Path, bundle: Callable[[Path], Path]) -> None:
    """The renderer lies beside the executable, the system's libraries apart from it."""
    executable = browser.unpack_bundled(bundle(tmp_path / "package"), tmp_path / "root")
    assert executable.read_bytes() == b"#!/bin/sh\necho a browser\n"
    assert os.access(executable, os.X_OK)
    assert (executable.parent / "libEGL.so").read_bytes() == b"elf"
    assert (executable.parent / "lib" / "libnss3.so").read_bytes() == b"elf"


def test_a_truncated_archive_is_an_error(tmp_path: Path, bundle: Callable[[Path], Path]) -> None:
    """Half a browser is never taken for one."""
    package = bundle(tmp_path / "package")
    archive = package / "bin" / "chromium.br"
    archive.write_bytes(brotli.compress(os.urandom(10_000))[:5_000])
    with pytest.raises(ToolchainError, match=r"chromium\.br is cut short"):
        browser.unpack_bundled(package, tmp_path / "root")


def test_only_the_bundle_gets_a_library_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Our libraries go before the user's; an installed browser keeps its own. Fonts are ours for both."""
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("LD_LIBRARY_PATH", "/theirs")
    bundled = browser.browser_env("bundled", tmp_path)
    assert bundled["LD_LIBRARY_PATH"] == f"{tmp_path / 'chromium' / 'lib'}{os.pathsep}/theirs"
    assert browser.browser_env("installed", tmp_path) == {"FONTCONFIG_FILE": str(tmp_path / "fonts.conf")}


def test_other_systems_need_nothing_in_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fontconfig and LD_LIBRARY_PATH are Linux's."""
    monkeypatch.setattr(sys, "platform", "darwin")
    assert browser.browser_env("downloaded", tmp_path) == {}


def test_a_missing_library_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The loader's message becomes a hint that says what to install."""
    said = "chromium: error while loading shared libraries: libnss3.so: cannot open shared object file"

    def fail(*args: object, **kwargs: object) -> None:
        raise ToolchainError(f"node ended with exit code 1:\n{said}")

    monkeypatch.setattr(browser, "run", fail)
    with pytest.raises(ToolchainError, match="does not start") as caught:
        browser.launch_version(tmp_path / "chromium", {}, tmp_path)
    assert "holds libnss3.so;" in (caught.value.hint or "")


def test_a_download_gives_the_executable_it_brought(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Puppeteer is told to download below the toolchain, and its executable is found there."""
    seen: dict[str, str] = {}

    def download(words: list[object], *, timeout: float, env: dict[str, str], cwd: Path) -> None:
        seen.update(env)
        target = Path(env["PUPPETEER_CACHE_DIR"]) / "chrome-headless-shell" / "mac-1" / "chrome-headless-shell-mac"
        target.mkdir(parents=True)
        (target / "chrome-headless-shell").touch()

    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(browser, "run", download)
    found = browser.download_browser(tmp_path / "node_modules", tmp_path)
    assert found.name == "chrome-headless-shell"
    assert found.is_relative_to(tmp_path)


def test_a_download_without_a_browser_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An exit code of 0 is not taken for a browser."""
    monkeypatch.setattr(browser, "run", lambda *args, **kwargs: None)
    with pytest.raises(ToolchainError, match="holds no browser"):
        browser.download_browser(tmp_path / "node_modules", tmp_path)
