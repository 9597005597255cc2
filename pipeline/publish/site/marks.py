"""What of a picture becomes a link: the ids of entities and incidents, and the numbers that have a source."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence
from urllib.parse import quote

from pipeline.publish.pictures import COVERAGE as COVERAGE_PICTURE
from pipeline.publish.pictures import WHOLE_MAP
from pipeline.publish.site.annotate import Mark
from pipeline.publish.site.book import COVERAGE, MAP
from pipeline.publish.site.content import Content
from pipeline.publish.site.markdown import Place
from pipeline.spec.model import Diagram, Fact, Source


def marks_of(content: Content, diagram: Diagram, page: Place, labels: Sequence[str]) -> list[Mark]:
    """The marks of a picture that stands on ``page``. ``labels`` are its texts: only ids that occur there are marked."""
    facts = [
        Mark(fact.text, f"#fact-{number}", _tip(fact, content.inventory.registry.sources), "fact")
        for number, fact in enumerate(diagram.facts, 1)
    ]
    return [*facts, *_ids(content, page, labels)]


def _tip(fact: Fact, sources: Mapping[str, Source]) -> str:
    source = sources.get(fact.source or "")
    if source is not None:
        return (
            f"{fact.text}: {fact.means}. Source: {source.title}, {source.publisher}, {source.date}; {fact.where or ''}"
        )
    return f"{fact.text}: {fact.means}. Derived: {fact.derived or ''}"


def _ids(content: Content, page: Place, labels: Sequence[str]) -> list[Mark]:
    registry, book = content.inventory.registry, content.book
    words = {word.strip("()[],.:;") for label in labels for word in label.split()}
    marks = []
    for word in sorted(words):
        if word in registry.entities:
            place, name = book.entity(word), registry.entities[word].name
        elif word in registry.incidents:
            place, name = book.incident(word), registry.incidents[word].headline
        else:
            continue
        if place != page:
            marks.append(Mark(word, href(page, place), f"{word}: {name}", "id"))
    return marks


def href(page: Place, target: Place) -> str:
    """The address of one built page from another. SVG is put into built pages, where Markdown's links are no more."""
    folder = posixpath.dirname(page.path) or "."
    address = quote(posixpath.relpath(target.path.removesuffix(".md") + ".html", folder))
    return f"{address}#{target.anchor}" if target.anchor else address


def page_of(content: Content, diagram: Diagram) -> Place:
    """The page that shows a diagram: its own, or for a picture of the corpus itself the one that it belongs to."""
    if not diagram.raw:
        return content.book.diagram(diagram.id)
    if diagram.id == COVERAGE_PICTURE:
        return COVERAGE
    return MAP if diagram.id == WHOLE_MAP else content.book.entity(diagram.id.partition("/")[2])
