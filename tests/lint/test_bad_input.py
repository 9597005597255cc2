"""Wrong specs: each gives a finding at a place, the exit code 1, and no traceback."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.cli.group import main

# What is wrong -> (what is replaced, by what, the rule that says so).
WRONG = {
    "a field that is unknown": ("title:", "titel:", "spec-schema"),
    "a field that is missing": ("question: Where is it enforced, and where can it be lost?\n", "", "spec-schema"),
    "a number for a text": (
        "title: Linearizability (G-LIN) in etcd 3.5, where a stale read comes from",
        "title: 7",
        "spec-schema",
    ),
    "a grade that there is not": ("confidence: A", "confidence: D", "spec-schema"),
    "an engine that there is not": ("engine: mermaid", "engine: plantuml", "spec-schema"),
    "an allowance without a reason": ("sources: [example-primary]", "allow: [{rule: node-budget}]", "spec-schema"),
    "a fact without a source": (", source: example-primary, where: page title", "", "spec-schema"),
    "an entity that there is not": ("entity: G-LIN", "entity: G-LNI", "spec-path"),
    "a view of another name": ("view: placement-flow", "view: placement", "spec-path"),
    "the same field twice": ("confidence: A", "confidence: A\nconfidence: B", "yaml-duplicate-key"),
    "a tag": ("confidence: A", "confidence: !!python/object:os.system A", "yaml-tag"),
    "a second document": ("sources:", "---\nsources:", "yaml-document"),
    "a bracket that is not closed": ("components: [etcd]", "components: [etcd", "yaml-syntax"),
    "a tab as indent": ("  - {value: 7,", "\t- {value: 7,", "yaml-syntax"),
    "a control character": ("etcd n1, leader", "etcd \x07 n1", "yaml-encoding"),
    "an alias of nothing": ("confidence: A", "confidence: *nothing", "yaml-"),
    "a bomb of aliases": (
        "components: [etcd]",
        "components: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\n"
        "d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: [*d,*d,*d,*d,*d,*d,*d,*d,*d]",
        "yaml-alias",
    ),
    "a nest without end": ("components: [etcd]", "components: " + "[" * 500 + "]" * 500, "yaml-depth"),
    "a list for the whole": (None, "- one\n- two\n", "yaml-document"),
    "nothing at all": (None, "", "yaml-document"),
    "a megabyte": (None, "title: " + "x" * 1_000_000, "yaml-size"),
    "UTF-16": (None, "title: x".encode("utf-16"), "yaml-encoding"),
    "Latin-1": (None, "title: caf\xe9".encode("latin-1"), "yaml-encoding"),
    "an empty source": ("source: |", "source: ''\nother: |", "spec-schema"),
}


@pytest.mark.parametrize("what", WRONG)
def test_wrong_spec(project_folder: Path, right: str, monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    old, new, rule = WRONG[what]
    assert old is None or old in right
    content = new if old is None else right.replace(str(old), str(new), 1)
    file = project_folder / "diagrams" / "guarantees" / "G-LIN" / "placement-flow.yaml"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    monkeypatch.chdir(project_folder)
    result = CliRunner().invoke(main, ["lint", "--output", "json"])
    assert result.exit_code == 1, result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)
    found = json.loads(result.stdout)["findings"]
    mine = [item for item in found if item["path"].endswith("placement-flow.yaml")]
    assert any(item["rule"].startswith(rule) for item in mine), found
    assert all(item["line"] >= 1 and item["column"] >= 1 for item in mine)


@pytest.mark.parametrize("words", [[], ["--no-picture"]])
def test_a_graph_that_speaks_as_graphviz_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    """Its layout cannot be read; that is a finding, whether or not a picture is drawn."""
    (tmp_path / "atlas.toml").write_text("")
    (tmp_path / "graph.dot").write_text("digraph { a [name=z nodes=1 _draw_=3]; a -> b [tail=9] }\n")
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["lint", ".", *words, "--output", "json"])
    assert result.exit_code == 1, result.output
    [finding] = json.loads(result.stdout)["findings"]
    assert (finding["rule"], finding["path"]) == ("renders", "graph.dot")
    assert "Graphviz uses in its own output" in finding["message"]
