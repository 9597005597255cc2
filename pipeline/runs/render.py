"""One run of a command over a project's inputs: which inputs, in which order, and what is kept at the end."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import OutputError, UsageError
from pipeline.findings import Finding, Location, Severity
from pipeline.render import manifest
from pipeline.render.occupancy import occupied
from pipeline.spec.inputs import InputFile, InputKind

if TYPE_CHECKING:
    from pipeline.project import MakePool, Project
    from pipeline.render.outcome import Outcome, Progress
    from pipeline.spec.model import Diagram


class TooMany(Exception):
    """More inputs have changed than the run was to render."""


class RenderRun:
    """``atlas render``: resolves TARGETs, renders what has changed, writes the manifest last.

    ``pool`` draws (without it workers that live for this run); with more than ``most`` changed inputs nothing is done.
    """

    def __init__(
        self,
        project: Project,
        targets: Sequence[str],
        cwd: Path,
        *,
        shard: tuple[int, int] | None = None,
        since: str | None = None,
        fresh: bool = False,
        pool: MakePool | None = None,
        most: int | None = None,
    ) -> None:
        self._project = project
        self._targets = targets
        self._cwd = cwd
        self._shard = shard
        self._since = since
        self._fresh = fresh
        self._pool = pool
        self._most = most
        self._started = time.monotonic()
        self.findings: tuple[Finding, ...] = ()

    @property
    def seconds(self) -> float:
        """How long the run has been going."""
        return time.monotonic() - self._started

    def outcomes(self, progress: Callable[[Progress], None]) -> list[Outcome]:
        """Renders.

        Raises UsageError for targets that stand for nothing, OutputError where out/ cannot be written, TooMany.
        """
        settings = self._project.settings
        inputs = self._inputs()
        _prepare(settings.out)
        _prepare(settings.cache)
        with occupied(settings.out), occupied(settings.cache):
            return self._outcomes(inputs, progress)

    def _outcomes(self, inputs: list[InputFile], progress: Callable[[Progress], None]) -> list[Outcome]:
        from pipeline.render.outcome import unchanged

        settings = self._project.settings
        index = self._project.index()
        done = {} if self._fresh else unchanged(inputs, index, settings.formats)
        pending = [item for item in inputs if item.file not in done]
        if self._most is not None and len(pending) > self._most:
            raise TooMany(f"{len(pending):,} inputs have changed")
        if pending:
            early = nullcontext(self._pool) if self._pool else self._project.early_workers(pending)
            with early as pool:
                renderer = self._project.renderer(fresh=self._fresh, pool=pool)
                if any(item.kind is InputKind.SPEC for item in pending):
                    self.findings = self._project.registry_findings
                taken = {one.path: outcome.input.path for outcome in done.values() for one in outcome.artifacts}
                rendered = renderer.run(pending, self._load, index, progress, taken)
            done |= {outcome.input.file: outcome for outcome in rendered}
        outcomes = [done[item.file] for item in inputs]
        whole = not self._targets and self._since is None
        if pending or whole:
            manifest.update(settings.out, outcomes, self._project.versions, whole=whole, shard=self._shard)
        return outcomes

    def _load(self, item: InputFile) -> tuple[Sequence[Diagram], Sequence[Finding]]:
        shown = item.path.encode("utf-8", "backslashreplace").decode()
        if shown != item.path:  # bytes that are no text: no picture, manifest or message could name the file
            message, hint = "the file's name is not UTF-8", "rename the file"
            return (), (Finding("file-name", Severity.ERROR, message, Location(shown), hint=hint),)
        corpus = self._project.load(item)
        return corpus.diagrams, corpus.findings

    def _inputs(self) -> list[InputFile]:
        inputs = list(self._project.inputs(self._targets, self._cwd))
        if self._since is not None:
            from pipeline.compare.revision import changed_files

            changed = changed_files(self._project.settings.root, self._since)
            inputs = [item for item in inputs if Path(item.file).resolve() in changed]
        if self._shard is not None:
            part, parts = self._shard
            inputs = inputs[part - 1 :: parts]
        elif not inputs and self._since is None and not self._targets:
            raise UsageError(
                f"no diagram specs under {self._project.settings.diagrams}", "give a TARGET, such as docs/ or README.md"
            )
        return inputs


def _prepare(folder: Path) -> None:
    """Makes a folder for generated files, which git does not see."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError), (folder / ".gitignore").open("x", encoding="utf-8") as mark:
            mark.write("*\n")
        if not os.access(folder, os.W_OK | os.X_OK):
            raise PermissionError(13, "permission denied")
    except OSError as error:
        hint = "choose another folder with --out, or make it writable"
        raise OutputError(f"cannot write to {folder}: {error.strerror or error}", hint) from error
