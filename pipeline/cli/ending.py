"""How commands end: exit codes, and interrupts. Imports next to nothing, as whoever is in a hurry needs it as well."""

from __future__ import annotations

import signal

CLEAN, FAILED, INTERRUPTED = 0, 1, 130

KEPT = "atlas: interrupted; what was complete is kept"


def interrupt_on_term() -> None:
    """SIGTERM raises KeyboardInterrupt, as Ctrl-C does: what is complete is kept, and no process is left behind."""
    signal.signal(signal.SIGTERM, _interrupt)


def _interrupt(signum: int, frame: object) -> None:
    raise KeyboardInterrupt
