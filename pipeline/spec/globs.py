"""Glob patterns over paths with forward slashes or the system's separator: ``*``, ``**``, ``?``, ``[…]``."""

from __future__ import annotations

import os
import re
from collections.abc import Callable

_PART = re.compile(r"\*\*/|\*\*|\*|\?|\[!?\]?[^\]]*\]|[^*?\[]+|\[")


def is_glob(text: str) -> bool:
    """Whether ``text`` holds a wildcard."""
    return any(character in text for character in "*?[")


def split(pattern: str) -> tuple[str, str]:
    """The folders before the first wildcard, the only place where a match can be, and the rest of the pattern."""
    folder = pattern
    while is_glob(folder):
        folder = os.path.dirname(folder)
    return folder, pattern[len(folder) :].lstrip("/" + os.sep)


def compile_glob(pattern: str) -> Callable[[str], bool]:
    """A test for relative paths: true where the whole path matches, or the path of a folder above it.

    Unlike in fnmatch ``*`` stays within a folder; ``**`` crosses folders.
    """
    parts = _PART.findall(pattern.replace(os.sep, "/"))
    expression = re.compile("".join(map(_expression, parts)) + r"(?:/.*)?", re.DOTALL)
    return lambda path: expression.fullmatch(path.replace(os.sep, "/")) is not None


def _expression(part: str) -> str:
    if part == "**/":
        return "(?:.*/)?"
    if part == "**":
        return ".*"
    if part == "*":
        return "[^/]*"
    if part == "?":
        return "[^/]"
    if part.startswith("[") and len(part) > 1:
        negated = part[1] == "!"
        inside = re.sub(r"([\\\[\]^&~|])", r"\\\1", part[2 if negated else 1 : -1])
        return f"[{'^' if negated else ''}{inside}]" if inside else re.escape(part)
    return re.escape(part)
