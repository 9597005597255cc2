"""Every type of diagram: the hot page draws what Mermaid CLI draws, and the picture is safe to show anywhere."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.config import load_settings
from pipeline.project import Project, font_stack
from pipeline.render.cache import Cache
from pipeline.render.draw import Studio, draw
from pipeline.render.engines import engine
from pipeline.render.fonts import FontStack
from pipeline.render.job import Job
from pipeline.render.pool import Seat
from pipeline.render.svg import Template
from pipeline.render.theme import Theme
from pipeline.spec.model import Diagram, SourceText
from tests.conftest import ROOT

TYPES = sorted((Path(__file__).parent / "types").glob("*.mmd"))

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("types")]


@pytest.fixture(scope="module")
def theme() -> Theme:
    """This repository's theme."""
    return Project(load_settings(ROOT), lambda line: None).theme


@pytest.fixture(scope="module")
def studio(theme: Theme, fonts: FontStack, tmp_path_factory: pytest.TempPathFactory) -> Studio:
    """A studio whose cache never answers."""
    cache = Cache(tmp_path_factory.mktemp("cache"), fresh=True)
    return Studio(theme=theme, fonts=fonts, cache=cache, mode="hot", timeout=60, scale=None)


@pytest.fixture(scope="module")
def fonts() -> FontStack:
    """The toolchain's fonts."""
    project = Project(load_settings(ROOT), lambda line: None)
    return font_stack(project.toolchain, project.theme)


def _draw(file: Path, studio: Studio, seat: Seat) -> Template:
    text = file.read_text(encoding="utf-8")
    prepared = engine("mermaid").prepare(text, studio.theme, studio.fonts.css)
    job = Job(Diagram(file.stem, file.name, "mermaid", SourceText(text, file.name), file.stem), prepared, file.stem)
    drawn = draw(job, seat, studio)
    assert drawn.failure is None, drawn.failure
    assert drawn.drawing is not None
    return drawn.drawing.template


@pytest.mark.parametrize("file", TYPES, ids=lambda file: file.stem)
def test_the_hot_page_draws_what_mermaid_cli_draws(file: Path, studio: Studio, seat: Seat) -> None:
    """The same configuration gives the same picture, to the last byte, and so does a second drawing in the same page."""
    hot, cli = _draw(file, studio, seat), _draw(file, replace(studio, mode="mmdc"), seat)
    assert hot.text == cli.text
    assert _draw(file, studio, seat).text == hot.text


@pytest.mark.parametrize("file", TYPES, ids=lambda file: file.stem)
def test_a_picture_is_safe_to_show_anywhere(file: Path, studio: Studio, seat: Seat) -> None:
    """No HTML, script, handler or outside reference; every id is the picture's own."""
    text = _draw(file, studio, seat).fill("own", "title", "description")
    assert not re.search(r"<(foreignObject|script|image|iframe|a)\b|\son\w+=|@import", text)
    assert all(url.startswith(("#own", "data:font/woff")) for url in re.findall(r"url\(([^)]*)\)", text))
    assert all(identity.startswith("own") for identity in re.findall(r'\sid="([^"]*)"', text))
    assert set(re.findall(r'href="([^"]*)"', text)) <= {
        f"#{identity}" for identity in re.findall(r'\sid="([^"]*)"', text)
    }


def test_every_type_that_a_view_may_have_is_here() -> None:
    """A type that the registry names and nobody tries would be trusted blindly."""
    import yaml

    registry: Mapping[str, Mapping[str, Mapping[str, Mapping[str, Mapping[str, str]]]]] = yaml.safe_load(
        (ROOT / "specs/registry.yaml").read_text(encoding="utf-8")
    )
    views = [view for family in registry["families"].values() for view in family["views"].values()]
    named = {str(view["type"]) for view in views if str(view["engine"]) == "mermaid"}
    assert named <= {file.stem for file in TYPES}
