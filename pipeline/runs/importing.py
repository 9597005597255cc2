"""``atlas import``: reads, plans, writes, and looks whether what was written can be drawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import OutputError, UsageError
from pipeline.findings import Finding
from pipeline.spec.inputs import InputFile, InputKind

if TYPE_CHECKING:
    from pipeline.author.importing import Existing, Imported
    from pipeline.project import Project
    from pipeline.render.artifact import Failure
    from pipeline.spec.model import Diagram


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did. ``left_out`` says what could not become a spec at all; it stands where it stood.

    ``failures`` are new specs that cannot be drawn, at their place in the spec. ``registry`` is the registry's file
    where the family of imported diagrams was added to it.
    """

    imported: tuple[Imported, ...]
    left_out: tuple[Finding, ...]
    failures: tuple[Failure, ...]
    registry: Path | None


class ImportRun:
    """Imports ``paths`` into the project that ``open_project`` gives; it is asked again after the registry changed."""

    def __init__(self, open_project: Callable[[], Project], paths: Sequence[str], cwd: Path) -> None:
        self._open = open_project
        self._paths = paths
        self._cwd = cwd

    def result(self, *, check: bool = True) -> ImportResult:
        """Imports. Raises UsageError where ``paths`` hold nothing to import, OutputError where nothing can be written.

        Without ``check`` nothing is drawn, and no toolchain is needed.
        """
        from pipeline.author.importing import Fate, plan
        from pipeline.author.new import write

        project = self._open()
        found, left_out = self._found(project)
        imported = plan(project.settings, found, self._existing(project))
        new = [one for one in imported if one.fate is Fate.NEW]
        registry = self._with_family(project) if new else None
        for one in new:
            for file in one.files:
                write(file)
        failures = self._failures(new) if check and new else ()
        return ImportResult(tuple(imported), left_out, tuple(failures), registry)

    def _found(self, project: Project) -> tuple[list[Diagram], tuple[Finding, ...]]:
        items = [item for item in project.inputs(self._paths, self._cwd) if item.kind is not InputKind.SPEC]
        if not items:
            raise UsageError("nothing to import", "give Markdown, .mmd, .dot or .gv files, or folders with them")
        diagrams: list[Diagram] = []
        findings: list[Finding] = []
        for item in items:
            corpus = project.load(item)
            diagrams += corpus.diagrams
            findings += corpus.findings
        return diagrams, tuple(findings)

    def _existing(self, project: Project) -> list[Existing]:
        from pipeline.author.family import FOLDER
        from pipeline.author.importing import existing

        settings = project.settings
        files = sorted((settings.diagrams / FOLDER).glob("*/*.yaml"))
        loaded = [(file, project.load(_input(file, settings.root)).diagrams) for file in files]
        return existing([(file, diagrams[0] if diagrams else None) for file, diagrams in loaded])

    def _with_family(self, project: Project) -> Path | None:
        from pipeline.author.family import with_family
        from pipeline.render.atomic import write_atomically

        registry = project.settings.specs / "registry.yaml"
        text = with_family(registry)
        if text is None:
            return None
        try:
            write_atomically(registry, text.encode(), project.settings.root)
        except OSError as error:
            raise OutputError(f"cannot write {registry}: {error.strerror or error}") from error
        return registry

    def _failures(self, new: Sequence[Imported]) -> list[Failure]:
        # The registry has changed: what was loaded before does not know the new entities.
        project = self._open()
        items = [_input(one.files[-1].path, project.settings.root) for one in new]
        diagrams = [diagram for item in items for diagram in project.load(item).diagrams]
        drawn = [result.failure for _, result in project.renderer().drawings(diagrams)]
        return sorted((failure for failure in drawn if failure), key=lambda failure: failure.location)


def _input(file: Path, root: Path) -> InputFile:
    shown = file.relative_to(root).as_posix() if file.is_relative_to(root) else str(file)
    return InputFile(shown, str(file), InputKind.SPEC, f"{file.parent.name}/{file.stem}")
