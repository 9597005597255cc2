"""Jobs: a diagram with its source made ready, and where its pictures go."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from pipeline.render.engines import Prepared
from pipeline.spec.model import Diagram


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
