"""TARGETs: every form of them gives the right files; what stands for nothing gets a hint."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from pipeline.errors import UsageError
from pipeline.spec.inputs import InputKind
from pipeline.spec.targets import resolve

FAMILIES = {"guarantee": "guarantees", "mechanism": "mechanisms", "case-study": "case-studies"}
FILES = [
    "diagrams/guarantees/G-LIN/failure-map.yaml", "diagrams/guarantees/G-LIN/chooser.yaml",
    "diagrams/guarantees/G-DUR/failure-map.yaml", "diagrams/case-studies/CS-GITHUB/request-path.yml",
    "diagrams/stray.yaml", "diagrams/notes.md", "docs/a.md", "docs/deep/b.mmd", "docs/deep/c.GV", "docs/deep/conf.yaml",
    "docs/.hidden/x.mmd", "docs/node_modules/x.mmd", "out/x.mmd", "README.md", "plain.txt",
]  # fmt: skip


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A tree with every kind of file, some of which nobody wants."""
    for name in FILES:
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("not: [parsed")
    (tmp_path / "empty").mkdir()
    return tmp_path


def paths(root: Path, *targets: str, cwd: str = "") -> list[str]:
    """The paths that the targets give."""
    found = resolve(targets, root, root / "diagrams", FAMILIES, cwd=root / cwd, exclude=[root / "out"])
    return [item.path for item in found]


LIN = ["diagrams/guarantees/G-LIN/chooser.yaml", "diagrams/guarantees/G-LIN/failure-map.yaml"]
DUR = ["diagrams/guarantees/G-DUR/failure-map.yaml"]
GITHUB = ["diagrams/case-studies/CS-GITHUB/request-path.yml"]
DEEP = ["docs/deep/b.mmd", "docs/deep/c.GV"]


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("G-LIN/failure-map", LIN[1:]), ("CS-GITHUB/request-path", GITHUB), ("G-LIN", LIN), ("G-LIN/", LIN),
        ("guarantee", DUR + LIN), ("guarantees", DUR + LIN), ("case-study", GITHUB),
        ("diagrams/guarantees/G-LIN", LIN), ("diagrams/guarantees/G-DUR/failure-map.yaml", DUR),
        ("./README.md", ["README.md"]), ("docs", ["docs/a.md", *DEEP]), ("docs/deep/b.mmd", DEEP[:1]),
        ("docs/deep/conf.yaml", ["docs/deep/conf.yaml"]),
        ("docs/*", ["docs/a.md", *DEEP]), ("docs/*.md", ["docs/a.md"]), ("**/*.gv", []), ("**/*.GV", DEEP[1:]),
        ("**/failure-map.yaml", [*DUR, LIN[1]]), ("diagrams/*/G-*", DUR + LIN), ("docs/dee?/[ab].*", DEEP[:1]),
        ("docs/dee?/[!b].*", DEEP[1:]), ("G-*", DUR + LIN), ("*/failure-map", [*DUR, LIN[1]]), ("G-L*/c*", LIN[:1]),
        (".", GITHUB + DUR + LIN + ["diagrams/notes.md", "diagrams/stray.yaml", "docs/a.md", *DEEP]),
    ],
)  # fmt: skip
def test_each_form_of_a_target(root: Path, target: str, expected: list[str]) -> None:
    """Ids, entities, families, paths, folders and globs; sorted, without hidden, installed and written files."""
    if not expected:
        with pytest.raises(UsageError, match="nothing matches"):
            paths(root, target)
    elif target == ".":
        assert paths(root, target) == sorted([*expected, "README.md"])
    else:
        assert paths(root, target) == expected


def test_no_target_means_every_spec(root: Path) -> None:
    """Misplaced ones too, so that somebody says so; no Markdown."""
    assert paths(root) == [*GITHUB, *DUR, *LIN, "diagrams/stray.yaml"]


def test_a_file_that_is_named_twice_is_there_once(root: Path) -> None:
    """By id, entity, path and glob."""
    assert paths(root, "G-LIN", "G-LIN/chooser", LIN[0], "diagrams/**/*.yaml", "./" + LIN[1]) == [
        *DUR, *LIN, "diagrams/stray.yaml"
    ]  # fmt: skip


def test_kinds_and_ids_come_from_the_path(root: Path) -> None:
    """An id only where the folders are those of the layout."""
    found = resolve(["diagrams", "docs"], root, root / "diagrams", FAMILIES)
    kinds = {item.path: (item.kind, item.id) for item in found}
    assert kinds[LIN[0]] == (InputKind.SPEC, "G-LIN/chooser")
    assert kinds["diagrams/stray.yaml"] == (InputKind.SPEC, "")
    assert kinds["docs/a.md"] == (InputKind.MARKDOWN, "")
    assert kinds["docs/deep/b.mmd"] == (InputKind.MERMAID, "")
    assert kinds["docs/deep/c.GV"] == (InputKind.DOT, "")
    assert all(Path(item.file).is_absolute() for item in found)


def test_paths_count_from_the_working_folder_then_from_the_root(root: Path) -> None:
    """Findings name files from the root in both cases."""
    assert paths(root, "b.mmd", cwd="docs/deep") == DEEP[:1]
    assert paths(root, "../a.md", cwd="docs/deep") == ["docs/a.md"]
    assert paths(root, "docs/a.md", cwd="docs/deep") == ["docs/a.md"]
    assert paths(root, "*.mmd", cwd="docs/deep") == DEEP[:1]
    assert paths(root, "docs/*.md", cwd="docs/deep") == ["docs/a.md"]


def test_files_outside_the_root_are_named_as_given(root: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Raw and Markdown files may lie anywhere."""
    other = tmp_path_factory.mktemp("other") / "x.mmd"
    other.write_text("graph TD")
    assert paths(root, str(other)) == [str(other)]
    relative = os.path.relpath(other, root)
    assert paths(root, relative) == [relative]
    assert paths(root, str(other.parent)) == [str(other)]


@pytest.mark.parametrize(
    ("target", "message", "hint"),
    [
        ("G-LIN/failure-mop", "no such target: G-LIN/failure-mop", "did you mean 'G-LIN/failure-map'?"),
        ("g-lin", "no such target: g-lin", "did you mean 'G-LIN'?"),
        ("guarante", "no such target: guarante", "did you mean 'guarantee'?"),
        ("docs/b.md", "no such target: docs/b.md", "did you mean 'docs/a.md'?"),
        ("zzz", "no such target: zzz", "a target is an id, an entity, a family, a path or a glob"),
        ("mechanism", "no diagrams yet: mechanism", "atlas new"),
        ("empty", "no diagrams in the folder empty", "files that can be drawn: .dot"),
        ("plain.txt", "not a file that can be drawn: plain.txt", "suffixes that can"),
        ("docs/*.dot", "nothing matches docs/*.dot", None),
        ("", "a target is empty", None),
    ],
)
def test_a_target_that_stands_for_nothing(root: Path, target: str, message: str, hint: str | None) -> None:
    """The message names it, the hint the nearest thing that exists or what to do."""
    with pytest.raises(UsageError) as raised:
        paths(root, target)
    assert raised.value.message == message
    assert hint is None or (raised.value.hint or "").startswith(hint)


def test_all_wrong_targets_are_named_at_once(root: Path) -> None:
    """Nobody has to try again for each of them."""
    with pytest.raises(UsageError, match="no such target: g-lin; no diagrams in the folder empty"):
        paths(root, "g-lin", "G-LIN", "empty")


def test_without_a_diagrams_folder_a_path_is_asked_for(tmp_path: Path) -> None:
    """No target in a repository without specs."""
    with pytest.raises(UsageError, match="no diagram specs under diagrams") as raised:
        resolve([], tmp_path, tmp_path / "diagrams", {})
    assert "give a file or folder" in (raised.value.hint or "")


def test_links_are_not_followed_out_of_the_tree(root: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Nor in circles; a link to a file inside is that file's second name."""
    outside = tmp_path_factory.mktemp("outside")
    (outside / "secret.mmd").write_text("graph TD")
    (root / "docs/out").symlink_to(outside)
    (root / "docs/secret.mmd").symlink_to(outside / "secret.mmd")
    (root / "docs/loop").symlink_to(root / "docs")
    (root / "docs/broken.mmd").symlink_to(root / "gone.mmd")
    (root / "docs/inside.mmd").symlink_to(root / "docs/deep/b.mmd")
    assert paths(root, "docs") == ["docs/a.md", *DEEP, "docs/inside.mmd"]


def test_no_file_is_opened(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Resolving reads folders only."""

    def refuse(*arguments: object, **named: object) -> None:
        raise AssertionError(f"opened {arguments}")

    monkeypatch.setattr("builtins.open", refuse)
    monkeypatch.setattr("io.open", refuse)
    assert len(paths(root)) == 5


def test_brackets_in_the_root_are_no_wildcards(tmp_path: Path) -> None:
    """Only the target itself is a pattern."""
    root = tmp_path / "a[b]*"
    (root / "docs").mkdir(parents=True)
    (root / "docs/a.mmd").write_text("graph TD")
    assert paths(root, "docs/*.mmd") == ["docs/a.mmd"]


def test_1500_specs_are_found_in_a_fraction_of_a_warm_run(tmp_path: Path) -> None:
    """A warm run has 100 ms for everything; finding the files may take half of it, on a slow machine."""
    for entity in range(150):
        folder = tmp_path / f"diagrams/case-studies/CS-{entity}"
        folder.mkdir(parents=True)
        for view in range(10):
            (folder / f"view-{view}.yaml").touch()
    times = []
    for _ in range(3):
        began = time.perf_counter()
        assert len(paths(tmp_path)) == 1500
        times.append(time.perf_counter() - began)
    assert min(times) < 0.05
