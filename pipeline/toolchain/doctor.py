"""The doctor: looks at every part of the toolchain and says what to do where one is missing."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from pipeline.errors import AtlasError
from pipeline.process import run
from pipeline.toolchain.browser import choose_browser, launch_version
from pipeline.toolchain.installation import locate, toolchain_root, toolchains_folder
from pipeline.toolchain.model import Check, Toolchain, ToolchainSettings
from pipeline.toolchain.node import locate_node
from pipeline.toolchain.sandbox import sandbox_obstacle

_SETUP = "run: atlas setup"
_COMMAND_SECONDS = 20.0


def doctor(settings: ToolchainSettings) -> tuple[Check, ...]:
    """One check a part, in the order in which they depend on each other. Launches the browser; installs nothing."""
    toolchain, checks = None, [_python(), _guarded("Node", _node)]
    try:
        toolchain = locate(settings)
    except AtlasError as error:
        checks.append(Check("toolchain", False, detail=error.message, fix=error.hint or _SETUP))
    else:
        checks.append(_installed(settings, toolchain))
    if toolchain is not None:
        checks.extend(_parts(toolchain))
    checks.extend([_sandbox(), _guarded("cache folder", lambda: _cache_folder(settings)), _dot()])
    return tuple(checks)


def _python() -> Check:
    ok = sys.version_info >= (3, 11)
    return Check("Python", ok, platform.python_version(), sys.executable, "" if ok else "use Python 3.11 or newer")


def _node() -> Check:
    # The wheel's word for its version is not enough here: a wheel for another system installs, and does not run.
    node = locate_node()
    version = run([node, "--version"], timeout=_COMMAND_SECONDS).text.strip().removeprefix("v")
    return Check("Node", True, version, str(node))


def _installed(settings: ToolchainSettings, toolchain: Toolchain | None) -> Check:
    if toolchain is not None:
        return Check("toolchain", True, detail=str(toolchain.root))
    browser = choose_browser(settings)
    where = f"browser {browser.path}" if browser.path else f"{browser.kind} browser"
    return Check("toolchain", False, detail=f"not set up in {toolchain_root(settings)} ({where})", fix=_SETUP)


def _parts(toolchain: Toolchain) -> Iterator[Check]:
    for name, version in toolchain.versions.items():
        if name in ("node", "browser"):
            continue
        provided = not (toolchain.modules / name).is_dir()
        yield Check(name, True, version, "unpacked" if provided else str(toolchain.modules / name))
    yield _guarded("browser", lambda: _browser(toolchain))
    missing = [font.woff2.name for font in toolchain.fonts if not font.woff2.is_file()]
    families = ", ".join(dict.fromkeys(font.family for font in toolchain.fonts))
    if missing or not toolchain.fonts:
        detail = f"missing: {', '.join(missing[:5]) or 'all'}"
        yield Check("fonts", False, detail=detail, fix=f"remove {toolchain.root} and {_SETUP}")
    else:
        yield Check("fonts", True, detail=families)


def _browser(toolchain: Toolchain) -> Check:
    version = launch_version(toolchain.browser, toolchain.browser_env, toolchain.modules)
    return Check("browser", True, version, f"{toolchain.browser_kind}: {toolchain.browser}")


def _sandbox() -> Check:
    obstacle = sandbox_obstacle()
    if obstacle is None:
        return Check("browser sandbox", True, detail="on")
    fix = "run as another user" if "root" in obstacle else "allow unprivileged user namespaces"
    return Check("browser sandbox", None, detail=f"off: {obstacle}", fix=f"{fix}; pictures are the same without it")


def _cache_folder(settings: ToolchainSettings) -> Check:
    folder = toolchains_folder(settings)
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    writable = os.access(existing, os.W_OK | os.X_OK) and existing.is_dir()
    detail = f"{folder}, {_size(folder) / 1e6:.0f} MB"
    fix = "" if writable else f"make {existing} writable, or set ATLAS_TOOLCHAIN_DIR"
    return Check("cache folder", writable, detail=detail, fix=fix)


def _dot() -> Check:
    found = shutil.which("dot")
    if found is None:
        return Check("dot", None, detail='not installed; only the setting graphviz = "dot" needs it')
    return _guarded("dot", lambda: _dot_version(found))


def _dot_version(path: str) -> Check:
    # dot writes its version to stderr: "dot - graphviz version 2.43.0 (0)"
    words = run([path, "-V"], timeout=_COMMAND_SECONDS).stderr.split()
    return Check("dot", True, words[4] if len(words) > 4 else "", path)


def _guarded(name: str, check: Callable[[], Check]) -> Check:
    try:
        return check()
    except AtlasError as error:
        return Check(name, False, detail=error.message, fix=error.hint or "")


def _size(folder: Path) -> int:
    total = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.lstat(os.path.join(parent, name)).st_size
            except OSError:
                continue
    return total
