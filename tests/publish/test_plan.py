"""The plan of the site is read from data, and what is wrong in it is found with its place."""

from __future__ import annotations

import pytest

from pipeline.publish.site.book import Book
from pipeline.publish.site.content import check_plan
from tests.publish.conftest import SmallCorpus


def problems(small: SmallCorpus) -> list[str]:
    """What is wrong with the plan."""
    plan, findings = small.plan()
    inventory = small.inventory()
    found = (*findings, *check_plan(plan, inventory, Book(inventory)))
    return [f"{item.location.path}:{item.location.line} {item.rule} {item.message}" for item in found]


def test_a_plan_that_is_right_has_no_findings(small: SmallCorpus) -> None:
    """Every part arrives where it should."""
    assert problems(small) == []
    plan, _ = small.plan()
    assert (plan.title, plan.description) == ("A small atlas", "A description of it.")
    assert [level.field for level in plan.levels] == ["", "tools", "stories"]
    assert plan.quick_starts[0].steps[0].to == ("P-KEEP", "P-KEEP/map", "P-KEEP/price")


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("to: [P-KEEP, ", "to: [P-KEPT, ", "specs/site/site.yaml:21 ref-exists 'P-KEPT' leads nowhere"),
        ("P-KEEP/price]", "P-KEEP/prize]", "specs/site/site.yaml:21 ref-exists 'P-KEEP/prize' leads nowhere"),
        ('"page:cost"', '"page:costs"', "specs/site/site.yaml:22 ref-exists 'page:costs' leads nowhere"),
        ("families: [story]", "families: [tale]", "specs/site/site.yaml:7 ref-exists there is no family 'tale'"),
        ("views: [price]", "views: [prize]", "specs/site/site.yaml:13 ref-exists there is no view 'prize'"),
        ("shown_by: [story]", "shown_by: [tale]", "specs/site/site.yaml:11 ref-exists there is no family 'tale'"),
    ],
)
def test_a_name_that_leads_nowhere_is_found(small: SmallCorpus, old: str, new: str, problem: str) -> None:
    """With the line where it stands."""
    small.change("specs/site/site.yaml", old, new)
    assert problems(small) == [problem]


def test_a_field_in_two_files_is_found(small: SmallCorpus) -> None:
    """Which of the two holds would be chance."""
    small.write("specs/site/more.yaml", "title: Another\n")
    assert problems(small) == ["specs/site/site.yaml:1 id-unique 'title' stands already in specs/site/more.yaml"]


def test_a_file_that_the_schema_refuses_is_found(small: SmallCorpus) -> None:
    """A misspelt field is not passed over in silence."""
    small.write("specs/site/more.yaml", "quickstarts: []\n")
    assert any("specs/site/more.yaml:1 spec-schema" in problem for problem in problems(small))
