"""Who may ask, and what the page may do: the first and last thing that every request passes."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# The page loads its own parts and its pictures from this server, and nothing from anywhere else. The directives for
# styles and fonts are for a picture that is opened by itself: it carries both.
_CONTENT_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    ]
)
_PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; font-src data:; frame-ancestors 'none'; sandbox"

_HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
}


class Guard:
    """Lets through what a browser on this machine asks of this server by its own name.

    Another web site may send a browser here, or let a name of its own point here (DNS rebinding): such a request names
    another Host, or says that it comes across origins, and is refused.
    """

    def __init__(self, app: ASGIApp, port: int) -> None:
        self._app = app
        self._hosts = frozenset(f"{name}:{port}" for name in ("127.0.0.1", "localhost"))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        problem = self._problem(scope)
        policy = _PICTURE_POLICY if scope["path"].startswith("/picture/") else _CONTENT_POLICY

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in (*_HEADERS.items(), ("content-security-policy", policy)):
                    headers[name] = value
            await send(message)

        app = PlainTextResponse(f"{problem}\n", status_code=403) if problem else self._app
        await app(scope, receive, answer)

    def _problem(self, scope: Scope) -> str | None:
        headers = Headers(scope=scope)
        if headers.get("host", "") not in self._hosts:
            return "this server answers under its own name only"
        if scope["method"] not in ("GET", "HEAD"):
            return "this server only shows"
        if not _is_own(headers, ("same-origin", "none")):
            return "this server answers its own page only"
        return None


def _is_own(headers: Headers, allowed: Iterable[str]) -> bool:
    """What the browser says of where a request comes from; old browsers and command-line tools say nothing."""
    site = headers.get("sec-fetch-site")
    return site is None or site in allowed
