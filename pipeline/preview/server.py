"""The web application: a page, the entries, the pictures, and a stream of changes. It answers the loopback only."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from importlib import resources
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from pipeline.preview.board import Change
from pipeline.preview.guard import Guard
from pipeline.preview.session import Session
from pipeline.render.artifact import Failure
from pipeline.render.job import safe_path

_KEEPALIVE_SECONDS = 15.0

# What the page consists of, by its name: where it lies and what it is. Nothing else of the disk is served.
_PAGE: Mapping[str, tuple[str, str, str]] = {
    "preview.js": ("pipeline.preview", "page/preview.js", "text/javascript"),
    "preview.css": ("pipeline.preview", "page/preview.css", "text/css"),
    "search.js": ("pipeline.publish", "gallery/search.js", "text/javascript"),
    "stage.js": ("pipeline.publish", "gallery/stage.js", "text/javascript"),
    "cards.js": ("pipeline.publish", "gallery/cards.js", "text/javascript"),
    "keys.js": ("pipeline.publish", "gallery/keys.js", "text/javascript"),
    "page.css": ("pipeline.publish", "gallery/page.css", "text/css"),
}


def application(session: Session, port: int) -> Guard:
    """The application for a session; ``port`` is the one it will be asked at."""
    pages = _Pages(session)
    routes = [
        Route("/", pages.index),
        Route("/page/{name}", pages.part),
        Route("/entries", pages.entries),
        Route("/events", pages.events),
        Route("/picture/{id:path}.svg", pages.svg),
        Route("/picture/{id:path}.png", pages.png),
    ]
    return Guard(Starlette(routes=routes), port)


class _Pages:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def index(self, request: Request) -> Response:
        return Response(_resource("pipeline.preview", "page/preview.html"), media_type="text/html")

    async def part(self, request: Request) -> Response:
        found = _PAGE.get(request.path_params["name"])
        if found is None:
            return _missing("there is no such part of the page")
        package, path, kind = found
        return Response(_resource(package, path), media_type=kind, headers={"cache-control": "no-cache"})

    async def entries(self, request: Request) -> Response:
        board = self._session.board
        data = {
            "project": self._session.project.settings.root.name,
            "trouble": [problem.to_json() for problem in board.trouble],
            "entries": [entry.to_json() for entry in board.entries()],
        }
        return JSONResponse(data, headers={"cache-control": "no-store"})

    async def events(self, request: Request) -> Response:
        return StreamingResponse(self._changes(), media_type="text/event-stream", headers={"cache-control": "no-store"})

    async def _changes(self) -> AsyncIterator[str]:
        loop = asyncio.get_running_loop()
        queue: asyncio.Queue[Change] = asyncio.Queue()
        forget = self._session.board.listen(lambda change: _hand_over(loop, queue, change))
        try:
            # The page asks for all entries when it reads this: whatever changes from now on comes as an event.
            yield "event: hello\ndata: {}\n\n"
            while True:
                try:
                    change = await asyncio.wait_for(queue.get(), _KEEPALIVE_SECONDS)
                except TimeoutError:
                    yield ": still here\n\n"
                    continue
                yield f"data: {json.dumps(_change_json(change), ensure_ascii=False)}\n\n"
        finally:
            forget()

    async def svg(self, request: Request) -> Response:
        identity = request.path_params["id"]
        entry = self._session.board.entry(identity)
        if entry is not None and entry.picture is None:
            # A picture is drawn when somebody wants to see it.
            drawing = self._session.draw(identity, looked_at="look" in request.query_params)
            if drawing is not None:
                await asyncio.shield(asyncio.wrap_future(drawing))
            entry = self._session.board.entry(identity)
        if entry is None or entry.picture is None:
            return _missing("there is no picture of this diagram")
        current = request.query_params.get("v") == entry.picture.digest
        kept = "private, max-age=31536000, immutable" if current else "no-store"
        headers = {"cache-control": kept, **_attachment(request, identity, "svg")}
        return Response(entry.picture.svg, media_type="image/svg+xml", headers=headers)

    async def png(self, request: Request) -> Response:
        identity = request.path_params["id"]
        drawing = self._session.png(identity)
        found = None if drawing is None else await asyncio.shield(asyncio.wrap_future(drawing))
        if isinstance(found, Failure):
            return PlainTextResponse(f"{found.location}: {found.message}\n", status_code=409)
        if found is None:
            return _missing("there is no picture of this diagram")
        headers = {"cache-control": "no-store", **_attachment(request, identity, "png")}
        return Response(found, media_type="image/png", headers=headers)


def _hand_over(loop: asyncio.AbstractEventLoop, queue: asyncio.Queue[Change], change: Change) -> None:
    if not loop.is_closed():
        loop.call_soon_threadsafe(queue.put_nowait, change)


def _change_json(change: Change) -> dict[str, Any]:
    return {
        "entry": change.entry.to_json() if change.entry else None,
        "gone": change.gone,
        "trouble": None if change.trouble is None else [problem.to_json() for problem in change.trouble],
        "edited": change.edited,
    }


def _attachment(request: Request, identity: str, suffix: str) -> dict[str, str]:
    """For a download: the diagram's id as a file name, in letters that every browser takes."""
    if "download" not in request.query_params:
        return {}
    name = safe_path(identity).replace("/", "-")
    plain = "".join(letter if letter.isascii() and (letter.isalnum() or letter in "-_.") else "_" for letter in name)
    return {"content-disposition": f'attachment; filename="{plain}.{suffix}"'}


def _missing(message: str) -> Response:
    return PlainTextResponse(f"{message}\n", status_code=404)


def _resource(package: str, path: str) -> bytes:
    return resources.files(package).joinpath(path).read_bytes()
