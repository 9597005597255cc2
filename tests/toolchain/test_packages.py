"""The npm packages are pinned, installed without scripts, and stripped of what nobody reads."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import ToolchainError
from pipeline.toolchain import packages
from pipeline.toolchain.fonts import font_packages
from pipeline.toolchain.installation import BUNDLE

EXACT = re.compile(r"\d+\.\d+\.\d+")


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    return dict(json.loads((packages.worker_folder() / "package.json").read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def lock() -> dict[str, Any]:
    return dict(json.loads((packages.worker_folder() / "package-lock.json").read_text(encoding="utf-8")))


def test_every_version_is_exact(manifest: dict[str, Any]) -> None:
    """No range: what is drawn with is decided here and not by the day of installation."""
    wanted = {**manifest["dependencies"], **manifest["devDependencies"]}
    assert {name: version for name, version in wanted.items() if not EXACT.fullmatch(version)} == {}


def test_the_lock_file_locks_what_package_json_says(manifest: dict[str, Any], lock: dict[str, Any]) -> None:
    """npm ci refuses a lock file that differs; here it fails in a second, without a network."""
    root = lock["packages"][""]
    assert root["dependencies"] == manifest["dependencies"]
    assert root["devDependencies"] == manifest["devDependencies"]
    for name, version in {**manifest["dependencies"], **manifest["devDependencies"]}.items():
        assert lock["packages"][f"node_modules/{name}"]["version"] == version


def test_every_locked_package_has_a_digest_and_no_address(lock: dict[str, Any]) -> None:
    """Any registry or mirror may serve a package, and none can change it."""
    entries = {name: entry for name, entry in lock["packages"].items() if name}
    assert [name for name, entry in entries.items() if not entry.get("integrity", "").startswith("sha512-")] == []
    assert [name for name, entry in entries.items() if "resolved" in entry] == []


def test_the_fonts_and_the_bundled_browser_are_among_the_packages(manifest: dict[str, Any]) -> None:
    """What the code looks for in node_modules is asked for in package.json."""
    assert set(font_packages()) <= set(manifest["dependencies"])
    assert BUNDLE in manifest["devDependencies"]


def test_the_mermaid_on_top_is_the_one_mermaid_cli_gets(lock: dict[str, Any]) -> None:
    """Both ways to render use one copy of Mermaid."""
    assert [name for name in lock["packages"] if re.search(r"(^|/)node_modules/mermaid$", name)] == [
        "node_modules/mermaid"
    ]


def test_the_digest_follows_either_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A change of a pin or of an override gives another toolchain; line endings do not."""
    monkeypatch.setattr(packages, "worker_folder", lambda: tmp_path)

    def digest(manifest: bytes, lock: bytes) -> str:
        (tmp_path / "package.json").write_bytes(manifest)
        (tmp_path / "package-lock.json").write_bytes(lock)
        packages.lock_digest.cache_clear()
        return packages.lock_digest()

    try:
        first = digest(b"{\n}", b"[]")
        assert digest(b"{\r\n}", b"[]") == first
        assert len({first, digest(b"{1}", b"[]"), digest(b"{\n}", b"[1]")}) == 3
    finally:
        packages.lock_digest.cache_clear()


@pytest.mark.parametrize(("bundled", "told"), [(True, "--include=dev"), (False, "--omit=dev")])
def test_npm_installs_the_lock_without_scripts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bundled: bool, told: str
) -> None:
    """The bundled browser is downloaded only where it is used, whatever npm would do by itself."""
    calls: list[tuple[list[str], Path]] = []
    monkeypatch.setattr(packages, "npm", lambda args, *, cwd, timeout: calls.append((args, cwd)))
    assert packages.install_packages(tmp_path, bundled_browser=bundled) == tmp_path / "node_modules"
    (args, cwd), *rest = calls
    assert (args[0], cwd, rest) == ("ci", tmp_path, [])
    assert "--ignore-scripts" in args
    assert told in args
    assert [word for word in args if word.startswith(("--omit", "--include"))] == [told]
    assert (tmp_path / "package-lock.json").is_file()


def test_a_failed_installation_says_what_to_look_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """npm's words are kept; the hint names the usual cause."""

    def fail(*args: object, **kwargs: object) -> None:
        raise ToolchainError("node ended with exit code 1:\nnpm error ECONNREFUSED")

    monkeypatch.setattr(packages, "npm", fail)
    with pytest.raises(ToolchainError, match="ECONNREFUSED") as caught:
        packages.install_packages(tmp_path, bundled_browser=True)
    assert "registry" in (caught.value.hint or "")


def test_slimming_keeps_code_styles_fonts_and_licences(tmp_path: Path) -> None:
    """Only files that no program loads go."""
    kept = {"a.mjs", "a.css", "a.woff2", "a.json", "LICENSE", "a.wasm"}
    gone = {"a.mjs.map", "a.d.ts", "a.d.mts", "README.md"}
    for name in kept | gone:
        (tmp_path / "package" / "dist").mkdir(parents=True, exist_ok=True)
        (tmp_path / "package" / "dist" / name).touch()
    packages.slim(tmp_path)
    assert {path.name for path in (tmp_path / "package" / "dist").iterdir()} == kept


def test_versions_are_read_from_what_is_installed(tmp_path: Path) -> None:
    """Absent packages are left out rather than guessed from package.json."""
    (tmp_path / "mermaid").mkdir()
    (tmp_path / "mermaid" / "package.json").write_text('{"version": "9.9.9"}', encoding="utf-8")
    assert packages.package_versions(tmp_path) == {"mermaid": "9.9.9"}
