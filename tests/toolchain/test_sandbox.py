"""The browser's sandbox is switched off only where it cannot work."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

import pytest

from pipeline.process import Completed
from pipeline.toolchain import sandbox


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An ordinary user on Linux whose kernel forbids nothing."""
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(sandbox, "_sysctl", lambda name: None)
    monkeypatch.setattr(sandbox, "run", lambda *args, **kwargs: Completed((), 0, b"", "", 0.0))
    sandbox.sandbox_obstacle.cache_clear()
    yield
    sandbox.sandbox_obstacle.cache_clear()


def test_it_stays_on_for_an_ordinary_user() -> None:
    """No flag is passed where nothing is in the way."""
    assert sandbox.sandbox_works()
    assert sandbox.sandbox_args() == ()


def test_root_goes_without(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chromium refuses to start as root with its sandbox on."""
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert sandbox.sandbox_args() == ("--no-sandbox",)
    assert sandbox.sandbox_obstacle() == "running as root"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("kernel/unprivileged_userns_clone", "0"),
        ("kernel/apparmor_restrict_unprivileged_userns", "1"),
        ("user/max_user_namespaces", "0"),
    ],
)
def test_a_kernel_setting_can_forbid_it(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    """The reason names the setting, so that it can be changed."""
    monkeypatch.setattr(sandbox, "_sysctl", lambda asked: value if asked == name else None)
    assert sandbox.sandbox_obstacle() == f"{name.replace('/', '.')} is {value}"


def test_a_container_can_forbid_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no setting tells, the try does."""
    monkeypatch.setattr(sandbox, "run", lambda *args, **kwargs: Completed((), 1, b"", "", 0.0))
    assert not sandbox.sandbox_works()


def test_other_systems_have_no_such_obstacle(monkeypatch: pytest.MonkeyPatch) -> None:
    """User namespaces are Linux's; elsewhere the browser's own way works."""
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert sandbox.sandbox_works()
