"""Places of labels: the text of a label is found where the source writes it, whatever stands between its words."""

from __future__ import annotations

import pytest

from pipeline.lint.places import label_location
from pipeline.spec.model import SourceText

MERMAID = """\
flowchart LR
  %% A["Kafka broker"] was here
  A["Kafka<br/>broker"] --> B["a &gt; b"]
  B -->|low latency, always| C["Redis #quot;main#quot;"]
  D["Kafka<br/>broker"]
"""


def _at(label: str, host: str | None = None, part: str | None = None, source: str = MERMAID) -> tuple[int, int]:
    at = label_location(SourceText(source, "x.mmd"), label, host, part)
    return at.line, at.column


@pytest.mark.parametrize(
    ("label", "host", "part", "place"),
    [
        ("Kafka\nbroker", None, None, (3, 6)),
        ("Kafka\nbroker", "D", None, (5, 6)),
        ("a > b", None, None, (3, 32)),
        ('Redis "main"', None, None, (4, 33)),
        ("low latency, always", None, "latency", (4, 13)),
        ("Kafka\nbroker", None, "broker", (3, 16)),
        ("nowhere", "C", None, (4, 30)),
        ("nowhere", None, None, (1, 1)),
    ],
)
def test_place(label: str, host: str | None, part: str | None, place: tuple[int, int]) -> None:
    assert _at(label, host, part) == place


def test_dot_breaks_and_quotes() -> None:
    source = 'digraph {\n  a [label="one line\\nand another"];\n  b [label=<two<br/>lines>]\n}\n'
    assert _at("one line\nand another", source=source) == (2, 13)
    assert _at("two lines", source=source) == (3, 13)


def test_the_file_of_an_indented_source() -> None:
    """A source in a YAML or Markdown file counts lines and columns of that file."""
    at = label_location(SourceText(MERMAID, "x.yaml", first_line=10, indent=2), "Kafka\nbroker")
    assert (at.line, at.column, at.end_column) == (12, 8, 8 + len("Kafka<br/>broker"))


def test_an_end_is_on_the_same_line() -> None:
    at = label_location(SourceText("sequenceDiagram\n  Note over A: one two\n", "x.mmd"), "one two")
    assert (at.line, at.column, at.end_line, at.end_column) == (2, 16, 2, 23)
