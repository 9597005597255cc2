"""An installed toolchain: where it lies, what identifies it, finding it, and installing it whole or not at all."""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from typing import Any

from pipeline.errors import ToolchainError
from pipeline.toolchain.browser import (
    BrowserChoice,
    browser_env,
    choose_browser,
    download_browser,
    launch_version,
    machine,
    unpack_bundled,
)
from pipeline.toolchain.fonts import FONTCONFIG, FONTS, FONTS_FOLDER, font_packages, fontconfig, provide_fonts
from pipeline.toolchain.model import Font, Toolchain, ToolchainSettings
from pipeline.toolchain.node import locate_node, node_version
from pipeline.toolchain.packages import install_packages, lock_digest, package_versions, slim
from pipeline.toolchain.page import build_page, page_name

Progress = Callable[[str], None]

RECIPE = "1"
"""Raised whenever the same packages are installed into something different."""
READY = "ready.json"
BUNDLE = "@sparticuz/chromium"
_PARTIAL = ".partial-"
_DAY = 86_400.0


def identity(settings: ToolchainSettings) -> str:
    """A digest of everything in the toolchain that can change a picture, 64 hexadecimal digits.

    Nothing is started and nothing need be installed.
    """
    return _digest(*_ingredients(), choose_browser(settings).stamp())


def toolchains_folder(settings: ToolchainSettings) -> Path:
    """The folder that holds the installed toolchains, one folder each."""
    named = os.environ.get("ATLAS_TOOLCHAIN_DIR")
    if named:
        return Path(named).absolute()
    if settings.folder is not None:
        return settings.folder.absolute()
    from platformdirs import user_cache_path

    return user_cache_path("atlas", appauthor=False) / "toolchain"


def toolchain_root(settings: ToolchainSettings) -> Path:
    """Where the toolchain of these settings lies or would lie."""
    # Which installed browser it is does not matter here: the packages and fonts beside it are the same.
    key = _digest(*_ingredients(), choose_browser(settings).kind)
    return toolchains_folder(settings) / key[:16]


def locate(settings: ToolchainSettings) -> Toolchain | None:
    """The toolchain where it is installed and its browser has been seen to start, else None. Starts nothing."""
    choice = choose_browser(settings)
    root = toolchain_root(settings)
    try:
        ready = json.loads((root / READY).read_text(encoding="utf-8"))
        browser = choice.path or root / ready["browser"]
        seen = json.loads(_seen(root, browser).read_text(encoding="utf-8"))["version"]
        fonts = tuple(_font(root, entry) for entry in ready["fonts"])
        packages = ready["packages"]
        page = root / page_name()
        if not page.is_dir():
            return None
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return Toolchain(
        root=root,
        node=locate_node(),
        modules=root / "node_modules",
        page=page,
        browser=browser,
        browser_kind=choice.kind,
        browser_env=browser_env(choice.kind, root),
        fonts=fonts,
        fonts_css=root / FONTS_FOLDER / "fonts.css",
        versions={"node": node_version(), "browser": seen, **packages},
    )


def ensure(settings: ToolchainSettings, progress: Progress) -> Toolchain:
    """The toolchain, installed first where it is not; ``progress`` is told each step before it begins.

    Two processes never install at once; an interrupted installation leaves nothing that looks finished. Raises
    ToolchainError where something cannot be provided or the browser does not start.
    """
    found = locate(settings)
    if found is not None:
        return found
    choice, root = choose_browser(settings), toolchain_root(settings)
    try:
        with _locked(root, progress):
            if not _is_whole(root, choice):
                _install(choice, root, progress)
            _launch(choice, root, progress)
            _bundle(root, progress)
    except OSError as error:
        hint = "set ATLAS_TOOLCHAIN_DIR to a folder that can be written and has 1 GB to spare"
        raise ToolchainError(f"the toolchain cannot be installed in {root}: {error}", hint) from error
    found = locate(settings)
    if found is None:
        raise ToolchainError(f"the toolchain in {root} is not usable", hint="remove that folder and run: atlas setup")
    return found


def _is_whole(root: Path, choice: BrowserChoice) -> bool:
    try:
        ready = json.loads((root / READY).read_text(encoding="utf-8"))
        return choice.path is not None or (root / ready["browser"]).is_file()
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _install(choice: BrowserChoice, root: Path, progress: Progress) -> None:
    _sweep(root)
    partial = Path(tempfile.mkdtemp(prefix=f"{_PARTIAL}{root.name}-", dir=root.parent))
    try:
        partial.chmod(0o755)
        _build(choice, partial, progress)
        # The one file that names its own place, which is not the one where it is being written.
        (partial / FONTCONFIG).write_text(fontconfig(root), encoding="utf-8")
        if root.exists():
            shutil.rmtree(root)
        partial.rename(root)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise


def _build(choice: BrowserChoice, root: Path, progress: Progress) -> None:
    progress("toolchain: installing the npm packages")
    modules = install_packages(root, bundled_browser=choice.kind == "bundled")
    packages = package_versions(modules)
    browser = _provide_browser(choice, modules, root, progress)
    progress("toolchain: preparing the fonts")
    fonts = provide_fonts(modules, root)
    for name in (BUNDLE, *font_packages()):
        shutil.rmtree(modules / name, ignore_errors=True)
    slim(modules)
    ready = {
        "browser": None if browser is None else browser.relative_to(root).as_posix(),
        "packages": packages,
        "fonts": [_entry(root, font) for font in fonts],
    }
    (root / READY).write_text(json.dumps(ready, indent=1), encoding="utf-8")


def _provide_browser(choice: BrowserChoice, modules: Path, root: Path, progress: Progress) -> Path | None:
    if choice.kind == "bundled":
        progress("toolchain: unpacking the browser")
        return unpack_bundled(modules / BUNDLE, root)
    if choice.kind == "downloaded":
        progress("toolchain: downloading the browser")
        return download_browser(modules, root)
    return None


def _launch(choice: BrowserChoice, root: Path, progress: Progress) -> None:
    """Launches the browser once and writes down that it starts, and its version."""
    ready = json.loads((root / READY).read_text(encoding="utf-8"))
    browser = choice.path or root / ready["browser"]
    seen = _seen(root, browser)
    if seen.is_file():
        return
    progress("toolchain: starting the browser once")
    version = launch_version(browser, browser_env(choice.kind, root), root / "node_modules")
    temporary = seen.with_suffix(".tmp")
    temporary.write_text(json.dumps({"browser": str(browser), "version": version}), encoding="utf-8")
    temporary.replace(seen)


def _bundle(root: Path, progress: Progress) -> None:
    """Bundles the page where our modules are not those that it was bundled from."""
    if not (root / page_name()).is_dir():
        progress("toolchain: bundling the page that draws")
        build_page(root / "node_modules", root)


def _seen(root: Path, browser: Path) -> Path:
    stat = browser.stat()
    return root / f"browser-{_digest(str(browser), str(stat.st_size), str(stat.st_mtime_ns))[:16]}.json"


@contextmanager
def _locked(root: Path, progress: Progress) -> Iterator[None]:
    """Holds the lock of this toolchain's folder; the system lets go of it when a process dies."""
    from filelock import FileLock, Timeout

    root.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(root.with_name(f"{root.name}.lock"))
    try:
        lock.acquire(timeout=0)
    except Timeout:
        progress("toolchain: another process is installing it; waiting")
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


def _sweep(root: Path) -> None:
    """Removes what killed installations left behind: of this toolchain any, of others what is a day old."""
    for stale in root.parent.glob(f"{_PARTIAL}*"):
        if stale.name.startswith(f"{_PARTIAL}{root.name}-") or stale.stat().st_mtime < time.time() - _DAY:
            shutil.rmtree(stale, ignore_errors=True)


def _entry(root: Path, font: Font) -> dict[str, Any]:
    paths = {
        name: path.relative_to(root).as_posix() for name, path in (("woff2", font.woff2), ("ttf", font.ttf)) if path
    }
    return {**asdict(font), "ttf": None, **paths}


def _font(root: Path, entry: dict[str, Any]) -> Font:
    ttf = entry["ttf"]
    return Font(**{**entry, "woff2": root / entry["woff2"], "ttf": root / ttf if ttf else None})


def _ingredients() -> tuple[str, ...]:
    system = f"{sys.platform}-{machine()}"
    return lock_digest(), node_version(), system, RECIPE, repr(FONTS), fontconfig(Path())


def _digest(*parts: str) -> str:
    return sha256("\0".join(parts).encode()).hexdigest()
