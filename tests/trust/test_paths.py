"""No name, link or file of a branch leads out of the folders that a run reads and writes."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.cli.group import main
from pipeline.config import load_settings
from pipeline.errors import ConfigError
from pipeline.render.atomic import write_atomically
from pipeline.render.job import safe_path

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="symbolic links")

Atlas = Callable[..., int]


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project inside a folder that nothing may be written to but the project."""
    made = tmp_path / "outer" / "project"
    made.mkdir(parents=True)
    (made / "atlas.toml").write_text("", encoding="utf-8")
    (made.parent / "secret.md").write_text("```dot\ndigraph { secret }\n```\n", encoding="utf-8")
    monkeypatch.chdir(made)
    return made


@pytest.fixture
def atlas() -> Atlas:
    """Runs a command; returns its exit code."""

    def run(*words: str) -> int:
        with pytest.raises(SystemExit) as ended:
            main(list(words))
        assert isinstance(ended.value.code, int)
        return ended.value.code

    return run


def _outside(root: Path) -> set[str]:
    """Everything beside the project."""
    outer = root.parent
    return {path.relative_to(outer).as_posix() for path in outer.rglob("*") if not path.is_relative_to(root)}


@pytest.mark.parametrize(
    ("identity", "path"),
    [
        ("../../etc/passwd", "etc/passwd"),
        ("/etc/passwd", "etc/passwd"),
        ("a/../../b", "a/b"),
        ("C:\\x\\..\\y", "C__x_.._y"),
        ("a\x00b/\n", "a_b/_"),
        ("./././x", "x"),
        ("a//b", "a/b"),
    ],
)
def test_ids_stay_inside(identity: str, path: str) -> None:
    """An id becomes a path below out/ whatever it says."""
    assert safe_path(identity) == path


@pytest.mark.parametrize("name", ["out", "cache", "diagrams", "specs", "rules"])
def test_link_in_a_folder_s_place(name: str, root: Path) -> None:
    """A folder of the project that is a link out of it is refused, before anything is read or written."""
    folder = {"cache": ".atlas"}.get(name, name)
    (root / folder).symlink_to(root.parent)
    with pytest.raises(ConfigError, match=f"'{name}' leads out of the project through a link"):
        load_settings(root)


def test_folder_that_is_named_outside(root: Path) -> None:
    """What the configuration itself names outside is the project's own choice."""
    (root / "atlas.toml").write_text('out = "../pictures"\n', encoding="utf-8")
    assert load_settings(root).out == root.parent / "pictures"


@pytest.mark.browser
def test_link_below_out(root: Path, atlas: Atlas, capsys: pytest.CaptureFixture[str]) -> None:
    """A link in the place of a folder of out/ stops that diagram; its neighbour is rendered."""
    for name in ("docs", "more"):
        (root / name).mkdir()
        (root / name / "a.dot").write_text("digraph { a }", encoding="utf-8")
    (root / "out" / "svg").mkdir(parents=True)
    (root / "out" / "svg" / "docs").symlink_to(root.parent)
    assert atlas("render", "docs", "more", "--format", "svg") == 1
    assert "a link leads out of" in capsys.readouterr().out
    assert _outside(root) == {"secret.md"}
    assert (root / "out" / "svg" / "more" / "a.dot.svg").is_file()


@pytest.mark.browser
def test_link_in_a_picture_s_place(root: Path, atlas: Atlas) -> None:
    """A link where a picture goes is replaced; what it led to is as it was."""
    (root / "a.dot").write_text("digraph { a }", encoding="utf-8")
    (root / "out" / "svg").mkdir(parents=True)
    (root / "out" / "svg" / "a.dot.svg").symlink_to(root.parent / "secret.md")
    (root / "out" / ".gitignore").symlink_to(root.parent / "new")
    before = (root.parent / "secret.md").read_bytes()
    assert atlas("render", "a.dot", "--format", "svg") == 0
    assert (root.parent / "secret.md").read_bytes() == before
    assert _outside(root) == {"secret.md"}
    assert not (root / "out" / "svg" / "a.dot.svg").is_symlink()


@pytest.mark.browser
def test_links_among_the_inputs(root: Path, atlas: Atlas, capsys: pytest.CaptureFixture[str]) -> None:
    """Links out of the tree are not followed when a folder is drawn: neither to a file nor to a folder."""
    docs = root / "docs"
    docs.mkdir()
    (docs / "good.dot").write_text("digraph { good }", encoding="utf-8")
    (docs / "file.md").symlink_to(root.parent / "secret.md")
    (docs / "folder").symlink_to(root.parent)
    assert atlas("render", "docs", "--format", "svg", "--json") == 0
    made = json.loads(capsys.readouterr().out)["artifacts"]
    assert [artifact["path"] for artifact in made] == ["svg/docs/good.dot.svg"]


@pytest.mark.browser
def test_poisoned_manifest(root: Path, atlas: Atlas) -> None:
    """A manifest that came with a branch cannot have files removed that no run has made."""
    (root / "a.dot").write_text("digraph { a }", encoding="utf-8")
    (root / "out").mkdir()
    (root / "out" / "keep.txt").write_text("x", encoding="utf-8")
    names = ["../atlas.toml", "../../secret.md", "keep.txt", "svg/../keep.txt", "svg/../../a.svg", "/etc/hostname"]
    entries = [
        {"id": f"x{number}", "source": "a.dot", "artifacts": {"svg": {"path": name, "sha256": ""}}}
        for number, name in enumerate(names)
    ]
    broken = [None, [], {"id": 3}, {"id": "y"}, {"id": "z", "source": "a.dot", "artifacts": {"svg": 7}}]
    manifest = root / "out" / "manifest.json"
    manifest.write_text(json.dumps({"format": 1, "diagrams": [*entries, *broken]}), encoding="utf-8")
    assert atlas("render", "a.dot", "--format", "svg") == 0
    assert (root / "atlas.toml").is_file()
    assert (root / "out" / "keep.txt").is_file()
    assert _outside(root) == {"secret.md"}
    assert [entry["id"] for entry in json.loads(manifest.read_bytes())["diagrams"]] == ["a.dot"]


@pytest.mark.browser
def test_out_is_written_only_inside(root: Path, atlas: Atlas, tmp_path: Path) -> None:
    """An absolute --out gets pictures and manifest; nothing that lay there is touched."""
    target = tmp_path / "elsewhere"
    target.mkdir()
    (target / "own.txt").write_text("x", encoding="utf-8")
    (root / "a.dot").write_text("digraph { a }", encoding="utf-8")
    before = _outside(root)
    assert atlas("render", "a.dot", "--format", "svg", "--out", str(target)) == 0
    names = {path.name for path in target.iterdir()}
    assert names == {"own.txt", ".gitignore", "manifest.json", "svg", ".atlas-runs"}
    assert _outside(root) == before


def test_write_stays_home(tmp_path: Path) -> None:
    """The one function that writes artifacts, cache, index and manifest refuses a way out."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "way").symlink_to(tmp_path)
    with pytest.raises(OSError, match="a link leads out of"):
        write_atomically(home / "way" / "x", b"", home)
    with pytest.raises(OSError, match="a link leads out of"):
        write_atomically(home / ".." / "x", b"", home)
    write_atomically(home / "sub" / "x", b"1", home)
    assert (home / "sub" / "x").read_bytes() == b"1"
    assert sorted(os.listdir(tmp_path)) == ["home"]


@pytest.mark.browser
def test_name_that_is_too_long(root: Path, atlas: Atlas, capsys: pytest.CaptureFixture[str]) -> None:
    """A name that the file system does not take stops that diagram alone."""
    (root / f"{'n' * 250}.dot").write_text("digraph { a }", encoding="utf-8")
    (root / "b.dot").write_text("digraph { b }", encoding="utf-8")
    assert atlas("render", ".", "--format", "svg") == 1
    assert "File name too long" in capsys.readouterr().out
    assert (root / "out" / "svg" / "b.dot.svg").is_file()


@pytest.mark.browser
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="names are text elsewhere")
def test_name_that_is_not_utf8(root: Path, atlas: Atlas) -> None:
    """A name of bytes that are no text is no reason to break off."""
    (root / "b.dot").write_text("digraph { b }", encoding="utf-8")
    with open(os.fsencode(root) + b"/\xff.dot", "wb") as file:
        file.write(b"digraph { a }")
    assert atlas("render", ".", "--format", "svg") in (0, 1)
    assert (root / "out" / "svg" / "b.dot.svg").is_file()
