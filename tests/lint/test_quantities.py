"""Quantities: what says how much is found, what is part of a name is not, and spellings of the same are the same."""

from __future__ import annotations

import pytest

from pipeline.lint.quantities import covered, quantities


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("p99 47ms", ["47ms"]),
        ("1,200,000 req/s of 1.2M", ["1,200,000", "1.2M"]),
        ("MySQL 8.0, 50+ clusters (2023)", ["8.0", "50+", "2023"]),
        ("6 h 52 min of outage", ["6 h 52 min"]),
        ("max_slot_wal_keep_size=-1", ["-1"]),
        ("2018-10-21 22:54 UTC", ["2018-10-21 22:54 UTC"]),
        ("80/min, 500/h", ["80/min", "500/h"]),
        ("$10K/mo", ["$10K"]),
        ("+20% storage", ["+20%"]),
        ("5.7.21", ["5.7.21"]),
        ("3-node cluster", ["3"]),
        ("2252 UTC", ["2252 UTC"]),
        ("Trigger, 21 October", ["21 October"]),
    ],
)
def test_what_says_how_much_is_found(text: str, found: list[str]) -> None:
    assert [quantity.text for quantity in quantities(text)] == found


@pytest.mark.parametrize(
    "text",
    [
        "n1 sees n2",
        "HTTP/2 over IPv4",
        "UTF-8",
        "us-east-1",
        "2PC",
        "3-phase commit",
        "K8s on S3",
        "p99.9",
        "v1.2.3",
        "24/7",
        "5xx",
    ],
)
def test_digits_of_names_say_nothing_of_how_much(text: str) -> None:
    assert quantities(text) == ()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("47ms", "47 ms"),
        ("0.047 s", "47 ms"),
        ("1.2M", "1,200,000"),
        ("5 million", "5000000"),
        ("60 s", "1 min"),
        ("50GB", "50 GB"),
        ("22:52 UTC", "22:52"),
        ("2018-10", "2018-10-21"),
        ("2018", "2018-10-21"),
        ("21 October", "2018-10-21"),
        ("7", "7 s"),
    ],
)
def test_spellings_of_the_same_are_the_same(first: str, second: str) -> None:
    assert quantities(first)[0].same(quantities(second)[0])


@pytest.mark.parametrize(
    ("first", "second"), [("7 s", "7 min"), ("5 GB", "5 s"), ("50%", "50 ms"), ("2018-10-21", "2018-10-22")]
)
def test_other_quantities_are_others(first: str, second: str) -> None:
    assert not quantities(first)[0].same(quantities(second)[0])


def test_a_fact_covers_only_whole_numbers() -> None:
    """The fact 5 covers neither the 5 of 15 nor that of 5,000."""
    for text in ("15 nodes", "5,000 nodes"):
        assert not covered(quantities(text)[0], text, ["5"], [])
    assert covered(quantities("of 5 nodes")[0], "of 5 nodes", ["5"], [])


def test_a_date_and_a_time_may_be_two_facts() -> None:
    text = "2024-07-30 09:09 PDT: deployment"
    known = [quantity for fact in ("2024-07-30", "09:09 PDT") for quantity in quantities(fact)]
    assert covered(quantities(text)[0], text, [], known)
    assert not covered(quantities(text)[0], text, [], known[:1])
