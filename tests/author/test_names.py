"""Ids of imported diagrams: made of path and heading, stable, and such that the spec format takes them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.author.names import entity_id

FORM = re.compile(r"[A-Z0-9]+(-[A-Z0-9]+)*")


@pytest.mark.parametrize(
    ("path", "heading", "identity"),
    [
        ("docs/ops/kafka.md", "Consumer groups", "IM-DOCS-OPS-KAFKA-CONSUMER-GROUPS"),
        ("docs/kafka.md", "Kafka", "IM-DOCS-KAFKA"),
        ("flow.mmd", "", "IM-FLOW"),
        ("a/b.md", "Größe & Maß", "IM-A-B-GROSSE-MASS"),
        ("/abs/../x.dot", "", "IM-ABS-X"),
    ],
)
def test_path_and_heading_make_the_id(path: str, heading: str, identity: str) -> None:
    assert entity_id(path, heading) == identity


def test_headings_without_ascii_differ() -> None:
    assert entity_id("a.md", "中文") != entity_id("a.md", "日本")


@given(st.text(min_size=1), st.text())
def test_every_path_and_heading_gives_an_id_of_bearable_length(path: str, heading: str) -> None:
    identity = entity_id(f"docs/{path.replace('/', '-')}.md", heading)
    assert FORM.fullmatch(identity)
    assert len(identity) <= 90


def test_long_ones_are_kept_apart() -> None:
    assert entity_id("a.md", "x" * 200 + "1") != entity_id("a.md", "x" * 200 + "2")
