"""The matrix is what the evidence makes it: change the evidence and the cell changes."""

from __future__ import annotations

import pytest

from pipeline.publish.readiness import Evidence, Kind, assess
from tests.publish.conftest import SmallCorpus


def cells(small: SmallCorpus, entity: str = "P-KEEP") -> list[list[tuple[str, str, str]]]:
    """The evidence in each column of an entity's row: kind, entity, diagram."""
    plan, findings = small.plan()
    assert findings == ()
    rows = {row.entity: row for row in assess(small.inventory(), plan).rows}
    return [[(piece.kind.value, piece.entity, piece.diagram) for piece in cell] for cell in rows[entity].cells]


def test_a_cell_holds_cited_facts_diagrams_and_incidents(small: SmallCorpus) -> None:
    """An inferred item is no evidence, and a diagram counts where it shows the entity."""
    assert cells(small) == [
        [("diagram", "S-ACME", "S-ACME/replay")],
        [("incident", "INC-20200101-ACME", "")],
        [("cited fact", "P-KEEP", "")],
    ]


def test_without_evidence_a_cell_is_empty(small: SmallCorpus) -> None:
    """Nothing is ticked for an entity of which nothing is known."""
    assert cells(small, "P-TELL") == [[], [], []]


@pytest.mark.parametrize(
    ("path", "old", "new", "column", "left"),
    [
        ("specs/promises/P-KEEP.yaml", "statement: three copies, source: manual, where: chapter 2",
         "statement: three copies, inferred: true", 2, []),
        ("specs/promises/P-KEEP.yaml", "inferred: true", "source: manual, where: chapter 9", 2,
         [("cited fact", "P-KEEP", ""), ("cited fact", "P-KEEP", "")]),
        ("specs/sources/all.yaml", 'acme.example/report", date: 2020, tier: primary, read: "2026-01-02"',
         'acme.example/report", date: 2020, tier: primary', 1, []),
        ("diagrams/stories/S-ACME/replay.yaml", "entities: [P-KEEP]", "entities: []", 0, []),
    ],
    ids=["source taken away", "source found", "report not read", "diagram no longer shows it"],
)  # fmt: skip
def test_a_changed_fact_changes_the_matrix(
    small: SmallCorpus, path: str, old: str, new: str, column: int, left: list[tuple[str, str, str]]
) -> None:
    """Each kind of evidence comes and goes with the specs."""
    before = cells(small)[column]
    small.change(path, old, new)
    assert cells(small)[column] == left != before


def test_evidence_leads_to_where_it_stands(small: SmallCorpus) -> None:
    """A fact has the anchor of its item."""
    plan, _ = small.plan()
    row = assess(small.inventory(), plan).rows[0]
    assert row.cells[2] == (Evidence(Kind.FACT, "Cost 1", "P-KEEP", "", "cost-1"),)
