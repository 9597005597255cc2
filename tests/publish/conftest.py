"""A small corpus of its own names, so that nothing of the atlas can be hard-wired, and the site of the real corpus."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipeline.config import load_settings
from pipeline.findings import Finding
from pipeline.project import Project
from pipeline.publish.inventory import Inventory
from pipeline.publish.plan import SitePlan, load_plan
from pipeline.runs.site import SiteRun, read_corpus
from pipeline.spec.schema import Schemas
from tests.publish.visitor import Visitor

ROOT = Path(__file__).parents[2]

FILES = {
    "atlas.toml": "",
    "specs/registry.yaml": """\
families:
  promise:
    title: Promises
    folder: promises
    id_pattern: ^P-[A-Z]+$
    planned: 4
    views:
      map: {engine: graphviz, type: dot, question: Which fault gives this?, must_contain: five faults}
      price: {engine: graphviz, type: dot, question: What does it cost?, must_contain: a number}
  tool:
    title: Tools
    folder: tools
    id_pattern: ^T[0-9]+$
    views:
      knobs: {engine: graphviz, type: dot, question: Which setting?, must_contain: a default}
  story:
    title: Stories
    folder: stories
    id_pattern: ^S-[A-Z]+$
    views:
      replay: {engine: graphviz, type: dot, question: What happened?, must_contain: times}
  lesson:
    title: Lessons
    folder: lessons
    id_pattern: ^L-[A-Z]+$
    owes: one
    planned: 5
    views:
      pair: {engine: graphviz, type: dot, question: What goes together?, must_contain: two tools, planned: 3}
      stack: {engine: graphviz, type: dot, question: What goes on top?, must_contain: two tools, planned: 2}
targets:
  confidence: {A: 80, B: 20}
grades:
  confidence: {A: a source was read, B: somebody says so, C: a guess}
""",
    "specs/promises/P-KEEP.yaml": """\
id: P-KEEP
name: Keeping <things>
summary: What was said to be kept is kept, whatever happens to *one* copy.
confidence: A
maturity: proven
tools: [T2]
stories: [S-ACME]
incidents: [INC-20200101-ACME]
price:
  - {statement: never shown}
cost:
  - {kind: money, statement: three copies, source: manual, where: chapter 2}
  - {kind: money, statement: perhaps more, inferred: true}
oncall:
  - symptom: Kept things are missing
    first_action: Stop everything
    rollback: Start again
    metric: things_missing
    threshold: "> 0"
    data_loss: unknown
    blast_radius: all
    source: manual
    where: chapter 3
""",
    "specs/promises/P-TELL.yaml": "{id: P-TELL, name: Telling, summary: s, confidence: C, tools: [T10]}",
    "specs/tools/T2.yaml": "{id: T2, name: Copies, summary: s, confidence: B, stories: [S-ACME]}",
    "specs/tools/T10.yaml": "{id: T10, name: Phones, summary: s, confidence: C, status: hold, status_why: no source}",
    "specs/stories/S-ACME.yaml": "{id: S-ACME, name: Acme, summary: s, confidence: B}",
    "specs/lessons/L-ONE.yaml": "{id: L-ONE, name: Lesson, summary: s, confidence: B}",
    "specs/sources/all.yaml": """\
manual: {title: The manual, publisher: Acme, url: "https://acme.example/manual", date: 2020, tier: primary, read: "2026-01-02"}
report: {title: The report, publisher: Acme, url: "https://acme.example/report", date: 2020, tier: primary, read: "2026-01-02"}
""",
    "specs/incidents/all.yaml": """\
INC-20200101-ACME: {date: 2020-01-01, organization: Acme, story: S-ACME, headline: Everything was dropped, source: report,
  tools_proposed: [T2]}
""",
    "specs/site/site.yaml": """\
title: A small atlas
description: A description of it.
map:
  levels:
    - {title: Promise, families: [promise]}
    - {title: Tool, families: [tool], field: tools}
    - {title: Story, families: [story], field: stories}
readiness:
  families: [promise, tool]
  columns:
    - {id: examples, title: Examples, shown_by: [story]}
    - {id: incident, title: Incident, incidents: true}
    - {id: cost, title: Cost, blocks: [cost], views: [price]}
symptoms:
  - {id: gone, title: Things are gone, words: [missing, lost]}
  - {id: loud, title: It is loud, words: [loud]}
quick_starts:
  - id: begin
    title: Begin
    steps:
      - {verb: Read, text: about keeping, to: [P-KEEP, P-KEEP/map, P-KEEP/price]}
      - {verb: See, text: everything, to: [promise, promise/price, INC-20200101-ACME, "page:cost", "page:symptoms"]}
""",
    "diagrams/promises/P-KEEP/map.yaml": """\
entity: P-KEEP
view: map
engine: graphviz
title: Keeping, three ways to drop things
question: Which fault drops things?
confidence: A
entities: [T2, INC-20200101-ACME]
facts:
  - {value: 43, unit: s, means: how long it took, source: manual, where: chapter 1}
  - {value: 5000, means: things, derived: "counted", shown: "5,000 things"}
oncall:
  - {symptom: The keeper is loud, first_action: Listen, rollback: none, data_loss: none, blast_radius: one, inferred: true}
source: |
  digraph { a [label="T2 drops 5,000 things\\nafter 43 s"]; b [label="P-KEEP broken"]; a -> b }
""",
    "diagrams/stories/S-ACME/replay.yaml": """\
entity: S-ACME
view: replay
engine: graphviz
title: Acme, the day everything was dropped
question: What happened at Acme?
confidence: B
entities: [P-KEEP]
source: |
  digraph { a -> b }
""",
    "diagrams/lessons/L-ONE/pair.yaml": """\
entity: L-ONE
view: pair
engine: graphviz
title: Copies and phones
question: What do they do together?
confidence: ""
source: |
  digraph { a -> b }
""",
}
_LOOSE = ("diagram", "entity", "registry", "sources", "incidents")


@dataclass(frozen=True)
class SmallCorpus:
    """The small corpus in a folder, to be changed and read again."""

    root: Path

    def change(self, path: str, old: str, new: str) -> None:
        """Replaces a text that has to be there."""
        text = (self.root / path).read_text(encoding="utf-8")
        assert old in text
        (self.root / path).write_text(text.replace(old, new), encoding="utf-8")

    def write(self, path: str, text: str) -> None:
        """Writes a file."""
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text, encoding="utf-8")

    @property
    def project(self) -> Project:
        """The project, read afresh."""
        return Project(load_settings(self.root), lambda line: None)

    def inventory(self) -> Inventory:
        """What there is, without errors."""
        inventory, findings = read_corpus(self.project)
        assert [finding.message for finding in findings] == []
        return inventory

    def plan(self) -> tuple[SitePlan, tuple[Finding, ...]]:
        """The plan of the site, and what is wrong with it."""
        return load_plan(self.root / "specs", self.root, Schemas(self.root / "specs/schemas"))


@pytest.fixture
def small(tmp_path: Path) -> SmallCorpus:
    """The small corpus."""
    corpus = SmallCorpus(tmp_path / "small")
    for path, text in FILES.items():
        corpus.write(path, text)
    for kind in _LOOSE:
        corpus.write(f"specs/schemas/{kind}.schema.json", "{}")
    shutil.copy(ROOT / "specs/schemas/site.schema.json", corpus.root / "specs/schemas")
    return corpus


def build(root: Path, out: Path) -> SiteRun:
    """Builds the site of a project."""
    run = SiteRun(Project(load_settings(root), lambda line: None), out)
    run.build(lambda done, total, name: None, lambda line: None)
    return run


@pytest.fixture(scope="session")
def real_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built site of this repository's corpus."""
    folder = tmp_path_factory.mktemp("site")
    for name in ("specs", "diagrams"):
        shutil.copytree(ROOT / name, folder / name)
    (folder / "atlas.toml").write_text("", encoding="utf-8")
    run = build(folder, folder / "site")
    assert [finding.message for finding in run.findings] == []
    assert [(failure.diagram, failure.message) for failure in run.failures] == []
    assert run.warnings == ()
    return folder / "site"


@pytest.fixture(scope="session")
def visitor() -> Iterator[Visitor]:
    """A browser that reads sites."""
    guest = Visitor(Project(load_settings(ROOT), lambda line: None).toolchain)
    yield guest
    guest.close()
