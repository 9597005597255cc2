"""Each character comes from the first font that has it, and a font holds no other."""

from __future__ import annotations

import base64
import io
import re

from fontTools.ttLib import TTFont

from pipeline.render.fonts import FontStack, embed


def _characters(css: str) -> list[set[int]]:
    files = [base64.b64decode(data) for data in re.findall(r"base64,([^)]*)\)", css)]
    return [set(TTFont(io.BytesIO(file)).getBestCmap()) for file in files]


def test_a_subset_holds_exactly_the_characters(fonts: FontStack) -> None:
    """Regular and bold each their own."""
    embedded = embed(fonts, "F", "Kafka", "K")
    assert _characters(embedded.css) == [set(map(ord, "Kafk")) | {ord("a")}, {ord("K")}]
    assert embedded.families == ("F",)


def test_symbols_emoji_and_cjk_come_from_further_fonts(fonts: FontStack) -> None:
    """Their families are named behind the first."""
    embedded = embed(fonts, "F", "a✓🚀日本", "")
    assert embedded.missing == ""
    assert len(embedded.families) >= 3
    assert set().union(*_characters(embedded.css)) == set(map(ord, "a✓🚀日本"))


def test_a_character_without_a_font_is_reported(fonts: FontStack) -> None:
    """Thai is in none of them; white space and joiners need no glyph."""
    assert embed(fonts, "F", "ก a\n\u200b", "").missing == "ก"


def test_the_same_text_gives_the_same_bytes(fonts: FontStack) -> None:
    """In any order of its characters."""
    assert embed(fonts, "F", "abc", "") == embed(fonts, "F", "cba", "")


def test_the_stack_names_every_family_once(fonts: FontStack) -> None:
    """Layout uses the same fonts as the picture."""
    names = fonts.css.split(", ")
    assert names[0] == "Arimo"
    assert names[-1] == "sans-serif"
    assert len(names) == len(set(names))
