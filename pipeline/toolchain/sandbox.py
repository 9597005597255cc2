"""Whether the browser can lock its pages into a sandbox on this machine."""

from __future__ import annotations

import os
import sys
from functools import cache
from pathlib import Path

from pipeline.errors import ToolchainError
from pipeline.process import run

_SYSCTLS = (
    ("kernel/unprivileged_userns_clone", "0"),
    ("kernel/apparmor_restrict_unprivileged_userns", "1"),
    ("user/max_user_namespaces", "0"),
)
# Containers refuse the call by seccomp, which no file shows: only a try tells. 0x10000000 is CLONE_NEWUSER.
_TRY = "import ctypes, sys; sys.exit(ctypes.CDLL(None).unshare(0x10000000) != 0)"


def sandbox_works() -> bool:
    """Whether the browser's sandbox can be left on: not as root, and on Linux only with user namespaces."""
    return sandbox_obstacle() is None


def sandbox_args() -> tuple[str, ...]:
    """The flags a browser needs here: ``--no-sandbox`` where it would not start otherwise, else nothing."""
    return () if sandbox_works() else ("--no-sandbox",)


@cache
def sandbox_obstacle() -> str | None:
    """Why the sandbox cannot work, None where it can. Starts a short-lived process at the first call."""
    if not sys.platform.startswith("linux"):
        return None
    if os.geteuid() == 0:
        return "running as root"
    for name, forbidding in _SYSCTLS:
        if _sysctl(name) == forbidding:
            return f"{name.replace('/', '.')} is {forbidding}"
    try:
        tried = run([sys.executable, "-c", _TRY], timeout=10, check=False)
    except ToolchainError:
        return "it cannot be tried"
    return None if tried.returncode == 0 else "user namespaces are not allowed here"


def _sysctl(name: str) -> str | None:
    try:
        return Path("/proc/sys", name).read_text(encoding="ascii").strip()
    except OSError:
        return None
