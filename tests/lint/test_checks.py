"""Checks by themselves, where an example is too coarse: what they compute, what they leave alone, what they mend."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.lint.checks.arithmetic import recomputes
from pipeline.lint.checks.dates import dated
from pipeline.lint.checks.facts import number_has_source
from pipeline.lint.checks.fields import field_pattern
from pipeline.lint.checks.ids import id_tokens
from pipeline.lint.checks.planes import palette
from pipeline.lint.checks.sources import sources_of
from pipeline.lint.checks.texts import clean_text
from pipeline.lint.rule import Hit, Rule
from pipeline.lint.subject import Context, Document, Subject
from pipeline.model import Model, Node
from pipeline.spec import yaml_document
from pipeline.spec.model import SourceText


def _subject(spec: Any, context: Context, fragment: str, *labels: str) -> Subject:
    diagram, text = spec(fragment)
    nodes = tuple(Node(f"n{at}", label) for at, label in enumerate(labels))
    return Subject(diagram, context, SourceText(text, diagram.path), Model("flowchart-v2", nodes=nodes))


@pytest.mark.parametrize(
    ("fact", "right"),
    [
        ('{value: 29, unit: min, means: time of it, derived: "15:20 minus 14:51"}', None),
        ('{value: 30, unit: min, means: time of it, derived: "15:20 minus 14:51"}', "1740"),
        ('{value: 20, unit: min, means: time of it, derived: "00:10 UTC minus 23:50 UTC"}', None),
        ('{value: 20, unit: s, means: time of it, derived: "10 ticks x 2000 ms"}', None),
        ('{value: 25, unit: s, means: time of it, derived: "10 ticks x 2000 ms"}', "20"),
        ('{value: 7, unit: s, means: time of it, derived: "5 s + 2 s (two pages)"}', None),
        (
            '{value: 110000, unit: queries/s, means: load of it, derived: "5.5 million queries/s divided by 50 clusters"}',
            None,
        ),
        ('{value: 24.2, unit: h, means: time of it, derived: "24 h 11 min in hours; 24 + 11/60"}', None),
        ('{value: 9, unit: s, means: time of it, derived: "as the two pages say together"}', None),
    ],
)
def test_derived_facts_are_computed_again(
    spec: Any, context: Context, rules: dict[str, Rule], fact: str, right: str | None
) -> None:
    hits = list(recomputes(rules["arithmetic"], _subject(spec, context, f"facts:\n  - {fact}\n")))
    assert [hit.values["right"] for hit in hits] == ([] if right is None else [right])


@pytest.mark.parametrize(
    ("label", "wrong"),
    [("99.999% = 5.26 min/yr", False), ("99.9 % is 8.8 h per year", False), ("99.99%, 5 min a year", True)],
)
def test_nines_agree_with_their_downtime(
    spec: Any, context: Context, rules: dict[str, Rule], label: str, wrong: bool
) -> None:
    hits = list(recomputes(rules["arithmetic"], _subject(spec, context, "confidence: A\n", label)))
    assert bool(hits) is wrong


def _ids(spec: Any, context: Context, rules: dict[str, Rule], label: str) -> list[Hit]:
    fragment = f'source: |\n  flowchart LR\n    n0["{label}"]\n'
    return [
        hit
        for name in ("id-guarantee", "id-mechanism", "id-micro-pattern", "id-system-pattern", "id-case-study")
        for hit in id_tokens(rules[name], _subject(spec, context, fragment, label))
    ]


@pytest.mark.parametrize(
    ("label", "old", "new"),
    [
        ("quorum (M05)", "M05", "M5"),
        ("outbox MP01", "MP01", "MP1"),
        ("of CS-Example", "CS-Example", "CS-EXAMPLE"),
        ("pattern SP-1", "SP-1", "SP1"),
        ("of G-lin", "G-lin", "G-LIN"),
    ],
)
def test_an_id_of_another_spelling_is_mended(
    spec: Any, context: Context, rules: dict[str, Rule], label: str, old: str, new: str
) -> None:
    edits = [hit.edit for hit in _ids(spec, context, rules, label)]
    assert [(edit.old, edit.new) for edit in edits if edit] == [(old, new)]


@pytest.mark.parametrize("label", ["of G-XYZ", "M21 of twenty", "SP9 there"])
def test_an_id_that_there_is_not_is_found_and_not_mended(
    spec: Any, context: Context, rules: dict[str, Rule], label: str
) -> None:
    hits = _ids(spec, context, rules, label)
    assert len(hits) == 1
    assert hits[0].edit is None


@pytest.mark.parametrize(
    "label", ["p99 of M5", "m5.large", "HTTP/2", "AWS M5.xlarge", "MP3 files of MP1.wav", "G-force"]
)
def test_words_that_are_no_ids(spec: Any, context: Context, rules: dict[str, Rule], label: str) -> None:
    found = {hit.values["id"] for hit in _ids(spec, context, rules, label)}
    assert found <= {"MP3", "G-force"}


@pytest.mark.parametrize(
    ("damaged", "right"), [("MÃ¼ller", "ü"), ("âœ… done", "✅"), ("donâ€™t", "’"), ("5 Â°C", "°"), ("cafÃ©", "é")]
)
def test_damaged_text_is_mended(spec: Any, context: Context, rules: dict[str, Rule], damaged: str, right: str) -> None:
    hits = list(clean_text(rules["clean-text"], _subject(spec, context, f"description: it says {damaged}\n")))
    assert [hit.edit.new for hit in hits if hit.edit] == [right]


@pytest.mark.parametrize("text", ["Müller’s ✅ café", "Ångström, Øresund, Ærø", "naïve façade", "10 °C ± 1"])
def test_good_text_is_left_alone(spec: Any, context: Context, rules: dict[str, Rule], text: str) -> None:
    assert list(clean_text(rules["clean-text"], _subject(spec, context, f"description: it says {text}\n"))) == []


def test_colours_in_labels_are_no_colours(spec: Any, context: Context, rules: dict[str, Rule]) -> None:
    fragment = 'engine: graphviz\nsource: |\n  digraph { a [label="color=red and #123456", tooltip="x"]; a -> b }\n'
    assert list(palette(rules["plane-palette"], _subject(spec, context, fragment))) == []


def test_sources_are_those_of_the_spec_before_those_of_the_entity(spec: Any, context: Context) -> None:
    own = _subject(spec, context, "sources: [example-old]\n")
    none = _subject(spec, context, "entity: CS-EXAMPLE\n")
    assert [source.id for source in sources_of(own)] == ["example-old"]
    assert [source.id for source in sources_of(none)] == ["example-primary"]


def test_a_field_is_judged_only_where_its_neighbours_fit(rules: dict[str, Rule]) -> None:
    text = "cost:\n  - {kind: latency, statement: 10 USD on top}\n  - {kind: money, statement: 10 USD on top}\n"
    document = yaml_document.parse(text.encode(), "a.yaml")
    hits = list(field_pattern(rules["cost-unit"], Document(document.data or {}, document.positions)))
    assert [hit.at.line for hit in hits] == [3]


@pytest.mark.parametrize(
    ("periods", "disordered"),
    [
        (("2017-10", "2018-06", "2019", "2019-03"), []),
        (("2019", "2018-06"), ["2018-06"]),
        (("2041 UTC", "1949 UTC"), []),
        (("2252 UTC", "0005 UTC", "Afterwards"), []),
    ],
)
def test_periods_of_a_timeline_are_in_order(
    spec: Any, context: Context, rules: dict[str, Rule], periods: tuple[str, ...], disordered: list[str]
) -> None:
    diagram, text = spec("confidence: A\n")
    nodes = tuple(Node(f"p{at}", period, "period") for at, period in enumerate(periods))
    subject = Subject(diagram, context, SourceText(text, diagram.path), Model("timeline", nodes=nodes))
    assert [hit.values["text"] for hit in dated(rules["incident-dated"], subject)] == disordered


@pytest.mark.parametrize("label", ["2. collect", "State plane: 6. diverged", "step 3 of it", "issue 741", "AZ 2 and 3"])
def test_numbers_that_count_parts_need_no_source(
    spec: Any, context: Context, rules: dict[str, Rule], label: str
) -> None:
    subject = _subject(spec, context, "confidence: A\n", label)
    assert list(number_has_source(rules["number-has-source"], subject)) == []


def test_a_block_of_the_entity_is_a_source_too(spec: Any, context: Context, rules: dict[str, Rule]) -> None:
    block = (
        "config:\n  - {system: etcd, name: --election-timeout, default: 1000 ms, effect: time of it, inferred: true}\n"
    )
    assert list(number_has_source(rules["number-has-source"], _subject(spec, context, block, "1 s"))) == []
    assert len(list(number_has_source(rules["number-has-source"], _subject(spec, context, block, "2 s")))) == 1
