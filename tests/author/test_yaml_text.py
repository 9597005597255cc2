"""Pieces of YAML: whatever goes in comes out again, by PyYAML and by the specs' own loader."""

from __future__ import annotations

import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.author.yaml_text import WIDTH, block, comment, flow, scalar
from pipeline.spec import yaml_document
from pipeline.spec.text_file import FORBIDDEN

# What an imported source may hold: the raw loader refuses the rest, and joins every kind of line break to one.
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\x00")).filter(
    lambda text: not FORBIDDEN.search(text)
)


@given(TEXT)
@example("graph TD\n  a --> b\n")
@example("  indented first\nthen not\n")
@example("\n\n  after blank lines\n\n\n")
@example("no end of line")
@example("trailing blanks  \n\t\n")
@example("a: [b\n# c\n--- \n")
@example("")
def test_a_source_comes_back_letter_by_letter(text: str) -> None:
    written = block("source", text)
    assert yaml.safe_load(written) == {"source": text}
    document = yaml_document.parse(written.encode(), "a.yaml")
    assert document.findings == ()
    assert (document.data or {})["source"] == text


def test_a_usual_source_is_a_plain_block() -> None:
    assert block("source", "graph TD\n  a --> b\n") == "source: |\n  graph TD\n    a --> b\n"


@given(st.text(st.characters(categories=["L", "N", "P", "Zs", "S"]), min_size=1))
@example("12:30")
@example("yes")
@example("1e3")
@example("0x10")
@example("a: b # c")
@example("- a")
@example("2018-10-21")
def test_a_scalar_stays_on_one_line_and_stays_text(text: str) -> None:
    written = scalar(text)
    assert "\n" not in written
    for key, value in ((f"k: {written}\n", text), (f"k: {flow([text, 'x'])}\n", [text, "x"])):
        assert yaml.safe_load(key) == {"k": value}
        assert (yaml_document.parse(key.encode(), "a.yaml").data or {}) == {"k": value}


def test_comments_are_wrapped_and_marked() -> None:
    lines = list(comment("word " * 60, "# ", "#   "))
    assert len(lines) > 2
    assert lines[0].startswith("# word")
    assert all(line.startswith("#   word") for line in lines[1:])
    assert max(map(len, lines)) <= WIDTH
