"""The project's lint rules on the diagrams of one file, with the drawings that are there already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from pipeline.findings import Finding
from pipeline.runs.lint_subjects import LintSubjects

if TYPE_CHECKING:
    from pipeline.lint.subject import Subject
    from pipeline.project import Project
    from pipeline.render.draw import Drawn
    from pipeline.spec.model import Diagram


class FileLint:
    """Lints a file at a time. Findings across files are for ``atlas lint``: no save waits for them."""

    def __init__(self, project: Project) -> None:
        self._subjects = LintSubjects(project, picture=True)

    @cached_property
    def _known(self) -> frozenset[str]:
        from pipeline.lint.builtin import BUILT_IN

        return frozenset({*BUILT_IN, *(rule.id for rule in self._subjects.rules)})

    def findings(
        self, path: str, text: str, loading: Sequence[Finding], diagrams: Sequence[Diagram], drawn: Mapping[str, Drawn]
    ) -> list[Finding]:
        """Everything wrong with a file that no allowance covers.

        ``path`` and ``text`` are the file's, ``loading`` what reading it has found, ``drawn`` its drawings by id.
        Raises ConfigError where a rule file is wrong.
        """
        from pipeline.lint.suppression import allowances, suppress

        found = list(loading)
        if not diagrams:
            return found
        linter = self._subjects.linter
        whole = True
        for diagram in diagrams:
            result = drawn.get(diagram.id)
            whole = whole and result is not None and result.drawing is not None
            subject = self._subject(diagram, text, result)
            found += [judged.finding for judged in linter.subject(subject)]
        looked = linter.looked(model=True, picture=True) if whole else frozenset()
        return suppress(dict.fromkeys(found), allowances(text, path, diagrams), looked, self._known)

    def _subject(self, diagram: Diagram, text: str, drawn: Drawn | None) -> Subject:
        from pipeline.lint.subject import Picture, Subject
        from pipeline.spec.model import SourceText
        from pipeline.spec.text_file import LINE_BREAK

        whole = diagram.source if diagram.raw else SourceText(LINE_BREAK.sub("\n", text), diagram.path)
        if drawn is None or drawn.drawing is None:
            return Subject(diagram, self._subjects.context, whole)
        template = drawn.drawing.template
        about = diagram.description or diagram.question or diagram.title
        size = len(template.fill(drawn.job.prefix, diagram.title, about).encode())
        picture = Picture(size, template.width, template.height, template.missing)
        return Subject(diagram, self._subjects.context, whole, drawn.drawing.model, picture)
