"""Completion in the shell: what is offered for targets, entities and views, and the scripts themselves."""

from __future__ import annotations

from pathlib import Path

import click
import pytest
from click.shell_completion import ShellComplete
from click.testing import CliRunner

from pipeline.cli.group import main


@pytest.fixture(autouse=True)
def _inside(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(checkout)


def offered(words: list[str], incomplete: str) -> list[str]:
    completer = ShellComplete(main, {}, "atlas", "_ATLAS_COMPLETE")
    return [item.value for item in completer.get_completions(words, incomplete)]


def test_targets_are_families_entities_and_the_ids_of_an_entity() -> None:
    assert "mechanism" in offered(["render"], "mech")
    assert "CS-GITHUB" in offered(["lint"], "cs-git")
    assert "M5/failure-modes" in offered(["preview"], "M5/f")
    assert not [name for name in offered(["render"], "CS-G") if "/" in name]


def test_new_offers_entities_then_the_views_of_the_one_chosen() -> None:
    assert "M5" in offered(["new"], "M")
    assert offered(["new", "M5"], "load") == ["load-response"]
    assert "blast-radius" not in offered(["new", "M5"], "")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_asks_atlas_itself(shell: str) -> None:
    result = CliRunner().invoke(main, ["completion", shell])
    assert result.exit_code == 0
    assert f"_ATLAS_COMPLETE={shell}_complete" in result.output


@pytest.mark.parametrize("command", main.list_commands(click.Context(main)))
def test_every_command_explains_itself_with_an_example(command: str) -> None:
    result = CliRunner().invoke(main, [command, "--help"])
    assert result.exit_code == 0
    if command in ("preview", "new", "import", "init", "gallery", "completion", "render"):
        assert "Examples:" in result.output
