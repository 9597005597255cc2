"""``atlas init`` and the whole tool in a repository that is not this one, as a newcomer would use it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from pipeline.process import Completed, run

OWN_RULE = """\
id: names-an-owner
check: text-pattern
scope: text
severity: error
message: "{what}: '{text}'"
why: A page that names nobody to call leaves the reader alone with it at night.
params:
  patterns:
    nobody owns it: 'owner: nobody'
good:
  - spec: |
      title: Key-value store, its parts and its owner
bad:
  - spec: |
      title: "Key-value store, owner: nobody"
    at: "1:26"
"""


def atlas(folder: Path, *words: str, code: int = 0) -> Completed:
    """``atlas`` in a folder, as a process of its own; fails with its output where the exit code is another."""
    done = run([sys.executable, "-m", "pipeline", *words], cwd=folder, timeout=120, check=False)
    assert done.returncode == code, f"{words} ended with {done.returncode}:\n{done.text}\n{done.stderr}"
    return done


def files(folder: Path) -> dict[str, str]:
    return {p.relative_to(folder).as_posix(): p.read_text("utf-8") for p in folder.rglob("*") if p.is_file()}


def test_doing_it_again_changes_nothing_and_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs" / "theme.yaml").write_text("margin: 20\n", encoding="utf-8")
    first = atlas(tmp_path, "init")
    assert "specs/theme.yaml: there already" in first.stderr
    before = files(tmp_path)
    assert before["specs/theme.yaml"] == "margin: 20\n"
    assert "nothing to do" in atlas(tmp_path, "init").stderr
    assert files(tmp_path) == before


def test_a_project_that_has_its_settings_in_pyproject_keeps_them_there(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.atlas]\ndiagrams = "pictures"\nspecs = "data"\n', encoding="utf-8")
    atlas(tmp_path, "init")
    assert not (tmp_path / "atlas.toml").exists()
    assert (tmp_path / "pictures/services/S-POSTGRES/failure-paths.yaml").is_file()
    assert (tmp_path / "data/registry.yaml").is_file()


def test_a_folder_inside_of_another_project_becomes_one_of_its_own(tmp_path: Path) -> None:
    atlas(tmp_path, "init", "--bare")
    assert list(files(tmp_path)) == ["atlas.toml"]
    atlas(tmp_path, "init", "inner/deep")
    assert (tmp_path / "inner/deep/atlas.toml").is_file()
    assert not (tmp_path / "specs").exists()


def test_schemas_are_copied_for_editors_and_then_named_by_new_specs(tmp_path: Path) -> None:
    atlas(tmp_path, "init", "--schemas")
    atlas(tmp_path, "new", "S-POSTGRES", "overview")
    spec = (tmp_path / "diagrams/services/S-POSTGRES/overview.yaml").read_text("utf-8")
    assert spec.startswith("# yaml-language-server: $schema=../../../specs/schemas/diagram.schema.json\n")
    assert (tmp_path / "specs/schemas/diagram.schema.json").is_file()


@pytest.mark.browser
@pytest.mark.slow
def test_the_whole_tool_works_in_a_repository_of_its_own(tmp_path: Path) -> None:
    atlas(tmp_path, "init")
    atlas(tmp_path, "render")
    atlas(tmp_path, "lint")
    # A family, a view and an entity of one's own.
    registry = tmp_path / "specs" / "registry.yaml"
    own = "families:\n  team:\n    title: Teams\n    folder: teams\n    id_pattern: ^T-[0-9]+$\n    closed: false\n    owes: one\n"
    own += "    views:\n      reach:\n        engine: graphviz\n        type: dot\n        question: Whom do I call at night?\n"
    own += "        must_contain: people and what they know\n"
    registry.write_text(registry.read_text("utf-8").replace("families:\n", own, 1), encoding="utf-8")
    atlas(tmp_path, "new", "T-1", "reach", "--name", "Storage team")
    begun = atlas(tmp_path, "lint", "T-1", "--output", "json", code=1)
    assert '"id-placeholder"' in begun.text
    for rule in ("spec-schema", "ref-exists", "view-known", "spec-path", "renders"):
        assert f'"{rule}"' not in begun.text
    atlas(tmp_path, "render", "T-1")
    # A rule of one's own.
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "names-an-owner.yaml").write_text(OWN_RULE, encoding="utf-8")
    spec = tmp_path / "diagrams" / "teams" / "T-1" / "reach.yaml"
    spec.write_text(spec.read_text("utf-8").replace("TODO what breaks", "owner: nobody"), encoding="utf-8")
    assert "[names-an-owner]" in atlas(tmp_path, "lint", "T-1", code=1).text
    # Diagrams that were there before.
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "notes.md").write_text("# Login\n\n```mermaid\ngraph TD\n  a-->b\n```\n", encoding="utf-8")
    atlas(tmp_path, "import", "docs")
    atlas(tmp_path, "render")
    gallery = Path(atlas(tmp_path, "gallery").text.strip())
    assert "IM-DOCS-NOTES-LOGIN/mermaid" in gallery.read_text("utf-8")
    atlas(tmp_path, "approve")
    atlas(tmp_path, "diff")
