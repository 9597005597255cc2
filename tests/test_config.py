"""Settings come from atlas.toml or pyproject.toml, flags win, and a mistake is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.config import load_settings
from pipeline.errors import ConfigError


def test_the_root_is_the_nearest_folder_that_says_so(tmp_path: Path) -> None:
    """A pyproject.toml without [tool.atlas] does not count; atlas.toml goes before it."""
    (tmp_path / "pyproject.toml").write_text("[tool.atlas]\nscale = 3\n")
    inner = tmp_path / "a/b"
    inner.mkdir(parents=True)
    (tmp_path / "a/pyproject.toml").write_text("[project]\n")
    assert (load_settings(inner).root, load_settings(inner).scale) == (tmp_path, 3)
    (tmp_path / "a/atlas.toml").write_text("")
    assert load_settings(inner).root == tmp_path / "a"


def test_without_any_the_folder_itself_is_the_root(tmp_path: Path) -> None:
    """With the defaults."""
    settings = load_settings(tmp_path)
    assert (settings.root, settings.out, settings.formats, settings.scale) == (
        tmp_path,
        tmp_path / "out",
        ("svg", "png"),
        2,
    )
    assert settings.workers >= 1


def test_flags_win_and_count_from_where_they_are_typed(tmp_path: Path) -> None:
    """A folder on the command line is relative to the working directory, one in a file to the root."""
    (tmp_path / "atlas.toml").write_text('out = "x"\njobs = 3\n')
    inner = tmp_path / "inner"
    inner.mkdir()
    assert load_settings(inner).out == tmp_path / "x"
    assert load_settings(inner, out="y", jobs=1, scale=None).out == inner / "y"
    assert load_settings(inner, jobs=1).workers == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("scael = 2", "unknown setting 'scael'"),
        ("scale = 0", "'scale' must be a number above 0"),
        ("scale = 9", "'scale' must be at most 8"),
        ('jobs = "two"', "'jobs' must be a whole number"),
        ('formats = ["gif"]', "'formats' must be some of svg, png"),
        ("formats = []", "'formats' must be some of svg, png"),
        ('graphviz = "native"', "'graphviz' must be one of wasm, dot"),
        ("out = 3", "'out' must be a folder's name"),
        ("= 3", "atlas.toml"),
    ],
)
def test_a_mistake_is_named_with_its_file(tmp_path: Path, text: str, message: str) -> None:
    """Nothing is guessed, nothing ignored."""
    (tmp_path / "atlas.toml").write_text(text)
    with pytest.raises(ConfigError, match=message) as caught:
        load_settings(tmp_path)
    assert "atlas.toml" in caught.value.message
