"""The page of one entity: what it is, what to do on call, its pictures, what it is linked with, what is known of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.publish.incidents import stated
from pipeline.publish.pictures import map_id
from pipeline.publish.site import parts
from pipeline.publish.site.book import words
from pipeline.publish.site.content import Content
from pipeline.publish.site.diagram_page import FIX_BOOST, grade_meaning
from pipeline.publish.site.markdown import Inline, Page, code, external, join, strong, text
from pipeline.spec.model import Entity


def write(content: Content, entity: Entity) -> Page:
    """Writes the page."""
    registry, book = content.inventory.registry, content.book
    family = registry.families[entity.family]
    symptoms = content.by_owner.get(entity.id, ())
    boost = FIX_BOOST if any(not symptom.item.diagram for symptom in symptoms) else 1
    page = Page(book.entity(entity.id).path, f"{entity.name} ({entity.id})", boost=boost)
    parts.way_back(page, (family.title, book.family(family.name)))
    page.heading(text(f"{entity.name} ({entity.id})"), 1)
    page.paragraph(text(entity.summary), role="atlas-question")
    _state(page, content, entity)
    if symptoms:
        page.heading(text("On call"), anchor="on-call")
        parts.oncall(page, content, [symptom for symptom in symptoms if not symptom.item.diagram])
        parts.symptom_list(page, content, [symptom for symptom in symptoms if symptom.item.diagram])
    _diagrams(page, content, entity)
    _links(page, content, entity)
    _incidents(page, content, entity)
    parts.blocks(page, content, [item for item in content.inventory.items[entity.id] if not item.diagram])
    _background(page, content, entity)
    return page


def _state(page: Page, content: Content, entity: Entity) -> None:
    data = entity.data
    meaning = grade_meaning(content.inventory, entity.confidence)
    rows = [
        ("Confidence", text(f"{entity.confidence}{meaning}") if entity.confidence else Inline("")),
        ("Maturity", text(data.get("maturity") or "")),
        ("Organization", text(data.get("organization") or "")),
        ("On hold", text(data.get("status_why") or "") if data.get("status") == "hold" else Inline("")),
    ]
    page.bullets(Inline(f"{strong(f'{label}:')} {value}") for label, value in rows if value)


def _diagrams(page: Page, content: Content, entity: Entity) -> None:
    """The views of the family: those that exist with a link, those that are owed and not there as what they are."""
    family = content.inventory.registry.families[entity.family]
    existing = {diagram.view: diagram for diagram in content.inventory.by_entity.get(entity.id, ())}
    covered = content.covered[entity.id]
    rows = []
    for slug, view in family.views.items():
        diagram = existing.get(slug)
        if diagram is not None:
            rows.append([page.link(diagram.title, content.book.diagram(diagram.id)), text(diagram.question)])
        elif slug in covered.owed:
            rows.append([Inline(f"{text(words(slug))}: not drawn yet"), text(view.question)])
    page.heading(text("Diagrams"), anchor="diagrams", found=False)
    page.table(("Diagram", "Question it answers"), rows)
    if not rows:
        page.paragraph(text("None is owed while the entity is on hold." if covered.on_hold else "None exists yet."))
    shown = content.inventory.shown_in.get(entity.id, ())
    if shown:
        page.heading(text("Shown in"), 3, "shown-in", found=False)
        page.bullets(page.link(diagram.title, content.book.diagram(diagram.id)) for diagram in shown)


def _links(page: Page, content: Content, entity: Entity) -> None:
    """The part of the cross-reference map around this entity."""
    outgoing = content.cross_map.outgoing.get(entity.id, ())
    incoming = content.cross_map.incoming.get(entity.id, ())
    if not outgoing and not incoming:
        return
    page.heading(text("In the map"), anchor="map", found=False)
    if map_id(entity.id) in content.own_pictures:
        parts.picture(page, map_id(entity.id))
    rows = []
    for field in dict.fromkeys(edge.field for edge in outgoing):
        names = [edge.target for edge in outgoing if edge.field == field]
        rows.append((words(field).capitalize(), names))
    if incoming:
        rows.append(("Named by", list(dict.fromkeys(edge.source for edge in incoming))))
    page.bullets(
        Inline(f"{strong(f'{label}:')} {join(parts.entity_link(page, content, name) for name in names)}")
        for label, names in rows
    )


def _incidents(page: Page, content: Content, entity: Entity) -> None:
    """Incidents of the entity's own file, and those of the list that are proposed for it."""
    registry = content.inventory.registry
    named = stated(entity.data)
    proposed = [name for name in content.incidents_of.get(entity.id, ()) if name not in named]
    rows = [
        [page.link(name, content.book.incident(name)), text(registry.incidents[name].headline), text(kind)]
        for kind, names in (("stated", named), ("proposed", proposed))
        for name in names
        if name in registry.incidents
    ]
    if rows:
        page.heading(text("Incidents"), anchor="incidents")
        page.table(("Incident", "What happened", "Link to this entity"), rows)


def _background(page: Page, content: Content, entity: Entity) -> None:
    notes, sources = _texts(entity.data, "notes"), _texts(entity.data, "sources")
    candidates = entity.data.get("candidates")
    if notes:
        page.heading(text("Notes"), anchor="notes", found=False)
        page.bullets(text(note) for note in notes)
    if sources:
        page.heading(text("Sources"), anchor="sources", found=False)
        page.bullets(parts.source_link(page, content, name) for name in sources)
    if isinstance(candidates, list):
        page.heading(text("Not read yet"), anchor="candidates", found=False)
        page.bullets(_candidate(item) for item in candidates if isinstance(item, Mapping))
    page.paragraph(text("Spec:"), code(entity.path))


def _candidate(item: Mapping[str, Any]) -> Inline:
    title, url, note = (str(item.get(name) or "") for name in ("title", "url", "note"))
    return join([external(title, url) if url else text(title), text(note)], "; ")


def _texts(data: Mapping[str, Any], name: str) -> Sequence[str]:
    value = data.get(name)
    return [str(item) for item in value] if isinstance(value, list) else []
