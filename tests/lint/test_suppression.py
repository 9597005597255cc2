"""Allowances: which lines a comment covers in each language, and what is said of those that are wrong."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.findings import Finding, Location, Severity
from pipeline.lint.suppression import allowances, suppress
from pipeline.spec.fences import fences
from pipeline.spec.model import Diagram, Positions

KNOWN = frozenset({"node-budget", "actual-metrics"})


def _finding(line: int, path: str, rule: str = "node-budget", diagram: str | None = None) -> Finding:
    return Finding(rule, Severity.ERROR, f"line {line}", Location(path, line), diagram)


def _kept(text: str, path: str, diagrams: list[Diagram], lines: range) -> list[int]:
    """The lines whose findings stay."""
    allowed = allowances(text, path, diagrams)
    kept = suppress([_finding(line, path) for line in lines], allowed, KNOWN, KNOWN)
    return [finding.location.line for finding in kept if finding.rule == "node-budget"]


def test_a_comment_in_a_source_covers_its_line_or_the_next(raw: Any) -> None:
    source = "flowchart LR\n  %% atlas: allow node-budget -- reason\n  A --> B\n  C --> D %% atlas: allow node-budget -- reason\n"
    assert _kept(source, "docs/example.mmd", [raw(source)], range(1, 5)) == [1]


def test_a_comment_above_the_first_line_covers_the_source(raw: Any) -> None:
    source = "%% atlas: allow node-budget -- reason\nflowchart LR\n  A --> B\n"
    assert _kept(source, "docs/example.mmd", [raw(source)], range(1, 4)) == []
    source = "// atlas: allow node-budget -- reason\ndigraph {\n  a -> b\n}\n"
    assert _kept(source, "docs/example.dot", [raw(source, "graphviz")], range(1, 5)) == []


def test_the_mark_of_another_language_is_no_comment(raw: Any) -> None:
    source = "// atlas: allow node-budget -- reason\nflowchart LR\n  A --> B\n"
    assert _kept(source, "docs/example.mmd", [raw(source)], range(1, 3)) == [1, 2]


def test_yaml_covers_a_field_with_all_that_is_in_it(spec: Any) -> None:
    diagram, text = spec(
        "title: a title long enough\n"
        "# atlas: allow node-budget -- reason\n"
        "facts:\n"
        "  - {value: 1, means: something, derived: by counting}\n"
        "  - {value: 2, means: something, derived: by counting}\n"
        "question: which question, then?  # atlas: allow node-budget -- reason\n"
        "description: a description of it\n"
    )
    assert _kept(text, diagram.path, [diagram], range(1, 8)) == [1, 2, 7]


def test_markdown_covers_the_fence_below() -> None:
    text = "<!-- atlas: allow node-budget -- reason -->\n\n```mermaid\ngraph TD\n  A-->B\n```\n\n```mermaid\ngraph TD\n```\n"
    diagrams = [
        Diagram(f"d{f.number}", "a.md", f.engine, f.source, "t", raw=True, positions=Positions("a.md"))
        for f in fences(text, "a.md")
    ]
    assert _kept(text, "a.md", diagrams, range(1, 10)) == [1, 2, 7, 8, 9]


def test_the_list_of_a_spec_covers_the_spec(spec: Any) -> None:
    diagram, text = spec("allow:\n  - rule: node-budget\n    why: it had that many steps\n")
    allowed = allowances(text, diagram.path, [diagram])
    mine, other = _finding(3, diagram.path, diagram=diagram.id), _finding(3, diagram.path, diagram="another")
    assert suppress([mine, other], allowed, KNOWN, KNOWN) == [other]


@pytest.mark.parametrize(
    ("comment", "rule", "says"),
    [
        ("%% atlas: allow node-budget", "allow-reason", "gives no reason"),
        ("%% atlas: allow -- because", "allow-reason", "names no rule"),
        ("%% atlas: allow node-budgt -- reason", "unused-allow", "there is no rule 'node-budgt'"),
        ("%% atlas: allow actual-metrics -- reason", "unused-allow", "finds nothing here"),
    ],
)
def test_allowances_that_are_wrong_are_found(raw: Any, comment: str, rule: str, says: str) -> None:
    source = f"flowchart LR\n  {comment}\n  A --> B\n"
    allowed = allowances(source, "docs/example.mmd", [raw(source)])
    complaints = [
        item
        for item in suppress([_finding(3, "docs/example.mmd")], allowed, KNOWN, KNOWN)
        if item.rule != "node-budget"
    ]
    assert [(item.rule, item.location.line) for item in complaints] == [(rule, 2)]
    assert says in complaints[0].message


def test_a_rule_that_did_not_look_leaves_its_allowance_alone(raw: Any) -> None:
    source = "flowchart LR\n  %% atlas: allow actual-metrics -- reason\n  A --> B\n"
    allowed = allowances(source, "docs/example.mmd", [raw(source)])
    assert suppress([], allowed, frozenset({"node-budget"}), KNOWN) == []


def test_several_rules_in_one_comment(raw: Any) -> None:
    source = "flowchart LR\n  %% atlas: allow node-budget, actual-metrics -- reason\n  A --> B\n"
    assert [allow.rule for allow in allowances(source, "docs/example.mmd", [raw(source)])] == [
        "node-budget",
        "actual-metrics",
    ]
