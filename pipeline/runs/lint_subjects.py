"""What a run of ``atlas lint`` looks at: diagrams with their models and pictures, and what all of them share."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.findings import Finding, Location
from pipeline.render.index import Stamp, stamp_digest

if TYPE_CHECKING:
    from pipeline.lint.linter import Linter
    from pipeline.lint.rule import Rule
    from pipeline.lint.subject import Context, Picture, Subject
    from pipeline.model import Model
    from pipeline.project import Project
    from pipeline.spec.model import Diagram

PACKAGE = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class Trouble:
    """A diagram that nothing can be said of because the tool or the machine failed."""

    diagram: str
    kind: str
    message: str
    location: Location
    hint: str | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """A diagram as far as it could be seen.

    ``finding`` says why its source has no model; a ``trouble`` that the machine failed: then there is no subject.
    """

    diagram: Diagram
    subject: Subject | None = None
    finding: Finding | None = None
    trouble: Trouble | None = None


class LintSubjects:
    """Makes subjects of a project's diagrams. ``picture`` is false where sources are only to be parsed."""

    def __init__(self, project: Project, *, picture: bool) -> None:
        self._project = project
        self._picture = picture

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """All rules of the project."""
        from pipeline.lint.rule_files import load_rules

        settings = self._project.settings
        return load_rules(settings.rules, settings.root, settings.lint)

    @cached_property
    def linter(self) -> Linter:
        """The rules, ready to look."""
        from pipeline.lint.linter import Linter

        return Linter(self.rules)

    @cached_property
    def world(self) -> str:
        """A digest of everything but the inputs that decides what is found, without opening any of it."""
        from pipeline.toolchain import identity

        settings = self._project.settings
        facts = {
            "specs": self._project.stamps,
            "files": stamp_digest([*self._rule_files(), *_program_files()]),
            "toolchain": identity(self._project.toolchain_settings),
            "engine": [settings.graphviz, settings.engine_mode],
            "limits": [settings.source_max, settings.svg_max, settings.nodes_max, settings.edges_max],
            "lint": settings.lint,
        }
        return hashlib.sha256(json.dumps(facts, sort_keys=True, default=str).encode()).hexdigest()

    def _rule_files(self) -> list[Path]:
        from pipeline.lint.catalogue import catalogue_files
        from pipeline.lint.rule_files import rule_paths

        return [*rule_paths(self._project.settings.rules), *catalogue_files(self._catalogue_folders)]

    @property
    def _catalogue_folders(self) -> tuple[Path, ...]:
        from pipeline.lint import shipped

        return shipped.folder("components"), self._project.settings.specs / "components"

    @cached_property
    def context(self) -> Context:
        """What all diagrams of the project share: registry, components, colours."""
        from pipeline.lint.catalogue import load_catalogue
        from pipeline.lint.subject import Context

        theme = self._project.theme
        return Context(
            registry=self._project.registry,
            catalogue=load_catalogue(self._catalogue_folders),
            classes=frozenset(theme.classes),
            colours=frozenset(colour.casefold() for colour in _colours(theme.data)),
            page_width=float(theme.data.get("page_width", 1400)),
        )

    def see(self, diagrams: Iterable[Diagram], text_of: Callable[[Diagram], str]) -> Iterator[Seen]:
        """Every one of ``diagrams``, in any order, as soon as it is drawn or parsed; ``text_of`` gives its whole file."""
        for diagram, model, picture, failure in self._models(diagrams):
            finding = trouble = None
            if failure is not None:
                finding, trouble = _blamed(diagram, failure)
            subject = None if trouble else self._subject(diagram, text_of(diagram), model, picture)
            yield Seen(diagram, subject, finding, trouble)

    def _subject(self, diagram: Diagram, text: str, model: Model | None, picture: Picture | None) -> Subject:
        from pipeline.lint.subject import Subject
        from pipeline.spec.model import SourceText
        from pipeline.spec.text_file import LINE_BREAK

        whole = diagram.source if diagram.raw else SourceText(LINE_BREAK.sub("\n", text), diagram.path)
        return Subject(diagram, self.context, whole, model, picture)

    def _models(self, diagrams: Iterable[Diagram]) -> Iterator[tuple[Diagram, Model | None, Picture | None, Any]]:
        """Every diagram with its model, its picture and its failure. Without any diagram no toolchain is needed."""
        rest = iter(diagrams)
        first = next(rest, None)
        if first is None:
            return
        diagrams = chain([first], rest)
        if not self._picture:
            from pipeline.runs.lint_models import parsed_models

            for parsed in parsed_models(self._project, diagrams):
                yield parsed.diagram, parsed.model, None, parsed.refusal
            return
        from pipeline.lint.subject import Picture

        for diagram, drawn in self._project.renderer().drawings(diagrams):
            if drawn.drawing is None:
                yield diagram, None, None, drawn.failure
                continue
            template = drawn.drawing.template
            about = diagram.description or diagram.question or diagram.title
            size = len(template.fill(drawn.job.prefix, diagram.title, about).encode())
            yield diagram, drawn.drawing.model, Picture(size, template.width, template.height, template.missing), None

    def tracked_files(self) -> dict[str, int]:
        """The size in bytes of every file that git tracks, by its path; nothing outside of a repository."""
        from pipeline.errors import AtlasError
        from pipeline.process import run

        root = self._project.settings.root
        try:
            names = run(["git", "-C", root, "ls-files", "-z"], timeout=30).text.split("\0")
        except AtlasError:
            return {}
        stamps = ((name, Stamp.of(root / name)) for name in names if name)
        return {name: stamp.size for name, stamp in stamps if stamp is not None}


def _blamed(diagram: Diagram, failure: Any) -> tuple[Finding | None, Trouble | None]:
    """A failure as a finding where it is the source's fault, else as a trouble of the run."""
    from pipeline.lint.builtin import not_rendered

    kind = str(failure.kind)
    finding = not_rendered(kind, failure.message, failure.location, diagram.id, failure.hint)
    if finding is not None:
        return finding, None
    return None, Trouble(diagram.id, kind, failure.message, failure.location, failure.hint)


def _colours(value: Any) -> Iterator[str]:
    """Every colour of the theme."""
    if isinstance(value, dict):
        for item in value.values():
            yield from _colours(item)
    elif isinstance(value, list):
        for item in value:
            yield from _colours(item)
    elif isinstance(value, str) and value.startswith("#"):
        yield from (part.strip() for part in value.split(","))


def _program_files() -> list[Path]:
    """The files of this program that decide what is found."""
    folders = ("lint", "spec", "render", "worker")
    found = [*PACKAGE.glob("*.py"), *(path for folder in folders for path in (PACKAGE / folder).rglob("*.*"))]
    return [path for path in found if "__pycache__" not in path.parts and "node_modules" not in path.parts]
