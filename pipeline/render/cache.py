"""The content-addressed cache: same key, same bytes. What a key names never changes, so entries need no expiry."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from pipeline.errors import OutputError
from pipeline.model import Model
from pipeline.render.atomic import write_atomically
from pipeline.render.safety import UnsafeSvg, verify
from pipeline.render.svg import Template

# No drawing unpacks to more; a file that says so was not written by this program.
_LARGEST = 100_000_000


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
        """The drawing under ``key``; None where there is none or the file does not hold what was written.

        A digest tells accidents, not intent: a cache may have come with somebody's branch. What comes out of it is held
        against the same allow-list as what comes out of an engine.
        """
        data = self._read(self._path(key, "drawing"))
        if data is None:
            return None
        try:
            fields = orjson.loads(data)
            drawing = Drawing(Template(**fields["template"]), Model.from_json(fields["model"]))
            verify(drawing.template.text)
        except (ValueError, TypeError, KeyError, RecursionError, UnsafeSvg):
            return None
        return drawing

    def put_drawing(self, key: str, drawing: Drawing) -> None:
        """Keeps a drawing."""
        self._write(self._path(key, "drawing"), orjson.dumps(drawing))

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
        return _unpack(packed) if path.suffix == ".drawing" else packed

    def _write(self, path: Path, data: bytes) -> None:
        packed = zlib.compress(data, 1) if path.suffix == ".drawing" else data
        try:
            write_atomically(path, hashlib.sha256(packed).digest() + packed, self.folder)
        except OSError as error:
            raise OutputError(
                f"cannot write {path}: {error.strerror or error}", "make room, or clear the cache"
            ) from error


def _unpack(packed: bytes) -> bytes | None:
    unpacker = zlib.decompressobj()
    try:
        data = unpacker.decompress(packed, _LARGEST)
    except zlib.error:
        return None
    return data if unpacker.eof else None


def usage(folder: Path) -> tuple[int, int]:
    """How many files the cache holds, and their bytes."""
    sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
    return len(sizes), sum(sizes)
