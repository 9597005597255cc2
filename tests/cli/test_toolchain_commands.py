"""``atlas doctor``, ``atlas cache`` and ``atlas setup``: what they say, and with which exit code."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipeline.cli.group import main

Atlas = Callable[..., Result]


@pytest.fixture
def atlas(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Atlas:
    """Runs a command in an empty project."""
    (tmp_path / "atlas.toml").write_text("")
    monkeypatch.chdir(tmp_path)
    return lambda *words: CliRunner().invoke(main, list(words))


@pytest.mark.browser
def test_doctor_shows_every_part(atlas: Atlas) -> None:
    """Each with its version; the sandbox is on, or the reason stands there."""
    result = atlas("doctor")
    assert result.exit_code == 0, result.output
    for name in ("Python", "Node", "mermaid", "@hpcc-js/wasm-graphviz", "browser", "fonts", "browser sandbox"):
        assert any(line.split(None, 1)[1].startswith(name) for line in result.stdout.splitlines()), name
    sandbox = next(line for line in result.stdout.splitlines() if "browser sandbox" in line)
    assert "(on)" in sandbox or "(off: " in sandbox


@pytest.mark.browser
def test_doctor_as_json(atlas: Atlas) -> None:
    """A list of checks; ``ok`` is true, false or null."""
    checks = json.loads(atlas("doctor", "--json").stdout)
    assert {"name", "ok", "version", "detail", "fix"} == set(checks[0])
    assert all(check["ok"] in (True, None) for check in checks)


def test_doctor_where_nothing_is_set_up(atlas: Atlas, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit code 3, and what to do."""
    monkeypatch.setenv("ATLAS_TOOLCHAIN_DIR", str(tmp_path / "none"))
    result = atlas("doctor")
    assert result.exit_code == 3
    assert "MISSING toolchain" in result.stdout
    assert "to do: run: atlas setup" in result.stdout


def test_cache_is_shown_and_cleared(atlas: Atlas, tmp_path: Path) -> None:
    """How many files, how many bytes, where; nothing outside it goes."""
    (tmp_path / ".atlas/objects").mkdir(parents=True)
    (tmp_path / ".atlas/objects/x").write_bytes(b"x" * 200_000)
    assert atlas("cache").stdout == f"1 files, 0.2 MB in {tmp_path / '.atlas'}\n"
    assert atlas("cache", "clear").stdout.startswith("removed 1 files, 0.2 MB")
    assert not (tmp_path / ".atlas").exists()
    assert (tmp_path / "atlas.toml").is_file()
    assert atlas("cache", "info").stdout.startswith("0 files")
    assert atlas("cache", "burn").exit_code == 2


@pytest.mark.browser
def test_setup_names_what_is_there(atlas: Atlas) -> None:
    """Versions of all parts, and where they lie."""
    result = atlas("setup")
    assert result.exit_code == 0
    assert {line.split()[0] for line in result.stdout.splitlines()} >= {"node", "browser", "mermaid", "ready"}


def test_a_browser_that_is_not_there(atlas: Atlas) -> None:
    """A fault of the machine: exit code 3 and the name that was given, no traceback."""
    result = atlas("setup", "--browser", "/nonexistent/chrome")
    assert result.exit_code == 3
    assert "/nonexistent/chrome" in result.stderr
    assert isinstance(result.exception, SystemExit)


@pytest.mark.parametrize("words", [("burn",), ("render", "--nonsense"), ("cache", "info", "more")])
def test_wrong_words(atlas: Atlas, words: tuple[str, ...]) -> None:
    """Exit code 2 and the usage."""
    result = atlas(*words)
    assert result.exit_code == 2
    assert "Usage:" in result.stderr
