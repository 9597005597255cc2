"""A revision's inputs are what was committed; what git knows to be unchanged is not looked at; nothing is left behind."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.compare.revision import changed_files, commit_of, files_of, write_files
from pipeline.errors import UsageError
from pipeline.process import run
from pipeline.project import Project
from pipeline.runs.past import Past

Commit = Callable[[Path], None]
Scratch = Callable[..., Project]

DOT = "digraph { a -> b }\n"


def _names(items: object) -> list[str]:
    assert isinstance(items, list | tuple)
    return [item.path for item in items]


def test_files_come_back_byte_for_byte(tmp_path: Path, commit: Commit) -> None:
    content = {"docs/a.dot": b"digraph { a }\r\n", "docs/\xc3\xbcber b.mmd".encode().decode(): b"", "c.md": b"\x00\xff"}
    for name, data in content.items():
        file = tmp_path / "repository" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    (tmp_path / "repository" / "link.dot").symlink_to("docs/a.dot")
    commit(tmp_path / "repository")
    root = tmp_path / "repository"
    files = files_of(root, commit_of(root, "HEAD"))
    assert set(files) == set(content), "a link is no file"
    write_files(root, files, files, tmp_path / "out")
    assert {name: (tmp_path / "out" / name).read_bytes() for name in content} == content


def test_paths_below_a_folder_of_the_repository_count_from_it(tmp_path: Path, commit: Commit) -> None:
    (tmp_path / "project").mkdir()
    (tmp_path / "project" / "a.dot").write_text(DOT)
    (tmp_path / "b.dot").write_text(DOT)
    commit(tmp_path)
    assert set(files_of(tmp_path / "project", commit_of(tmp_path, "HEAD"))) == {"a.dot"}


def test_a_renamed_file_is_changed_under_both_names(tmp_path: Path, commit: Commit) -> None:
    (tmp_path / "a.dot").write_text(DOT)
    commit(tmp_path)
    (tmp_path / "a.dot").rename(tmp_path / "b.dot")
    run(["git", "-C", tmp_path, "add", "--all"], timeout=30)
    assert changed_files(tmp_path, "HEAD") == {tmp_path / "a.dot", tmp_path / "b.dot"}


@pytest.mark.parametrize("revision", ["no-such-thing", "--help", ""])
def test_no_revision_is_the_users_mistake(tmp_path: Path, commit: Commit, revision: str) -> None:
    commit(tmp_path)
    with pytest.raises(UsageError):
        commit_of(tmp_path, revision)


def test_inputs_are_told_apart(scratch: Scratch, commit: Commit) -> None:
    project = scratch({"docs/same.dot": DOT, "docs/changed.dot": DOT, "docs/removed.dot": DOT, "docs/doc.md": "text"})
    root = project.settings.root
    commit(root)
    (root / "docs/changed.dot").write_text(DOT.replace("b", "c"))
    (root / "docs/removed.dot").unlink()
    (root / "docs/added.dot").write_text(DOT)
    with Past(project, "HEAD") as past:
        same, before, now = past.inputs(["docs"], root)
        assert _names(same) == ["docs/doc.md", "docs/same.dot"]
        assert _names(before) == ["docs/changed.dot", "docs/removed.dot"]
        assert _names(now) == ["docs/added.dot", "docs/changed.dot"]
        assert Path(before[0].file).read_text() == DOT


def test_targets_count_from_where_they_were_typed(scratch: Scratch, commit: Commit) -> None:
    project = scratch({"docs/a.dot": DOT, "other/a.dot": DOT})
    root = project.settings.root
    commit(root)
    for name in ("docs/a.dot", "other/a.dot"):
        (root / name).write_text(DOT.replace("b", "c"))
    for target, cwd in (("a.dot", root / "docs"), (str(root / "docs/a.dot"), root), ("docs/*.dot", root)):
        with Past(project, "HEAD") as past:
            assert [_names(part) for part in past.inputs([target], cwd)] == [[], ["docs/a.dot"], ["docs/a.dot"]]


def test_a_target_of_neither_side_is_the_users_mistake(scratch: Scratch, commit: Commit) -> None:
    project = scratch({"docs/a.dot": DOT})
    commit(project.settings.root)
    with Past(project, "HEAD") as past, pytest.raises(UsageError, match="nothing-there"):
        past.inputs(["docs", "nothing-there"], project.settings.root)


def test_what_git_ignores_was_not_there(scratch: Scratch, commit: Commit) -> None:
    project = scratch({".gitignore": "/docs/b.dot\n", "docs/a.dot": DOT, "docs/b.dot": DOT})
    commit(project.settings.root)
    with Past(project, "HEAD") as past:
        assert [_names(part) for part in past.inputs(["docs"], project.settings.root)] == [
            ["docs/a.dot"],
            [],
            ["docs/b.dot"],
        ]


def test_another_theme_makes_everything_worth_a_look(scratch: Scratch, commit: Commit) -> None:
    project = scratch({"docs/a.dot": DOT, "specs/theme.yaml": 'background: "#ffffff"\n'})
    root = project.settings.root
    commit(root)
    (root / "specs/theme.yaml").write_text('background: "#fef3c7"\n')
    with Past(project, "HEAD") as past:
        assert past.project.theme.background == "#ffffff"
        assert project.theme.background == "#fef3c7"
        assert [_names(part) for part in past.inputs(["docs"], root)] == [[], ["docs/a.dot"], ["docs/a.dot"]]


def test_settings_of_the_revision_hold_but_for_what_is_the_machines(scratch: Scratch, commit: Commit) -> None:
    project = scratch({"docs/a.dot": DOT})
    root = project.settings.root
    (root / "atlas.toml").write_text('diagrams = "pictures"\nscale = 1.0\n')
    commit(root)
    with Past(project, "HEAD") as past:
        settings = past.project.settings
        assert settings.diagrams == settings.root / "pictures"
        assert (settings.cache, settings.scale) == (project.settings.cache, project.settings.scale)
    assert not settings.root.exists()


def test_a_revision_without_settings_takes_none_from_above(scratch: Scratch, commit: Commit) -> None:
    project = scratch({"docs/a.dot": DOT})
    root = project.settings.root
    (root / "atlas.toml").unlink()
    commit(root)
    (root / "atlas.toml").touch()
    with Past(project, "HEAD") as past:
        assert past.project.settings.root.is_relative_to(Path(tempfile.gettempdir()).resolve())
