"""The theme is worked into Mermaid sources without moving a line of them."""

from __future__ import annotations

import pytest

from pipeline.render.engines.mermaid import opening, prepare
from pipeline.render.theme import Theme


@pytest.fixture
def theme() -> Theme:
    """Two classes and as much configuration as prepare needs."""
    return Theme(
        {
            "font": {"family": "Arimo", "size": 14},
            "classes": {
                "fault": {"fill": "#fee2e2", "stroke": "#b91c1c", "text": "#000000", "width": 2},
                "note": {"dash": "4 3"},
            },
            "mermaid": {"theme": "base", "c4": {"personFontFamily": "$font"}},
        }
    )


def test_used_classes_are_defined_behind_the_source(theme: Theme) -> None:
    """Lines of the author keep their numbers."""
    prepared = prepare("flowchart LR\n  A:::fault --> B\n", theme, "Arimo")
    assert prepared.source == (
        "flowchart LR\n  A:::fault --> B\nclassDef fault fill:#fee2e2,stroke:#b91c1c,color:#000000,stroke-width:2px\n"
    )


@pytest.mark.parametrize(
    "source",
    [
        "flowchart LR\n A:::fault\n classDef fault fill:#000\n",
        "sequenceDiagram\n A->>B: fault\n",
        "flowchart LR\n A --> B\n",
    ],
)
def test_the_source_stays_where_nothing_is_to_define(theme: Theme, source: str) -> None:
    """Own definitions win; other grammars have no classDef; unused classes are not mentioned."""
    assert prepare(source, theme, "Arimo").source == source


def test_fonts_and_size_limit_are_set(theme: Theme) -> None:
    """Wherever the theme says $font, and above any source that was let through."""
    config = prepare("pie\n", theme, "Arimo, sans-serif").config
    assert config["fontFamily"] == config["c4"]["personFontFamily"] == "Arimo, sans-serif"
    for length in (0, 24_999, 25_000, 1_000_000):
        assert prepare("x" * length, theme, "Arimo").config["maxTextSize"] >= 2 * length + 50_000


@pytest.mark.parametrize(
    ("source", "word"),
    [
        ("---\ntitle: x\n---\nflowchart LR", "flowchart LR"),
        ("%%{init: {'theme': 'dark'}}%%\n%% comment\n\n  graph TD", "graph TD"),
        ("pie", "pie"),
        ("", ""),
    ],
)
def test_the_opening_word_is_found(source: str, word: str) -> None:
    """Behind front matter, directives and comments."""
    assert opening(source) == word
