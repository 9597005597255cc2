"""Text from specs never becomes markup, whatever characters it holds."""

from __future__ import annotations

import html

import markdown
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html

from pipeline.publish.site.markdown import Page, Place, external, text

_PRINTABLE = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), min_size=1, max_size=40)
_WORDS = _PRINTABLE.filter(lambda value: bool(value.strip()))


def rendered(page: Page) -> str:
    """The HTML that the page's body becomes."""
    body = page.content().split("---\n", 2)[2]
    return markdown.markdown(body, extensions=["attr_list", "tables", "toc"])


def test_a_heading_without_words_is_left_out() -> None:
    """Its marks would become its words."""
    page = Page("a.md", "A")
    page.heading(text(" "), 2, "here")
    assert rendered(page) == ""


@given(_WORDS)
def test_text_stays_what_it_was_in_paragraph_list_heading_and_table(value: str) -> None:
    """The words that a reader sees are the words of the spec, in every place that pages put them."""
    wanted = " ".join(value.split())
    page = Page("a.md", "A")
    page.heading(text(value), 2, "here")
    page.paragraph(text(value))
    page.bullets([text(value)])
    page.table(("Head",), [[text(value)]])
    root = lxml_html.fromstring(f"<div>{rendered(page)}</div>")
    for tag in ("h2", "p", "li", "td"):
        [element] = root.iter(tag)
        assert " ".join(element.text_content().split()) == wanted, tag
        assert len(element) == 0


@pytest.mark.parametrize(
    "value",
    ["<script>alert(1)</script>", "![x](y)", "[a]: b", "{: .x }", "a | b", "&amp;", "1. one", "- x", "    code"],
)
def test_markup_is_shown_and_not_obeyed(value: str) -> None:
    """The usual ways in."""
    page = Page("a.md", "A")
    page.paragraph(text(value))
    assert html.unescape(rendered(page)) == f"<p>{value.strip()}</p>"


def test_links_are_relative_to_the_page(tmp_path: object) -> None:
    """MkDocs follows them as files."""
    page = Page("tools/T2/index.md", "T2")
    assert page.link("up", Place("index.md")) == "[up](../../index.md)"
    assert page.link("fact", Place("tools/T2/knobs.md", "fact-1")) == "[fact](knobs.md#fact-1)"
    assert page.link("here", Place("tools/T2/index.md", "map")) == "[here](#map)"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "nothing"])
def test_only_addresses_of_the_web_become_links(url: str) -> None:
    """Anything else stays text."""
    assert external("label", url) == "label"


def test_an_address_with_brackets_stays_whole() -> None:
    """A bracket would end the link."""
    assert external("a", "https://a.example/x_(y)") == "[a](https://a.example/x_%28y%29)"


def test_the_title_cannot_leave_the_front_matter() -> None:
    """The theme puts it into HTML as it is, so it is escaped for HTML and for YAML."""
    first = Page("a.md", 'A "quoted" \\ <b>\ntitle').content().splitlines()[1]
    assert first == 'title: "A &quot;quoted&quot; \\\\ &lt;b&gt; title"'
