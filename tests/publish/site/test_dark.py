"""On dark pages the theme's colours keep their contrast: the filter is applied here as a browser applies it."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import html

from pipeline.publish.site.hook import DARK_FILTER
from pipeline.render.theme import load_theme
from pipeline.spec.schema import Schemas

ROOT = Path(__file__).parents[3]
Color = tuple[float, ...]
PAPER, INK = "#ffffff", "#111827"


def turned(color: str) -> Color:
    """A colour as it is seen on a dark page; components from 0 to 1."""
    root = html.fromstring(DARK_FILTER)
    [matrix] = root.iter("fecolormatrix")
    values = [float(value) for value in matrix.get("values").split()]
    given = (*(int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)), 1.0, 1.0)
    mixed = [sum(a * b for a, b in zip(values[row : row + 5], given, strict=True)) for row in (0, 5, 10)]
    exponents = [float(root.find(f".//{name}").get("exponent")) for name in ("fefuncr", "fefuncg", "fefuncb")]
    return tuple(min(1.0, max(0.0, value)) ** exponent for value, exponent in zip(mixed, exponents, strict=True))


def luminance(color: Color) -> float:
    """Relative luminance, WCAG 2.2."""
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in color]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """The contrast of two colours on a dark page."""
    darker, lighter = sorted((luminance(turned(one)), luminance(turned(other))))
    return (lighter + 0.05) / (darker + 0.05)


def test_paper_becomes_black_and_ink_light() -> None:
    """The filter does turn lightness over."""
    assert luminance(turned(PAPER)) < 0.01
    assert luminance(turned("#000000")) > 0.99


@pytest.mark.parametrize(
    ("name", "look"), sorted(load_theme(ROOT / "specs", Schemas(ROOT / "specs/schemas"), ROOT).classes.items())
)
def test_text_and_lines_of_every_class_can_be_told_from_their_ground(name: str, look: dict[str, str]) -> None:
    """Text 4.5 to 1 on its fill, lines 3 to 1 on the page."""
    assert contrast(look.get("text", INK), look.get("fill", PAPER)) >= 4.5, name
    assert contrast(look["stroke"], PAPER) >= 3, name
