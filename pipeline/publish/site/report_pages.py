"""Readiness, coverage, the map, the items of each block, the sources: pages that are computed from everything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from pipeline.publish.inventory import BLOCKS
from pipeline.publish.pictures import COVERAGE as COVERAGE_PICTURE
from pipeline.publish.pictures import WHOLE_MAP
from pipeline.publish.readiness import Evidence, Kind
from pipeline.publish.site import parts
from pipeline.publish.site.book import COVERAGE, MAP, READINESS, SOURCES, words
from pipeline.publish.site.content import Content
from pipeline.publish.site.family_pages import planned_text
from pipeline.publish.site.markdown import Inline, Page, Place, anchor, code, external, join, text


def write(content: Content) -> Iterator[Page]:
    """All of them."""
    yield _coverage(content)
    if content.readiness.columns:
        yield _readiness(content)
    if content.cross_map.levels:
        yield _map(content)
    for block in BLOCKS:
        yield _block(content, block)
    yield _sources(content)


def _page(place: Place, title: str) -> Page:
    page = Page(place.path, title, wide=True, boost=0)
    parts.way_back(page)
    page.heading(text(title), 1)
    return page


def _coverage(content: Content) -> Page:
    page = _page(COVERAGE, "Coverage")
    coverage = content.coverage
    page.paragraph(text(f"{planned_text(coverage.total.existing, coverage.total.planned)} pictures exist."))
    parts.picture(page, COVERAGE_PICTURE)
    page.heading(text("By family and view"), anchor="families")
    page.table(
        ("Family", "View", "Pictures"),
        (
            [
                page.link(family.title, content.book.family(family.name)),
                page.link(words(view.slug), content.book.view(family.name, view.slug)),
                text(planned_text(view.count.existing, view.count.planned)),
            ]
            for family in coverage.families
            for view in family.views
        ),
    )
    page.heading(text("Grades"), anchor="grades")
    rows = []
    for spread in coverage.spreads:
        for grade in spread.grades:
            share = spread.share(grade)
            shown = "" if share is None else f"{share:.1f} %"
            target = "" if grade.target is None else f"{grade.target:g} %"
            rows.append([text(spread.of), text(grade.name), text(grade.count), text(shown), text(target)])
        rows.append([text(spread.of), text("not graded"), text(spread.ungraded), Inline(""), Inline("")])
    page.table(("Of", "Grade", "Number", "Share of what is graded", "Target"), rows)
    return page


def _readiness(content: Content) -> Page:
    page = _page(READINESS, "Readiness")
    page.paragraph(
        text(
            "What evidence there is. A cell counts cited facts, diagrams and incidents whose report was read, and leads to"
        ),
        text("the first of them; an empty cell is empty."),
    )
    rows = [
        [parts.entity_link(page, content, row.entity), *(_cell(page, content, cell) for cell in row.cells)]
        for row in content.readiness.rows
    ]
    page.table(("Entity", *(column.title for column in content.readiness.columns)), rows)
    return page


def _cell(page: Page, content: Content, evidence: tuple[Evidence, ...]) -> Inline:
    """How many pieces of each kind, each kind a link to its first piece."""
    counts = Counter(piece.kind for piece in evidence)
    links = []
    for kind in Kind:
        if counts[kind]:
            first = next(piece for piece in evidence if piece.kind is kind)
            label = f"{counts[kind]} {kind}{'' if counts[kind] == 1 else 's'}"
            links.append(page.link(label, _place(content, first)))
    return join(links)


def _place(content: Content, piece: Evidence) -> Place:
    if piece.kind is Kind.INCIDENT:
        return content.book.incident(piece.entity)
    if piece.diagram:
        return content.book.diagram(piece.diagram, piece.anchor)
    return content.book.entity(piece.entity, piece.anchor)


def _map(content: Content) -> Page:
    page = _page(MAP, "Map")
    levels = content.cross_map.levels
    page.paragraph(text(" → ".join(level.title for level in levels)))
    if WHOLE_MAP in content.own_pictures:
        parts.picture(page, WHOLE_MAP)
    page.heading(text("Chains"), anchor="chains")
    rows = []
    for chain in content.cross_map.chains:
        rest = [join(parts.entity_link(page, content, name) for name in names) for names in chain.levels[1:]]
        rows.append([parts.entity_link(page, content, chain.root), *rest])
    page.table(tuple(level.title for level in levels), rows)
    return page


def _block(content: Content, block: str) -> Page:
    page = _page(content.book.block(block), BLOCKS[block])
    items = list(content.inventory.of_block(block))
    if not items:
        page.paragraph(text("No spec has such a block yet."))
    elif block == "oncall":
        page.paragraph(text("Metrics, thresholds and logs to watch, with what each of them means."))
        page.table(
            ("Symptom", "Metric", "Threshold", "Logs"),
            (
                [
                    page.link(item.data.get("symptom") or "", content.book.item(item)),
                    *(code(item.data[name]) if item.data.get(name) else Inline("") for name in ("metric", "threshold")),
                    text(item.data.get("logs") or ""),
                ]
                for item in items
            ),
        )
    else:
        parts.block_table(page, content, block, items, owners=True)
    return page


def _sources(content: Content) -> Page:
    page = _page(SOURCES, "Sources")
    rows = []
    for source in content.inventory.registry.sources.values():
        mark = anchor(content.book.source(source.id).anchor)
        read = text(f"read {source.read}" if source.read else "not read yet")
        rows.append(
            [
                Inline(f"{mark}{external(source.title, source.url)}"),
                text(source.publisher),
                text(source.date),
                text(source.tier),
                read,
                code(source.id),
            ]
        )
    page.table(("Source", "Publisher", "Date", "Tier", "Read", "Id"), rows)
    return page
