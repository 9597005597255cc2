"""Schema errors in words: the right message, place and hint for each kind of mistake."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from pipeline.errors import ConfigError
from pipeline.findings import Finding, Location
from pipeline.spec.schema import Schemas
from pipeline.spec.yaml_document import parse
from tests.conftest import ROOT

Repository = Any
TextAt = Callable[[str, Location], str]

SPEC = "diagrams/guarantees/G-LIN/proof-sequence.yaml"


def check(repository: Repository) -> tuple[Finding, ...]:
    """The findings of the spec as it is now."""
    findings: tuple[Finding, ...] = repository.schemas.check("diagram", parse(repository.spec.read_bytes(), "s.yaml"))
    return findings


def test_a_spec_that_is_right_has_no_finding(repository: Repository) -> None:
    """The example itself satisfies its schema."""
    assert check(repository) == ()


@pytest.mark.parametrize(
    ("old", "new", "message", "place", "hint"),
    [
        ("title: Lin", "titel: Lin", "unknown field 'titel'", "titel", "did you mean 'title'?"),
        ("sources: [etcd-tuning]", "titles: x", "unknown field 'titles'", "titles", "known fields: allow, components,"),
        ("confidence: A", "confidence: D", "confidence must be one of A, B, C, not 'D'", "D", None),
        ("engine: mermaid", "engine: mermiad", "engine must be one of mermaid, graphviz, not 'mermiad'", "mermiad",
         "did you mean 'mermaid'?"),
        ("engine: mermaid", "engine:", "engine must be one of mermaid, graphviz, not empty", "engine", None),
        ("view: proof-sequence", "view: Proof", "view 'Proof' does not have the form ^[a-z]+(-[a-z]+)*$", "Proof",
         "One of the family's views."),
        ("title: Linearizability in etcd 3.5", "title: 3.5", "title must be text, not a number", "3.5",
         "put it in quotes"),
        ("title: Linearizability in etcd 3.5", "title: etcd", "title has 4 characters; it needs at least 8", "etcd",
         None),
        ("Linearizability in etcd 3.5", "x" * 41, "title has 41 characters; it needs at most 40", "x" * 41, None),
        ("components: [etcd]", "components: etcd", "components must be a list, not text", "etcd",
         "write a list: [etcd]"),
        ("components: [etcd]", "components: [etcd, raft, etcd]", "components lists 'etcd' twice", "etcd",
         "keep one of the two"),
        ("components: [etcd]", 'components: ["", 5]', "components[1] must be text, not a number", "5",
         "put it in quotes"),
        ("components: [etcd]", "description: ''", "description is empty", "''", None),
        ("components: [etcd]", "failure_modes: [{fault: x, where: p}]", "'where' needs 'source' beside it", "where",
         None),
        ("components: [etcd]", "failure_modes: [{effect: x, fault: y}]", "unknown field 'effect'", "effect",
         "known fields: fault, source, where"),
        (", where: \"section 'Tuning'\"", "", "a fact needs source and where, or derived", "{value", None),
        ("rule: node-budget\n    why", "rules: x\n    why", "missing field 'rule' in an allow", "rules", None),
    ],
)  # fmt: skip
def test_a_mistake_is_named_at_its_place(
    repository: Repository, text_at: TextAt, old: str, new: str, message: str, place: str, hint: str | None
) -> None:
    """The message says what is wrong in an author's words, the place covers what has to change."""
    text = repository.edit(SPEC, old, new).read_text()
    found = [item for item in check(repository) if item.message == message]
    assert len(found) == 1, check(repository)
    assert found[0].rule == "spec-schema"
    assert text_at(text, found[0].location).startswith(place)
    assert hint is None or (found[0].hint or "").startswith(hint)


def test_missing_fields_are_reported_where_the_mapping_begins(repository: Repository) -> None:
    """One finding a field, with the schema's description as the hint."""
    text = repository.spec.read_text()
    lines = [line for line in text.splitlines(True) if not line.startswith(("title:", "question:"))]
    repository.spec.write_text("".join(lines))
    found = check(repository)
    assert [(item.message, item.location) for item in found] == [
        ("missing field 'question'", Location("s.yaml", 2, 1)),
        ("missing field 'title'", Location("s.yaml", 2, 1)),
    ]
    assert found[0].hint == "The on-call question."


def test_a_key_of_the_wrong_form_is_found_at_the_key(repository: Repository) -> None:
    """``propertyNames`` judges keys, so the key is the place."""
    document = parse(b"ok: {}\nNot_Ok: {}\n", "s.yaml")
    (found,) = repository.schemas.check("sources", document)
    assert found.location == Location("s.yaml", 2, 1, 2, 7)
    assert found.message == "'Not_Ok' cannot be a field name here"


def test_of_several_alternatives_the_nearest_is_explained(repository: Repository) -> None:
    """A wrong field inside one form of an ``anyOf`` is named, not the ``anyOf``."""
    form = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}
    schema = {"properties": {"list": {"items": {"anyOf": [{"type": "string"}, form]}}}}
    repository.write("specs/schemas/any.schema.json", json.dumps(schema))
    document = parse(b"list:\n  - id: 5\n", "s.yaml")
    assert [item.message for item in repository.schemas.check("any", document)] == [
        "list[0].id must be text, not a number"
    ]


def test_bounds_constants_and_other_keywords_have_a_message(repository: Repository) -> None:
    """What has no wording of its own still says which value it is about."""
    schema = {
        "properties": {
            "a": {"minimum": 3}, "b": {"exclusiveMaximum": 3}, "c": {"const": 1}, "d": {"multipleOf": 2},
            "e": {"minItems": 2}, "f": {"oneOf": [{"required": ["x"]}, {"required": ["y"]}]},
        }
    }  # fmt: skip
    repository.write("specs/schemas/any.schema.json", json.dumps(schema))
    document = parse(b"a: 1\nb: 3\nc: 2\nd: 3\ne: [1]\nf: {x: 1, y: 2}\n", "s.yaml")
    assert [item.message for item in repository.schemas.check("any", document)] == [
        "a must be at least 3, not 1",
        "b must be less than 3, not 3",
        "c must be 1, not 2",
        "d: 3 is not a multiple of 2",
        "e has 1 item; it needs at least 2",
        "'f' takes only one of: x, or y",
    ]


def test_a_document_without_data_is_not_checked(repository: Repository) -> None:
    """After a syntax error there is nothing that a schema could say."""
    assert repository.schemas.check("diagram", parse(b"a: 'x", "s.yaml")) == ()


def test_missing_and_broken_schemas_are_errors_of_the_configuration(repository: Repository) -> None:
    """The author of a spec is not blamed for a schema that is missing, is none, or refers to nothing."""
    document = parse(b"a: 1\n", "s.yaml")
    with pytest.raises(ConfigError, match=r"nosuch\.schema\.json does not exist"):
        repository.schemas.check("nosuch", document)
    repository.write("specs/schemas/ref.schema.json", '{"properties": {"a": {"$ref": "gone.schema.json"}}}')
    with pytest.raises(ConfigError, match=r"refers to what does not exist: gone\.schema\.json"):
        repository.schemas.check("ref", document)
    repository.write("specs/schemas/bad.schema.json", '{"type": 5}')
    with pytest.raises(ConfigError, match="is not a JSON Schema"):
        repository.schemas.check("bad", document)
    repository.write("specs/schemas/bad.schema.json", "{")
    with pytest.raises(ConfigError, match="is not a JSON Schema"):
        Schemas(repository.root / "specs/schemas").check("bad", document)


def test_what_is_valid_is_not_checked_twice(repository: Repository) -> None:
    """jsonschema is needed for what is wrong alone."""
    schemas = repository.schemas
    assert schemas.check("diagram", parse(repository.spec.read_bytes(), "s.yaml")) == ()
    assert schemas._validators == {}
    assert schemas.check("diagram", parse(b"titel: x\n", "s.yaml")) != ()
    assert schemas._validators.keys() == {"diagram"}


def test_what_the_quick_validator_does_not_pass_may_still_be_valid(repository: Repository) -> None:
    """What JSON cannot hold, and a last line break, which Python's ``$`` does not mind, are left to jsonschema."""
    schema = {"properties": {"a": {"type": "integer"}, "b": {"pattern": "^b$"}}}
    repository.write("specs/schemas/any.schema.json", json.dumps(schema))
    schemas = repository.schemas
    assert schemas._is_valid("any", {"a": 10**15, "b": "b"})
    for data in ({5: 1}, {"a": float("nan")}, {"b": "b\n"}):
        assert not schemas._is_valid("any", data)
    assert schemas.check("any", parse(b"5: 1\nb: |\n  b\n", "s.yaml")) == ()


def _places(data: Any) -> Iterator[tuple[Any, Any]]:
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in list(items):
        yield data, key
        yield from _places(value)


def _spoilt(data: Any, dice: random.Random) -> Any:
    """A copy with one thing changed: gone, of another type, under another name, twice, empty or long."""
    spoilt = copy.deepcopy(data)
    holder, key = dice.choice(list(_places(spoilt)))
    value = holder[key]
    change = dice.choice(["gone", "other", "named", "more", "text"])
    if change == "gone":
        del holder[key]
    elif change == "other":
        holder[key] = dice.choice([None, True, 0, 1.0, -3, 2.5, "", "x", [], {}, [value], {"x": value}])
    elif change == "named" and isinstance(holder, dict):
        holder[dice.choice([key + "s", key.upper(), "", "title"])] = holder.pop(key)
    elif change == "more" and isinstance(value, list):
        value.extend(copy.deepcopy(value))
    elif isinstance(value, str):
        holder[key] = dice.choice([value * 40, value.upper(), f" {value}", value[:3], "2024-02-30", "http://x"])
    return spoilt


@pytest.mark.parametrize(
    ("kind", "pattern"),
    [("diagram", "diagrams/*/*/*.yaml"), ("entity", "specs/guarantees/*.yaml"), ("sources", "specs/sources/*.yaml"),
     ("rule", "rules/*.yaml"), ("registry", "specs/registry.yaml"), ("theme", "specs/theme.yaml")],
)  # fmt: skip
def test_both_validators_agree(kind: str, pattern: str) -> None:
    """On what is here and on what it becomes by a seeded change, right or wrong."""
    schemas = Schemas(ROOT / "specs/schemas")
    dice = random.Random(7)
    files = sorted(ROOT.glob(pattern))
    documents = [parse(file.read_bytes(), file.name).data for file in dice.sample(files, min(len(files), 12))]
    assert documents
    outcomes = set()
    for number in range(240):
        data = documents[number % len(documents)]
        if number >= len(documents):
            data = _spoilt(data, dice)
        valid = schemas._validator(kind).is_valid(data)
        assert schemas._is_valid(kind, data) == valid, data
        outcomes.add(valid)
    assert outcomes == {True, False}
