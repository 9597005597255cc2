"""The fonts: which ones, copied out of their npm packages, packed as WOFF2, declared to CSS and to Fontconfig.

A picture must not depend on what the machine has installed, so the browser sees these fonts and no others. Text is set
in Arimo (the widths of Arial); what it lacks is looked for in the others, in the order of ``FONTS``.
"""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from pathlib import Path

from pipeline.toolchain.model import Font, FontRole

FONTS_FOLDER = "fonts"
FONTCONFIG = "fonts.conf"


@dataclass(frozen=True, slots=True)
class FontFile:
    """A TrueType file of an npm package."""

    family: str
    weight: str
    role: FontRole
    package: str
    file: str


@dataclass(frozen=True, slots=True)
class SlicedFont:
    """An npm package that holds a font as WOFF2 slices, with a table of the characters of each."""

    family: str
    weight: str
    role: FontRole
    package: str
    table: str
    file: str
    """Name of a slice's file; ``{slice}`` stands for its key in the table, without brackets."""


FONTS: tuple[FontFile | SlicedFont, ...] = (
    FontFile("Arimo", "400", "text", "@expo-google-fonts/arimo", "400Regular/Arimo_400Regular.ttf"),
    FontFile("Arimo", "700", "text", "@expo-google-fonts/arimo", "700Bold/Arimo_700Bold.ttf"),
    FontFile(
        "Noto Sans Math",
        "400",
        "symbols",
        "@expo-google-fonts/noto-sans-math",
        "400Regular/NotoSansMath_400Regular.ttf",
    ),
    FontFile(
        "Noto Sans Symbols",
        "400",
        "symbols",
        "@expo-google-fonts/noto-sans-symbols",
        "400Regular/NotoSansSymbols_400Regular.ttf",
    ),
    FontFile(
        "Noto Sans Symbols 2",
        "400",
        "symbols",
        "@expo-google-fonts/noto-sans-symbols-2",
        "400Regular/NotoSansSymbols2_400Regular.ttf",
    ),
    FontFile("Noto Emoji", "400", "emoji", "@expo-google-fonts/noto-emoji", "400Regular/NotoEmoji_400Regular.ttf"),
    SlicedFont(
        "Noto Sans SC",
        "100 900",
        "cjk",
        "@fontsource-variable/noto-sans-sc",
        "unicode.json",
        "files/noto-sans-sc-{slice}-wght-normal.woff2",
    ),
)


def font_packages() -> tuple[str, ...]:
    """The npm packages that hold the fonts, each once."""
    return tuple(dict.fromkeys(entry.package for entry in FONTS))


def provide_fonts(modules: Path, root: Path) -> tuple[Font, ...]:
    """Copies and packs every font into ``root``/fonts and writes fonts.css and LICENSE; gives the fonts."""
    from concurrent.futures import ThreadPoolExecutor

    folder = root / FONTS_FOLDER
    (folder / "ttf").mkdir(parents=True)
    (folder / "woff2").mkdir()
    # Most of the time goes into Brotli, which lets go of the interpreter's lock.
    pool = ThreadPoolExecutor()
    try:
        fonts = tuple(chain.from_iterable(pool.map(lambda entry: _provide(entry, modules, folder), FONTS)))
    finally:
        pool.shutdown(cancel_futures=True)
    (folder / "fonts.css").write_text(font_css(fonts, folder), encoding="utf-8")
    (folder / "LICENSE").write_text(_licenses(modules), encoding="utf-8")
    return fonts


def font_css(fonts: Iterable[Font], folder: Path) -> str:
    """One @font-face rule a font, its URL relative to ``folder``; a browser loads a font only for its characters."""
    return "".join(
        f'@font-face{{font-family:"{font.family}";font-style:normal;font-weight:{font.weight};'
        f'src:url("{font.woff2.relative_to(folder).as_posix()}") format("woff2");unicode-range:{font.unicode_range}}}\n'
        for font in fonts
    )


def fontconfig(root: Path) -> str:
    """A Fontconfig configuration for ``root`` that knows our fonts and nothing else; every generic family is Arimo."""
    return f"""<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir prefix="relative">{FONTS_FOLDER}/ttf</dir>
  <cachedir>{_xml(str(root / "fontconfig"))}</cachedir>
  <match target="pattern"><edit name="family" mode="append_last"><string>Arimo</string></edit></match>
  <match target="font">
    <edit name="antialias" mode="assign"><bool>true</bool></edit>
    <edit name="hinting" mode="assign"><bool>false</bool></edit>
    <edit name="autohint" mode="assign"><bool>false</bool></edit>
    <edit name="rgba" mode="assign"><const>none</const></edit>
  </match>
</fontconfig>
"""


def covers(font: Font, codepoint: int) -> bool:
    """Whether the font has a character, told from its ``unicode_range``: no file is opened."""
    return any(first <= codepoint <= last for first, last in _ranges(font.unicode_range))


def read_sfnt(font: Font) -> bytes:
    """The font as an uncompressed TrueType file, the form that font libraries read."""
    if font.ttf is not None:
        return font.ttf.read_bytes()
    from fontTools.ttLib import TTFont

    unpacked = io.BytesIO()
    opened = TTFont(font.woff2, recalcTimestamp=False)
    opened.flavor = None
    opened.save(unpacked)
    return unpacked.getvalue()


def unicode_range(codepoints: Iterable[int]) -> str:
    """Characters in CSS notation, such as ``U+20-7e,U+a0``."""
    return ",".join(f"U+{a:x}" if a == b else f"U+{a:x}-{b:x}" for a, b in _runs(sorted(set(codepoints))))


def _provide(entry: FontFile | SlicedFont, modules: Path, folder: Path) -> list[Font]:
    package = modules / entry.package
    if isinstance(entry, FontFile):
        ttf = folder / "ttf" / Path(entry.file).name
        shutil.copyfile(package / entry.file, ttf)
        woff2 = (folder / "woff2" / ttf.name).with_suffix(".woff2")
        return [Font(entry.family, entry.weight, entry.role, woff2, _pack(ttf, woff2), ttf)]
    slices = []
    for key, characters in json.loads((package / entry.table).read_text(encoding="utf-8")).items():
        source = package / entry.file.format(slice=key.strip("[]"))
        target = folder / "woff2" / source.name
        shutil.copyfile(source, target)
        slices.append(Font(entry.family, entry.weight, entry.role, target, characters))
    return slices


def _pack(ttf: Path, woff2: Path) -> str:
    """Writes the font as WOFF2 and returns its characters in CSS notation."""
    from fontTools.ttLib import TTFont

    font = TTFont(ttf, recalcTimestamp=False)
    characters = unicode_range(font.getBestCmap())
    font.flavor = "woff2"
    font.save(woff2)
    return characters


def _licenses(modules: Path) -> str:
    texts = []
    for package in font_packages():
        folder = modules / package
        found = next((folder / name for name in ("LICENSE_FONT", "LICENSE") if (folder / name).is_file()), None)
        if found is not None:
            families = ", ".join(dict.fromkeys(entry.family for entry in FONTS if entry.package == package))
            texts.append(f"{families}\n\n{found.read_text(encoding='utf-8').strip()}\n")
    return "\n\n".join(texts)


def _runs(codepoints: list[int]) -> Iterator[tuple[int, int]]:
    start = previous = None
    for codepoint in codepoints:
        if start is None or previous is None:
            start = codepoint
        elif codepoint != previous + 1:
            yield start, previous
            start = codepoint
        previous = codepoint
    if start is not None and previous is not None:
        yield start, previous


@lru_cache(maxsize=256)
def _ranges(text: str) -> tuple[tuple[int, int], ...]:
    ranges = []
    for part in filter(None, text.split(",")):
        first, _, last = part.strip()[2:].partition("-")
        ranges.append((int(first, 16), int(last or first, 16)))
    return tuple(ranges)


def _xml(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
