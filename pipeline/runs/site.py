"""``atlas coverage`` and ``atlas site``: reads the whole corpus, draws what pages need, has the site built."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import OutputError
from pipeline.findings import Finding, has_errors

if TYPE_CHECKING:
    from pipeline.project import Project
    from pipeline.publish.coverage import Coverage
    from pipeline.publish.inventory import Inventory
    from pipeline.publish.site.content import Content
    from pipeline.render.artifact import Failure
    from pipeline.spec.model import Diagram

Step = Callable[[int, int, str], None]
"""Told after each picture: how many are drawn, of how many, the last one's id."""


def read_corpus(project: Project) -> tuple[Inventory, tuple[Finding, ...]]:
    """What the project holds and what is wrong with its registry and specs. A project without diagrams is empty."""
    from pipeline.errors import UsageError
    from pipeline.publish.inventory import take_inventory
    from pipeline.spec.corpus import load_files
    from pipeline.spec.yaml_document import YamlLimits

    settings = project.settings
    try:
        inputs = project.inputs((), settings.root)
    except UsageError:  # no diagrams yet: nothing exists, everything is owed
        inputs = ()
    limits = YamlLimits(max_bytes=settings.source_max)
    corpus = load_files(inputs, settings.root, project.schemas, project.registry, limits)
    findings = tuple(sorted((*project.registry_findings, *corpus.findings), key=Finding.sort_key))
    return take_inventory(project.registry, corpus.diagrams), findings


def draw_coverage(project: Project, coverage: Coverage, file: Path) -> None:
    """Draws the coverage picture as SVG. Raises OutputError where it cannot be drawn or written."""
    from pipeline.publish.pictures import coverage_diagram
    from pipeline.render.atomic import write_atomically

    [(diagram, drawn)] = project.renderer().drawings([coverage_diagram(coverage)])
    if drawn.drawing is None:
        raise OutputError(f"the picture could not be drawn: {drawn.failure.message if drawn.failure else ''}")
    svg = drawn.drawing.template.fill(drawn.job.prefix, diagram.title, diagram.description)
    try:
        write_atomically(file, svg.encode(), file.parent)
    except OSError as error:
        raise OutputError(f"cannot write {file}: {error.strerror or error}") from error


class SiteRun:
    """One build of the site. After ``build``: ``findings`` of the corpus, ``failures`` of pictures, ``warnings`` of
    MkDocs; where there are errors, failures or warnings the site at ``out`` is left as it was."""

    def __init__(self, project: Project, out: Path) -> None:
        self._project = project
        self._out = out
        self._started = time.monotonic()
        self.findings: tuple[Finding, ...] = ()
        self.failures: tuple[Failure, ...] = ()
        self.warnings: tuple[str, ...] = ()
        self.pages = 0

    @property
    def seconds(self) -> float:
        """How long the run has been going."""
        return time.monotonic() - self._started

    @property
    def ok(self) -> bool:
        """Whether the site was built."""
        return not (has_errors(self.findings) or self.failures or self.warnings)

    def build(self, step: Step, say: Callable[[str], None]) -> None:
        """Builds. Raises OutputError for a folder that is no site, ToolchainError where MkDocs is missing or fails."""
        from pipeline.publish.site.build import build_site, check_out, pages_of, write_pages

        check_out(self._out)
        content = self._content()
        if not self.ok:
            return
        folder = self._fresh_folder()
        content = self._draw(content, folder / "pictures", step)
        if not self.ok:
            return
        self.pages = write_pages(pages_of(content), folder / "docs")
        say(f"building {self.pages:,} pages")
        self.warnings = build_site(content, folder, self._out)

    def _content(self) -> Content:
        from pipeline.publish.plan import load_plan
        from pipeline.publish.site.content import check_plan, compile_content

        project = self._project
        inventory, findings = read_corpus(project)
        plan, problems = load_plan(project.settings.specs, project.settings.root, project.schemas)
        content = compile_content(inventory, plan)
        self.findings = (*findings, *problems, *check_plan(plan, inventory, content.book))
        return content

    def _fresh_folder(self) -> Path:
        folder = self._project.settings.cache / "site"
        try:
            shutil.rmtree(folder, ignore_errors=True)
            for name in ("docs", "pictures"):
                (folder / name).mkdir(parents=True)
        except OSError as error:
            raise OutputError(f"cannot write to {folder}: {error.strerror or error}") from error
        return folder

    def _draw(self, content: Content, pictures: Path, step: Step) -> Content:
        """Draws every picture, writes each with its links, and keeps its texts for search."""
        from pipeline.publish.site.labels import labels_of
        from pipeline.render.job import safe_path

        diagrams = [*content.inventory.diagrams.values(), *content.own_pictures.values()]
        labels: dict[str, Sequence[str]] = {}
        failures: list[Failure] = []
        for done, (diagram, drawn) in enumerate(self._project.renderer().drawings(diagrams), 1):
            step(done, len(diagrams), diagram.id)
            if drawn.failure is not None or drawn.drawing is None:
                failures += [drawn.failure] if drawn.failure else []
                continue
            labels[diagram.id] = labels_of(drawn.drawing.model)
            svg = drawn.drawing.template.fill(
                drawn.job.prefix, diagram.title, diagram.description or diagram.question or diagram.title
            )
            path = pictures / f"{safe_path(diagram.id)}.svg"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(self._annotated(content, diagram, svg, labels[diagram.id]), encoding="utf-8")
        self.failures = tuple(sorted(failures, key=lambda failure: failure.location))
        return replace(content, labels=labels)

    @staticmethod
    def _annotated(content: Content, diagram: Diagram, svg: str, labels: Sequence[str]) -> str:
        from pipeline.publish.site.annotate import annotate
        from pipeline.publish.site.marks import marks_of, page_of

        return annotate(svg, marks_of(content, diagram, page_of(content, diagram), labels))
