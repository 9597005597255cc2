"""The browser: which one, how to provide it, what it needs in its environment, and whether it starts."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import ToolchainError
from pipeline.process import run
from pipeline.toolchain.fonts import FONTCONFIG
from pipeline.toolchain.model import BrowserKind, ToolchainSettings
from pipeline.toolchain.node import environment, locate_node
from pipeline.toolchain.sandbox import sandbox_args

LAUNCH_SECONDS = 60.0
DOWNLOAD_SECONDS = 900.0
INSTALL_HINT = "install Chromium or Chrome and name it: ATLAS_BROWSER=/path/to/chromium, or browser = in the settings"
_FOLDER = "chromium"
_SHELL = "chrome-headless-shell"
_CHUNK = 1 << 22
_GLIBC = (2, 34)
"""The newest symbol version that the bundle's libraries ask for, read with ``objdump -T``."""


@dataclass(frozen=True, slots=True)
class BrowserChoice:
    """Where the browser is to come from. ``path`` is set for an installed one only."""

    kind: BrowserKind
    path: Path | None = None

    def stamp(self) -> str:
        """Changes when another browser is chosen or an installed one is replaced. Starts nothing."""
        if self.path is None:
            return self.kind
        stat = self.path.stat()
        return f"{self.kind}:{self.path}:{stat.st_size}:{stat.st_mtime_ns}"


def choose_browser(settings: ToolchainSettings) -> BrowserChoice:
    """The user's browser where one is named, else one that the toolchain provides for this system."""
    named = os.environ.get("ATLAS_BROWSER") or settings.browser
    if named:
        found = shutil.which(named)
        if found is None:
            raise ToolchainError(f"the browser '{named}' is not there or not executable", hint=INSTALL_HINT)
        return BrowserChoice("installed", Path(found).absolute())
    return BrowserChoice("bundled" if _bundle_fits() else "downloaded")


def unpack_bundled(package: Path, root: Path) -> Path:
    """Unpacks the archives of the npm package @sparticuz/chromium below ``root``; gives the executable.

    The software renderer (SwiftShader) has to lie beside the executable; the libraries that a bare system lacks (NSS,
    NSPR, Expat) go into a folder of their own, which only the browser's library path names.
    """
    folder = root / _FOLDER
    folder.mkdir(parents=True)
    executable = folder / "chromium"
    with executable.open("wb") as target:
        for data in _decompressed(package / "bin" / "chromium.br"):
            target.write(data)
    executable.chmod(0o755)
    _unpack_tar(package / "bin" / "swiftshader.tar.br", folder)
    _unpack_tar(package / "bin" / "al2023.tar.br", folder / "lib")
    return executable


def download_browser(modules: Path, root: Path) -> Path:
    """Lets Puppeteer download the browser that belongs to it; gives the executable."""
    folder = root / _FOLDER
    cli = modules / "puppeteer" / "lib" / "puppeteer" / "node" / "cli.js"
    env = environment({"PUPPETEER_CACHE_DIR": str(folder)})
    try:
        run([locate_node(), cli, "browsers", "install", _SHELL], timeout=DOWNLOAD_SECONDS, env=env, cwd=root)
    except ToolchainError as error:
        raise ToolchainError(f"no browser could be downloaded: {error.message}", hint=INSTALL_HINT) from error
    suffix = ".exe" if sys.platform == "win32" else ""
    found = sorted(folder.glob(f"{_SHELL}/*/*/{_SHELL}{suffix}"))
    if not found:
        raise ToolchainError("Puppeteer's download holds no browser", hint=INSTALL_HINT)
    return found[-1]


def browser_env(kind: BrowserKind, root: Path) -> dict[str, str]:
    """What the browser needs on top of the environment: our fonts only, and for the bundled one its libraries."""
    if not sys.platform.startswith("linux"):
        return {}
    env = {"FONTCONFIG_FILE": str(root / FONTCONFIG)}
    if kind == "bundled":
        inherited = os.environ.get("LD_LIBRARY_PATH")
        own = str(root / _FOLDER / "lib")
        env["LD_LIBRARY_PATH"] = os.pathsep.join([own, inherited] if inherited else [own])
    return env


def launch_version(browser: Path, env: Mapping[str, str], modules: Path) -> str:
    """Launches the browser as a worker does, closes it and returns its version, such as ``HeadlessChrome/153.0``."""
    script = Path(__file__).with_name("launch.mjs")
    words: list[str | Path] = [locate_node(), script, modules, browser, *sandbox_args()]
    try:
        return run(words, timeout=LAUNCH_SECONDS, env=environment(env)).text.strip()
    except ToolchainError as error:
        raise ToolchainError(
            f"the browser {browser} does not start: {error.message}", hint=_launch_hint(error)
        ) from error


def _launch_hint(error: ToolchainError) -> str:
    marker = "error while loading shared libraries: "
    if marker in error.message:
        library = error.message.split(marker, 1)[1].split(":", 1)[0]
        return f"install the system's package that holds {library}; or {INSTALL_HINT}"
    return INSTALL_HINT


def machine() -> str:
    """The processor's architecture, in small letters as the system writes it."""
    if sys.platform == "win32":
        return os.environ.get("PROCESSOR_ARCHITECTURE", "unknown").lower()
    return os.uname().machine.lower()


def _bundle_fits() -> bool:
    """Whether this is a system that the bundled browser runs on: Linux on x86-64 with a recent GNU C library."""
    if not sys.platform.startswith("linux") or machine() != "x86_64":
        return False
    try:
        name, _, version = (os.confstr("CS_GNU_LIBC_VERSION") or "").partition(" ")
        return name == "glibc" and tuple(map(int, version.split("."))) >= _GLIBC
    except (ValueError, OSError):
        return False


def _decompressed(archive: Path) -> Iterator[bytes]:
    import brotli

    decompressor = brotli.Decompressor()
    with archive.open("rb") as source:
        while chunk := source.read(_CHUNK):
            yield decompressor.process(chunk)
    if not decompressor.is_finished():
        raise ToolchainError(f"{archive.name} is cut short")


def _unpack_tar(archive: Path, folder: Path) -> None:
    # Files only, by their last name: the archives are flat, and nothing can land outside the folder.
    import io
    import tarfile

    folder.mkdir(parents=True, exist_ok=True)
    with tarfile.open(fileobj=io.BytesIO(b"".join(_decompressed(archive)))) as tar:
        for member in tar:
            content = tar.extractfile(member) if member.isfile() else None
            if content is not None:
                target = folder / Path(member.name).name
                target.write_bytes(content.read())
                target.chmod(member.mode & 0o755)
