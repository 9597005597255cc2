"""A session without a browser page: files that change, go, come; a registry that breaks; pictures that fail."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline.config import load_settings
from pipeline.preview.entry import Entry
from pipeline.preview.session import Session
from pipeline.project import Project
from pipeline.render.artifact import Failure

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("preview")]

REGISTRY = """\
families:
  service:
    title: Services
    folder: services
    id_pattern: ^S-[A-Z]+$
    closed: false
    owes: one
    views:
      overview: {engine: mermaid, type: flowchart, question: What is it made of?, must_contain: its components}
"""
ENTITY = "id: S-KV\nname: Key-value store\nsummary: A store of keys and values for tests.\nconfidence: C\n"
SPEC = """\
entity: S-KV
view: overview
engine: mermaid
title: Key-value store, its parts
question: What is it made of?
confidence: C
source: |
  flowchart LR
    a[etcd 3.5] --> b[Envoy 1.30]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in {
        "atlas.toml": "",
        "specs/registry.yaml": REGISTRY,
        "specs/services/S-KV.yaml": ENTITY,
        "diagrams/services/S-KV/overview.yaml": SPEC,
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def session(folder: Path) -> Iterator[Session]:
    running = Session(lambda: Project(load_settings(folder), lambda line: None), (), folder)
    running.start()
    yield running
    running.close()


def until(session: Session, identity: str, holds: Callable[[Entry], bool]) -> Entry:
    """The entry, once it is as it should be."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        entry = session.board.entry(identity)
        if entry is not None and holds(entry):
            return entry
        time.sleep(0.02)
    raise AssertionError(f"did not come about: {session.board.entry(identity)}")


def save(session: Session, path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    session.changed({path})


def test_a_save_brings_picture_and_lint_findings(session: Session, folder: Path) -> None:
    spec = folder / "diagrams/services/S-KV/overview.yaml"
    save(session, spec, SPEC.replace("etcd 3.5", "TODO which store"))
    entry = until(session, "S-KV/overview", lambda one: one.picture is not None)
    placeholder = next(problem for problem in entry.problems if problem.rule == "id-placeholder")
    assert placeholder.location.line == 9
    assert (
        placeholder.lines[placeholder.location.line - placeholder.first] == "    a[TODO which store] --> b[Envoy 1.30]"
    )


def test_yaml_that_cannot_be_parsed_keeps_picture_and_title(session: Session, folder: Path) -> None:
    spec = folder / "diagrams/services/S-KV/overview.yaml"
    save(session, spec, SPEC)
    good = until(session, "S-KV/overview", lambda one: one.picture is not None)
    save(session, spec, SPEC.replace("confidence: C", "confidence: [C"))
    entry = until(session, "S-KV/overview", lambda one: one.stale)
    assert (entry.picture, entry.title) == (good.picture, good.title)
    assert entry.problems


def test_files_that_come_and_go_are_met(session: Session, folder: Path) -> None:
    spec = folder / "diagrams/services/S-KV/overview.yaml"
    other = spec.with_name("second.yaml")
    save(session, other, SPEC.replace("view: overview", "view: second"))
    entry = until(session, "S-KV/second", lambda one: one.picture is not None)
    assert [problem.rule for problem in entry.problems if problem.rule == "view-known"] == ["view-known"]
    other.unlink()
    session.changed({other})
    assert session.board.entry("S-KV/second") is None
    assert session.board.entry("S-KV/overview") is not None


def test_a_change_that_nobody_told_of_is_caught_up_with(session: Session, folder: Path) -> None:
    spec = folder / "diagrams/services/S-KV/overview.yaml"
    until(session, "S-KV/overview", lambda one: one.loaded)
    spec.write_text(SPEC.replace("its parts", "its many parts"), encoding="utf-8")
    session.catch_up()
    until(session, "S-KV/overview", lambda one: "many" in one.title)


def test_the_registry_is_read_again_and_a_broken_theme_does_not_end_the_preview(session: Session, folder: Path) -> None:
    spec = folder / "diagrams/services/S-KV/overview.yaml"
    save(session, spec, SPEC)
    until(session, "S-KV/overview", lambda one: one.picture is not None)
    save(session, folder / "specs/services/S-KV.yaml", ENTITY.replace("Key-value store", "Renamed store"))
    until(session, "S-KV/overview", lambda one: one.entity == "S-KV Renamed store")
    save(session, folder / "specs/services/S-KV.yaml", ENTITY.replace("confidence: C", "confidence: Z"))
    assert [problem.location.path for problem in session.board.trouble] == ["specs/services/S-KV.yaml"]
    save(session, folder / "specs/services/S-KV.yaml", ENTITY)
    assert session.board.trouble == ()
    save(session, folder / "atlas.toml", "nonsense = 1\n")
    assert "nonsense" in session.board.trouble[0].message
    assert session.board.entry("S-KV/overview") is not None


def test_a_png_is_painted_or_says_why_not(session: Session, folder: Path) -> None:
    spec = folder / "diagrams/services/S-KV/overview.yaml"
    png = session.png("S-KV/overview")
    assert png is not None
    content = png.result(timeout=20)
    assert isinstance(content, bytes)
    assert content.startswith(b"\x89PNG")
    save(session, spec, SPEC.replace("-->", "--> -->"))
    until(session, "S-KV/overview", lambda one: any(problem.rule == "syntax" for problem in one.problems))
    png = session.png("S-KV/overview")
    assert png is not None
    assert isinstance(png.result(timeout=20), Failure)
    assert session.png("S-KV/nothing") is None


def test_reading_the_gallery_does_not_undo_what_drawing_has_found(session: Session, folder: Path) -> None:
    spec = folder / "diagrams/services/S-KV/overview.yaml"
    save(session, spec, SPEC.replace("-->", "--> -->"))
    until(session, "S-KV/overview", lambda one: any(problem.rule == "syntax" for problem in one.problems))
    session.start_reading()
    time.sleep(0.3)
    entry = session.board.entry("S-KV/overview")
    assert entry is not None
    assert any(problem.rule == "syntax" for problem in entry.problems)
