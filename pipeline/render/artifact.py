"""What becomes of a diagram: artifacts, or a failure. Imports nothing heavy: an unchanged corpus needs no more."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pipeline.findings import Location


class FailureKind(StrEnum):
    """Whose fault a failure is.

    ``syntax``, ``unsafe`` and ``too-big`` are the source's; so are ``timeout`` and ``memory``, most often. ``engine``,
    ``crash`` and ``output`` are the tool's or the machine's.
    """

    SYNTAX = "syntax"
    UNSAFE = "unsafe"
    TOO_BIG = "too-big"
    TIMEOUT = "timeout"
    MEMORY = "memory"
    ENGINE = "engine"
    CRASH = "crash"
    OUTPUT = "output"


@dataclass(frozen=True, slots=True)
class Failure:
    """A diagram that could not be rendered: why, where, and what to do."""

    diagram: str
    kind: FailureKind
    message: str
    location: Location
    hint: str | None = None


@dataclass(frozen=True, slots=True)
class Artifact:
    """A file that was rendered. ``path`` is relative to out/, sizes in bytes and px, ``fresh`` false where it was there."""

    diagram: str
    format: str
    path: str
    bytes: int
    digest: str
    width: float
    height: float
    fresh: bool
