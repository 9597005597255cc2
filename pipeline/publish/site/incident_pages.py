"""Symptoms and incidents: an index of each, a page for each class of symptoms and for each incident."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from pipeline.publish.incidents import concerned
from pipeline.publish.inventory import natural_key
from pipeline.publish.plan import SymptomClass
from pipeline.publish.readiness import was_read
from pipeline.publish.site import parts
from pipeline.publish.site.book import INCIDENTS, SYMPTOMS
from pipeline.publish.site.content import Content
from pipeline.publish.site.markdown import Inline, Page, code, external, join, strong, text
from pipeline.publish.symptoms import Symptom
from pipeline.spec.model import Incident


def write_symptoms(content: Content) -> Iterator[Page]:
    """The index of all symptoms, and a page for each class."""
    index = Page(SYMPTOMS.path, "Symptoms", boost=0)
    parts.way_back(index)
    index.heading(text("Symptoms"), 1)
    index.paragraph(
        text("What an alert or a user says. The symptom leads to the picture, its first safe action and the report.")
    )
    index.bullets(class_link(index, content, item, members) for item, members in content.classes.items())
    index.heading(text("All symptoms"), anchor="all")
    parts.symptom_list(index, content, content.symptoms)
    if not content.symptoms:
        index.paragraph(text("No spec has an on-call block yet."))
    yield index
    for item, members in content.classes.items():
        page = Page(content.book.symptom_class(item.id).path, item.title)
        parts.way_back(page, ("Symptoms", SYMPTOMS))
        page.heading(text(item.title), 1)
        parts.symptom_list(page, content, members)
        if not members:
            page.paragraph(text("No spec has such a symptom yet."))
        yield page


def class_link(page: Page, content: Content, item: SymptomClass, members: tuple[Symptom, ...]) -> Inline:
    """A class of symptoms and how many it has."""
    count = f"{len(members)} symptom{'' if len(members) == 1 else 's'}" if members else "none yet"
    return Inline(f"{page.link(item.title, content.book.symptom_class(item.id))} ({count})")


def write_incidents(content: Content) -> Iterator[Page]:
    """The index by service and by every family of entities that incidents concern, and a page for each incident."""
    yield _index(content)
    for incident in content.inventory.registry.incidents.values():
        yield _incident(content, incident)


def _index(content: Content) -> Page:
    registry = content.inventory.registry
    page = Page(INCIDENTS.path, "Incidents", boost=0)
    parts.way_back(page)
    page.heading(text("Incidents"), 1)
    page.paragraph(
        text("By"),
        page.link("symptom", SYMPTOMS),
        text("· links to entities are proposals until the report has been read."),
    )
    services: dict[str, list[Incident]] = defaultdict(list)
    for incident in registry.incidents.values():
        services[str(incident.data.get("organization") or "unknown")].append(incident)
    page.heading(text("By service"), anchor="by-service")
    for name in sorted(services, key=str.lower):
        page.heading(text(name), 3)
        page.bullets(_line(page, content, incident.id) for incident in services[name])
    for family in registry.families.values():
        members = sorted(
            (name for name in content.incidents_of if registry.entities[name].family == family.name), key=natural_key
        )
        if members:
            page.heading(text(f"By {family.title.lower()}"), anchor=f"by-{family.name}")
        for name in members:
            page.heading(parts.entity_link(page, content, name), 3)
            page.bullets(_line(page, content, incident) for incident in content.incidents_of[name])
    return page


def _line(page: Page, content: Content, identity: str) -> Inline:
    incident = content.inventory.registry.incidents[identity]
    return join([text(incident.date), page.link(incident.headline, content.book.incident(identity))], " ")


def _incident(content: Content, incident: Incident) -> Page:
    registry, data = content.inventory.registry, incident.data
    page = Page(content.book.incident(incident.id).path, f"{incident.headline} ({incident.date})")
    parts.way_back(page, ("Incidents", INCIDENTS))
    page.heading(text(incident.headline), 1)
    source = registry.sources.get(str(data.get("source") or ""))
    read = "read" if was_read(incident, content.inventory) else "not read yet by this project"
    report = external(f"{source.title}, {source.publisher}", source.url) if source else text("none")
    entities = [parts.entity_link(page, content, name) for name in concerned(incident, content.inventory)]
    page.paragraph(strong("Public post-mortem:"), report, text(f"({read})"), role="atlas-action")
    rows = [
        ("Id", code(incident.id)),
        ("Date", text(incident.date)),
        ("Organization", text(data.get("organization") or "")),
        ("Concerns, as proposed", join(entities)),
        ("Evidence", text(_evidence(content, str(data.get("evidence") or "")))),
        ("Note", text(data.get("note") or "")),
    ]
    page.bullets(Inline(f"{strong(f'{label}:')} {value}") for label, value in rows if value)
    symptoms = [symptom for symptom in content.symptoms if incident.id in symptom.incidents]
    shown = content.inventory.shown_in.get(incident.id, ())
    page.heading(text("Pictures"), anchor="pictures", found=False)
    page.bullets(page.link(diagram.title, content.book.diagram(diagram.id)) for diagram in shown)
    if not shown:
        page.paragraph(text("No picture shows it yet."))
    if symptoms:
        page.heading(text("Symptoms it had"), anchor="symptoms", found=False)
        parts.symptom_list(page, content, symptoms)
    return page


def _evidence(content: Content, mark: str) -> str:
    grades = content.inventory.registry.data.get("grades") or {}
    meaning = (grades.get("evidence") or {}).get(mark)
    return f"{mark}, {meaning}" if meaning else mark
