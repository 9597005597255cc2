"""Everything that the pages show, computed once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.findings import Finding, Location, Severity
from pipeline.publish.coverage import Coverage, EntityCoverage, cover
from pipeline.publish.crossmap import CrossMap, draw_map
from pipeline.publish.incidents import incidents_by_entity
from pipeline.publish.inventory import Inventory
from pipeline.publish.pictures import coverage_diagram, map_diagrams
from pipeline.publish.plan import SitePlan, SymptomClass
from pipeline.publish.readiness import Readiness, assess
from pipeline.publish.site.book import Book
from pipeline.publish.symptoms import Symptom, classify, symptoms_of
from pipeline.spec.model import Diagram


@dataclass(frozen=True, slots=True)
class Content:
    """What there is, what follows from it, and where it stands.

    ``by_owner`` has the symptoms by the id of the diagram, else of the entity, that holds them, ``own_pictures`` are the diagrams that the site makes of the corpus (map, coverage), by id; ``labels`` the texts in
    each picture that was drawn, by the diagram's id.
    """

    inventory: Inventory
    plan: SitePlan
    book: Book
    coverage: Coverage
    readiness: Readiness
    cross_map: CrossMap
    symptoms: tuple[Symptom, ...]
    by_owner: Mapping[str, tuple[Symptom, ...]]
    classes: Mapping[SymptomClass, tuple[Symptom, ...]]
    incidents_of: Mapping[str, tuple[str, ...]]
    covered: Mapping[str, EntityCoverage]
    own_pictures: Mapping[str, Diagram]
    labels: Mapping[str, Sequence[str]] = field(default_factory=dict)


def compile_content(inventory: Inventory, plan: SitePlan) -> Content:
    """Computes everything but the labels, which are known when the pictures are drawn."""
    coverage = cover(inventory)
    cross_map = draw_map(inventory, plan)
    symptoms = symptoms_of(inventory)
    by_owner: dict[str, tuple[Symptom, ...]] = {}
    for symptom in symptoms:
        for owner in filter(None, (symptom.item.entity, symptom.item.diagram)):
            by_owner[owner] = (*by_owner.get(owner, ()), symptom)
    own = [coverage_diagram(coverage), *map_diagrams(cross_map, inventory.registry)]
    return Content(
        inventory=inventory,
        plan=plan,
        book=Book(inventory),
        coverage=coverage,
        readiness=assess(inventory, plan),
        cross_map=cross_map,
        symptoms=symptoms,
        by_owner=by_owner,
        classes=classify(symptoms, plan.symptoms),
        incidents_of=incidents_by_entity(inventory),
        covered={entity.id: entity for family in coverage.families for entity in family.entities},
        own_pictures={diagram.id: diagram for diagram in own},
    )


def check_plan(plan: SitePlan, inventory: Inventory, book: Book) -> tuple[Finding, ...]:
    """Names in ``specs/site`` that lead nowhere: families, views and the targets of quick starts."""
    registry = inventory.registry
    views = {slug for family in registry.families.values() for slug in family.views}
    found = []
    for at, level in enumerate(plan.levels):
        found += [
            _finding(plan, "map", f"there is no family '{name}'", "levels", at, "families", number)
            for number, name in enumerate(level.families)
            if name not in registry.families
        ]
    found += [
        _finding(plan, "readiness", f"there is no family '{name}'", "families", number)
        for number, name in enumerate(plan.readiness_families)
        if name not in registry.families
    ]
    for at, column in enumerate(plan.columns):
        asked = (("views", "view", column.views, views), ("shown_by", "family", column.shown_by, registry.families))
        for field_name, noun, names, known in asked:
            found += [
                _finding(plan, "readiness", f"there is no {noun} '{name}'", "columns", at, field_name, number)
                for number, name in enumerate(names)
                if name not in known
            ]
    for at, start in enumerate(plan.quick_starts):
        for step_at, step in enumerate(start.steps):
            found += [
                _finding(plan, "quick_starts", f"'{name}' leads nowhere", at, "steps", step_at, "to", number)
                for number, name in enumerate(step.to)
                if book.find(name) is None
            ]
    return tuple(found)


def _finding(plan: SitePlan, top: str, message: str, *path: str | int) -> Finding:
    positions = plan.positions.get(top)
    at = positions.of(top, *path) if positions else Location("")
    return Finding("ref-exists", Severity.ERROR, message, at)
