"""A listening server, a studio without any cache, and a function that draws one hostile source in the shared worker."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from pipeline.config import load_settings
from pipeline.project import Project, font_stack
from pipeline.render.cache import Cache
from pipeline.render.draw import Drawn, Studio, draw
from pipeline.render.engines import engine
from pipeline.render.job import Job
from pipeline.render.pool import Seat
from pipeline.spec.model import Diagram, SourceText

DrawSource = Callable[..., Drawn]


@dataclass
class Listener:
    """A server on this machine: ``hits`` are the paths that somebody asked for."""

    url: str
    hits: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def listener() -> Iterator[Listener]:
    """Hears every request that gets out of a page."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            heard.hits.append(self.path)
            self.send_response(200)
            self.send_header("Access-Control-Allow-Origin", "*")
            self.end_headers()

        do_POST = do_HEAD = do_OPTIONS = do_PUT = do_GET

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    heard = Listener(f"http://127.0.0.1:{server.server_port}")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield heard
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Studio:
    """The packaged theme, the toolchain's fonts, a cache that never answers."""
    folder = tmp_path_factory.mktemp("studio")
    (folder / "atlas.toml").write_text("", encoding="utf-8")
    project = Project(load_settings(folder), lambda line: None)
    fonts = font_stack(project.toolchain, project.theme)
    return Studio(project.theme, fonts, Cache(folder / "cache", fresh=True), "hot", 30.0, None)


def _job(source: str, language: str, studio: Studio, name: str) -> Job:
    diagram = Diagram(name, name, language, SourceText(source, name), name, raw=True)
    prepared = engine(language).prepare(source, studio.theme, studio.fonts.css)
    return Job(diagram, prepared, name)


@pytest.fixture(scope="session")
def draw_source(seat: Seat, studio: Studio) -> DrawSource:
    """Draws ``source`` in the session's worker: ``draw_source("graph TD", timeout=3, mode="mmdc")``."""

    def run(source: str, language: str = "mermaid", name: str = "x", at: Seat = seat, **changes: object) -> Drawn:
        changed = replace(studio, **changes)  # type: ignore[arg-type]
        return draw(_job(source, language, changed, name), at, changed)

    return run


@pytest.fixture(scope="session")
def language_of() -> Callable[[Path], str]:
    """The engine for a file's suffix."""
    return lambda path: "graphviz" if path.suffix == ".dot" else "mermaid"
