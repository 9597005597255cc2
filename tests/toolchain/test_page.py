"""The page that draws: bundled whole or not at all, once for each state of our modules."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.errors import ToolchainError
from pipeline.toolchain import ToolchainSettings, ensure, page


@pytest.fixture
def modules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of our modules, with one in it."""
    folder = tmp_path / "worker"
    folder.mkdir()
    (folder / "a.mjs").write_text("1\n")
    monkeypatch.setattr(page, "worker_folder", lambda: folder)
    page.page_name.cache_clear()
    yield folder
    page.page_name.cache_clear()


def _name() -> str:
    page.page_name.cache_clear()
    return page.page_name()


def test_the_name_follows_the_modules(modules: Path) -> None:
    """Another text, another name and another module give another page; line endings do not."""
    first = _name()
    (modules / "a.mjs").write_bytes(b"1\r\n")
    assert _name() == first
    (modules / "a.mjs").write_text("2\n")
    second = _name()
    (modules / "a.mjs").rename(modules / "b.mjs")
    third = _name()
    (modules / "c.mjs").touch()
    assert len({first, second, third, _name()}) == 4


def test_what_cannot_be_bundled_leaves_nothing(modules: Path, tmp_path: Path) -> None:
    """Node's own words are told, and what to do; the next call tries again."""
    (modules / "bundle.mjs").write_text('console.error("no rolldown"); process.exit(1);')
    _name()
    folder = tmp_path / "toolchain"
    folder.mkdir()
    for _ in range(2):
        with pytest.raises(ToolchainError, match="no rolldown") as caught:
            page.build_page(tmp_path, folder)
        assert "atlas setup" in (caught.value.hint or "")
        assert list(folder.iterdir()) == []


def test_pages_of_long_ago_go(modules: Path, tmp_path: Path) -> None:
    """The last ones stay, as another checkout may use them; so does what another process is just bundling."""
    (modules / "bundle.mjs").write_text(
        'import { writeFileSync } from "node:fs";\nwriteFileSync(`${process.argv[3]}/page.mjs`, "");'
    )
    _name()
    folder = tmp_path / "toolchain"
    for at in range(12):
        (folder / f"page-{at}").mkdir(parents=True)
        os.utime(folder / f"page-{at}", (at, at))
    (folder / ".partial-young").mkdir()
    (folder / ".partial-old").mkdir()
    os.utime(folder / ".partial-old", (0, 0))
    (folder / "node_modules").mkdir()
    built = page.build_page(tmp_path, folder)
    assert (built / "page.mjs").is_file()
    assert {path.name for path in folder.iterdir()} == {
        built.name,
        *(f"page-{at}" for at in range(4, 12)),
        ".partial-young",
        "node_modules",
    }


@pytest.mark.browser
def test_the_page_is_bundled_anew_from_the_packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Few files hold what a flowchart needs; no module is asked for that is not there, and our changes are in them.

    Wherever it is bundled, it is the same.
    """
    toolchain = ensure(ToolchainSettings(), print)
    monkeypatch.chdir(tmp_path)
    built = page.build_page(toolchain.modules, tmp_path)
    names = {file.name for file in built.iterdir()}
    assert {"page.mjs", "common.mjs", "parsers.mjs"} <= names
    texts = {file.name: file.read_text(encoding="utf-8") for file in built.iterdir()}
    assert "__whenDrawn?.(" in texts["common.mjs"]
    asked = {name for text in texts.values() for name in re.findall(r'(?:from|import)\s*\(?"\./([^"]+\.mjs)"', text)}
    assert asked
    assert asked <= names
    assert texts == {file.name: file.read_text(encoding="utf-8") for file in toolchain.page.iterdir()}
