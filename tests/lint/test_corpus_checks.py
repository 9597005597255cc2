"""Checks across diagrams: twins are found among thousands, and in a time that grows with their number."""

from __future__ import annotations

import random
import time
from pathlib import Path

from pipeline.findings import Location
from pipeline.lint.linter import Linter
from pipeline.lint.rule import Rule
from pipeline.lint.subject import Claim, Corpus, Summary
from pipeline.spec.model import Registry


def _summary(name: str, features: set[int], *claims: Claim) -> Summary:
    return Summary(name, name.split("/")[0], "view", Location(f"{name}.yaml", 10), tuple(sorted(features)), claims)


def _found(rule: Rule, *summaries: Summary) -> list[str | None]:
    judged = Linter([rule]).corpus(Corpus(Registry(), summaries))
    return [item.finding.diagram for item in judged]


def test_every_twin_is_found_and_nothing_else(rules: dict[str, Rule]) -> None:
    """The same pairs as by comparing each with each."""
    draw = random.Random(7)
    bases = [{draw.randrange(400) for _ in range(30)} for _ in range(60)]
    features = [*bases, *({*list(base)[draw.randrange(8) :], draw.randrange(400)} for base in bases[:30])]
    summaries = [_summary(f"E{number}/v", each) for number, each in enumerate(features)]
    share = rules["near-duplicate"].params["share"]
    expected = {
        summaries[at].id
        for at, mine in enumerate(features)
        for other in features[:at]
        if len(mine & other) / len(mine | other) > share
    }
    assert expected
    assert set(_found(rules["near-duplicate"], *summaries)) == expected


def test_thousands_are_not_compared_each_with_each(rules: dict[str, Rule]) -> None:
    """Half a second here; eight million comparisons would take half a minute."""
    draw = random.Random(1)
    summaries = [_summary(f"E{n}/v", {draw.randrange(80_000) for _ in range(40)}) for n in range(4000)]
    started = time.perf_counter()
    assert _found(rules["near-duplicate"], *summaries) == []
    assert time.perf_counter() - started < 8


def _claim(value: str, line: int) -> Claim:
    return Claim("G-LIN|source|where|means|s", value, f"{value} s", Location("a.yaml", line))


def test_facts_of_one_meaning_contradict_each_other(rules: dict[str, Rule]) -> None:
    rule = rules["conflicting-claims"]
    one, same, other = (_summary(f"E{n}/v", set(), _claim(value, n)) for n, value in enumerate(("43", "43", "45")))
    assert _found(rule, one, same) == []
    assert _found(rule, one, same, other) == ["E2/v"]


def test_a_list_of_values_contradicts_nobody(rules: dict[str, Rule]) -> None:
    several = _summary("E1/v", set(), _claim("403", 1), _claim("429", 2))
    assert _found(rules["conflicting-claims"], several, _summary("E2/v", set(), _claim("500", 3))) == []


def test_sizes_of_files(rules: dict[str, Rule], tmp_path: Path) -> None:
    files = {"docs/long.md": 120_000, "docs/huge.md": 210_000, "package-lock.json": 900_000, "short.md": 10}
    linter = Linter([rules["file-size"], rules["file-size-limit"], rules["project-size"]])
    found = [
        (item.finding.rule, item.finding.location.path) for item in linter.corpus(Corpus(Registry(), (), True, files))
    ]
    assert found == [
        ("file-size", "docs/huge.md"),
        ("file-size-limit", "docs/huge.md"),
        ("file-size", "docs/long.md"),
    ]
    big = {"a.bin": 60_000_000}
    assert [
        item.finding.rule for item in Linter([rules["project-size"]]).corpus(Corpus(Registry(), (), True, big))
    ] == ["project-size"]
