"""Walking a folder: sorted, without hidden, installed or foreign files."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator

_SKIPPED = frozenset({"node_modules", "__pycache__", "venv", "site-packages"})


def walk(folder: str, root: str, exclude: Collection[str] = ()) -> Iterator[str]:
    """The absolute path of every file below ``folder``, folder by folder in the order of names.

    Left out: names that begin with a dot, installed packages, folders in ``exclude``, links to folders (what they lead
    to is either walked anyway or lies elsewhere), and links to files that lie outside both ``folder`` and ``root``.
    """
    homes = tuple(os.path.realpath(home).rstrip(os.sep) + os.sep for home in (folder, root))
    stack = [folder]
    while stack:
        inner: list[str] = []
        for entry in _entries(stack.pop()):
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                if entry.name not in _SKIPPED and entry.path not in exclude:
                    inner.append(entry.path)
            elif entry.is_file() and (not entry.is_symlink() or os.path.realpath(entry.path).startswith(homes)):
                yield entry.path
        stack += reversed(inner)


def _entries(folder: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except OSError:
        return []  # removed meanwhile, or not ours to read: nothing of it can be drawn
