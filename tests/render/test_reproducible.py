"""The same sources give the same bytes, from empty caches, in fresh browsers; types that are no pictures are refused."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.browser


def _copy(root: Path, folder: Path) -> Path:
    """This repository's diagrams and registry as they are now, in a project of their own."""
    folder.mkdir(parents=True)
    for name in ("diagrams", "specs"):
        shutil.copytree(root / name, folder / name)
    (folder / "atlas.toml").write_text("", encoding="utf-8")
    return folder


def _render(folder: Path, *words: str) -> dict[str, bytes]:
    command = [sys.executable, "-m", "pipeline", "render", *words]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    out = folder / "out"
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*.*g") if path.is_file()}


@pytest.mark.slow
def test_two_renders_from_nothing_are_the_same(checkout: Path, tmp_path: Path) -> None:
    """Every SVG and PNG of this repository, on one worker and on two, in another order."""
    first = _copy(checkout, tmp_path / "one")
    second = _copy(first, tmp_path / "two")
    one, two = _render(first, "--jobs", "1"), _render(second, "--jobs", "2")
    assert one
    assert one.keys() == two.keys()
    assert [path for path in one if one[path] != two[path]] == []


@pytest.mark.parametrize(
    ("source", "kind", "words"),
    [
        ("info", "unsafe", "no size"),
        ("eventmodeling\n  tf 01 ui Screen\n", "unsafe", "<foreignObject>"),
    ],
)
def test_types_that_only_html_can_show_are_refused(source: str, kind: str, words: str, scratch, seat) -> None:
    """Mermaid draws their texts in HTML whatever the configuration: the message says what is in the way."""
    from pipeline.project import font_stack
    from pipeline.render.cache import Cache
    from pipeline.render.draw import Studio, draw
    from pipeline.render.engines import engine
    from pipeline.render.job import Job
    from pipeline.spec.model import Diagram, SourceText

    project = scratch()
    fonts = font_stack(project.toolchain, project.theme)
    studio = Studio(project.theme, fonts, Cache(project.settings.cache, fresh=True), "hot", 30.0, None)
    diagram = Diagram("x", "x.mmd", "mermaid", SourceText(source, "x.mmd"), "x", raw=True)
    drawn = draw(Job(diagram, engine("mermaid").prepare(source, project.theme, fonts.css), "x"), seat, studio)
    assert drawn.failure is not None
    assert (drawn.failure.kind.value, words in drawn.failure.message) == (kind, True), drawn.failure
