"""The real toolchain, installed on this machine."""

from __future__ import annotations

import time

import pytest

from pipeline.toolchain import Toolchain, ToolchainSettings, covers, ensure, locate
from pipeline.toolchain.browser import launch_version
from pipeline.toolchain.doctor import doctor
from pipeline.toolchain.packages import worker_folder

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def toolchain() -> Toolchain:
    return ensure(ToolchainSettings(), print)


def test_its_browser_starts_and_is_the_version_on_record(toolchain: Toolchain) -> None:
    """What versions says is what a worker gets."""
    assert launch_version(toolchain.browser, toolchain.browser_env, toolchain.modules) == toolchain.versions["browser"]


def test_its_packages_are_the_pinned_ones(toolchain: Toolchain) -> None:
    """Installed versions equal package.json."""
    import json

    wanted = json.loads((worker_folder() / "package.json").read_text(encoding="utf-8"))["dependencies"]
    assert {name: toolchain.versions[name] for name in wanted} == wanted


def test_finding_it_again_is_quick(toolchain: Toolchain) -> None:
    """Every command pays for this: the best of five stays far under what a person notices."""
    times = []
    for _ in range(5):
        started = time.perf_counter()
        assert locate(ToolchainSettings()) == toolchain
        times.append(time.perf_counter() - started)
    assert min(times) < 0.02


@pytest.mark.parametrize("character", "Aé→≤∃⇒⊆✓⚠✅🔥中カ")
def test_some_font_has_the_character(toolchain: Toolchain, character: str) -> None:
    """Letters, arrows, logic, marks, emoji, Chinese and kana are drawn and not boxed."""
    assert any(covers(font, ord(character)) for font in toolchain.fonts)


def test_the_doctor_finds_nothing_wrong(toolchain: Toolchain) -> None:
    """No check fails right after setup."""
    assert [check for check in doctor(ToolchainSettings()) if check.ok is False] == []
