"""Fonts and a way from an engine's SVG to a picture, without an engine."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

import pytest
from lxml import etree

from pipeline.config import load_settings
from pipeline.process import run
from pipeline.project import Project, font_stack
from pipeline.render.cache import Cache, Drawing
from pipeline.render.draw import Studio, draw
from pipeline.render.engines import engine
from pipeline.render.fonts import FontStack
from pipeline.render.job import Job
from pipeline.render.pool import Seat
from pipeline.render.svg import Template, make_template
from pipeline.spec.model import Diagram, SourceText
from pipeline.toolchain.packages import worker_folder
from tests.conftest import ROOT


@pytest.fixture(scope="session")
def fonts() -> FontStack:
    """The toolchain's fonts."""
    project = Project(load_settings(ROOT), lambda line: None)
    return font_stack(project.toolchain, project.theme)


@pytest.fixture(scope="module")
def studio(fonts: FontStack, tmp_path_factory: pytest.TempPathFactory) -> Studio:
    """This repository's theme and fonts; a cache that never answers."""
    theme = Project(load_settings(ROOT), lambda line: None).theme
    return Studio(theme, fonts, Cache(tmp_path_factory.mktemp("cache"), fresh=True), "hot", 60, None)


def draw_mermaid(source: str, name: str, seat: Seat, studio: Studio) -> tuple[Template, bytes | None]:
    """The picture of a Mermaid source, which must not fail, and its PNG where the studio makes one."""
    drawing, png = mermaid_drawing(source, name, seat, studio)
    return drawing.template, png


def mermaid_drawing(source: str, name: str, seat: Seat, studio: Studio) -> tuple[Drawing, bytes | None]:
    """As ``draw_mermaid``, with the model."""
    prepared = engine("mermaid").prepare(source, studio.theme, studio.fonts.css)
    drawn = draw(Job(Diagram(name, name, "mermaid", SourceText(source, name), name), prepared, name), seat, studio)
    assert drawn.failure is None, drawn.failure
    assert drawn.drawing is not None
    return drawn.drawing, drawn.png


_CALLED = """
{before}
const {{ {function} }} = await import(process.argv[1]);
let given = "";
for await (const part of process.stdin) given += part;
console.log(JSON.stringify(JSON.parse(given).map((text) => {function}(text))));
"""


def call_in_node(function: str, module: str, texts: Sequence[str], before: str = "") -> list[str | None]:
    """What a function of one of the worker's modules answers to each text; ``before`` is run first."""
    node = Project(load_settings(ROOT), lambda line: None).toolchain.node
    script = _CALLED.format(before=before, function=function)
    command = [node, "--input-type=module", "-e", script, (worker_folder() / module).as_uri()]
    answers: list[str | None] = json.loads(run(command, timeout=60, input=json.dumps(texts).encode()).text)
    return answers


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
