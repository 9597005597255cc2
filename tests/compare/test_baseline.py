"""Baselines come back as they were written; a missing one is told from a corrupt one, and no corrupt one passes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.compare.baseline import Baselines, CorruptBaseline, text
from pipeline.compare.fingerprint import Fingerprint

Make = Callable[..., Fingerprint]


@pytest.fixture
def store(tmp_path: Path) -> Baselines:
    return Baselines(tmp_path / "baselines")


def test_what_is_written_is_read(store: Baselines, fingerprint: Make) -> None:
    written = fingerprint(title='A "title" \u2028 with \x7f signs, ünïcode and </script>')
    store.write(written)
    read = store.read("E-1/view")
    assert read is not None
    assert (read.diagram, read.path) == (written.diagram, written.path)
    assert read.fingerprint() == written
    assert read.holds(written.svg, written.png)
    assert not read.holds(written.svg, "0" * 64)


def test_writing_twice_gives_the_same_bytes(store: Baselines, fingerprint: Make) -> None:
    first = store.write(fingerprint()).read_bytes()
    assert store.write(fingerprint()).read_bytes() == first


def test_each_node_edge_group_and_text_has_a_line(fingerprint: Make) -> None:
    lines = text(fingerprint()).splitlines()
    assert sum('"label": "API"' in line for line in lines) == 1
    assert [line.strip() for line in lines if '"id": "edge"' in line] == [
        '{"id": "edge", "label": "Edge plane", "kind": "rect", "box": [0, 0, 120, 100]}'
    ]
    assert json.loads("\n".join(lines))["model"]["type"] == "flowchart-v2"


def test_a_missing_one_is_none(store: Baselines) -> None:
    assert store.read("E-1/view") is None


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: b"",
        lambda content: content[: len(content) // 2],
        lambda content: content.replace(b"p99 15 ms", b"p99 20 ms", 1),
        lambda content: content.replace(b'"svg": "1', b'"svg": "9'),
        lambda content: b"<<<<<<< ours\n" + content,
        lambda content: content.replace(b'"format": 1', b'"format": 2'),
        lambda content: b"[]",
        lambda content: b'{"sha256": "0"}',
        lambda content: content.replace(b"E-1/view", b"E-2/view"),
        lambda content: b"\xff\xfe" + content,
        lambda content: content + b" ",
        lambda content: content.replace(b'"path"', b'"file"'),
    ],
)
def test_a_damaged_one_is_corrupt(store: Baselines, fingerprint: Make, damage: Callable[[bytes], bytes]) -> None:
    file = store.write(fingerprint())
    damaged = damage(file.read_bytes())
    assert damaged != file.read_bytes()
    file.write_bytes(damaged)
    with pytest.raises(CorruptBaseline):
        store.read("E-1/view")


def test_one_of_another_format_with_a_good_seal_is_corrupt(
    store: Baselines, fingerprint: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.compare.fingerprint.FORMAT", 99)
    store.write(fingerprint())
    monkeypatch.undo()
    read = store.read("E-1/view")
    assert read is not None
    with pytest.raises(CorruptBaseline, match="format 99"):
        read.fingerprint()


def test_line_ends_of_another_system_do_no_harm(store: Baselines, fingerprint: Make) -> None:
    file = store.write(fingerprint())
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert store.read("E-1/view") is not None


def test_removing_takes_empty_folders_along(store: Baselines, fingerprint: Make) -> None:
    kept = store.write(fingerprint(diagram="E-2/view"))
    store.remove(store.write(fingerprint()))
    assert list(store.files()) == [kept]
    assert not store.file("E-1/view").parent.exists()


def test_an_id_never_leads_out_of_the_folder(store: Baselines) -> None:
    assert store.file("../../etc/passwd").is_relative_to(store.folder)
