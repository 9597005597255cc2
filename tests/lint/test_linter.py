"""The linter: which diagrams a rule is for, and that its findings come in one order, each once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from pipeline.findings import Severity
from pipeline.lint.linter import Linter
from pipeline.lint.rule import Applies, Rule, Scope
from pipeline.lint.subject import Context, Subject
from pipeline.model import Edge, Model, Node
from pipeline.spec.model import Diagram, SourceText

MODEL = Model("flowchart-v2", nodes=(Node("A", "old name"), Node("B", "old name")), edges=(Edge("e", "A", "B", "old"),))


def _rule(**fields: Any) -> Rule:
    base = Rule(
        "own", "label-pattern", Scope.MODEL, Severity.ERROR, "'{text}' is old", "why", params={"match": r"\bold\b"}
    )
    return replace(base, **fields)


def _subject(diagram: Diagram, context: Context, model: Model | None = MODEL) -> Subject:
    return Subject(diagram, context, SourceText("", diagram.path), model)


def _found(rule: Rule, subject: Subject) -> int:
    return len(Linter([rule]).subject(subject))


def test_raw_diagrams_need_a_rule_that_is_for_them(raw: Any, context: Context) -> None:
    subject = _subject(raw('flowchart LR\n  A["old name"]\n'), context)
    assert _found(_rule(), subject) == 0
    assert _found(_rule(applies=Applies(raw=True)), subject) > 0
    assert _found(_rule(applies=Applies(raw=True, views=("placement-flow",))), subject) == 0


@pytest.mark.parametrize(
    ("applies", "hit"),
    [
        (Applies(), True),
        (Applies(families=("guarantee",)), True),
        (Applies(families=("mechanism",)), False),
        (Applies(views=("placement-flow",)), True),
        (Applies(views=("proof-sequence",)), False),
        (Applies(engines=("graphviz",)), False),
        (Applies(types=("flowchart-v2",)), True),
        (Applies(types=("sequence",)), False),
        (Applies(confidence=("A",)), True),
        (Applies(confidence=("C",)), False),
    ],
)
def test_a_rule_looks_where_it_applies(spec: Any, context: Context, applies: Applies, hit: bool) -> None:
    diagram, _ = spec("confidence: A\n")
    assert bool(_found(_rule(applies=applies), _subject(diagram, context))) is hit


def test_a_rule_that_is_off_does_not_look(spec: Any, context: Context) -> None:
    assert _found(_rule(enabled=False), _subject(spec("confidence: A\n")[0], context)) == 0


def test_without_a_model_rules_about_it_do_not_look(spec: Any, context: Context) -> None:
    assert _found(_rule(), _subject(spec("confidence: A\n")[0], context, None)) == 0


def test_what_is_said_twice_is_said_once_and_in_order(spec: Any, context: Context) -> None:
    diagram, _ = spec('source: |\n  flowchart LR\n    A["old name"] -->|old| B["old name"]\n')
    found = [item.finding for item in Linter([_rule()]).subject(_subject(diagram, context))]
    assert found == sorted(set(found), key=lambda finding: finding.sort_key())
    assert {finding.diagram for finding in found} == {"G-LIN/placement-flow"}


def test_a_message_never_fails_for_want_of_a_value(spec: Any, context: Context) -> None:
    rule = _rule(message="'{text}' and {nothing}", hint="say {text}")
    finding = Linter([rule]).subject(_subject(spec("confidence: A\n")[0], context))[0].finding
    assert (finding.message, finding.hint) == ("'old' and {nothing}", "say old")
