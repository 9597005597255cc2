"""The map follows the fields that the plan names, from level to level."""

from __future__ import annotations

import pydot

from pipeline.publish.crossmap import draw_map
from pipeline.publish.pictures import WHOLE_MAP, map_diagrams, map_id
from tests.publish.conftest import SmallCorpus


def test_a_chain_runs_through_the_levels(small: SmallCorpus) -> None:
    """What is named on a level hangs on what names it there, else on the root."""
    plan, _ = small.plan()
    chains = {chain.root: chain for chain in draw_map(small.inventory(), plan).chains}
    assert chains["P-KEEP"].levels == (("P-KEEP",), ("T2",), ("S-ACME",))
    assert chains["P-KEEP"].pairs == (("P-KEEP", "T2"), ("T2", "S-ACME"))
    small.change("specs/tools/T2.yaml", ", stories: [S-ACME]", "")
    chains = {chain.root: chain for chain in draw_map(small.inventory(), plan).chains}
    assert chains["P-KEEP"].pairs == (("P-KEEP", "T2"), ("P-KEEP", "S-ACME"))


def test_links_are_known_from_both_ends(small: SmallCorpus) -> None:
    """An entity knows who names it."""
    plan, _ = small.plan()
    found = draw_map(small.inventory(), plan)
    assert [(edge.source, edge.field) for edge in found.incoming["S-ACME"]] == [
        ("P-KEEP", "stories"),
        ("T2", "stories"),
    ]
    assert [edge.target for edge in found.outgoing["P-KEEP"]] == ["T2", "S-ACME"]


def test_pictures_of_the_map_are_dot_with_every_link(small: SmallCorpus) -> None:
    """One a chain and one of the whole; names cannot break out of their quotes."""
    small.change("specs/tools/T2.yaml", "name: Copies", """name: 'Copies "of" \\ things'""")
    plan, _ = small.plan()
    inventory = small.inventory()
    diagrams = {diagram.id: diagram for diagram in map_diagrams(draw_map(inventory, plan), inventory.registry)}
    assert set(diagrams) == {WHOLE_MAP, map_id("P-KEEP"), map_id("P-TELL")}
    [graph] = pydot.graph_from_dot_data(diagrams[map_id("P-KEEP")].source.text) or []
    edges = {(edge.get_source(), edge.get_destination()) for edge in graph.get_edges()}
    assert edges == {('"P-KEEP"', '"T2"'), ('"T2"', '"S-ACME"')}
    assert diagrams[map_id("P-KEEP")].description == "Promise: P-KEEP; Tool: T2; Story: S-ACME."
