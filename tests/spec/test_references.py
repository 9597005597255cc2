"""What a diagram names has to exist, and its view and engine have to be what its family owes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from pipeline.findings import Finding
from pipeline.spec.diagram import load_diagram, parse_diagram
from pipeline.spec.raw import parse_raw
from pipeline.spec.references import check_diagram
from pipeline.spec.registry import load_registry

Repository = Any
Shown = Callable[[tuple[Finding, ...]], list[str]]

SPEC = "diagrams/guarantees/G-LIN/proof-sequence.yaml"


def check(repository: Repository) -> tuple[Finding, ...]:
    """The references of the spec as it is now."""
    registry, _ = load_registry(repository.root / "specs", repository.root)
    diagram, findings = load_diagram(repository.spec, repository.root, repository.schemas)
    assert diagram is not None, findings
    return check_diagram(diagram, registry)


def test_a_diagram_that_names_only_what_exists_has_no_finding(repository: Repository) -> None:
    """The example's entity, incident and sources are all in the registry."""
    assert check(repository) == ()


@pytest.mark.parametrize(
    ("old", "new", "finding", "hint"),
    [
        ("[M5, INC", "[M5, M6, INC", "8:16 ref-exists there is no entity or incident 'M6'", None),
        ("INC-20181021-GITHUB]", "INC-20181021-GITLAB]",
         "8:16 ref-exists there is no entity or incident 'INC-20181021-GITLAB'", "did you mean 'INC-20181021-GITHUB'?"),
        ("means: request timeout, source: etcd-tuning", "means: request timeout, source: etcd-tunig",
         "11:57 ref-exists there is no source 'etcd-tunig'", "did you mean 'etcd-tuning'?"),
        ("sources: [etcd-tuning]", "sources: [raft-paper]", "15:11 ref-exists there is no source 'raft-paper'", None),
        ("components: [etcd]", "failure_modes: [{fault: f, source: raft-paper}]",
         "9:36 ref-exists there is no source 'raft-paper'", None),
        ("engine: mermaid", "engine: graphviz",
         "4:9 engine-allowed the view 'proof-sequence' is drawn with mermaid, not graphviz", "a sequence in mermaid"),
    ],
)  # fmt: skip
def test_what_does_not_exist_is_found_at_its_place(
    repository: Repository, shown: Shown, old: str, new: str, finding: str, hint: str | None
) -> None:
    """One finding a name, at the name, with the diagram's id."""
    repository.edit(SPEC, old, new)
    (found,) = check(repository)
    assert shown((found,)) == [finding]
    assert found.diagram == "G-LIN/proof-sequence"
    assert hint is None or found.hint == hint


def test_an_unknown_entity_or_view_is_found(repository: Repository, shown: Shown) -> None:
    """With the nearest name, and the views that the family owes."""
    registry, _ = load_registry(repository.root / "specs", repository.root)
    content = repository.spec.read_bytes()
    there, _ = parse_diagram(
        content.replace(b"view: proof-sequence", b"view: proof-sequences"),
        "diagrams/guarantees/G-LIN/proof-sequences.yaml",
        repository.schemas,
    )
    assert there is not None
    (found,) = check_diagram(there, registry)
    assert shown((found,)) == ["3:7 view-known a guarantee has no view 'proof-sequences'"]
    assert found.hint == "did you mean 'proof-sequence'? its views: failure-map, proof-sequence"
    other, _ = parse_diagram(
        content.replace(b"entity: G-LIN", b"entity: G-LINN"),
        "diagrams/guarantees/G-LINN/proof-sequence.yaml",
        repository.schemas,
    )
    assert other is not None
    (found,) = check_diagram(other, registry)
    assert shown((found,)) == ["2:9 ref-exists there is no entity 'G-LINN'"]
    assert found.hint == "did you mean 'G-LIN'?"


def test_a_diagram_lies_in_the_folder_of_its_family(repository: Repository, shown: Shown) -> None:
    """A guarantee among the mechanisms is misplaced."""
    registry, _ = load_registry(repository.root / "specs", repository.root)
    path = "diagrams/mechanisms/G-LIN/proof-sequence.yaml"
    diagram, _ = parse_diagram(repository.spec.read_bytes(), path, repository.schemas)
    assert diagram is not None
    assert shown(check_diagram(diagram, registry)) == [
        "2:9 spec-path the diagrams of 'G-LIN' belong into the folder 'guarantees'"
    ]


def test_raw_diagrams_refer_to_nothing(repository: Repository) -> None:
    """They have no metadata that could be wrong."""
    registry, _ = load_registry(repository.root / "specs", repository.root)
    (diagram,), _ = parse_raw(b"graph TD", "a.mmd")
    assert check_diagram(diagram, registry) == ()
