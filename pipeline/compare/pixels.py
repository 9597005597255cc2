"""How many pixels of two pictures differ, anti-aliasing left aside.

A pixel counts when its colour, in either picture, lies outside what the other picture has within one pixel around that
place, by more than ``TOLERANCE`` of 255 in any channel. Edges that were smoothed another way, or shifted by a pixel,
lie within; another colour, a line more, or a letter that differs does not.
"""

from __future__ import annotations

import io
from collections.abc import Callable

from PIL import Image, ImageChops

TOLERANCE = 16
"""How far a channel may be off, of 255: about what smoothing differs by between two builds of a browser."""

ENOUGH = 10_000
"""The most that is counted: beyond it a number says nothing that looking does not say better."""

_BAND = 128

Chop = Callable[[Image.Image, Image.Image], Image.Image]


def differing_pixels(before: bytes, after: bytes) -> int:
    """The number of pixels that differ between two PNGs; from ``ENOUGH`` on nobody counts further.

    What only the larger of two sizes has counts in full.
    """
    old, new = _opened(before), _opened(after)
    width, height = min(old.width, new.width), min(old.height, new.height)
    count = max(old.width, new.width) * max(old.height, new.height) - width * height
    for top in range(0, height, _BAND):
        if count >= ENOUGH:
            break
        count += _count(old, new, (top, min(height, top + _BAND)), (width, height))
    return min(count, ENOUGH)


def _opened(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png)).convert("RGB")


def _count(old: Image.Image, new: Image.Image, rows: tuple[int, int], size: tuple[int, int]) -> int:
    """The pixels that differ in some rows."""
    area = ImageChops.difference(_rows(old, rows, size[0]), _rows(new, rows, size[0])).getbbox()
    if area is None:
        return 0
    # The surroundings of the outermost pixels belong to the question, not to the count.
    inner = (area[0], area[1] + rows[0], area[2], area[3] + rows[0])
    outer = (max(0, inner[0] - 1), max(0, inner[1] - 1), min(size[0], inner[2] + 1), min(size[1], inner[3] + 1))
    one, other = old.crop(outer), new.crop(outer)
    over = ImageChops.lighter(_unexplained(one, other), _unexplained(other, one))
    worst = over.getchannel(0)
    for channel in (1, 2):
        worst = ImageChops.lighter(worst, over.getchannel(channel))
    left, top = inner[0] - outer[0], inner[1] - outer[1]
    counted = worst.crop((left, top, left + inner[2] - inner[0], top + inner[3] - inner[1]))
    return sum(counted.histogram()[TOLERANCE + 1 :])


def _rows(image: Image.Image, rows: tuple[int, int], width: int) -> Image.Image:
    return image.crop((0, rows[0], width, rows[1]))


def _unexplained(one: Image.Image, other: Image.Image) -> Image.Image:
    """By how much each channel of ``one`` lies above or below all that ``other`` has around that place."""
    above = ImageChops.subtract(one, _spread(other, ImageChops.lighter))
    below = ImageChops.subtract(_spread(other, ImageChops.darker), one)
    return ImageChops.lighter(above, below)


def _spread(image: Image.Image, chop: Chop) -> Image.Image:
    """The lightest or darkest of each pixel and its eight neighbours; twice along a line is quicker than a filter."""
    for dx, dy in ((1, 0), (0, 1)):
        image = chop(chop(image, _shifted(image, dx, dy)), _shifted(image, -dx, -dy))
    return image


def _shifted(image: Image.Image, dx: int, dy: int) -> Image.Image:
    """The image moved by ``dx``, ``dy``; what comes in from outside is the image itself, so that it changes nothing."""
    moved = image.copy()
    moved.paste(image, (dx, dy))
    return moved
