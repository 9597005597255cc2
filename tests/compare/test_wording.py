"""What differs between two texts is told with a few words around it."""

from __future__ import annotations

import pytest

from pipeline.compare.wording import replaced, shifted, shortened


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("p99 15 ms", "p99 20 ms", "p99 15 ms → 20 ms"),
        ("API", "Gateway", "API → Gateway"),
        ("", "Gateway", "nothing → Gateway"),
        ("a b", "a x b", "a b → a x b"),
        ("one\ntwo", "one\nthree", "one two → three"),
        ("a b c d e f g h", "a b c d X f g h", "… b c d e f g … → X f g …"),
        ("a a", "a a a", "a a → a a a"),
        ("same", "same", "same → same"),
    ],
)
def test_replaced(old: str, new: str, words: str) -> None:
    assert replaced(old, new) == words


def test_shortened_keeps_to_one_line() -> None:
    assert shortened("a\nb") == "a b"
    assert len(shortened("word " * 50)) <= 70


def test_shifted_names_directions() -> None:
    assert shifted(12, -4) == "12 px right, 4 px up"
    assert shifted(-3, 0) == "3 px left"
