"""What all tests share: a scratch project, and one toolchain and one pool of workers for each test process."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline.config import Settings, load_settings
from pipeline.project import Project
from pipeline.render.pool import Seat

ROOT = Path(__file__).parent.parent

# In the background of a shell interrupts are ignored, which whoever is started from here would inherit.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def checkout() -> Path:
    """The root of this repository: read it, never write into it."""
    return ROOT


@pytest.fixture
def scratch(tmp_path: Path) -> Callable[..., Project]:
    """Makes a project of the given files: ``scratch({"docs/a.mmd": "graph TD"}, scale=1)``."""

    def make(files: dict[str, str] | None = None, **settings: object) -> Project:
        (tmp_path / "atlas.toml").write_text("", encoding="utf-8")
        for name, text in (files or {}).items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        loaded: Settings = load_settings(tmp_path, **settings)
        return Project(loaded, lambda line: None)

    return make


@pytest.fixture(scope="session")
def seat() -> Iterator[Seat]:
    """A place at the engines, whose worker and browser serve all tests of this process."""
    project = Project(load_settings(ROOT), lambda line: None)
    place = Seat(project.worker_spec)
    yield place
    place.discard()
