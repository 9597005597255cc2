"""Nothing leaves the pages that engines run in, should a script ever get into one."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from pipeline.config import load_settings
from pipeline.process import run
from pipeline.project import Project
from pipeline.toolchain.packages import worker_folder

SCRIPT = Path(__file__).parent / "page_attempts.mjs"


def _attempt(kind: str, url: str, checkout: Path) -> str:
    spec = Project(load_settings(checkout), lambda line: None).worker_spec()
    words: list[str | Path] = [spec.node, SCRIPT, worker_folder(), spec.modules, spec.browser]
    words += [spec.fonts_css.parent, url, kind, *spec.browser_args]
    return run(words, timeout=90, env={**os.environ, **spec.browser_env}).text


@pytest.mark.browser
@pytest.mark.parametrize("kind", ["ours", "cli"])
def test_no_way_out_of_a_page(kind: str, listener, checkout: Path) -> None:
    """Fourteen ways to reach a server or a file, tried from within: the server hears nothing, no file is read."""
    listener.hits.clear()
    said = _attempt(kind, listener.url, checkout)
    assert "tried 14" in said
    assert "read a file" not in said
    assert listener.hits == []


@pytest.mark.browser
def test_the_server_would_hear(listener, checkout: Path) -> None:
    """The same attempts from an unguarded page are heard: the test above can fail."""
    listener.hits.clear()
    _attempt("open", listener.url, checkout)
    assert {"/fetch", "/image", "/navigation"} <= set(listener.hits)


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX")
@pytest.mark.browser
def test_sandbox_flag_follows_the_system(checkout: Path) -> None:
    """The browser's own sandbox is switched off only where the system does not allow it."""
    from pipeline.toolchain import sandbox_works

    spec = Project(load_settings(checkout), lambda line: None).worker_spec()
    assert ("--no-sandbox" in spec.browser_args) == (not sandbox_works())
