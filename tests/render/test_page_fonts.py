"""Fonts that the hot page loads only when a diagram needs them: no picture is laid out with another one."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace

import pytest

from pipeline.config import load_settings
from pipeline.project import Project, font_stack
from pipeline.render.cache import Cache
from pipeline.render.draw import Studio, draw
from pipeline.render.engines import engine
from pipeline.render.job import Job
from pipeline.render.pool import Seat
from pipeline.spec.model import Diagram, SourceText
from tests.conftest import ROOT

pytestmark = pytest.mark.browser

# Entities hide their characters from whoever only looks at the source.
SOURCES = {
    "han": 'flowchart LR\n a["数据库主节点 复制"] --> b["**緩存** 层"]',
    "han-entities": 'flowchart LR\n a["#25968;#25454;#24211;"] --> b["#32531;#23384;"]',
    "symbols": 'flowchart LR\n a["☃ ⚙ ∮ 🚀"] --> b["plain"]',
    "symbol-entities": "sequenceDiagram\n a->>b: #9731; #9881; #8750; #128640;",
    "latin": "flowchart LR\n a[PostgreSQL 16] ==> b[Kafka 3.7]",
}


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Studio:
    """This repository's theme and fonts; a cache that never answers."""
    project = Project(load_settings(ROOT), lambda line: None)
    fonts = font_stack(project.toolchain, project.theme)
    return Studio(project.theme, fonts, Cache(tmp_path_factory.mktemp("cache"), fresh=True), "hot", 60, None)


def _text(name: str, studio: Studio, seat: Seat) -> str:
    source = SOURCES[name]
    prepared = engine("mermaid").prepare(source, studio.theme, studio.fonts.css)
    drawn = draw(Job(Diagram(name, name, "mermaid", SourceText(source, name), name), prepared, name), seat, studio)
    assert drawn.drawing is not None, drawn.failure
    return drawn.drawing.template.text


def test_a_fresh_page_draws_with_the_fonts_that_mermaid_cli_draws_with(studio: Studio) -> None:
    """Which has all of them loaded before it draws; and the order of the diagrams makes no difference."""
    project = Project(load_settings(ROOT), lambda line: None)
    pictures = []
    for names, mode in ((list(SOURCES), "hot"), (list(SOURCES)[::-1], "hot"), (list(SOURCES), "mmdc")):
        with closing(Seat(project.worker_spec)) as seat:
            pictures.append({name: _text(name, replace(studio, mode=mode), seat) for name in names})
    assert pictures[0] == pictures[1] == pictures[2]
