"""A repository's theme lies over the packaged one, key by key; what is wrong with it has a place."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipeline.errors import ConfigError
from pipeline.project import Project
from pipeline.render.theme import _outside


def test_the_packaged_theme_leaves_nothing_to_defaults(scratch: Callable[..., Project]) -> None:
    """Theme, look, layout and fonts of Mermaid are said."""
    config = scratch().theme.mermaid_config("Arimo")
    assert (config["theme"], config["look"], config["layout"], config["htmlLabels"]) == (
        "base",
        "classic",
        "dagre",
        False,
    )
    assert config["securityLevel"] == "strict"
    assert "$font" not in str(config)


def test_a_theme_changes_what_it_names(scratch: Callable[..., Project]) -> None:
    """And nothing beside it."""
    project = scratch(
        {"specs/theme.yaml": "mermaid: {flowchart: {nodeSpacing: 99}}\nclasses: {hot: {fill: '#ff0000'}}\n"}
    )
    config = project.theme.mermaid_config("Arimo")
    assert config["flowchart"]["nodeSpacing"] == 99
    assert config["flowchart"]["rankSpacing"] == 44
    assert project.theme.class_pattern is not None
    assert project.theme.digest != scratch({"specs/theme.yaml": "margin: 12\n"}).theme.digest


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("fonts: {}\n", "specs/theme.yaml:1:1"),
        ("classes:\n  a: {fill: red}\n", "specs/theme.yaml:2:13"),
        ("margin: wide\n", "specs/theme.yaml:1:9"),
        ("classes: [\n", "specs/theme.yaml:2:1"),
        ("graphviz: {node: {label: 'a\", URL=\"http://x'}}\n", "specs/theme.yaml:1:26"),
    ],
)
def test_a_wrong_theme_is_refused_with_its_place(scratch: Callable[..., Project], text: str, place: str) -> None:
    """Unknown keys, wrong values, broken YAML, values that would leave their quotes."""
    with pytest.raises(ConfigError, match=place):
        _ = scratch({"specs/theme.yaml": text}).theme


def test_nothing_in_a_theme_reaches_outside() -> None:
    """Whatever its schema lets through: values, and names of what has none."""
    theme = {"fill": "url(#a)", "a": [{"stroke": "url(//x)"}], "dash": {"url(http://x)": 1}}
    assert list(_outside(theme, ())) == [("a", 0, "stroke"), ("dash", "url(http://x)")]
