"""The page of one diagram: what to do first, the picture, its texts, and where each of its numbers was read."""

from __future__ import annotations

from pipeline.publish.inventory import Inventory
from pipeline.publish.site import parts
from pipeline.publish.site.book import words
from pipeline.publish.site.content import Content
from pipeline.publish.site.markdown import Inline, Page, anchor, code, join, strong, text
from pipeline.spec.model import Diagram

FIX_BOOST = 2
"""How much more a page with a first safe action weighs in search."""


def write(content: Content, diagram: Diagram) -> Page:
    """Writes the page."""
    registry, book = content.inventory.registry, content.book
    entity = registry.entities[diagram.entity]
    family = registry.families[entity.family]
    symptoms = content.by_owner.get(diagram.id, ())
    page = Page(book.diagram(diagram.id).path, diagram.title, wide=True, boost=FIX_BOOST if symptoms else 1)
    parts.way_back(
        page,
        (family.title, book.family(family.name)),
        (f"{entity.name} ({entity.id})", book.entity(entity.id)),
        (words(diagram.view), book.view(family.name, diagram.view)),
    )
    page.heading(text(diagram.title), 1)
    page.paragraph(text(diagram.question), role="atlas-question")
    _first_help(page, content, diagram)
    parts.picture(page, diagram.id)
    page.paragraph(text(diagram.description))
    if symptoms:
        page.heading(text("On call"), anchor="on-call")
        parts.oncall(page, content, symptoms)
    _facts(page, content, diagram)
    parts.blocks(page, content, [item for item in content.inventory.items[entity.id] if item.diagram == diagram.id])
    _about(page, content, diagram)
    _labels(page, content, diagram)
    return page


def _first_help(page: Page, content: Content, diagram: Diagram) -> None:
    """Above the picture, the first safe action of each symptom: nobody should have to scroll for it."""
    for symptom in content.by_owner.get(diagram.id, ()):
        more = page.link("more", content.book.diagram(diagram.id, symptom.item.anchor))
        page.paragraph(strong(f"{symptom.text}:"), text(symptom.first_action), Inline(f"({more})"), role="atlas-action")


def _facts(page: Page, content: Content, diagram: Diagram) -> None:
    if not diagram.facts:
        return
    page.heading(text("Numbers in the picture"), anchor="facts", found=False)
    rows = []
    for number, fact in enumerate(diagram.facts, 1):
        origin = {"source": fact.source, "where": fact.where}
        where = parts.cited(page, content, origin) if fact.source else Inline(f"derived: {text(fact.derived or '')}")
        rows.append([Inline(f"{anchor(f'fact-{number}')}{text(fact.text)}"), text(fact.means), where])
    page.table(("Number", "What it is", "Source"), rows)


def _about(page: Page, content: Content, diagram: Diagram) -> None:
    registry = content.inventory.registry
    page.heading(text("About this picture"), anchor="about", found=False)
    meaning = grade_meaning(content.inventory, diagram.confidence)
    shows = join(parts.entity_link(page, content, name) for name in diagram.entities)
    sources = [parts.source_link(page, content, name) for name in diagram.sources if name in registry.sources]
    page.bullets(
        [
            Inline(f"{strong('Confidence:')} {text(diagram.confidence)}{text(meaning)}" if diagram.confidence else ""),
            Inline(f"{strong('Also shows:')} {shows}" if shows else ""),
            Inline(
                f"{strong('Products:')} {join(text(name) for name in diagram.components)}" if diagram.components else ""
            ),
            Inline(f"{strong('Spec:')} {code(diagram.path)}"),
        ]
    )
    if sources:
        page.heading(text("Sources"), 3, "sources", found=False)
        page.bullets(sources)


def grade_meaning(inventory: Inventory, grade: str) -> str:
    """What the registry says that a grade of confidence means, with a comma before it."""
    grades = inventory.registry.data.get("grades") or {}
    meaning = (grades.get("confidence") or {}).get(grade)
    return f", {meaning}" if meaning else ""


def _labels(page: Page, content: Content, diagram: Diagram) -> None:
    """The picture's texts: for search, and for readers who do not see it."""
    labels = content.labels.get(diagram.id, ())
    if labels:
        page.heading(text("Text of the picture"), anchor="labels")
        page.bullets(text(label) for label in labels)
