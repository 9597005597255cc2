"""A verdict is the weightiest difference; what cannot be seen is none; other versions are blamed where they did it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from pipeline.compare.fingerprint import Fingerprint, simplified
from pipeline.compare.judgement import judge
from pipeline.compare.verdict import Verdict
from pipeline.model import Model

Make = Callable[..., Fingerprint]
OTHER = {"svg": "3" * 64, "png": "4" * 64}


def _never() -> int | None:
    raise AssertionError("nobody needs the pixels")


def test_equal_fingerprints_are_the_same(fingerprint: Make) -> None:
    assert judge(fingerprint(), fingerprint(), _never).verdict is Verdict.SAME


def test_another_svg_that_paints_the_same_png_is_the_same(fingerprint: Make) -> None:
    assert judge(fingerprint(), fingerprint(svg="3" * 64), _never).verdict is Verdict.SAME


@pytest.mark.parametrize(
    ("pixels", "verdict", "words"),
    [
        (0, Verdict.SAME, ()),
        (1, Verdict.REPAINTED, ("1 pixel differs",)),
        (1200, Verdict.REPAINTED, ("1,200 pixels differ",)),
        (10_000, Verdict.REPAINTED, ("10,000 or more pixels differ",)),
        (None, Verdict.REPAINTED, ("painted differently",)),
    ],
)
def test_pixels_decide_where_nothing_else_differs(
    fingerprint: Make, pixels: int | None, verdict: Verdict, words: tuple[str, ...]
) -> None:
    found = judge(fingerprint(), fingerprint(**OTHER), lambda: pixels)
    assert (found.verdict, found.changes, found.pixels) == (verdict, words, pixels)


def test_another_painting_of_the_same_svg_says_so(fingerprint: Make) -> None:
    found = judge(fingerprint(), fingerprint(png="4" * 64), lambda: None)
    assert found.changes == ("painted differently from the same SVG",)


def test_the_title_is_a_label(fingerprint: Make) -> None:
    found = judge(fingerprint(), fingerprint(svg="3" * 64, title="Another title"), _never)
    assert (found.verdict, found.changes) == (Verdict.RELABELLED, ("title: Title → Another title",))


def test_a_title_that_stands_for_the_description_is_told_once(fingerprint: Make) -> None:
    found = judge(fingerprint(description="Title"), fingerprint(title="New", description="New"), _never)
    assert found.changes == ("title: Title → New",)


def _moved(model: Model) -> Model:
    return replace(model, nodes=(replace(model.nodes[0], box=(50, 40, 80, 40)), *model.nodes[1:]))


def test_other_versions_are_blamed_for_another_picture_of_the_same_source(
    fingerprint: Make, architecture: Model
) -> None:
    newer = {"browser": "Chrome/1", "mermaid": "12.4.0"}
    moved = fingerprint(simplified(_moved(architecture)), toolchain=newer, **OTHER)
    found = judge(fingerprint(), moved, _never)
    assert found.verdict is Verdict.TOOLCHAIN_CHANGED
    assert found.changes == ("mermaid 12.3.0 → 12.4.0", "API: 30 px right")


def test_where_versions_are_compared_nobody_is_blamed(fingerprint: Make, architecture: Model) -> None:
    moved = fingerprint(_moved(architecture), toolchain={"mermaid": "12.4.0"}, **OTHER)
    assert judge(fingerprint(), moved, _never, blame_toolchain=False).verdict is Verdict.MOVED


def test_an_author_who_changed_the_source_is_not_excused_by_versions(fingerprint: Make, architecture: Model) -> None:
    moved = fingerprint(_moved(architecture), toolchain={"mermaid": "12.4.0"}, source="f" * 16, **OTHER)
    assert judge(fingerprint(), moved, _never).verdict is Verdict.MOVED


def test_other_versions_that_draw_the_same_picture_are_no_difference(fingerprint: Make) -> None:
    assert judge(fingerprint(), fingerprint(toolchain={"mermaid": "12.4.0"}), _never).verdict is Verdict.SAME
