"""The content-addressed cache: same key, same bytes. What a key names never changes, so entries need no expiry."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pipeline.model import Model
from pipeline.render.svg import Template


def key_of(parts: Mapping[str, Any]) -> str:
    """A key for everything in ``parts``, which has to be all that can change the output."""
    return hashlib.sha256(
        json.dumps(parts, sort_keys=True, ensure_ascii=False).encode("utf-8", "surrogatepass")
    ).hexdigest()


@dataclass(frozen=True, slots=True)
class Drawing:
    """What an engine made of a source: the picture but for title and ids, and the model."""

    template: Template
    model: Model


class Cache:
    """A folder of entries, each written beside its place and renamed, each carrying the digest of its content."""

    def __init__(self, folder: Path, *, fresh: bool = False) -> None:
        """``fresh`` answers nothing from before: what is asked for is made again, and kept."""
        self.folder = folder
        self._fresh = fresh

    def drawing(self, key: str) -> Drawing | None:
        """The drawing under ``key``; None where there is none or the file does not hold what was written."""
        data = self._read(self._path(key, "drawing"))
        if data is None:
            return None
        fields = json.loads(data)
        return Drawing(Template(**fields["template"]), Model.from_json(fields["model"]))

    def put_drawing(self, key: str, drawing: Drawing) -> None:
        """Keeps a drawing."""
        fields = {"template": asdict(drawing.template), "model": drawing.model.to_json()}
        self._write(self._path(key, "drawing"), json.dumps(fields, ensure_ascii=False).encode("utf-8"))

    def png(self, key: str) -> bytes | None:
        """The PNG under ``key``."""
        return self._read(self._path(key, "png"))

    def put_png(self, key: str, data: bytes) -> None:
        """Keeps a PNG."""
        self._write(self._path(key, "png"), data)

    def _path(self, key: str, kind: str) -> Path:
        return self.folder / "objects" / key[:2] / f"{key[2:]}.{kind}"

    def _read(self, path: Path) -> bytes | None:
        if self._fresh:
            return None
        try:
            stored = path.read_bytes()
        except OSError:
            return None
        digest, packed = stored[:32], stored[32:]
        if hashlib.sha256(packed).digest() != digest:
            return None
        return zlib.decompress(packed) if path.suffix == ".drawing" else packed

    @staticmethod
    def _write(path: Path, data: bytes) -> None:
        packed = zlib.compress(data, 1) if path.suffix == ".drawing" else data
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, hashlib.sha256(packed).digest() + packed)


def write_atomically(path: Path, data: bytes) -> None:
    """Writes beside ``path`` and renames: a reader sees the old content or the new, never a part."""
    handle, name = tempfile.mkstemp(prefix=".atlas-", suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def usage(folder: Path) -> tuple[int, int]:
    """How many files the cache holds, and their bytes."""
    sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
    return len(sizes), sum(sizes)
