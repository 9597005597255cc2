"""Pixels that differ are counted; what smoothing makes of an edge is not."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from PIL import Image, ImageDraw

from pipeline.compare.pixels import ENOUGH, TOLERANCE, differing_pixels

Draw = Callable[[ImageDraw.ImageDraw], None]


def _png(image: Image.Image) -> bytes:
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def _picture(draw: Draw = lambda canvas: None, size: tuple[int, int] = (300, 200)) -> Image.Image:
    image = Image.new("RGB", size, "#ffffff")
    canvas = ImageDraw.Draw(image)
    canvas.rectangle((20, 20, 120, 80), fill="#3b82f6", outline="#1d4ed8", width=3)
    canvas.line((120, 50, 280, 150), fill="#374151", width=3)
    draw(canvas)
    return image


def _smooth(size: int) -> Image.Image:
    large = Image.new("RGB", (300 * size, 200 * size), "#ffffff")
    canvas = ImageDraw.Draw(large)
    canvas.polygon([(30 * size, 170 * size), (150 * size, 20 * size), (270 * size, 180 * size)], fill="#10b981")
    return large.resize((300, 200), Image.Resampling.BOX)


def test_the_same_picture_has_none() -> None:
    assert differing_pixels(_png(_picture()), _png(_picture())) == 0


@pytest.mark.parametrize(
    ("change", "count"),
    [
        (lambda canvas: canvas.rectangle((200, 20, 209, 29), fill="#ff0000"), 100),
        (lambda canvas: canvas.point((250, 30), fill="#000000"), 1),
        (lambda canvas: canvas.point((299, 199), fill="#000000"), 1),
        (lambda canvas: canvas.point((250, 127), fill="#000000"), 1),
        (lambda canvas: canvas.line((150, 20, 150, 59), fill="#000000", width=1), 40),
    ],
)
def test_what_is_painted_is_counted_both_ways(change: Draw, count: int) -> None:
    old, new = _png(_picture()), _png(_picture(change))
    assert differing_pixels(old, new) == count
    assert differing_pixels(new, old) == count


def test_a_line_in_another_colour_is_counted() -> None:
    other = _picture(lambda canvas: canvas.line((120, 50, 280, 150), fill="#b91c1c", width=3))
    assert differing_pixels(_png(_picture()), _png(other)) > 100


def test_a_lighter_line_is_counted() -> None:
    """Its colour lies between those around it, so only the look from the other side sees it."""
    other = _picture(lambda canvas: canvas.line((120, 50, 280, 150), fill="#9ca3af", width=3))
    assert differing_pixels(_png(_picture()), _png(other)) > 100


def test_edges_smoothed_another_way_are_not() -> None:
    coarse, fine = _png(_smooth(2)), _png(_smooth(8))
    assert _smooth(2).tobytes() != _smooth(8).tobytes()
    assert differing_pixels(coarse, fine) == 0
    assert differing_pixels(fine, coarse) == 0


@pytest.mark.parametrize(("off", "count"), [(TOLERANCE, 0), (TOLERANCE + 1, 100)])
def test_the_tolerance_is_where_it_is_said_to_be(off: int, count: int) -> None:
    grey = 255 - off
    other = _picture(lambda canvas: canvas.rectangle((200, 20, 209, 29), fill=(255, grey, 255)))
    assert differing_pixels(_png(_picture()), _png(other)) == count


def test_what_only_one_picture_has_counts() -> None:
    assert differing_pixels(_png(_picture()), _png(_picture(size=(310, 200)))) == 10 * 200


def test_counting_ends_where_it_says_nothing_more() -> None:
    white, black = (Image.new("RGB", (300, 200), colour) for colour in ("#ffffff", "#000000"))
    assert differing_pixels(_png(white), _png(black)) == ENOUGH
