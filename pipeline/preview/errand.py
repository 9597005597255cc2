"""``atlas render`` asks a preview of the same project that is running to render: its page and its worker are warm.

The two meet at a socket in a folder that only this user can enter, named after the project's cache. What is said are
lines of JSON: the errand, then ``accepted`` or ``declined``, then ``progress``, and the report as the last. Whatever goes
wrong, the command does the work itself: nothing of a run that broke off is lost, and nothing of it is in the way.
"""

from __future__ import annotations

import hashlib
import json
import os
import socket
import stat
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.config import Settings

if TYPE_CHECKING:
    from pipeline.project import MakePool, Project
    from pipeline.report.rendered import Report

PACKAGE = Path(__file__).parent.parent

# A preview that is alive says so at once; one that was stopped (Ctrl-Z) must not hold up others.
_ACCEPT_SECONDS = 5.0

_ENVIRONMENT = ("ATLAS_BROWSER", "ATLAS_TOOLCHAIN_DIR")
_FOLDERS = ("root", "diagrams", "specs", "rules", "out", "cache", "baselines", "toolchain")


def environment() -> tuple[str | None, ...]:
    """What of the environment decides which toolchain draws."""
    return tuple(os.environ.get(name) for name in _ENVIRONMENT)


@dataclass(frozen=True, slots=True)
class Errand:
    """What a command was asked for. ``program`` and ``environment`` tell whether a preview would do the same."""

    settings: Settings
    targets: tuple[str, ...]
    cwd: str
    shard: tuple[int, int] | None
    since: str | None
    fresh: bool
    as_json: bool
    program: str = str(PACKAGE)
    environment: tuple[str | None, ...] = field(default_factory=environment)

    def to_line(self) -> bytes:
        """The errand as a line of JSON."""
        # How a project is linted has no part in how it is rendered.
        data = asdict(replace(self, settings=replace(self.settings, lint={})))
        return json.dumps(data, default=str).encode() + b"\n"

    @staticmethod
    def of_line(line: bytes) -> Errand:
        """The errand of a line. Raises ValueError, KeyError or TypeError where it is none."""
        data = json.loads(line)
        settings: dict[str, Any] = {
            name: Path(value) if name in _FOLDERS and value is not None else value
            for name, value in data["settings"].items()
        }
        settings["formats"] = tuple(settings["formats"])
        lists = {name: tuple(data[name]) for name in ("targets", "environment")}
        shard = tuple(data["shard"]) if data["shard"] else None
        return Errand(**{**data, **lists, "shard": shard, "settings": Settings(**settings)})

    def do(
        self,
        project: Project,
        progress: Callable[[int, int, str], None],
        *,
        pool: MakePool | None = None,
        most: int | None = None,
    ) -> Report:
        """Renders with ``project``, whose settings are the errand's. Raises what ``RenderRun`` does."""
        from pipeline.report.rendered import report
        from pipeline.runs.render import RenderRun

        run = RenderRun(
            project,
            self.targets,
            Path(self.cwd),
            shard=self.shard,
            since=self.since,
            fresh=self.fresh,
            pool=pool,
            most=most,
        )
        outcomes = run.outcomes(lambda step: progress(step.done, step.total, step.diagram))
        return report(self.settings.root, outcomes, run.findings, run.seconds, as_json=self.as_json)


def meeting_point(cache: Path) -> Path | None:
    """The socket of the preview whose cache that is; None where this system has no such sockets."""
    if not hasattr(socket, "AF_UNIX"):
        return None
    home = Path(os.environ.get("XDG_RUNTIME_DIR") or os.environ.get("TMPDIR") or "/tmp") / f"atlas-{os.getuid()}"
    return home / f"{hashlib.sha256(os.fsencode(cache)).hexdigest()[:16]}.sock"


def is_private(folder: Path) -> bool:
    """Whether a folder is this user's and nobody else can enter it."""
    try:
        status = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(status.st_mode) and status.st_uid == os.getuid() and not status.st_mode & 0o077


def ask(errand: Errand, progress: Callable[[int, int, str], None]) -> Mapping[str, Any] | None:
    """What a running preview reports of an errand: ``text``, ``summary``, ``clean``. None where none does it."""
    place = meeting_point(errand.settings.cache)
    if place is None or not is_private(place.parent):
        return None
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
            line.settimeout(_ACCEPT_SECONDS)
            line.connect(str(place))
            line.sendall(errand.to_line())
            with line.makefile("rb") as answers:
                if "accepted" not in json.loads(answers.readline()):
                    return None
                # From here on the preview's own limit of time for each diagram holds.
                line.settimeout(None)
                for answer in map(json.loads, answers):
                    if "progress" not in answer:
                        return answer if "summary" in answer else None
                    progress(*answer["progress"])
    except (OSError, ValueError):
        pass
    return None
