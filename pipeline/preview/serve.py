"""Runs a preview until it is interrupted."""

from __future__ import annotations

import socket
from collections.abc import Callable

import uvicorn

from pipeline.errors import UsageError
from pipeline.preview.server import application
from pipeline.preview.service import Service, Understand
from pipeline.preview.session import Session
from pipeline.preview.watch import Watcher

LOOPBACK = "127.0.0.1"


def serve(session: Session, port: int, ready: Callable[[str], None], understand: Understand) -> None:
    """Serves until SIGINT or SIGTERM, then ends every thread and process.

    ``port`` 0 takes a free one. ``ready`` gets the address once it can be asked, ``understand`` reads the words of
    commands that it does the work of. Raises UsageError where the port is taken.
    """
    listener = _listen(port)
    address = f"http://{LOOPBACK}:{listener.getsockname()[1]}/"
    config = uvicorn.Config(
        application(session, listener.getsockname()[1]),
        log_level="warning",
        access_log=False,
        lifespan="off",
        # The stream of changes never ends by itself.
        timeout_graceful_shutdown=1,
    )
    watcher = Watcher(session)
    service = Service(session, understand)
    try:
        session.start()
        watcher.start()
        service.start()
        ready(address)
        uvicorn.Server(config).run(sockets=[listener])
    finally:
        listener.close()
        service.close()
        watcher.close()
        session.close()


def _listen(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    # A port that a preview has just left may be taken again at once.
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((LOOPBACK, port))
        listener.listen()
    except OSError as error:
        listener.close()
        hint = "choose another with --port, or leave it away to get a free one"
        raise UsageError(f"the port {port} cannot be used: {error.strerror}", hint) from error
    return listener
