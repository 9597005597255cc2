"""Did you mean: near names are offered, far ones are not."""

from __future__ import annotations

import pytest

from pipeline.spec.suggestion import nearest


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("titel", "title"), ("TITLE", "title"), ("failuremodes", "failure_modes"), ("failure-modes", "failure_modes"),
        ("g-lin", "G-LIN"), ("zebra", None), ("", None),
    ],
)  # fmt: skip
def test_the_nearest_name_is_found(word: str, found: str | None) -> None:
    """Whatever the case, dashes or underscores."""
    assert nearest(word, ["title", "failure_modes", "G-LIN", "source"]) == found
