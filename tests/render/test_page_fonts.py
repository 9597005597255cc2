"""Fonts that the hot page loads only when a diagram needs them: no picture is laid out with another one."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace

import pytest

from pipeline.config import load_settings
from pipeline.project import Project
from pipeline.render.draw import Studio
from pipeline.render.pool import Seat
from tests.conftest import ROOT
from tests.render.conftest import draw_mermaid

pytestmark = pytest.mark.browser

# Entities hide their characters from whoever only looks at the source.
SOURCES = {
    "han": 'flowchart LR\n a["数据库主节点 复制"] --> b["**緩存** 层"]',
    "han-entities": 'flowchart LR\n a["#25968;#25454;#24211;"] --> b["#32531;#23384;"]',
    "symbols": 'flowchart LR\n a["☃ ⚙ ∮ 🚀"] --> b["plain"]',
    "symbol-entities": "sequenceDiagram\n a->>b: #9731; #9881; #8750; #128640;",
    "latin": "flowchart LR\n a[PostgreSQL 16] ==> b[Kafka 3.7]",
}


def test_a_fresh_page_draws_with_the_fonts_that_mermaid_cli_draws_with(studio: Studio) -> None:
    """Which has all of them loaded before it draws; and the order of the diagrams makes no difference."""
    project = Project(load_settings(ROOT), lambda line: None)
    pictures = []
    for names, mode in ((list(SOURCES), "hot"), (list(SOURCES)[::-1], "hot"), (list(SOURCES), "mmdc")):
        with closing(Seat(project.worker_spec)) as seat:
            pictures.append(
                {name: draw_mermaid(SOURCES[name], name, seat, replace(studio, mode=mode))[0].text for name in names}
            )
    assert pictures[0] == pictures[1] == pictures[2]
