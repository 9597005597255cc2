"""Every example of every rule: nothing is found in a good one, and in a bad one what it says, where it says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
import yaml

from pipeline.findings import Location
from pipeline.lint import shipped
from pipeline.lint.linter import Linter
from pipeline.lint.rule import Example, Rule, Scope
from pipeline.lint.rule_files import load_rules
from pipeline.lint.subject import Context, Corpus, Subject
from pipeline.lint.summary import summarize
from pipeline.spec import yaml_document
from pipeline.spec.model import Diagram, Entity, Registry

RULES = load_rules(shipped.folder("rules"), shipped.folder("rules"))
CASES = [
    pytest.param(rule, example, id=f"{rule.id}-{kind}-{number}")
    for rule in RULES
    for kind, examples in (("good", rule.good), ("bad", rule.bad))
    for number, example in enumerate(examples, 1)
]
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("lint-examples")]

Made = dict[int, list[tuple[Diagram, str]]]


@pytest.fixture(scope="session")
def made(spec: Any, raw: Any) -> Made:
    """The diagrams of every example, by its id()."""
    found: Made = {}
    for case in CASES:
        example: Example = case.values[1]
        given = example.given
        diagrams = []
        if "source" in given:
            diagrams.append((raw(given["source"], given.get("engine", "mermaid")), given["source"]))
        if "spec" in given:
            diagrams.append(spec(given["spec"]))
        if "beside" in given:
            diagrams.insert(0, spec(given["beside"], entity="G-LIN", view="proof-sequence"))
        found[id(example)] = diagrams
    return found


@pytest.fixture(scope="session")
def subjects(made: Made, draw: Callable[..., dict[int, Subject]]) -> dict[int, Subject]:
    """Every diagram of every example, drawn."""
    every = [(diagram, text) for pairs in made.values() for diagram, text in pairs]
    return draw([diagram for diagram, _ in every], {id(diagram): text for diagram, text in every})


@pytest.mark.parametrize(("rule", "example"), CASES)
def test_example(rule: Rule, example: Example, made: Made, subjects: dict[int, Subject], context: Context) -> None:
    linter = Linter([replace(rule.tuned(None, example.params), enabled=True)])
    own = [subjects[id(diagram)] for diagram, _ in made[id(example)]]
    for subject in own:
        assert subject.model is not None, "the example is not drawn"
    found = [(at.line, at.column) for at in _places(linter, rule, example, own, context)]
    assert found == list(example.at)


def _places(
    linter: Linter, rule: Rule, example: Example, subjects: list[Subject], context: Context
) -> Iterator[Location]:
    if rule.scope is not Scope.CORPUS:
        for subject in subjects:
            yield from (item.finding.location for item in linter.subject(subject))
        return
    registry = _with_entity(context.registry, example)
    files = {subject.diagram.path: len(subject.text.text) for subject in subjects}
    corpus = Corpus(registry, tuple(summarize(subject) for subject in subjects), whole=True, files=files)
    yield from (item.finding.location for item in linter.corpus(corpus))


def _with_entity(registry: Registry, example: Example) -> Registry:
    if "entity" not in example.given:
        return registry
    text = example.given["entity"]
    document = yaml_document.parse(text.encode(), "specs/guarantees/G-LIN.yaml")
    data = yaml.safe_load(text)
    entity = Entity(data["id"], "guarantee", "Linearizability", "", "A", document.path, data, document.positions)
    return replace(registry, entities={**registry.entities, entity.id: entity})


def test_every_rule_has_a_good_and_a_bad_example() -> None:
    """The schema asks for both; this holds that it does so for what is shipped."""
    assert all(rule.good and rule.bad and all(example.at for example in rule.bad) for rule in RULES)
