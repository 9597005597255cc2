"""The front page and the quick starts."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.publish.inventory import BLOCKS
from pipeline.publish.plan import QuickStart
from pipeline.publish.site import parts
from pipeline.publish.site.book import COVERAGE, HOME, INCIDENTS, MAP, QUICK_STARTS, READINESS, SOURCES, SYMPTOMS
from pipeline.publish.site.content import Content
from pipeline.publish.site.family_pages import planned_text
from pipeline.publish.site.incident_pages import class_link
from pipeline.publish.site.markdown import Inline, Page, join, strong, text


def write_home(content: Content) -> Page:
    """The front page: symptoms first, then tasks, then everything by kind."""
    plan, book = content.plan, content.book
    page = Page(HOME.path, plan.title, wide=True)
    page.heading(text(plan.title), 1)
    page.paragraph(text(plan.description))
    page.heading(text("Something is broken"), anchor="broken")
    page.paragraph(text("Choose what you see, or press / and type the error text, the product or the metric."))
    page.bullets(class_link(page, content, item, members) for item, members in content.classes.items())
    page.bullets([page.link("All symptoms", SYMPTOMS), page.link("Incidents by service and cause", INCIDENTS)])
    if plan.quick_starts:
        page.heading(text("I have a task"), anchor="tasks")
        page.bullets(page.link(start.title, book.quick_start(start.id)) for start in plan.quick_starts)
    page.heading(text("Everything"), anchor="everything")
    page.table(
        ("Family", "Pictures"),
        (
            [
                page.link(family.title, book.family(family.name)),
                text(planned_text(family.count.existing, family.count.planned)),
            ]
            for family in content.coverage.families
        ),
    )
    reports = [page.link("Coverage", COVERAGE)]
    reports += [page.link("Readiness", READINESS)] if content.readiness.columns else []
    reports += [page.link("Map", MAP)] if content.cross_map.levels else []
    reports += [page.link(title, book.block(block)) for block, title in BLOCKS.items()]
    page.paragraph(join([*reports, page.link("Sources", SOURCES)], " · "))
    return page


def write_quick_starts(content: Content) -> Iterator[Page]:
    """The list of quick starts and a page for each."""
    if not content.plan.quick_starts:
        return
    index = Page(QUICK_STARTS.path, "Quick starts")
    parts.way_back(index)
    index.heading(text("Quick starts"), 1)
    index.bullets(index.link(start.title, content.book.quick_start(start.id)) for start in content.plan.quick_starts)
    yield index
    for start in content.plan.quick_starts:
        yield _quick_start(content, start)


def _quick_start(content: Content, start: QuickStart) -> Page:
    page = Page(content.book.quick_start(start.id).path, start.title)
    parts.way_back(page, ("Quick starts", QUICK_STARTS))
    page.heading(text(start.title), 1)
    steps = []
    for step in start.steps:
        links = []
        for name in step.to:
            target = content.book.find(name)
            assert target is not None, "check_plan lets no such step through"
            missing = f" ({text(target.missing)})" if target.missing else ""
            links.append(Inline(f"{page.link(target.label, target.place)}{missing}"))
        steps.append(Inline(f"{strong(step.verb)} {text(step.text)}: {join(links)}"))
    page.numbers(steps)
    return page
