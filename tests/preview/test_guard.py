"""Who may ask the server, and what its answers allow the page."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from starlette.responses import PlainTextResponse

from pipeline.preview.guard import Guard


def ask(path: str = "/", method: str = "GET", **headers: str) -> tuple[int, dict[str, str]]:
    """The status and the headers of the guard's answer."""
    sent: list[dict[str, Any]] = []
    given = {"host": "127.0.0.1:8000", **{name.replace("_", "-"): value for name, value in headers.items()}}
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "headers": [(name.encode(), value.encode()) for name, value in given.items()],
    }

    async def receive() -> dict[str, Any]:
        return {"type": "http.request"}

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(Guard(PlainTextResponse("fine"), 8000)(scope, receive, send))
    return sent[0]["status"], {name.decode(): value.decode() for name, value in sent[0]["headers"]}


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:8000"])
def test_its_own_names_are_answered(host: str) -> None:
    assert ask(host=host)[0] == 200


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8000", "127.0.0.1", "127.0.0.1:8001", "", "[::1]:8000"])
def test_any_other_host_is_refused(host: str) -> None:
    assert ask(host=host)[0] == 403


@pytest.mark.parametrize(
    ("site", "status"), [("same-origin", 200), ("none", 200), ("cross-site", 403), ("same-site", 403)]
)
def test_other_origins_are_refused(site: str, status: int) -> None:
    assert ask(sec_fetch_site=site)[0] == status


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_nothing_can_be_changed(method: str) -> None:
    assert ask(method=method)[0] == 403


def test_every_answer_says_that_the_page_may_load_from_here_only() -> None:
    for answer in (ask(), ask(host="evil.example:8000")):
        policy = answer[1]["content-security-policy"].split("; ")
        assert "default-src 'none'" in policy
        assert {part.split(" ", 1)[1] for part in policy} <= {"'none'", "'self'"}


def test_a_picture_that_is_opened_by_itself_runs_nothing() -> None:
    policy = ask("/picture/M5/a.svg")[1]["content-security-policy"]
    assert "sandbox" in policy.split("; ")
    assert "script-src" not in policy
