"""Where ``atlas render`` and a preview of the same project meet, and what is said there.

A command asks at a socket in a folder that only this user can enter, named after the project's root. It sends its words and
what decides who would draw, each ended by a NUL, and closes its side. The answers are lines of JSON: ``accepted`` or
``declined``, then ``progress``, and the report as the last. The command's side is in a hurry: this imports next to nothing.
"""

from __future__ import annotations

import os
import stat

PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

_ENVIRONMENT = ("ATLAS_BROWSER", "ATLAS_TOOLCHAIN_DIR")


def asker() -> tuple[str, ...]:
    """The program that asks, and what of its environment decides which toolchain it draws with."""
    return (PACKAGE, *(os.environ.get(name, "") for name in _ENVIRONMENT))


def packed(cwd: str, words: list[str]) -> bytes:
    """A request: who asks, the folder ``cwd`` it was called in, how many ``words``, and these."""
    return b"".join(os.fsencode(field) + b"\0" for field in (*asker(), cwd, str(len(words)), *words))


def unpacked(request: bytes) -> tuple[tuple[str, ...], str, list[str]]:
    """Who asks, where, with which words. Raises ValueError where the bytes are no request, or not the whole of one."""
    *fields, rest = map(os.fsdecode, request.split(b"\0"))
    length = len(asker())
    words = fields[length + 2 :]
    if len(fields) < length + 2 or rest or fields[length + 1] != str(len(words)):
        raise ValueError("not a request, or not the whole of one")
    return tuple(fields[:length]), fields[length], words


def meeting_point(root: str | os.PathLike[str]) -> str | None:
    """The socket of the project with that root; None where there is no such folder, or no such sockets on this system."""
    if os.name != "posix":
        return None
    try:
        status = os.stat(root)
    except OSError:
        return None
    home = os.environ.get("XDG_RUNTIME_DIR") or os.environ.get("TMPDIR") or "/tmp"
    # A socket's path must be short: which folder it is says as much as its name.
    return os.path.join(home, f"atlas-{os.getuid()}", f"{status.st_dev:x}-{status.st_ino:x}.sock")


def is_private(folder: str | os.PathLike[str]) -> bool:
    """Whether a folder is this user's and nobody else can enter it."""
    try:
        status = os.lstat(folder)
    except OSError:
        return False
    return stat.S_ISDIR(status.st_mode) and status.st_uid == os.getuid() and not status.st_mode & 0o077
