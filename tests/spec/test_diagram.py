"""A spec file becomes a Diagram, or findings that say why not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pipeline.findings import Finding, Location
from pipeline.spec.diagram import load_diagram, parse_diagram
from pipeline.spec.model import Fact

Repository = Any
Shown = Callable[[tuple[Finding, ...]], list[str]]

SPEC = "diagrams/guarantees/G-LIN/proof-sequence.yaml"


def test_a_spec_becomes_a_diagram(repository: Repository) -> None:
    """Every field arrives, the source with its place."""
    diagram, findings = load_diagram(repository.spec, repository.root, repository.schemas)
    assert findings == ()
    assert diagram is not None
    assert (diagram.id, diagram.path, diagram.engine, diagram.raw) == ("G-LIN/proof-sequence", SPEC, "mermaid", False)
    assert diagram.entities == ("M5", "INC-20181021-GITHUB")
    assert diagram.facts == (
        Fact(7, "request timeout", "s", "etcd-tuning", "section 'Tuning'"),
        Fact("2018-10-21", "the day it happened", derived="from the id"),
    )
    assert [fact.text for fact in diagram.facts] == ["7 s", "2018-10-21"]
    (allowance,) = diagram.allow
    assert (allowance.rule, allowance.location.line) == ("node-budget", 17)
    assert diagram.source.text.startswith("sequenceDiagram\n  W->>L")
    assert diagram.source.location(3, 3, 4) == Location(SPEC, 22, 5, 22, 6)
    assert diagram.positions.of("facts", 1, "value").line == 12
    assert diagram.data["question"] == diagram.question


def test_all_mistakes_of_a_file_are_reported_at_once(repository: Repository, shown: Shown) -> None:
    """Duplicate keys and schema errors come together, sorted by place, with the diagram's id."""
    repository.edit(SPEC, "confidence: A", "confidence: X\nview: proof-sequence")
    repository.edit(SPEC, "sources: [etcd-tuning]", "source_ids: []")
    diagram, findings = load_diagram(repository.spec, repository.root, repository.schemas)
    assert diagram is None
    assert shown(findings) == [
        "7:13 spec-schema confidence must be one of A, B, C, not 'X'",
        "8:1 yaml-duplicate-key 'view' stands here again; it is already on line 3",
        "16:1 spec-schema unknown field 'source_ids'",
    ]
    assert {item.diagram for item in findings} == {"G-LIN/proof-sequence"}
    assert {item.location.path for item in findings} == {SPEC}


def test_folder_and_file_name_must_agree_with_entity_and_view(repository: Repository, shown: Shown) -> None:
    """Each disagreement is a finding at the field."""
    content = repository.spec.read_bytes()
    diagram, findings = parse_diagram(content, "diagrams/guarantees/G-DUR/failure-map.yaml", repository.schemas)
    assert diagram is None
    assert shown(findings) == [
        "2:9 spec-path entity is 'G-LIN', but the folder is called 'G-DUR'",
        "3:7 spec-path view is 'proof-sequence', but the file is called 'failure-map'",
    ]


def test_a_file_that_cannot_be_read_is_a_finding(repository: Repository, shown: Shown) -> None:
    """Missing files, folders and files over the limit."""
    missing = repository.root / "diagrams/gone.yaml"
    assert shown(load_diagram(missing, repository.root, repository.schemas)[1]) == [
        "1:1 file-unreadable cannot read the file: no such file or directory"
    ]
    assert shown(load_diagram(repository.root, repository.root, repository.schemas)[1]) == [
        "1:1 file-unreadable cannot read the file: is a directory"
    ]
    repository.spec.write_bytes(b"x" * 1_000_000)
    assert shown(load_diagram(repository.spec, repository.root, repository.schemas)[1]) == [
        "1:1 yaml-size 1,000,000 bytes are over the limit of 200,000"
    ]


def test_a_looser_schema_still_needs_what_drawing_needs(repository: Repository, shown: Shown) -> None:
    """A repository may ask for fewer fields, but not for less than entity, view, engine and source."""
    repository.write("specs/schemas/diagram.schema.json", "{}")
    diagram, findings = parse_diagram(b"entity: E\nview: 5\n", "E/5.yaml", repository.schemas)
    assert diagram is None
    assert shown(findings) == [
        "1:1 spec-schema 'engine' must be text",
        "1:1 spec-schema 'source' must be text",
        "2:7 spec-schema 'view' must be text",
    ]
    diagram, findings = parse_diagram(
        b"entity: E\nview: v\nengine: mermaid\nfacts: 5\nsource: graph TD\n", "E/v.yaml", repository.schemas
    )
    assert findings == ()
    assert diagram is not None
    assert (diagram.title, diagram.facts, diagram.source.exact) == ("E/v", (), False)
