"""The registry loads families, entities, sources and incidents, and checks that they agree."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.findings import Finding, Location
from pipeline.spec.model import Registry
from pipeline.spec.registry import family_folders, load_registry
from pipeline.spec.registry_files import registry_files

Repository = Any


def load(repository: Repository) -> tuple[Registry, list[str]]:
    """The registry, and its findings as ``path:line:column rule message``."""
    registry, findings = load_registry(repository.root / "specs", repository.root)
    return registry, [f"{item.location} {item.rule} {item.message}" for item in findings]


def test_a_registry_that_is_right_loads_without_findings(repository: Repository) -> None:
    """Every part arrives where the model says."""
    registry, findings = load(repository)
    assert findings == []
    assert list(registry.families) == ["guarantee", "mechanism"]
    family = registry.families["guarantee"]
    assert (family.title, family.folder, family.planned, family.owes) == ("Guarantees", "guarantees", 6, "all")
    assert family.views["failure-map"].engine == "graphviz"
    assert registry.families["mechanism"].title == "mechanism"
    entity = registry.entities["M5"]
    assert (entity.family, entity.name, entity.path) == ("mechanism", "Consensus", "specs/mechanisms/M5.yaml")
    assert entity.positions.of("id") == Location("specs/mechanisms/M5.yaml", 1, 5, 1, 7)
    source = registry.sources["etcd-tuning"]
    assert (source.date, source.read, source.location.line) == ("2021-06", None, 1)
    assert registry.incidents["INC-20181021-GITHUB"].date == "2018-10-21"
    assert (registry.limits, registry.data["incident_pattern"][:4]) == ({"nodes_max": 40}, "^INC")
    family_of = registry.family_of("M9")
    assert family_of is not None
    assert family_of.name == "mechanism"
    assert pickle.loads(pickle.dumps(registry)) == registry


def test_without_a_registry_there_is_none_and_nothing_is_wrong(tmp_path: Path) -> None:
    """A repository of raw files has no specs folder."""
    assert load_registry(tmp_path / "specs", tmp_path) == (Registry(), ())


@pytest.mark.parametrize(
    ("path", "old", "new", "finding"),
    [
        ("specs/mechanisms/M5.yaml", "id: M5", "id: M05",
         "specs/mechanisms/M5.yaml:1:5 entity-id 'M05' is no id of the family 'mechanism'"),
        ("specs/mechanisms/M5.yaml", "id: M5", "id: M6",
         "specs/mechanisms/M5.yaml:1:5 spec-path the id is 'M6', but the file is called 'M5'"),
        ("specs/guarantees/G-LIN.yaml", "[M5]", "[M5, M6]",
         "specs/guarantees/G-LIN.yaml:5:18 ref-exists there is no entity 'M6'"),
        ("specs/mechanisms/M5.yaml", "sources: [etcd-tuning]", "sources: [etcd-tunning]",
         "specs/mechanisms/M5.yaml:5:11 ref-exists there is no source 'etcd-tunning'"),
        ("specs/guarantees/G-LIN.yaml", "mechanisms: [M5]", "patterns: [{id: MP4, basis: index}]",
         "specs/guarantees/G-LIN.yaml:5:17 ref-exists there is no entity 'MP4'"),
        ("specs/incidents/all.yaml", "source: etcd-tuning", "source: none",
         "specs/incidents/all.yaml:4:11 ref-exists there is no source 'none'"),
        ("specs/incidents/all.yaml", "[G-LIN]", "[G-DUR]",
         "specs/incidents/all.yaml:5:25 ref-exists there is no entity 'G-DUR'"),
        ("specs/incidents/all.yaml", "[G-LIN]\n", "[G-LIN]\nINC-1: {}\n",
         "specs/incidents/all.yaml:6:1 entity-id 'INC-1' is no incident id"),
        ("specs/registry.yaml", "count: 1", "count: 2",
         "specs/registry.yaml:7:12 family-count the family 'guarantee' has 1 entity files, not 2"),
        ("specs/registry.yaml", 'id_pattern: "^M[1-9]$"', 'id_pattern: "^M[1-9"',
         "specs/registry.yaml:14:17 entity-id not a regular expression"),
        ("specs/registry.yaml", "limits: {", "notes: [{topic: t, applies_to: [M5, G-XX]}]\nlimits: {",
         "specs/registry.yaml:18:37 ref-exists there is no entity or incident 'G-XX'"),
        ("specs/mechanisms/M5.yaml", "name: Consensus", "nmae: Consensus",
         "specs/mechanisms/M5.yaml:2:1 spec-schema unknown field 'nmae'"),
        ("specs/mechanisms/M5.yaml", "name: Consensus", "name: 'Consensus",
         "specs/mechanisms/M5.yaml:2:7 yaml-syntax found unexpected end of stream"),
    ],
)  # fmt: skip
def test_what_does_not_agree_is_found_at_its_place(
    repository: Repository, path: str, old: str, new: str, finding: str
) -> None:
    """Ids, file names, references, counts."""
    repository.edit(path, old, new)
    _, findings = load(repository)
    assert any(item.startswith(finding) for item in findings), findings


def test_an_id_defined_twice_is_found_at_its_second_place(repository: Repository) -> None:
    """In two files of sources; the first one stays."""
    repository.write("specs/sources/other.yaml", "x: {title: X}\netcd-tuning:\n  title: Other\n")
    registry, findings = load(repository)
    assert findings == [
        "specs/sources/other.yaml:2:1 id-unique 'etcd-tuning' is already defined at specs/sources/etcd.yaml:1:1"
    ]
    assert registry.sources["etcd-tuning"].title == "Tuning"


def test_one_broken_file_is_reported_once(repository: Repository) -> None:
    """An entity whose file does not parse stays known, so that what refers to it is not wrong too."""
    repository.write("specs/mechanisms/M5.yaml", "id: 'M5\n")
    registry, findings = load(repository)
    assert len(findings) == 1
    assert registry.entities["M5"].data == {}


def test_near_names_are_suggested(repository: Repository) -> None:
    """Did you mean, in the hint."""
    repository.edit("specs/mechanisms/M5.yaml", "[etcd-tuning]", "[etcd-tunning]")
    _, (finding,) = load_registry(repository.root / "specs", repository.root)
    assert finding.hint == "did you mean 'etcd-tuning'?"


def test_the_files_that_it_depends_on_are_listed(repository: Repository) -> None:
    """All of specs: the registry itself, entities, sources, incidents and schemas."""
    names = [
        file.relative_to(repository.root / "specs").as_posix() for file in registry_files(repository.root / "specs")
    ]
    assert "registry.yaml" in names
    assert "schemas/entity.schema.json" in names
    assert {"guarantees/G-LIN.yaml", "sources/etcd.yaml", "incidents/all.yaml"} <= set(names)


def test_the_folders_of_the_families_are_there_without_the_rest(repository: Repository) -> None:
    """Whatever is wrong elsewhere; and none without a registry, or with one that does not parse."""
    repository.write("specs/mechanisms/M5.yaml", "id: 'M5\n")
    assert family_folders(repository.root / "specs") == {"guarantee": "guarantees", "mechanism": "mechanisms"}
    assert family_folders(repository.root / "gone") == {}
    repository.write("specs/registry.yaml", "families: 'x")
    assert family_folders(repository.root / "specs") == {}


def test_findings_are_sorted_by_place(
    repository: Repository, shown: Callable[[tuple[Finding, ...]], list[str]]
) -> None:
    """Whatever order the checks ran in."""
    repository.edit("specs/mechanisms/M5.yaml", "[etcd-tuning]", "[gone]")
    repository.edit("specs/guarantees/G-LIN.yaml", "id: G-LIN", "id: G-DUR")
    _, findings = load_registry(repository.root / "specs", repository.root)
    assert list(findings) == sorted(findings, key=Finding.sort_key)
    assert len(shown(findings)) == 3
