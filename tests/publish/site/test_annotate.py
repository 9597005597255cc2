"""Ids and numbers in a picture become links with a tip, and the picture otherwise stays as it was."""

from __future__ import annotations

import pytest
from lxml import etree

from pipeline.publish.site.annotate import SVG, Mark, annotate

FACT = Mark("43 s", "#fact-1", "43 s: cut. Source: Report", "fact")
SHORT = Mark("43", "#fact-2", "43: runs", "fact")
ID = Mark("M2", "../M2/index.html", "M2: Replication", "id")


def drawn(body: str, *marks: Mark) -> etree._Element:
    """The root of an annotated picture."""
    svg = f'<svg xmlns="{SVG}" id="p" role="img"><title id="p-title">T</title>{body}</svg>'
    return etree.fromstring(annotate(svg, marks).encode())


def links(root: etree._Element) -> list[tuple[str, str, str]]:
    """Every link: its text, where it leads, its tip."""
    return [
        (
            " ".join("".join(link.itertext()).replace(link[0].text or "", "", 1).split()),
            link.get("href", ""),
            link[0].text or "",
        )
        for link in root.iter(f"{{{SVG}}}a")
    ]


def words(root: etree._Element) -> str:
    """What the picture says, without tips."""
    for title in list(root.iter(f"{{{SVG}}}title")):
        title.text = ""
    return " ".join(" ".join(root.itertext()).split())


def test_numbers_and_ids_within_a_text_become_links() -> None:
    """The text before, between and after stays where it was."""
    root = drawn('<text x="1">M2 cut for 43 s in total</text>', FACT, ID)
    assert links(root) == [("M2", ID.href, ID.tip), ("43 s", FACT.href, FACT.tip)]
    assert words(root) == "M2 cut for 43 s in total"
    assert root.get("role") == "group"


def test_the_longer_of_two_marks_wins() -> None:
    """``43 s`` is not the number 43 with an s behind it."""
    assert links(drawn("<text>43 s, then 43</text>", SHORT, FACT)) == [
        ("43 s", FACT.href, FACT.tip),
        ("43", SHORT.href, SHORT.tip),
    ]


@pytest.mark.parametrize("said", ["M20", "XM2", "143 s", "1.43", "M2x", "0,43 s", "43.5"])
def test_a_part_of_a_word_or_number_is_no_mark(said: str) -> None:
    """M20 is not M2, and 143 s is not 43 s."""
    assert links(drawn(f"<text>{said}</text>", FACT, SHORT, ID)) == []
    assert links(drawn("<text>43 sheep</text>", FACT)) == []


def test_words_that_the_engine_took_apart_are_joined() -> None:
    """Mermaid puts each word into a tspan of its own."""
    body = '<text><tspan x="0" dy="1em"><tspan>cut for</tspan><tspan> 43</tspan><tspan> s</tspan></tspan></text>'
    root = drawn(body, FACT)
    assert links(root) == [("43 s", FACT.href, FACT.tip)]
    assert words(root) == "cut for 43 s"
    assert len(list(root.iter(f"{{{SVG}}}tspan"))) == 1


def test_a_mark_that_is_broken_over_lines_links_the_whole_text() -> None:
    """Better the whole label leads to the number's source than nothing."""
    body = '<g><text><tspan x="0">cut for 43</tspan><tspan x="0">s in total</tspan></text><text>other</text></g>'
    root = drawn(body, FACT)
    assert links(root) == [("cut for 43s in total", FACT.href, FACT.tip)]
    assert [child.tag.rpartition("}")[2] for child in root[1]] == ["a", "text"]


def test_without_marks_the_picture_stays() -> None:
    """Only the role changes, which would hide what is inside."""
    root = drawn("<text>43 s <tspan>M2</tspan></text>")
    assert links(root) == []
    assert words(root) == "43 s M2"


def test_text_cannot_become_markup() -> None:
    """A tip with markup stays text."""
    root = drawn("<text>43 s</text>", Mark("43 s", "#f", '"><script>x</script>', "fact"))
    assert links(root)[0][2] == '"><script>x</script>'
    assert list(root.iter(f"{{{SVG}}}script")) == []
