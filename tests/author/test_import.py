"""``atlas import``: each diagram once, none lost, nothing changed by doing it again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from pipeline.author.family import with_family
from pipeline.author.importing import Fate
from pipeline.config import load_settings
from pipeline.errors import ConfigError, UsageError
from pipeline.project import Project
from pipeline.runs.importing import ImportResult, ImportRun
from pipeline.spec.raw import parse_raw

KAFKA = """\
# Kafka

```mermaid
flowchart LR
  a[Kafka 3.5] --> b[etcd 3.5]
```

## Consumer groups

```dot
digraph { a -> b
```

- in a list

  ~~~mermaid
     sequenceDiagram
     A->>B: hi\x20\x20

  ~~~

> ## Größe
> ```mermaid
> pie
>   "x" : 1
> ```

```mermaid
```
"""
FILES = {"docs/kafka.md": KAFKA, "docs/flow.dot": "digraph { x -> y }\n", "docs/end.mmd": "graph TD; a-->b"}


def run(project: Project, *paths: str, check: bool = False) -> ImportResult:
    root = project.settings.root
    return ImportRun(lambda: Project(load_settings(root), lambda line: None), paths, root).result(check=check)


def tree(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def sources(root: Path) -> list[str]:
    """The source of every imported spec, as YAML gives it."""
    return sorted(yaml.safe_load(file.read_text("utf-8"))["source"] for file in root.glob("diagrams/imported/*/*.yaml"))


def test_nothing_is_lost_and_every_spec_is_valid(scratch: Callable[..., Project]) -> None:
    project = scratch(FILES)
    root = project.settings.root
    before = tree(root)
    result = run(project, "docs")
    there = [parse_raw(text.encode(), name)[0] for name, text in FILES.items()]
    assert sources(root) == sorted(diagram.source.text for found in there for diagram in found)
    assert len(sources(root)) == 6
    assert [one.id for one in result.imported] == [
        "IM-DOCS-END/mermaid",
        "IM-DOCS-FLOW/graphviz",
        "IM-DOCS-KAFKA/mermaid",
        "IM-DOCS-KAFKA-CONSUMER-GROUPS/graphviz",
        "IM-DOCS-KAFKA-CONSUMER-GROUPS-2/mermaid",
        "IM-DOCS-KAFKA-GROSSE/mermaid",
    ]
    assert [finding.rule for finding in result.left_out] == ["raw-empty"]
    assert {name: content for name, content in tree(root).items() if name in before} == before
    fresh = Project(project.settings, lambda line: None)
    assert fresh.registry_findings == ()
    assert [finding for item in fresh.inputs((), root) for finding in fresh.load(item).findings] == []


def test_doing_it_again_changes_nothing(scratch: Callable[..., Project]) -> None:
    project = scratch(FILES)
    root = project.settings.root
    run(project, "docs")
    before = tree(root)
    result = run(project, "docs", "docs/kafka.md")
    assert tree(root) == before
    assert {one.fate for one in result.imported} == {Fate.THERE}
    assert result.registry is None


def test_ids_stay_when_fences_move_and_others_come_before_them(scratch: Callable[..., Project]) -> None:
    project = scratch(FILES)
    root = project.settings.root
    first = {one.found.source.text: one.id for one in run(project, "docs").imported}
    new = "## Consumer groups\n\n```mermaid\ngraph LR\n  n[new]\n```\n\n"
    (root / "docs/kafka.md").write_text(KAFKA.replace("# Kafka\n", f"# Renamed\n\n{new}"), encoding="utf-8")
    again = {one.found.source.text: one.id for one in run(project, "docs").imported}
    assert {text: identity for text, identity in again.items() if text in first} == first
    assert again["graph LR\n  n[new]\n"] == "IM-DOCS-KAFKA-CONSUMER-GROUPS-3/mermaid"


@pytest.mark.parametrize("side", ["spec", "origin"])
def test_a_diagram_that_was_changed_on_one_side_is_reported_and_left(
    scratch: Callable[..., Project], side: str
) -> None:
    project = scratch({"docs/flow.dot": "digraph { x -> y }\n"})
    root = project.settings.root
    run(project, "docs")
    spec = root / "diagrams/imported/IM-DOCS-FLOW/graphviz.yaml"
    changed = spec if side == "spec" else root / "docs/flow.dot"
    changed.write_text(changed.read_text("utf-8").replace("y }", "z }"), encoding="utf-8")
    before = tree(root)
    assert [one.fate for one in run(project, "docs").imported] == [Fate.DIFFERS]
    assert tree(root) == before


def test_two_files_that_would_have_one_id_get_two(scratch: Callable[..., Project]) -> None:
    project = scratch({"docs/a b.dot": "digraph { x }\n", "docs/a-b.dot": "digraph { y }\n"})
    result = run(project, "docs")
    assert len({one.id for one in result.imported}) == 2
    before = tree(project.settings.root)
    assert {one.fate for one in run(project, "docs").imported} == {Fate.THERE}
    assert tree(project.settings.root) == before


def test_a_registry_keeps_its_comments_and_its_layout(tmp_path: Path) -> None:
    registry = tmp_path / "registry.yaml"
    text = "# head\nplanes: {}\nfamilies:\n    # about it\n    service: {title: S}   # tail\nlimits: {}\n"
    registry.write_text(text, encoding="utf-8")
    new = with_family(registry)
    assert new is not None
    assert [line for line in text.splitlines() if line not in new.splitlines()] == []
    assert list(yaml.safe_load(new)["families"]) == ["imported", "service"]
    registry.write_text(new, encoding="utf-8")
    assert with_family(registry) is None


@pytest.mark.parametrize("text", ["families: {}\n", "families: {a: {}}\n", "planes: {}\n", "a: [\n"])
def test_a_registry_that_cannot_be_added_to_says_so(tmp_path: Path, text: str) -> None:
    registry = tmp_path / "registry.yaml"
    registry.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError):
        with_family(registry)
    assert registry.read_text("utf-8") == text


def test_files_without_diagrams_are_no_mistake_but_specs_alone_are(scratch: Callable[..., Project]) -> None:
    project = scratch({"docs/a.md": "# Nothing\n"})
    assert run(project, "docs").imported == ()
    with pytest.raises(UsageError):
        run(project, "nowhere")


@pytest.mark.browser
def test_what_does_not_parse_is_reported_at_its_line_in_the_new_spec(scratch: Callable[..., Project]) -> None:
    project = scratch(FILES)
    [failure] = run(project, "docs", check=True).failures
    lines = (project.settings.root / failure.location.path).read_text("utf-8").splitlines()
    assert failure.location.path == "diagrams/imported/IM-DOCS-KAFKA-CONSUMER-GROUPS/graphviz.yaml"
    assert any("digraph { a -> b" in line for line in lines[failure.location.line - 2 : failure.location.line])
