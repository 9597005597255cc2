"""The page of a family, with what exists of what is owed, and a page for each of its views."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.publish.coverage import FamilyCoverage
from pipeline.publish.site import parts
from pipeline.publish.site.book import COVERAGE, words
from pipeline.publish.site.content import Content
from pipeline.publish.site.markdown import Inline, Page, text
from pipeline.spec.model import Family


def write(content: Content, family: Family) -> Iterator[Page]:
    """The family's own page and those of its views."""
    covered = next(item for item in content.coverage.families if item.name == family.name)
    yield _family(content, family, covered)
    for slug in family.views:
        yield _view(content, family, covered, slug)


def planned_text(covered: int, planned: int | None) -> str:
    """``3 of 18``, or just the number where none is planned."""
    return f"{covered:,}" if planned is None else f"{covered:,} of {planned:,}"


def _family(content: Content, family: Family, covered: FamilyCoverage) -> Page:
    page = Page(content.book.family(family.name).path, family.title, wide=True)
    parts.way_back(page)
    page.heading(text(family.title), 1)
    count = planned_text(covered.count.existing, covered.count.planned)
    page.paragraph(text(f"{count} pictures exist; see"), page.link("coverage", COVERAGE))
    page.heading(text("Views"), anchor="views")
    page.table(
        ("View", "Question", "Pictures"),
        (
            [
                page.link(words(view.slug), content.book.view(family.name, view.slug)),
                text(family.views[view.slug].question),
                text(planned_text(view.count.existing, view.count.planned)),
            ]
            for view in covered.views
        ),
    )
    page.heading(text("Entities"), anchor="entities", found=False)
    page.table(
        ("Entity", "What it is", "Pictures"),
        (
            [
                page.link(f"{entity.name} ({entity.id})", content.book.entity(entity.id)),
                text(content.inventory.registry.entities[entity.id].summary),
                text("on hold" if entity.on_hold else planned_text(entity.count.existing, entity.count.planned)),
            ]
            for entity in covered.entities
        ),
    )
    return page


def _view(content: Content, family: Family, covered: FamilyCoverage, slug: str) -> Page:
    view = family.views[slug]
    page = Page(content.book.view(family.name, slug).path, f"{family.title}: {words(slug)}", boost=0)
    parts.way_back(page, (family.title, content.book.family(family.name)))
    page.heading(text(f"{family.title}: {words(slug)}"), 1)
    page.paragraph(text(view.question), role="atlas-question")
    page.paragraph(text(f"Such a picture shows {view.must_contain}." if view.must_contain else ""))
    there = [entity for entity in covered.entities if slug in entity.existing]
    owed = [entity for entity in covered.entities if slug in entity.owed and slug not in entity.existing]
    page.heading(text("Drawn"), anchor="drawn")
    page.bullets(
        page.link(content.inventory.diagrams[f"{entity.id}/{slug}"].title, content.book.diagram(f"{entity.id}/{slug}"))
        for entity in there
    )
    if not there:
        page.paragraph(text("None yet."))
    if owed:
        page.heading(text("Not drawn yet"), anchor="not-drawn")
        page.paragraph(
            Inline(
                ", ".join(page.link(f"{entity.name} ({entity.id})", content.book.entity(entity.id)) for entity in owed)
            )
        )
    return page
