"""Fonts are copied, packed, declared to CSS and to Fontconfig, and tell which characters they have."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from pipeline.toolchain.fonts import (
    FONTS,
    covers,
    font_css,
    fontconfig,
    provide_fonts,
    read_sfnt,
    unicode_range,
)
from pipeline.toolchain.model import Font


@pytest.fixture
def provided(tmp_path: Path, font_modules: Callable[[Path], Path]) -> tuple[Font, ...]:
    return provide_fonts(font_modules(tmp_path / "node_modules"), tmp_path)


def test_fonts_come_in_the_order_of_the_table(provided: tuple[Font, ...]) -> None:
    """The first font that has a character draws it, so the order is part of the picture."""
    assert [(font.family, font.weight) for font in provided] == [(entry.family, entry.weight) for entry in FONTS]


def test_every_file_is_there_and_readable(provided: tuple[Font, ...]) -> None:
    """WOFF2 for all of them, TrueType for those that Fontconfig has to find."""
    for font in provided:
        assert TTFont(font.woff2).flavor == "woff2"
        assert (font.ttf is None) == (font.role == "cjk")
        assert font.ttf is None or TTFont(font.ttf).flavor is None


def test_coverage_is_that_of_the_font_file(provided: tuple[Font, ...]) -> None:
    """No font claims a character it lacks or hides one it has."""
    for font in provided:
        characters = set(TTFont(font.woff2).getBestCmap())
        assert characters
        assert {code for code in range(0x5000) if covers(font, code)} == characters


def test_a_woff2_font_reads_as_truetype(provided: tuple[Font, ...]) -> None:
    """Libraries that know no WOFF2 can read every font."""
    (sliced,) = (font for font in provided if font.ttf is None)
    assert set(TTFont(io.BytesIO(read_sfnt(sliced))).getBestCmap()) == {0x4E2D}
    assert read_sfnt(provided[0]) == provided[0].ttf.read_bytes()  # type: ignore[union-attr]


def test_the_stylesheet_points_at_every_font(tmp_path: Path, provided: tuple[Font, ...]) -> None:
    """One rule a font, with a URL that resolves beside the stylesheet."""
    css = (tmp_path / "fonts" / "fonts.css").read_text(encoding="utf-8")
    assert css.count("@font-face") == len(provided)
    urls = re.findall(r'url\("([^"]+)"\)', css)
    assert [tmp_path / "fonts" / url for url in urls] == [font.woff2 for font in provided]
    assert '"Arimo";font-style:normal;font-weight:700' in css


def test_licences_lie_beside_the_stylesheet(tmp_path: Path, provided: tuple[Font, ...]) -> None:
    """Every family's copyright goes with its files."""
    text = (tmp_path / "fonts" / "LICENSE").read_text(encoding="utf-8")
    assert all(f"Copyright of {font.family}" in text for font in provided)


def test_fontconfig_knows_one_folder(tmp_path: Path) -> None:
    """The machine's fonts stay out, also where a path holds characters that XML reserves."""
    parsed = ElementTree.fromstring(fontconfig(tmp_path / "a<b&c"))
    assert [(entry.get("prefix"), entry.text) for entry in parsed.iter("dir")] == [("relative", "fonts/ttf")]
    assert [entry.text for entry in parsed.iter("cachedir")] == [str(tmp_path / "a<b&c" / "fontconfig")]


def test_a_rule_names_family_weight_and_characters(tmp_path: Path) -> None:
    """The text of a rule, once in full."""
    font = Font("Noto X", "100 900", "cjk", tmp_path / "woff2" / "x.woff2", "U+20-7e,U+a0")
    assert font_css([font], tmp_path) == (
        '@font-face{font-family:"Noto X";font-style:normal;font-weight:100 900;'
        'src:url("woff2/x.woff2") format("woff2");unicode-range:U+20-7e,U+a0}\n'
    )


@pytest.mark.parametrize(
    ("codepoints", "text"),
    [([], ""), ([0x41], "U+41"), ([0x43, 0x41, 0x42, 0x41], "U+41-43"), ([1, 3, 4, 9], "U+1,U+3-4,U+9")],
)
def test_runs_of_characters_are_written_short(codepoints: list[int], text: str) -> None:
    """Neighbours join, in whatever order they come."""
    assert unicode_range(codepoints) == text
