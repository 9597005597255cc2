"""Every type of diagram: the hot page draws what Mermaid CLI draws, and the picture is safe to show anywhere."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.render.draw import Studio
from pipeline.render.pool import Seat
from pipeline.render.svg import Template
from tests.conftest import ROOT
from tests.render.conftest import draw_mermaid

TYPES = sorted((Path(__file__).parent / "types").glob("*.mmd"))

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("types")]


def _draw(file: Path, studio: Studio, seat: Seat) -> Template:
    return draw_mermaid(file.read_text(encoding="utf-8"), file.stem, seat, studio)[0]


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
