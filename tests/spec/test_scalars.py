"""Plain scalars are JSON values, or the text that the author sees."""

from __future__ import annotations

import pytest

from pipeline.spec.scalars import resolve


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None), ("~", None), ("null", None), ("true", True), ("False", False),
        ("0", 0), ("-7", -7), ("+12", 12), ("999999999999999999", 999999999999999999),
        ("1.5", 1.5), (".5", 0.5), ("-2e3", -2000.0), ("6.02E+23", 6.02e23),
    ],
)  # fmt: skip
def test_numbers_booleans_and_null_are_resolved(text: str, value: object) -> None:
    """What JSON knows becomes a value of that type."""
    assert resolve(text) == value
    assert type(resolve(text)) is type(value)


@pytest.mark.parametrize(
    "text",
    [
        "2018-10-21", "2018-10-21T22:52:00Z", "22:52", "190:20:30", "0005", "-01", "00.5", "1_000", "0x1F", "0o14",
        "yes", "No", "on", "off", "y", ".inf", "-.inf", ".nan", "1e999", "1.2.3", "5.", "NaN", "=", "9" * 5000, "1 000",
        "\u0667",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_value_stays_text(text: str) -> None:
    """Dates, times, versions, yes and off, leading zeros: text, as it is written."""
    assert resolve(text) == text
