"""Coverage counts what exists against what is planned, and leaves empty what is empty."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.cli.group import main
from pipeline.publish.coverage import Count, cover
from pipeline.publish.pictures import coverage_diagram
from tests.publish.conftest import SmallCorpus


def test_families_views_and_entities_are_counted(small: SmallCorpus) -> None:
    """Planned numbers come from the registry where it has them, else from what the entities owe."""
    coverage = cover(small.inventory())
    counts = {family.name: family.count for family in coverage.families}
    assert counts == {
        "promise": Count(4, 1),
        "tool": Count(1, 0),  # one of the two tools is on hold
        "story": Count(1, 1),
        "lesson": Count(5, 1),
    }
    assert coverage.total == Count(11, 3)
    views = {view.slug: view.count for family in coverage.families for view in family.views}
    assert views == {
        "map": Count(2, 1),
        "price": Count(2, 0),
        "knobs": Count(1, 0),
        "replay": Count(1, 1),
        "pair": Count(3, 1),
        "stack": Count(2, 0),
    }
    entities = {entity.id: (entity.count, entity.on_hold) for family in coverage.families for entity in family.entities}
    assert entities["P-KEEP"] == (Count(2, 1), False)
    assert entities["T10"] == (Count(0, 0), True)
    assert entities["L-ONE"] == (Count(1, 1), False)


def test_a_diagram_that_goes_is_no_longer_counted(small: SmallCorpus) -> None:
    """Nothing is kept from before."""
    (small.root / "diagrams/stories/S-ACME/replay.yaml").unlink()
    assert cover(small.inventory()).total == Count(11, 2)


def test_grades_are_spread_against_their_targets(small: SmallCorpus) -> None:
    """Shares are of what is graded; what is not graded is counted apart; a grade without target has none."""
    spreads = {spread.of: spread for spread in cover(small.inventory()).spreads}
    diagrams = spreads["confidence of diagrams"]
    assert [(grade.name, grade.count, grade.target) for grade in diagrams.grades] == [
        ("A", 1, 80),
        ("B", 1, 20),
        ("C", 0, None),
    ]
    assert diagrams.ungraded == 1
    assert [diagrams.share(grade) for grade in diagrams.grades] == [50.0, 50.0, 0.0]
    maturity = spreads["maturity of entities"]
    assert ([(grade.name, grade.count) for grade in maturity.grades], maturity.ungraded) == ([("proven", 1)], 5)


def test_the_picture_has_a_square_for_each_owed_diagram_and_fills_those_that_exist(small: SmallCorpus) -> None:
    """An entity on hold has no square unless it has the picture; where one is owed the plan makes the squares."""
    source = coverage_diagram(cover(small.inventory())).source.text
    rows = [line for line in source.split("<TR>") if "\u25a0" in line or "\u25a1" in line]
    squares = ["".join(character for character in row if character in "\u25a0\u25a1") for row in rows]
    assert squares == ["\u25a0\u25a1", "\u25a1\u25a1", "\u25a1", "\u25a0", "\u25a0\u25a1\u25a1", "\u25a1\u25a1"]


def test_the_command_gives_json_and_a_table(small: SmallCorpus, monkeypatch: pytest.MonkeyPatch) -> None:
    """JSON holds all of it; the table leaves the cell of what does not exist empty."""
    monkeypatch.chdir(small.root)
    answer = CliRunner().invoke(main, ["coverage", "--json"])
    data = json.loads(answer.stdout)
    assert answer.exit_code == 0
    assert (data["format"], data["planned"], data["existing"]) == (1, 11, 3)
    assert data["families"][1]["entities"][1] == {
        "entity": "T10", "name": "Phones", "on_hold": True, "planned": 0, "existing": 0, "views": [],
    }  # fmt: skip
    table = CliRunner().invoke(main, ["coverage", "--by", "view"]).stdout
    price = next(line for line in table.splitlines() if "price" in line)
    assert [cell.strip() for cell in price.split("│")[1:-1]] == ["Promises", "price", "", "2", ""]


def test_a_broken_spec_makes_the_command_fail(small: SmallCorpus, monkeypatch: pytest.MonkeyPatch) -> None:
    """A count that may be wrong is not reported as clean."""
    monkeypatch.chdir(small.root)
    small.change("diagrams/stories/S-ACME/replay.yaml", "view: replay", "view: [")
    answer = CliRunner().invoke(main, ["coverage"])
    assert answer.exit_code == 1
    assert "replay.yaml" in answer.stderr


@pytest.mark.browser
def test_the_picture_is_drawn_by_the_pipelines_own_engine(
    small: SmallCorpus, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """--picture writes an SVG with the rows of every view."""
    monkeypatch.chdir(small.root)
    file = tmp_path / "coverage.svg"
    assert CliRunner().invoke(main, ["coverage", "--picture", str(file)]).exit_code == 0
    svg = file.read_text(encoding="utf-8")
    assert "3 of 11 planned pictures exist" in svg
    assert all(slug in svg for slug in ("price", "knobs", "stack"))
