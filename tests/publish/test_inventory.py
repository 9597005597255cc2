"""The inventory finds every diagram and item, and what shows what."""

from __future__ import annotations

from pipeline.publish.inventory import natural_key, ordered
from tests.publish.conftest import SmallCorpus


def test_items_of_an_entity_and_of_its_diagrams_are_found_with_their_places(small: SmallCorpus) -> None:
    """Own items come first; only blocks of the format count, and an inferred item is not cited."""
    inventory = small.inventory()
    found = [(item.block, item.diagram, item.number, item.cited, item.anchor) for item in inventory.items["P-KEEP"]]
    assert found == [
        ("oncall", "", 1, True, "oncall-1"),
        ("cost", "", 1, True, "cost-1"),
        ("cost", "", 2, False, "cost-2"),
        ("oncall", "P-KEEP/map", 1, False, "oncall-1"),
    ]
    first = inventory.block_of("P-KEEP", "cost")[0]
    assert (first.location.path, first.location.line) == ("specs/promises/P-KEEP.yaml", 12)
    assert [item.entity for item in inventory.of_block("oncall")] == ["P-KEEP", "P-KEEP"]


def test_diagrams_are_found_by_owner_and_by_what_they_show(small: SmallCorpus) -> None:
    """A diagram that names an entity or incident is shown there; its owner has it as its own."""
    inventory = small.inventory()
    assert {name: [diagram.id for diagram in found] for name, found in inventory.by_entity.items()} == {
        "L-ONE": ["L-ONE/pair"],
        "P-KEEP": ["P-KEEP/map"],
        "S-ACME": ["S-ACME/replay"],
    }
    assert {name: [diagram.id for diagram in found] for name, found in inventory.shown_in.items()} == {
        "T2": ["P-KEEP/map"],
        "INC-20200101-ACME": ["P-KEEP/map"],
        "P-KEEP": ["S-ACME/replay"],
    }


def test_ids_are_in_the_order_in_which_people_count(small: SmallCorpus) -> None:
    """M2 stands before M10, families in the registry's order."""
    assert sorted(["M10", "M2", "MP1", "M1"], key=natural_key) == ["M1", "M2", "M10", "MP1"]
    assert ordered(small.inventory().registry) == ["P-KEEP", "P-TELL", "T2", "T10", "S-ACME", "L-ONE"]
