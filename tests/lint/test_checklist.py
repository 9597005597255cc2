"""The checklist: a spec that is right in everything, and one for each demand that breaks only it."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.lint.linter import Linter
from pipeline.lint.rule import Rule
from pipeline.lint.subject import Subject
from pipeline.spec.model import Diagram

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("lint-examples")]

# The demand -> what is changed (old, new) and where the finding is expected, as (line, text that begins there).
BROKEN = {
    "real-component-names": ('A["etcd n1, leader"]', 'A["Service A"]', (23, "Service A")),
    "actual-metrics": ("|append|", "|append, low latency|", (23, "low latency")),
    "failure-documented": (
        None,
        None,
        (1, "entity"),
    ),
    "config-details": (
        "config:\n  - {system: etcd, name: --election-timeout, default: 1000 ms,",
        "config:\n  - {system: etcd, name: --election-timeout,",
        (14, "config"),
    ),
    "cost-stated": (
        "cost:\n  - {kind: latency, statement: one round trip between members for each read, inferred: true}\n",
        "",
        (1, "entity"),
    ),
    "source-cited": (None, None, (1, "entity")),
    "migration-path": (
        "migration:\n  - {from: serializable reads, to: linearizable reads, rollback: set the option again, inferred: true}\n",
        "",
        (1, "entity"),
    ),
    "id-mechanism": ("(M5)", "(M05)", (22, "M05")),
    "id-guarantee": ("|append|", "|append for G-LNI|", (23, "G-LNI")),
    "number-has-source": ("|append|", "|append in 9 ms|", (23, "9 ms")),
    "fact-shown": ("|7 s without an answer|", "|no answer|", (10, "7")),
    "plane-palette": ("class state stateZone", "style C fill:#99CCFF", (26, "#99CCFF")),
    "class-known": (":::fault", ":::falt", (25, "falt")),
    "not-colour-only": ("State plane: etcd", "Consensus by etcd", (22, "Consensus by etcd 3.5 (M5)")),
    "directed-edges": ("-->|append|", "---|append|", (23, "A")),
    "id-placeholder": ("where a stale read comes from", "TODO say more", (4, "TODO")),
    "clean-text": ("request timed out", "request timed outâ€¦", (25, "â€¦")),
}


def _broken(rule: str, right: str) -> str:
    old, new, _ = BROKEN[rule]
    if rule == "failure-documented":
        text = right.replace('|7 s without an answer| C["request timed out"]:::fault', '|7 s| C["etcd n3"]')
        start, end = text.index("failure_modes:"), text.index("config:")
        return text[:start] + text[end:]
    if rule == "source-cited":
        text = right.replace(", source: example-primary, where: page title", ", derived: from the page")
        text = text.replace(", source: example-primary, where: section Timeouts", ", derived: from the page")
        return (
            text.replace("sources: [example-primary]\n", "")
            .replace("confidence: A", "confidence: C")
            .replace("-->|append|", "-.->|append|")
        )
    assert old is not None
    assert old in right
    return right.replace(old, str(new), 1)


@pytest.fixture(scope="session")
def linted(spec: Any, draw: Any, rules: dict[str, Rule], right: str) -> dict[str, list[tuple[str, int, str]]]:
    """What every rule finds in each of the specs: (rule, line, text from there on)."""
    texts = {"right": right, **{rule: _broken(rule, right) for rule in BROKEN}}
    made: dict[str, tuple[Diagram, str]] = {name: spec(text) for name, text in texts.items()}
    subjects: dict[int, Subject] = draw(
        [diagram for diagram, _ in made.values()], {id(diagram): text for diagram, text in made.values()}
    )
    linter = Linter(rules.values())
    found = {}
    for name, (diagram, text) in made.items():
        lines = text.split("\n")
        places = [(item.finding.rule, item.finding.location) for item in linter.subject(subjects[id(diagram)])]
        found[name] = [(rule, at.line, lines[at.line - 1][at.column - 1 :]) for rule, at in places]
    return found


def test_nothing_is_found_in_a_spec_that_is_right(linted: dict[str, list[tuple[str, int, str]]]) -> None:
    assert linted["right"] == []


@pytest.mark.parametrize("rule", BROKEN)
def test_each_demand_is_held_by_exactly_its_rule(linted: dict[str, list[tuple[str, int, str]]], rule: str) -> None:
    line, begins = BROKEN[rule][2]
    assert [(name, at) for name, at, _ in linted[rule]] == [(rule, line)]
    assert linted[rule][0][2].startswith(begins)
