"""Jobs and what becomes of them: an Artifact or a Failure."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum

from pipeline.findings import Location
from pipeline.render.engines import Prepared
from pipeline.spec.model import Diagram


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
class Job:
    """A diagram with its source made ready, and the key under which its drawing is cached."""

    diagram: Diagram
    prepared: Prepared
    key: str

    @property
    def prefix(self) -> str:
        """Begins every id in the picture: no two diagrams of a page share one."""
        return "a" + hashlib.sha256(self.diagram.id.encode()).hexdigest()[:8]

    @property
    def path(self) -> str:
        """The artifact's path below out/<format>/, without suffix; never leads out of it."""
        return safe_path(self.diagram.id)


def safe_path(identity: str) -> str:
    """An id as a relative path: no drive, no root, no ``..``, no characters that a file system refuses."""
    parts = [re.sub(r'[<>:"|?*\x00-\x1f\\]', "_", part) for part in identity.split("/")]
    return "/".join(part for part in parts if part not in ("", ".", ".."))


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
