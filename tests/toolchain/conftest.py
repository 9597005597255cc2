"""Small stand-ins for what npm would install: fonts of three glyphs, a browser of a few bytes."""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Callable
from pathlib import Path

import brotli
import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

from pipeline.toolchain.fonts import FONTS, FontFile


@pytest.fixture(autouse=True)
def _own_environment(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test sees the user's choice of browser or folder, but for those of the real toolchain."""
    if request.node.get_closest_marker("browser"):
        return
    for name in ("ATLAS_BROWSER", "ATLAS_TOOLCHAIN_DIR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def write_font() -> Callable[..., None]:
    """Writes a TrueType font that has a square for each of the given characters."""

    def write(path: Path, family: str, characters: str, flavor: str | None = None) -> None:
        names = [f"c{ord(character):x}" for character in characters]
        pen = TTGlyphPen(None)
        for corner, draw in (((0, 0), pen.moveTo), ((0, 500), pen.lineTo), ((500, 500), pen.lineTo)):
            draw(corner)
        pen.closePath()
        glyph = pen.glyph()
        builder = FontBuilder(1000, isTTF=True)
        builder.setupGlyphOrder([".notdef", *names])
        builder.setupCharacterMap({ord(character): name for character, name in zip(characters, names, strict=True)})
        builder.setupGlyf(dict.fromkeys([".notdef", *names], glyph))
        builder.setupHorizontalMetrics(dict.fromkeys([".notdef", *names], (600, 0)))
        builder.setupHorizontalHeader(ascent=800, descent=-200)
        builder.setupNameTable({"familyName": family, "styleName": "Regular"})
        builder.setupOS2()
        builder.setupPost()
        builder.font.flavor = flavor
        path.parent.mkdir(parents=True, exist_ok=True)
        builder.save(path)

    return write


@pytest.fixture
def font_modules(tmp_path: Path, write_font: Callable[..., None]) -> Callable[[Path], Path]:
    """Fills a node_modules folder with the packages that ``FONTS`` names."""

    def fill(modules: Path) -> Path:
        for entry in FONTS:
            package = modules / entry.package
            if isinstance(entry, FontFile):
                write_font(package / entry.file, entry.family, "Ab→")
            else:
                write_font(package / entry.file.format(slice="4"), entry.family, "中", "woff2")
                (package / entry.table).write_text(json.dumps({"[4]": "U+4e2d"}), encoding="utf-8")
            (package / "LICENSE_FONT").write_text(f"Copyright of {entry.family}", encoding="utf-8")
        return modules

    return fill


@pytest.fixture
def bundle() -> Callable[[Path], Path]:
    """Writes the npm package that carries the browser."""

    def write(package: Path) -> Path:
        (package / "bin").mkdir(parents=True)
        (package / "bin" / "chromium.br").write_bytes(brotli.compress(b"#!/bin/sh\necho a browser\n"))
        for name, member in (("swiftshader", "./libEGL.so"), ("al2023", "lib/libnss3.so")):
            packed = io.BytesIO()
            with tarfile.open(fileobj=packed, mode="w") as tar:
                info = tarfile.TarInfo(member)
                info.size, info.mode = 3, 0o755
                tar.addfile(info, io.BytesIO(b"elf"))
            (package / "bin" / f"{name}.tar.br").write_bytes(brotli.compress(packed.getvalue()))
        return package

    return write
