"""The index: it answers for an input only while nothing that matters has changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.findings import Finding, Location, Severity
from pipeline.render.artifact import Artifact
from pipeline.render.index import Index, Stamp, stamp_digest

STAMP = Stamp(10, 20)
WARNING = Finding("x", Severity.WARNING, "careful", Location("a.mmd", 2, 3), "a", "do")


def _artifact(out: Path, name: str, kind: str = "svg") -> Artifact:
    path = out / kind / f"{name}.{kind}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(name)
    return Artifact(name, kind, f"{kind}/{name}.{kind}", len(name), "digest", 1.5, 2.5, True)


def _index(folder: Path, world: str = "w", out: str = "out") -> Index:
    return Index(folder / "index.json", folder / out, world)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A saved index of one input with one picture in two formats, and a warning."""
    index = _index(tmp_path)
    both = [_artifact(tmp_path / "out", "a", kind) for kind in ("svg", "png")]
    index.put("a.mmd", STAMP, 1, both, [WARNING])
    index.save()
    return tmp_path


def test_an_unchanged_input_is_answered(folder: Path) -> None:
    """Its artifacts in the formats asked for, not fresh any more, and its findings."""
    entry = _index(folder).get("a.mmd", STAMP, ("svg",))
    assert entry is not None
    assert [(artifact.path, artifact.fresh) for artifact in entry.artifacts] == [("svg/a.svg", False)]
    assert entry.findings == (WARNING,)
    both = _index(folder).get("a.mmd", STAMP, ("svg", "png"))
    assert both is not None
    assert len(both.artifacts) == 2


@pytest.mark.parametrize("stamp", [Stamp(11, 20), Stamp(10, 21), Stamp(10, 19)])
def test_a_changed_input_is_not(folder: Path, stamp: Stamp) -> None:
    """Another size, a later or an earlier time."""
    assert _index(folder).get("a.mmd", stamp, ("svg",)) is None
    assert _index(folder).get("b.mmd", STAMP, ("svg",)) is None


def test_another_world_is_not(folder: Path) -> None:
    """Other settings, theme, toolchain or program; another folder for the output."""
    assert _index(folder, world="v").get("a.mmd", STAMP, ("svg",)) is None
    assert _index(folder, out="other").get("a.mmd", STAMP, ("svg",)) is None


def test_a_picture_that_was_touched_or_is_gone_is_not(folder: Path) -> None:
    """Only the formats asked for matter."""
    (folder / "out/svg/a.svg").write_text("other")
    assert _index(folder).get("a.mmd", STAMP, ("svg",)) is None
    assert _index(folder).get("a.mmd", STAMP, ("png",)) is not None
    (folder / "out/png/a.png").unlink()
    assert _index(folder).get("a.mmd", STAMP, ("png",)) is None


def test_a_format_that_was_never_made_is_not(tmp_path: Path) -> None:
    """And once it is, both are answered."""
    index = _index(tmp_path)
    index.put("a.mmd", STAMP, 1, [_artifact(tmp_path / "out", "a")], [])
    assert index.get("a.mmd", STAMP, ("svg", "png")) is None
    index.put("a.mmd", STAMP, 1, [_artifact(tmp_path / "out", "a", "png")], [])
    assert index.get("a.mmd", STAMP, ("svg", "png")) is not None


def test_what_is_forgotten_is_not(folder: Path) -> None:
    """After saving as well."""
    index = _index(folder)
    index.forget("a.mmd")
    index.save()
    assert _index(folder).get("a.mmd", STAMP, ("svg",)) is None


def test_two_runs_do_not_undo_each_other(tmp_path: Path) -> None:
    """What another run has learnt between loading and saving stays."""
    first, second = _index(tmp_path), _index(tmp_path)
    first.put("a.mmd", STAMP, 1, [_artifact(tmp_path / "out", "a")], [])
    second.put("b.mmd", STAMP, 1, [_artifact(tmp_path / "out", "b")], [])
    first.save()
    second.save()
    assert all(_index(tmp_path).get(f"{name}.mmd", STAMP, ("svg",)) for name in "ab")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[" * 100_000,
        b"null",
        b'{"format": 1, "world": "w"}',
        b'{"format": 1, "world": "w", "out": "%s", "entries": []}',
        b'{"format": 1, "world": "w", "out": "%s", "entries": {"a.mmd": 7}}',
        b'{"format": 1, "world": "w", "out": "%s", "entries": {"a.mmd": {"stamp": [10, 20], "artifacts": 3}}}',
        b'{"format": 1, "world": "w", "out": "%s", "entries": {"a.mmd": {"stamp": [10, 20], "artifacts": [{}], "stamps": [[1, 2]]}}}',
    ],
)
def test_a_broken_file_answers_nothing(tmp_path: Path, content: bytes) -> None:
    """However well it begins."""
    (tmp_path / "index.json").write_bytes(content.replace(b"%s", str(tmp_path / "out").encode()))
    index = _index(tmp_path)
    assert index.get("a.mmd", STAMP, ("svg",)) is None
    index.save()


def test_stamps_tell_files_apart(tmp_path: Path) -> None:
    """A file that is written, added or removed gives another digest; the order of the paths does not."""
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_text("1")
    before = stamp_digest([one, two])
    assert stamp_digest([two, one]) == before
    two.write_text("2")
    assert stamp_digest([one, two]) != before
    assert Stamp.of(tmp_path / "none") is None
