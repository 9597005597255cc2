"""Files that are there whole or not at all."""

from __future__ import annotations

import errno
import os
import tempfile
from pathlib import Path

from pipeline.render.occupancy import TEMPORARY


def write_atomically(path: Path, data: bytes, home: Path) -> None:
    """Writes beside ``path`` and renames: a reader sees the old content or the new, never a part.

    Makes the folders that are missing. Raises OSError where it cannot, and where a link would lead out of ``home``.
    """
    parent, inside = os.path.realpath(path.parent), os.path.realpath(home)
    if parent != inside and not parent.startswith(inside + os.sep):
        raise OSError(errno.ELOOP, f"a link leads out of {home}")
    path.parent.mkdir(parents=True, exist_ok=True)
    prefix, suffix = TEMPORARY
    handle, name = tempfile.mkstemp(prefix=prefix, suffix=suffix, dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
