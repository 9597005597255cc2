"""A small project in which rules are tried, and its diagrams drawn by the engines, once for all tests of a process."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.config import load_settings
from pipeline.lint import shipped
from pipeline.lint.catalogue import load_catalogue
from pipeline.lint.rule import Rule
from pipeline.lint.rule_files import load_rules
from pipeline.lint.subject import Context, Picture, Subject
from pipeline.project import Project
from pipeline.spec.diagram import parse_diagram
from pipeline.spec.model import Diagram, SourceText
from pipeline.spec.raw import parse_raw

WORLD = Path(__file__).parent / "world"

# What a spec needs to be one: filled in behind what an example says.
BASE = {
    "entity": "G-LIN",
    "view": "placement-flow",
    "engine": "mermaid",
    "title": "Linearizability (G-LIN) of etcd 3.5, a picture to try rules with",
    "question": "Where is it enforced, and where can it be lost?",
    "confidence": "A",
    "source": 'flowchart LR\n  A["etcd 3.5"] --> B["PostgreSQL 16"]\n',
}


RIGHT = """\
entity: G-LIN
view: placement-flow
engine: mermaid
title: Linearizability (G-LIN) in etcd 3.5, where a stale read comes from
question: Where is it enforced, and where can it be lost?
confidence: A
components: [etcd]
facts:
  - {value: "3.5", means: version of etcd that was read, source: example-primary, where: page title, shown: "etcd 3.5"}
  - {value: 7, unit: s, means: timeout of a request, source: example-primary, where: section Timeouts}
sources: [example-primary]
failure_modes:
  - {fault: the leader is cut off, effect: reads hang, signal: etcd_server_has_leader, recovery: election, inferred: true}
config:
  - {system: etcd, name: --election-timeout, default: 1000 ms, effect: time before a follower campaigns, inferred: true}
cost:
  - {kind: latency, statement: one round trip between members for each read, inferred: true}
migration:
  - {from: serializable reads, to: linearizable reads, rollback: set the option again, inferred: true}
source: |
  flowchart TB
    subgraph state["State plane: etcd 3.5 (M5)"]
      A["etcd n1, leader"]:::statePlane -->|append| B["etcd n2, follower"]:::statePlane
    end
    B -->|7 s without an answer| C["request timed out"]:::fault
    class state stateZone
"""
"""A spec in which no rule finds anything."""


@pytest.fixture(scope="session")
def right() -> str:
    """A spec in which no rule finds anything."""
    return RIGHT


@pytest.fixture
def project_folder(tmp_path: Path) -> Path:
    """A project on disk: the world of the examples with one spec, which is right."""
    shutil.copytree(WORLD, tmp_path, dirs_exist_ok=True, ignore=shutil.ignore_patterns(".atlas"))
    file = tmp_path / "diagrams" / "guarantees" / "G-LIN" / "placement-flow.yaml"
    file.parent.mkdir(parents=True)
    file.write_text(RIGHT, encoding="utf-8")
    return tmp_path


def completed(fragment: str, **others: str) -> str:
    """A fragment of a spec with the fields behind it that it lacks."""
    there = yaml.safe_load(fragment) or {}
    missing = {name: value for name, value in {**BASE, **others}.items() if name not in there}
    rest = yaml.safe_dump(missing, sort_keys=False, allow_unicode=True, width=10_000) if missing else ""
    return fragment.rstrip("\n") + "\n" + rest


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The project of the examples; its cache is thrown away with the tests."""
    settings = load_settings(
        WORLD, cache=str(tmp_path_factory.mktemp("cache")), out=str(tmp_path_factory.mktemp("out"))
    )
    return Project(settings, lambda line: None)


@pytest.fixture(scope="session")
def rules() -> dict[str, Rule]:
    """The rules that come with the program, by id."""
    return {rule.id: rule for rule in load_rules(shipped.folder("rules"), shipped.folder("rules"))}


@pytest.fixture(scope="session")
def context(world: Project) -> Context:
    """What the subjects of the example project share."""
    theme = world.theme
    colours = {str(value).casefold() for look in theme.classes.values() for value in look.values()}
    catalogue = load_catalogue([shipped.folder("components")])
    return Context(world.registry, catalogue, frozenset(theme.classes), frozenset(colours))


@pytest.fixture(scope="session")
def spec(world: Project) -> Callable[..., tuple[Diagram, str]]:
    """Makes a diagram of a fragment of a spec: with its text."""

    def make(fragment: str, **others: str) -> tuple[Diagram, str]:
        text = completed(fragment, **others)
        data: dict[str, Any] = yaml.safe_load(text)
        path = f"diagrams/examples/{data['entity']}/{data['view']}.yaml"
        diagram, findings = parse_diagram(text.encode(), path, world.schemas)
        assert diagram is not None, findings
        return diagram, text

    return make


@pytest.fixture(scope="session")
def raw() -> Callable[..., Diagram]:
    """Makes a diagram of a Mermaid or DOT source, without metadata."""

    def make(source: str, engine: str = "mermaid", name: str = "example") -> Diagram:
        suffix = "dot" if engine == "graphviz" else "mmd"
        found, findings = parse_raw(source.encode(), f"docs/{name}.{suffix}")
        assert not findings, findings
        return found[0]

    return make


Draw = Callable[[Iterable[Diagram]], dict[int, Subject]]


@pytest.fixture(scope="session")
def draw(world: Project, context: Context) -> Draw:
    """Draws diagrams with the engines: their subjects, by the id() of the diagram."""

    def make(diagrams: Iterable[Diagram], texts: dict[int, str] | None = None) -> dict[int, Subject]:
        wanted: Sequence[Diagram] = list(diagrams)
        subjects = {}
        for diagram, drawn in world.renderer().drawings(wanted):
            text = SourceText(texts[id(diagram)], diagram.path) if texts and id(diagram) in texts else diagram.source
            model = picture = None
            if drawn.drawing is not None:
                template = drawn.drawing.template
                svg = template.fill("p", diagram.title, diagram.question)
                picture = Picture(len(svg.encode()), template.width, template.height, template.missing)
                model = drawn.drawing.model
            subjects[id(diagram)] = Subject(diagram, context, text, model, picture)
        return subjects

    return make
