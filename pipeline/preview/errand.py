"""What ``atlas render`` was asked for: it does that itself, or a preview that is running does it for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.config import Settings

if TYPE_CHECKING:
    from pipeline.project import MakePool, Project
    from pipeline.report.rendered import Report


@dataclass(frozen=True, slots=True)
class Errand:
    """The settings, and what else the words of the command say; they were said in the folder ``cwd``."""

    settings: Settings
    targets: tuple[str, ...]
    cwd: Path
    shard: tuple[int, int] | None
    since: str | None
    fresh: bool
    as_json: bool

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
            self.cwd,
            shard=self.shard,
            since=self.since,
            fresh=self.fresh,
            pool=pool,
            most=most,
        )
        outcomes = run.outcomes(lambda step: progress(step.done, step.total, step.diagram))
        return report(self.settings.root, outcomes, run.findings, run.seconds, as_json=self.as_json)
