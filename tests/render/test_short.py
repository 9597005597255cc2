"""What the page shortens beforehand is what Python's steps would make of it."""

from __future__ import annotations

import random

from pipeline.render.compact import number
from tests.render.conftest import call_in_node


def _shortened(*texts: str) -> list[str | None]:
    return call_in_node("shortened", "svg_short.mjs", texts)


def test_numbers_are_rounded_as_python_does() -> None:
    """Also those that lie in the middle of two hundredths, very small and very large ones."""
    dice = random.Random(20261128)
    values = [dice.randint(-80_000, 80_000) / 8 for _ in range(4_000)]
    values += [dice.uniform(-3_000, 3_000) for _ in range(4_000)]
    values += [dice.uniform(-1, 1) * 10.0 ** dice.randint(-6, 6) for _ in range(2_000)]
    texts = [f"{value:.9f}" for value in values] + ["-0.001", ".005", "-.0049", "0.995", "99.995", "2.675", "0.0001e-7"]
    short = _shortened(*(f'<g x="{text}"/>' for text in texts))
    assert short == [f'<g x="{number(float(text))}"/>' for text in texts]


def test_data_goes_and_what_a_style_asks_for_stays() -> None:
    """The look of a drawing is asked for by the program itself."""
    before = '<g data-id="1" data-look="neo" data-et="x" class="a"/><style>[data-id="1"]{fill:red}</style>'
    assert _shortened(before, '<g data-id="1" data-look="neo"/>') == [
        before.replace(' data-et="x"', ""),
        '<g data-look="neo"/>',
    ]


def test_only_coordinates_are_rounded() -> None:
    """Neither words nor what is no coordinate; of a transform the move alone."""
    text = (
        '<g transform="translate(1.2345, -6.7890) scale(1.23456)" stroke-width="1.2345"/>'
        '<text y="1.0004" font-size="1.2345">x="1.2345" data-id="1"</text>'
    )
    assert _shortened(text) == [
        text.replace("translate(1.2345, -6.7890)", "translate(1.23, -6.79)").replace('y="1.0004"', 'y="1"')
    ]


WORD = '<tspan font-style="normal" class="text-inner-tspan" font-weight="normal">word</tspan>'


def test_words_do_not_say_that_they_are_normal() -> None:
    """Nor that they are words, where no style asks for it."""
    row = '<tspan class="text-outer-tspan row" x="0" dy="1.1em">'
    assert _shortened(f"{row}{WORD}{WORD}</tspan>") == [
        '<tspan x="0" dy="1.1em"><tspan>word</tspan><tspan>word</tspan></tspan>'
    ]


def test_words_say_what_makes_a_difference() -> None:
    """One of them, or what they stand in, is bold or slanted; a style asks for their class."""
    bold = WORD.replace('weight="normal"', 'weight="bold"')
    unstyled = WORD.replace(' class="text-inner-tspan"', "")
    for before in (bold, '<g style="font-weight:600"/>', "<style>.a{font-style:italic}</style>"):
        assert _shortened(before + WORD) == [before.replace(' class="text-inner-tspan"', "") + unstyled]
    for before in ("<style>.text-inner-tspan{fill:red}</style>", '<style>[class^="text"]{fill:red}</style>'):
        assert _shortened(before + WORD) == [before + '<tspan class="text-inner-tspan">word</tspan>']
