"""Files of all kinds are loaded together, in order, with all that is wrong with them."""

from __future__ import annotations

from typing import Any

from pipeline.spec.corpus import load_files
from pipeline.spec.registry import load_registry
from pipeline.spec.targets import resolve

Repository = Any


def test_every_kind_of_file_is_loaded(repository: Repository) -> None:
    """Specs with their references checked, raw files, fences."""
    repository.write("docs/a.md", "```mermaid\ngraph TD\n```\n")
    repository.write("docs/b.dot", "digraph {}")
    repository.edit(repository.spec.relative_to(repository.root).as_posix(), "[M5,", "[M7,")
    registry, _ = load_registry(repository.root / "specs", repository.root)
    items = resolve(["G-LIN", "docs"], repository.root, repository.root / "diagrams", {})
    corpus = load_files(items, repository.root, repository.schemas, registry)
    assert [item.id for item in corpus.diagrams] == ["G-LIN/proof-sequence", "docs/a.md-1", "docs/b.dot"]
    assert [item.message for item in corpus.findings] == ["there is no entity or incident 'M7'"]


def test_two_files_with_one_id_are_a_finding(repository: Repository) -> None:
    """Their pictures would overwrite each other."""
    repository.write("docs/b.md", "```dot\ndigraph {}\n```\n")
    repository.write("docs/b.md-1.mmd", "graph TD")
    repository.write("docs/:b.md-1.mmd", "graph TD")
    registry, _ = load_registry(repository.root / "specs", repository.root)
    items = resolve(["docs"], repository.root, repository.root / "diagrams", {})
    corpus = load_files(items, repository.root, repository.schemas, registry)
    assert [item.path for item in corpus.diagrams] == ["docs/:b.md-1.mmd", "docs/b.md"]
    (finding,) = corpus.findings
    assert (finding.rule, finding.location.path) == ("id-unique", "docs/b.md-1.mmd")
    assert finding.message == "the diagram 'docs/b.md-1.mmd' stands already in docs/:b.md-1.mmd"


def test_a_file_that_vanished_is_a_finding(repository: Repository) -> None:
    """Between finding the files and reading them anything may happen."""
    registry, _ = load_registry(repository.root / "specs", repository.root)
    items = resolve([], repository.root, repository.root / "diagrams", {})
    repository.spec.unlink()
    corpus = load_files(items, repository.root, repository.schemas, registry)
    assert corpus.diagrams == ()
    assert [item.rule for item in corpus.findings] == ["file-unreadable"]
