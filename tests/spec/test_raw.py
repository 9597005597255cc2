"""Raw files and Markdown become diagrams without metadata."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from pipeline.findings import Finding, Location
from pipeline.spec.raw import load_raw, parse_raw

Repository = Any
Shown = Callable[[tuple[Finding, ...]], list[str]]


@pytest.mark.parametrize(
    ("name", "engine"),
    [("a.b.mmd", "mermaid"), ("a.b.mermaid", "mermaid"), ("a.b.dot", "graphviz"), ("a.b.GV", "graphviz")],
)
def test_a_raw_file_is_one_diagram(repository: Repository, name: str, engine: str) -> None:
    """Its id is its path, its text stands as it is, line breaks aside."""
    file = repository.write(f"docs/{name}", "\ufeff---\r\ntitle: x\r\n---\r\ngraph TD\r\n  A\r\n")
    (diagram,), findings = load_raw(file, repository.root)
    assert findings == ()
    assert (diagram.id, diagram.path, diagram.title) == (f"docs/{name}", f"docs/{name}", "a.b")
    assert (diagram.engine, diagram.raw) == (engine, True)
    assert diagram.source.text == "---\ntitle: x\n---\ngraph TD\n  A\n"
    assert diagram.source.location(5, 3) == Location(f"docs/{name}", 5, 3)


def test_a_markdown_file_is_one_diagram_a_fence(repository: Repository) -> None:
    """Ids are numbered, titles are the nearest heading above."""
    text = "```dot\ndigraph {}\n```\n\n# Failover\n\n```mermaid\ngraph TD\n```\n"
    first, second = load_raw(repository.write("docs/a.md", text), repository.root)[0]
    assert [(item.id, item.title, item.engine) for item in (first, second)] == [
        ("docs/a.md-1", "a 1", "graphviz"),
        ("docs/a.md-2", "Failover", "mermaid"),
    ]


@pytest.mark.parametrize("path", ["../../etc/a.mmd", "/etc/a.mmd", "./etc/../etc/a.mmd"])
def test_an_id_never_leads_out_of_its_folder(path: str) -> None:
    """Output is written under the id, whatever the path was."""
    (diagram,), _ = parse_raw(b"graph TD", path)
    assert diagram.id in ("etc/a.mmd", "etc/etc/a.mmd")
    assert diagram.path == path


@pytest.mark.parametrize(
    ("name", "content", "finding"),
    [
        ("a.mmd", b"", "1:1 raw-empty there is nothing to draw"),
        ("a.dot", b" \n\n", "1:1 raw-empty there is nothing to draw"),
        ("a.mmd", b"graph TD\n  A\0\n", "2:4 raw-encoding character U+0000 is not allowed"),
        ("a.mmd", b"graph TD\n  \xff\n", "2:3 raw-encoding byte 0xFF is not UTF-8"),
        ("a.mmd", b"x" * 1_000_000, "1:1 raw-size 1,000,000 bytes are over the limit of 200,000"),
        ("a.md", b"x\n\n```mermaid\n```\n", "3:1 raw-empty there is nothing to draw"),
        ("a.md", b"> ```mermaid\n> graph\x1b\n> ```\n", "2:8 raw-encoding character U+001B is not allowed"),
        ("a.md", b"text\n```dot\n" + b"x" * 200_000 + b"\n```\n", "3:1 raw-size 200,001 bytes are over the limit"),
        ("a.md", b"\xe9\n```mermaid\ngraph TD\n```\n", "1:1 raw-encoding byte 0xE9 is not UTF-8"),
    ],
)
def test_what_no_engine_can_take_is_a_finding(
    repository: Repository, shown: Shown, name: str, content: bytes, finding: str
) -> None:
    """Empty, too long, not UTF-8, control characters: named at the place, and not drawn."""
    diagrams, findings = load_raw(repository.write(name, content), repository.root)
    assert diagrams == ()
    assert len(findings) == 1
    assert shown(findings)[0].startswith(finding)


def test_one_bad_fence_leaves_the_others(repository: Repository) -> None:
    """The good fences keep their numbers."""
    text = "```mermaid\ngraph TD\n```\n```dot\n```\n```mermaid\ngraph LR\n```\n"
    diagrams, findings = load_raw(repository.write("a.md", text), repository.root)
    assert [item.id for item in diagrams] == ["a.md-1", "a.md-3"]
    assert [item.diagram for item in findings] == ["a.md-2"]


def test_prose_may_hold_what_a_source_may_not(repository: Repository) -> None:
    """A form feed in the text around a fence is nobody's concern here; nor is long prose."""
    content = b"page\x0c\n" + b"prose\n" * 50_000 + b"```mermaid\ngraph TD\n```\n"
    diagrams, findings = load_raw(repository.write("a.md", content), repository.root)
    assert (len(diagrams), findings) == (1, ())
