"""Symptoms lead to the picture and to the public incident, and stand in the classes of their words."""

from __future__ import annotations

from pipeline.publish.symptoms import OTHER, classify, symptoms_of
from tests.publish.conftest import SmallCorpus


def test_symptoms_come_from_entities_and_diagrams(small: SmallCorpus) -> None:
    """One of an entity has the entity's pictures, one of a diagram that diagram."""
    found = [
        (symptom.text, symptom.first_action, symptom.diagrams, symptom.incidents)
        for symptom in symptoms_of(small.inventory())
    ]
    assert found == [
        ("Kept things are missing", "Stop everything", ("P-KEEP/map",), ("INC-20200101-ACME",)),
        ("The keeper is loud", "Listen", ("P-KEEP/map",), ("INC-20200101-ACME",)),
    ]


def test_an_incident_is_taken_from_the_report_that_the_item_cites(small: SmallCorpus) -> None:
    """What the item cites counts before what its diagram shows; without any link there is none."""
    small.change("specs/promises/P-KEEP.yaml", "incidents: [INC-20200101-ACME]\n", "")
    small.change("diagrams/promises/P-KEEP/map.yaml", "entities: [T2, INC-20200101-ACME]", "entities: [T2]")
    assert [symptom.incidents for symptom in symptoms_of(small.inventory())] == [(), ()]
    small.change(
        "specs/promises/P-KEEP.yaml", "source: manual\n    where: chapter 3", "source: report\n    where: there"
    )
    assert [symptom.incidents for symptom in symptoms_of(small.inventory())] == [("INC-20200101-ACME",), ()]


def test_classes_take_symptoms_by_the_beginnings_of_words(small: SmallCorpus) -> None:
    """A symptom may stand in several classes; a class without any stays and is empty; the rest is kept apart."""
    symptoms = symptoms_of(small.inventory())
    plan, _ = small.plan()
    found = {
        item.id: [symptom.text for symptom in members] for item, members in classify(symptoms, plan.symptoms).items()
    }
    assert found == {"gone": ["Kept things are missing"], "loud": ["The keeper is loud"]}
    only = classify(symptoms, plan.symptoms[1:])
    assert [symptom.text for symptom in only[OTHER]] == ["Kept things are missing"]
