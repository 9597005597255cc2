"""The real site as people use it: from a task along its steps, from a symptom to the fix, by search, by keyboard."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.publish.site.content import Content
from pipeline.publish.symptoms import Symptom
from tests.publish.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("site")]

CLICKS = 3


def test_the_quick_starts_are_walked_click_by_click(visitor: Visitor, server: str, content: Content) -> None:
    """From the front page into each path and along every link of every step; each page has a heading of its own."""
    starts = content.plan.quick_starts
    assert [start.id for start in starts] == ["implement-cqrs", "debug-consistency", "justify-cost", "plan-migration"]
    for start in starts:
        visitor.do("open", url=f"{server}/index.html")
        visitor.do("follow", selector="article a", text=start.title)
        assert visitor.text("article h1").startswith(start.title)
        path = visitor.url
        for step in start.steps:
            for name in step.to:
                target = content.book.find(name)
                assert target is not None
                visitor.do("open", url=path)
                visitor.do("follow", selector="article li a", text=target.label)
                assert visitor.url.split("#")[0].endswith(target.place.path.removesuffix(".md") + ".html"), name
                assert visitor.text("article h1") not in ("", "None", "404 - Not found"), name


def class_of(content: Content, symptom: Symptom) -> str:
    """The front page's words for a symptom."""
    return next(item.title for item, members in content.classes.items() if symptom in members)


def test_every_symptom_is_three_clicks_from_its_fix(visitor: Visitor, server: str, content: Content) -> None:
    """Front page, class, symptom: the first safe action is there, and a third click opens the public post-mortem."""
    assert len(content.symptoms) >= 10
    with_report = 0
    for symptom in content.symptoms:
        visitor.do("open", url=f"{server}/index.html")
        visitor.do("follow", selector="article a", text=class_of(content, symptom))
        visitor.do("follow", selector="article td a", text=" ".join(symptom.text.split()))
        words = " ".join(symptom.first_action.split())
        assert words in visitor.text(f"article #{symptom.item.anchor} + p"), symptom.text
        if symptom.item.diagram:
            assert visitor.do("evaluate", code="document.querySelectorAll('.atlas-viewport svg').length") >= 1
        for name in symptom.incidents[:1]:
            incident = content.inventory.registry.incidents[name]
            source = content.inventory.registry.sources[str(incident.data["source"])]
            label = f"{incident.headline} ({incident.date})"
            address = visitor.do("follow", selector=f"article #{symptom.item.anchor} ~ p a", text=label)
            assert address.rstrip("/") == source.url.rstrip("/")
            with_report += 1
    assert with_report >= 10


@pytest.mark.parametrize("where", ["server", "disk"])
def test_search_finds_the_fix(visitor: Visitor, server: str, real_site: Path, content: Content, where: str) -> None:
    """A symptom, a pasted error text and a label of a picture lead to the page with the fix, which is among the first
    three; from a disk without any server too."""
    home = f"{server}/index.html" if where == "server" else (real_site / "index.html").as_uri()
    wanted = []
    for symptom in content.symptoms[::2] if where == "disk" else content.symptoms:
        path = content.book.item(symptom.item).path
        error = str(symptom.item.data.get("error_text") or "")
        wanted += [(words, path) for words in (symptom.text, error) if words and not words.startswith("undisclosed")]
    assert len(wanted) >= 10
    wanted.append(("NotEnoughReplicas", "guarantees/G-DUR/failure-map.md"))
    wanted.append(("SolarWinds DPM", "case-studies/CS-GITHUB/global-architecture.md"))
    first = "[...document.querySelectorAll('.md-search-result__item a:first-child')].map((link) => link.href)"
    for words, path in wanted:
        visitor.do("open", url=home)
        visitor.do("press", key="/")
        visitor.do("paste", selector=".md-search__input", text=words)
        visitor.do("wait", selector=".md-search-result__link")
        pages = list(
            dict.fromkeys(address.split("?")[0].split("#")[0] for address in visitor.do("evaluate", code=first))
        )
        page = path.removesuffix(".md") + ".html"
        assert any(address.endswith(page) for address in pages[:3]), (words, page, pages[:5])
        assert (visitor.outside, visitor.errors) == ([], [])


def test_a_number_names_its_source_to_the_pointer_and_to_the_keyboard(visitor: Visitor, server: str) -> None:
    """The tip shows the source's title; the link leads to the number's row, which has the source's address."""
    visitor.do("open", url=f"{server}/guarantees/G-DUR/failure-map.html")
    number = ".atlas-viewport a[href='#fact-7']"
    tip = "document.querySelector('.atlas-tooltip').hidden ? '' : document.querySelector('.atlas-tooltip').textContent"
    assert visitor.do("evaluate", code=tip) == ""
    visitor.do("hover", selector=number)
    assert "October 21 post-incident analysis" in visitor.do("evaluate", code=tip)
    visitor.do("hover", selector="h1")
    assert visitor.do("evaluate", code=tip) == ""
    visitor.do("evaluate", code=f'document.querySelector("{number}").focus()')
    assert visitor.do("evaluate", code=tip).startswith("43 s: duration of the network cut. Source: ")
    visitor.do("press", key="Enter")
    assert visitor.url.endswith("#fact-7")
    row = "document.querySelector('#fact-7').closest('tr').textContent"
    assert "duration of the network cut" in visitor.do("evaluate", code=row)


def test_a_picture_is_zoomed_by_keyboard_and_button_and_panned(visitor: Visitor, server: str) -> None:
    """Plus makes it wider than its frame, arrows move it, zero brings the whole of it back."""
    visitor.do("open", url=f"{server}/case-studies/CS-GITHUB/global-architecture.html")
    width = "document.querySelector('.atlas-viewport svg').getBoundingClientRect().width"
    left = "document.querySelector('.atlas-viewport').scrollLeft"
    whole = visitor.do("evaluate", code=width)
    visitor.do("evaluate", code="document.querySelector('.atlas-viewport').focus()")
    for _ in range(4):
        visitor.do("press", key="+")
    zoomed = visitor.do("evaluate", code=width)
    assert zoomed > 2 * whole
    middle = visitor.do("evaluate", code=left)
    assert middle > 0
    visitor.do("press", key="ArrowRight")
    assert visitor.do("evaluate", code=left) > middle
    visitor.do("press", key="0")
    assert visitor.do("evaluate", code=width) == whole
    visitor.do("evaluate", code="document.querySelector('.atlas-buttons button').click()")
    assert visitor.do("evaluate", code=width) > whole


KINDS = (
    "index.html",
    "guarantees/G-DUR/failure-map.html",
    "case-studies/CS-GITHUB/incident-replay.html",
    "guarantees/G-LIN/index.html",
    "guarantees/index.html",
    "guarantees/views/failure-map.html",
    "symptoms/lost-data.html",
    "incidents/index.html",
    "incidents/INC-20181021-GITHUB.html",
    "quick-starts/implement-cqrs.html",
    "readiness.html",
    "coverage.html",
    "map.html",
    "evidence/config.html",
    "sources.html",
)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_no_page_has_a_serious_barrier(visitor: Visitor, server: str, axe: Path, dark: bool) -> None:
    """One page of each kind, in both colour schemes: axe finds nothing serious or critical."""
    visitor.do("dark", on=dark)
    visitor.do("open", url=f"{server}/index.html")
    visitor.do("evaluate", code="localStorage.clear()")
    barriers = []
    for path in KINDS:
        visitor.do("open", url=f"{server}/{path}")
        scheme = visitor.do("evaluate", code="document.body.dataset.mdColorScheme")
        assert scheme == ("slate" if dark else "default")
        barriers += [
            f"{path}: {found['id']}: {found['targets']}"
            for found in visitor.do("axe", file=str(axe))
            if found["impact"] in ("serious", "critical")
        ]
        assert visitor.outside == []
        assert visitor.errors == []
    visitor.do("dark", on=False)
    assert barriers == []


def test_axe_sees_barriers(visitor: Visitor, server: str, axe: Path) -> None:
    """The check above can fail: a picture without a name, text that is hard to read."""
    visitor.do("open", url=f"{server}/index.html")
    code = "document.querySelector('article').insertAdjacentHTML('beforeend', '<img src=\"data:,\"><p style=\"color:#ccc;background:#fff\">hard to read</p>')"
    visitor.do("evaluate", code=code)
    found = {barrier["id"] for barrier in visitor.do("axe", file=str(axe))}
    assert {"image-alt", "color-contrast"} <= found
