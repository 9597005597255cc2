"""A block scalar's lines are mapped to the lines and columns of their file."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipeline.findings import Location
from pipeline.spec.source_text import source_text
from pipeline.spec.yaml_document import parse

TextAt = Callable[[str, Location], str]


@pytest.mark.parametrize(
    "block",
    [
        "source: |\n  graph TD\n    A --> B\nnext: 1\n",
        "source: |-\n  graph TD\n\n    A --> B\n\n\n",
        "source: |+ # comment\n  graph TD\n  \n    A --> B\n\n\nnext: 1\n",
        "source: |\n\n\n  graph TD\n    A --> B",
        "source: |1\n  graph TD\n    A --> B\n",
        "source: |2-\n    graph TD\n  A --> B\n",
        "source: &anchor |\n  ü𝄞 --> B\n   \n\tx\n".replace("\t", "  \t"),
        "source:   |\r\n  graph TD\r\n\r\n    A --> B\r\nnext: 1\r\n",
    ],
)
def test_literal_blocks_are_exact(block: str, text_at: TextAt) -> None:
    """Each line of the text stands at the place that is given for its first column."""
    content = f"# first\n{block}"
    source = source_text(parse(content.encode(), "a.yaml"), ("source",))
    assert source.exact
    assert source.text.strip()
    for number, line in enumerate(source.text.splitlines(), start=1):
        assert text_at(content, source.location(number)) == line
        if len(line) > 2:
            assert text_at(content, source.location(number, 2, 3)) == line[1]


def test_a_block_inside_a_list_is_exact(text_at: TextAt) -> None:
    """The indent is that of the block, however deep it stands."""
    content = "a:\n  - b:\n     - source: |\n          graph TD\n            x\n"
    source = source_text(parse(content.encode(), "a.yaml"), ("a", 0, "b", 0, "source"))
    assert source.exact
    assert text_at(content, source.location(2)) == "  x"


@pytest.mark.parametrize(
    "block",
    [
        "source: >\n  graph TD\n  A\n",
        'source: "graph TD\\n  A --> B"\n',
        "source: graph TD;\n  A\n",
        "source: !!str\n  |\n  graph TD\n",
    ],
)
def test_other_styles_give_the_start_of_the_scalar(block: str) -> None:
    """Where the file does not hold the text line by line, no line is claimed."""
    source = source_text(parse(f"a: 1\n{block}".encode(), "a.yaml"), ("source",))
    assert not source.exact
    assert source.text.startswith("graph TD")
    assert source.location(2, 3, 4) == Location("a.yaml", 2, 9)
