"""Parts that several pages share: the way back, sources, the items of blocks, pictures, lists of diagrams."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape

from pipeline.publish.inventory import BLOCKS, Item
from pipeline.publish.site.book import HOME, words
from pipeline.publish.site.content import Content
from pipeline.publish.site.markdown import Inline, Page, Place, anchor, code, external, join, strong, text
from pipeline.publish.symptoms import Symptom
from pipeline.render.job import safe_path

PICTURE = '<div class="atlas-figure" data-atlas-picture="{}"></div>'
"""Stands where the built page gets the SVG of that path; see ``hook``."""


def way_back(page: Page, *steps: tuple[str, Place]) -> None:
    """The pages above this one."""
    links = [page.link(label, place) for label, place in (("Home", HOME), *steps)]
    page.paragraph(join(links, " › "), role="atlas-path")


def picture(page: Page, identity: str) -> None:
    """The picture of a diagram."""
    page.raw(PICTURE.format(escape(safe_path(identity))))


def entity_link(page: Page, content: Content, identity: str) -> Inline:
    """An entity or incident by name and id; text where it is unknown."""
    registry = content.inventory.registry
    if identity in registry.entities:
        name = registry.entities[identity].name
        return page.link(f"{name} ({identity})", content.book.entity(identity))
    if identity in registry.incidents:
        return page.link(identity, content.book.incident(identity))
    return text(identity)


def source_link(page: Page, content: Content, identity: str) -> Inline:
    """A source's title as a link out of the site, and a link to its entry in the list."""
    source = content.inventory.registry.sources.get(identity)
    if source is None:
        return text(identity)
    return join(
        [external(source.title, source.url), page.link("about this source", content.book.source(identity))], " · "
    )


def cited(page: Page, content: Content, data: Mapping[str, object]) -> Inline:
    """Where an item or fact was read."""
    source = str(data.get("source") or "")
    parts = [source_link(page, content, source) if source else Inline(""), text(data.get("where") or "")]
    if data.get("inferred"):
        parts.append(strong("inferred"))
    return join(parts, "; ")


def oncall(page: Page, content: Content, symptoms: Iterable[Symptom]) -> None:
    """On-call items, the first safe action before all else."""
    for symptom in symptoms:
        item, data = symptom.item, symptom.item.data
        page.heading(text(symptom.text), 3, item.anchor)
        page.paragraph(strong("First safe action:"), text(symptom.first_action), role="atlas-action")
        page.paragraph(*post_mortems(page, content, symptom.incidents))
        recovery = data.get("recovery")
        spans = recovery if isinstance(recovery, Mapping) else {}
        rows: list[tuple[str, Inline]] = [
            ("Error text", code(data["error_text"]) if data.get("error_text") else Inline("")),
            ("Metric", join([code(data[name]) for name in ("metric", "threshold") if data.get(name)], " ")),
            ("Logs", text(data.get("logs") or "")),
            ("Rollback", text(data.get("rollback") or "")),
            ("Recovery time", join([Inline(f"{words(name)}: {text(value)}") for name, value in spans.items()], "; ")),
            ("Data loss", text(data.get("data_loss") or "")),
            ("Blast radius", text(data.get("blast_radius") or "")),
            ("Source", cited(page, content, data)),
        ]
        page.bullets(Inline(f"{strong(f'{label}:')} {value}") for label, value in rows if value)


def symptom_list(page: Page, content: Content, symptoms: Iterable[Symptom]) -> None:
    """Symptoms in short: each leads to the picture that helps, its first safe action and its public post-mortem."""
    rows = []
    for symptom in symptoms:
        item = symptom.item
        pictures = [content.inventory.diagrams[name] for name in symptom.diagrams[:_PICTURES]]
        reports = post_mortems(page, content, symptom.incidents)[1:]
        rows.append(
            [
                page.link(symptom.text, content.book.item(item)),
                text(symptom.first_action),
                join([page.link(diagram.title, content.book.diagram(diagram.id)) for diagram in pictures], "; ")
                or entity_link(page, content, item.entity),
                reports[0] if reports else text("none linked"),
            ]
        )
    page.table(("Symptom", "First safe action", "Picture", "Public post-mortem"), rows)


def post_mortems(page: Page, content: Content, incidents: Sequence[str]) -> list[Inline]:
    """The public reports of incidents, each with a link to the incident's page; nothing where there are none."""
    registry = content.inventory.registry
    links = []
    for name in incidents:
        incident = registry.incidents[name]
        source = registry.sources.get(str(incident.data.get("source") or ""))
        if source is not None:
            report = external(f"{incident.headline} ({incident.date})", source.url)
            links.append(join([report, page.link(name, content.book.incident(name))], " · "))
    return [strong("Public post-mortem:"), join(links, "; ")] if links else []


# An entity's own symptom may have all its pictures to show: the first ones say enough in a table.
_PICTURES = 3

_Cells = Callable[[Mapping[str, object]], Sequence[Inline]]


def _columns(*names: str) -> tuple[tuple[str, ...], _Cells]:
    return names, lambda data: [_value(data.get(name)) for name in names]


def _value(value: object) -> Inline:
    if isinstance(value, list):
        return join(text(item) for item in value)
    return text("" if value is None else value)


_TABLES: Mapping[str, tuple[tuple[str, ...], _Cells]] = {
    "failure_modes": _columns("fault", "effect", "signal", "recovery"),
    "config": _columns("system", "name", "default", "range", "effect", "version"),
    "cost": _columns("kind", "statement"),
    "migration": _columns("from", "to", "rollback"),
}


# Whoever searches types a fault, a signal or the name of a setting.
_FOUND = frozenset({"failure_modes", "config"})


def block_table(page: Page, content: Content, block: str, items: Iterable[Item], *, owners: bool = False) -> None:
    """The items of a block as a table. ``owners`` says whose each is, for pages that gather them."""
    names, cells = _TABLES[block]
    rows = []
    for item in items:
        mark = Inline("") if owners else anchor(item.anchor)
        first, *rest = cells(item.data)
        row = [Inline(f"{mark}{first}"), *rest, cited(page, content, item.data)]
        if owners:
            label = item.diagram or content.inventory.registry.entities[item.entity].name
            row.insert(
                0, page.link(f"{label}" if item.diagram else f"{label} ({item.entity})", content.book.item(item))
            )
        rows.append(row)
    header = [*(["Of"] if owners else []), *(words(name).capitalize() for name in names), "Source"]
    page.table(header, rows)


def blocks(page: Page, content: Content, items: Sequence[Item]) -> None:
    """Every block but on-call, each under its heading, of one entity or diagram."""
    for block, title in BLOCKS.items():
        members = [item for item in items if item.block == block]
        if members and block in _TABLES:
            found = block in _FOUND
            page.heading(text(title), anchor=f"block-{block.replace('_', '-')}", found=found)
            block_table(page, content, block, members)
