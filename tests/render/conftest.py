"""Fonts and a way from an engine's SVG to a picture, without an engine."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from lxml import etree

from pipeline.config import load_settings
from pipeline.project import Project, font_stack
from pipeline.render.fonts import FontStack
from pipeline.render.svg import Template, make_template
from tests.conftest import ROOT


@pytest.fixture(scope="session")
def fonts() -> FontStack:
    """The toolchain's fonts."""
    project = Project(load_settings(ROOT), lambda line: None)
    return font_stack(project.toolchain, project.theme)


@pytest.fixture
def picture(fonts: FontStack) -> Callable[[str], Template]:
    """Makes a picture of what stands inside an <svg> of 100 x 50 px, with no margin."""

    def make(content: str, attributes: str = 'viewBox="0 0 100 50" id="atlas"') -> Template:
        raw = f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" {attributes}>{content}</svg>'
        return make_template(raw, fonts, "#ffffff", 0)

    return make


@pytest.fixture
def tree() -> Callable[[str], etree._Element]:
    """Parses the content of an <svg> without namespaces, as rendering handles it."""
    return lambda content: etree.fromstring(f'<svg id="atlas">{content}</svg>')
