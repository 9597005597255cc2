"""The cache: same key, same bytes; what was not written by this program is as good as absent."""

from __future__ import annotations

import hashlib
import json
import zlib
from pathlib import Path

import pytest

from pipeline.errors import OutputError
from pipeline.model import Model, Node
from pipeline.render.atomic import write_atomically
from pipeline.render.cache import Cache, Drawing, key_of, usage
from pipeline.render.svg import Template

KEY = key_of({"a": 1})
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9"/></svg>'
DRAWING = Drawing(Template(SVG, 9.0, 9.0, "\u0e01"), Model("dot", nodes=(Node("a", "A", box=(1.0, 2.0, 3.0, 4.0)),)))


def _file(folder: Path, kind: str) -> Path:
    (found,) = folder.rglob(f"*.{kind}")
    return found


def _store(path: Path, packed: bytes) -> None:
    path.write_bytes(hashlib.sha256(packed).digest() + packed)


def test_what_is_put_is_got(tmp_path: Path) -> None:
    """Drawings with their models, and PNGs; a key that nobody put has nothing."""
    cache = Cache(tmp_path)
    cache.put_drawing(KEY, DRAWING)
    cache.put_png(KEY, b"png")
    assert Cache(tmp_path).drawing(KEY) == DRAWING
    assert Cache(tmp_path).png(KEY) == b"png"
    assert Cache(tmp_path).drawing(key_of({"a": 2})) is None
    assert Cache(tmp_path).png(key_of({"a": 2})) is None


def test_a_fresh_cache_answers_nothing_and_keeps(tmp_path: Path) -> None:
    """``--no-cache`` draws again; the next run has what it drew."""
    fresh = Cache(tmp_path, fresh=True)
    fresh.put_drawing(KEY, DRAWING)
    assert fresh.drawing(KEY) is None
    assert Cache(tmp_path).drawing(KEY) == DRAWING


def test_keys_depend_on_everything_and_on_no_order() -> None:
    """The order of settings does not matter, their values and the lone halves of pairs do."""
    assert key_of({"a": 1, "b": 2}) == key_of({"b": 2, "a": 1})
    assert key_of({"a": 1}) != key_of({"a": "1"})
    assert key_of({"a": "\ud800"}) != key_of({"a": "\ud801"})


@pytest.mark.parametrize("cut", [0, 10, 32, 40])
def test_a_cut_file_counts_as_absent(tmp_path: Path, cut: int) -> None:
    """Wherever it was cut."""
    cache = Cache(tmp_path)
    cache.put_drawing(KEY, DRAWING)
    cache.put_png(KEY, b"x" * 100)
    for kind in ("drawing", "png"):
        path = _file(tmp_path, kind)
        path.write_bytes(path.read_bytes()[:cut])
    assert cache.drawing(KEY) is None
    assert cache.png(KEY) is None


@pytest.mark.parametrize(
    "content",
    [
        b"not packed",
        zlib.compress(b"\xff not JSON"),
        zlib.compress(b"[" * 100_000),
        zlib.compress(b"{}"),
        zlib.compress(json.dumps({"template": {"text": SVG}, "model": {}}).encode()),
        zlib.compress(json.dumps({"template": 7, "model": 8}).encode()),
    ],
)
def test_a_digest_that_is_right_is_not_enough(tmp_path: Path, content: bytes) -> None:
    """What is no drawing of this program's counts as absent, whatever its digest says."""
    cache = Cache(tmp_path)
    cache.put_drawing(KEY, DRAWING)
    _store(_file(tmp_path, "drawing"), content)
    assert cache.drawing(KEY) is None


@pytest.mark.parametrize(
    "evil",
    [
        "<script>alert(1)</script>",
        '<rect onclick="x"/>',
        '<a href="http://x"/>',
        "<image/>",
        "<?xml-stylesheet href='x'?>",
        "<!-- -->",
    ],
)
def test_what_acts_does_not_come_out(tmp_path: Path, evil: str) -> None:
    """A drawing from the cache is held against the same allow-list as an engine's."""
    cache = Cache(tmp_path)
    cache.put_drawing(KEY, Drawing(Template(SVG.replace("</svg>", f"{evil}</svg>"), 9, 9, ""), DRAWING.model))
    assert cache.drawing(KEY) is None
    outside = Drawing(Template(f"{SVG}{evil}", 9, 9, ""), DRAWING.model)
    cache.put_drawing(KEY, outside)
    assert cache.drawing(KEY) is None


def test_a_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Packed data that grows beyond every drawing is given up."""
    monkeypatch.setattr("pipeline.render.cache._LARGEST", 1_000)
    cache = Cache(tmp_path)
    cache.put_drawing(KEY, DRAWING)
    assert cache.drawing(KEY) == DRAWING
    _store(_file(tmp_path, "drawing"), zlib.compress(b" " * 100_000))
    assert cache.drawing(KEY) is None


def test_a_cache_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    """With the path, as a fault of the machine."""
    (tmp_path / "objects").write_text("a file")
    with pytest.raises(OutputError, match=r"cannot write .*objects"):
        Cache(tmp_path).put_png(KEY, b"x")


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither half of the new content nor a temporary file."""

    def fail(source: str, target: str) -> None:
        raise OSError(28, "No space left on device")

    path = tmp_path / "file"
    write_atomically(path, b"old", tmp_path)
    monkeypatch.setattr("os.replace", fail)
    with pytest.raises(OSError, match="No space"):
        write_atomically(path, b"new", tmp_path)
    assert [(item.name, item.read_bytes()) for item in tmp_path.iterdir()] == [("file", b"old")]


def test_usage_counts_files_and_bytes(tmp_path: Path) -> None:
    """Of all folders below."""
    write_atomically(tmp_path / "a" / "b", b"123", tmp_path)
    write_atomically(tmp_path / "c", b"4567", tmp_path)
    assert usage(tmp_path) == (2, 7)
