"""The project as it was at a git revision, in a folder of its own for as long as somebody looks at it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType

from pipeline.compare.revision import changed_files, commit_of, files_of, write_files
from pipeline.config import Settings, load_settings
from pipeline.errors import UsageError
from pipeline.project import Project
from pipeline.spec.inputs import SUFFIXES, InputFile

_CONFIGURATION = ("atlas.toml", "pyproject.toml")


class Past:
    """Holds a revision's settings, registry and inputs in a temporary folder while it is entered.

    Its project draws with today's toolchain, scale and cache, so what was drawn before costs nothing.
    """

    def __init__(self, present: Project, revision: str) -> None:
        """Raises UsageError where ``revision`` names no commit."""
        self._present = present
        self._root = present.settings.root
        self.commit = commit_of(self._root, revision)
        self._files = files_of(self._root, self.commit)

    def __enter__(self) -> Past:
        self._folder = tempfile.TemporaryDirectory(prefix="atlas-base-")
        try:
            self._at = Path(self._folder.name).resolve()
            write_files(self._root, self._files, self._of(_CONFIGURATION), self._at)
            settings = self._settings()
            specs = _below(settings.specs, self._at)
            write_files(self._root, self._files, [path for path in self._files if path.startswith(specs)], self._at)
            self.project = Project(settings, lambda line: None)
        except BaseException:
            self._folder.cleanup()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._folder.cleanup()

    def inputs(
        self, targets: Sequence[str], cwd: Path
    ) -> tuple[list[InputFile], tuple[InputFile, ...], tuple[InputFile, ...]]:
        """What ``targets`` stand for: inputs that are the same on both sides, then those of this side and of today.

        Raises UsageError where they stand for nothing on either side.
        """
        changed = changed_files(self._root, self.commit) if self._drawn_alike() else None
        diagrams = _below(self.project.settings.diagrams, self._at)
        wanted = [
            path
            for path in self._files
            if path.lower().endswith(SUFFIXES)
            and (targets or path.startswith(diagrams))
            and (changed is None or (self._root / path).resolve() in changed)
        ]
        write_files(self._root, self._files, wanted, self._at)
        here = self._at / cwd.relative_to(self._root) if cwd.is_relative_to(self._root) else self._at
        before = _resolved(self.project, [self._moved(target) for target in targets], here)
        now = _resolved(self._present, targets, cwd)
        for old, new in zip(before, now, strict=True):
            if isinstance(old, UsageError) and isinstance(new, UsageError):
                raise new
        return self._divided(_together(before), _together(now), changed)

    def _divided(
        self, before: tuple[InputFile, ...], now: tuple[InputFile, ...], changed: frozenset[Path] | None
    ) -> tuple[list[InputFile], tuple[InputFile, ...], tuple[InputFile, ...]]:
        same = [item for item in now if changed is not None and self._is_same(item, changed)]
        left = {item.file for item in same}
        return same, before, tuple(item for item in now if item.file not in left)

    def _is_same(self, item: InputFile, changed: frozenset[Path]) -> bool:
        # A file that git ignores is in no list of changes, and in no revision either.
        return item.path in self._files and Path(item.file).resolve() not in changed

    def _drawn_alike(self) -> bool:
        """Whether the same source gives the same picture on both sides."""
        old, new = self.project.settings, self._present.settings
        alike = (old.graphviz, old.engine_mode) == (new.graphviz, new.engine_mode)
        places = _below(old.diagrams, self._at) == _below(new.diagrams, self._root)
        return alike and places and self.project.theme.digest == self._present.theme.digest

    def _settings(self) -> Settings:
        """The revision's settings, but for what belongs to this machine and this run."""
        found = load_settings(self._at)
        if found.root != self._at:
            # No settings there: none of a folder above the temporary one must count.
            (self._at / _CONFIGURATION[0]).touch()
            found = load_settings(self._at)
        ours = self._present.settings
        shared = {
            name: getattr(ours, name)
            for name in ("cache", "out", "formats", "scale", "jobs", "timeout", "browser", "toolchain", "memory_max")
        }
        return replace(found, **shared)

    def _of(self, names: Sequence[str]) -> list[str]:
        return [name for name in names if name in self._files]

    def _moved(self, target: str) -> str:
        """A target of today's project as one of this folder's."""
        path = Path(target)
        return str(self._at / path.relative_to(self._root)) if path.is_relative_to(self._root) else target


def _below(folder: Path, root: Path) -> str:
    """A folder as the beginning of the paths of the files in it, relative to ``root``."""
    return Path(os.path.relpath(folder, root)).as_posix() + "/"


def _resolved(project: Project, targets: Sequence[str], cwd: Path) -> list[tuple[InputFile, ...] | UsageError]:
    """What each target stands for on one side, where it may stand for nothing."""
    found: list[tuple[InputFile, ...] | UsageError] = []
    for one in [[target] for target in targets] or [[]]:
        try:
            found.append(project.inputs(one, cwd))
        except UsageError as error:
            found.append(error)
    return found


def _together(found: Sequence[tuple[InputFile, ...] | UsageError]) -> tuple[InputFile, ...]:
    files = {item.file: item for items in found if not isinstance(items, UsageError) for item in items}
    return tuple(files[file] for file in sorted(files))
