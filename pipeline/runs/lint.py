"""One run of ``atlas lint``: which inputs, what is known of them, what is found, and what is kept for the next run."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import OutputError
from pipeline.findings import Finding, Severity
from pipeline.render.index import Stamp
from pipeline.runs.lint_index import LintIndex
from pipeline.runs.lint_subjects import LintSubjects, Trouble
from pipeline.spec.inputs import InputFile, InputKind

if TYPE_CHECKING:
    from pipeline.lint.rule import Edit, Judged, Rule
    from pipeline.lint.subject import Summary
    from pipeline.project import Project
    from pipeline.runs.lint_subjects import Seen
    from pipeline.spec.model import Diagram

Progress = Callable[[int, int, str], None]
"""Diagrams done, diagrams in all, the one that has just ended."""


@dataclass(frozen=True, slots=True)
class LintResult:
    """What a run found. ``edits`` mend findings of files that were looked at in this run, each with its rule."""

    findings: tuple[Finding, ...]
    troubles: tuple[Trouble, ...]
    edits: tuple[tuple[str, Edit], ...]
    diagrams: int
    files: int
    looked_at: int


@dataclass(slots=True)
class _File:
    """An input that is being looked at."""

    item: InputFile
    stamp: Stamp | None
    text: str
    diagrams: tuple[Diagram, ...]
    loading: tuple[Finding, ...]
    left: int
    judged: list[Judged] = field(default_factory=list)
    summaries: dict[str, Summary] = field(default_factory=dict)
    broken: bool = False


class LintRun:
    """Lints what ``targets`` stand for. ``picture`` is false where drawings are not to be made or looked at."""

    def __init__(
        self,
        project: Project,
        targets: Sequence[str],
        cwd: Path,
        *,
        since: str | None = None,
        picture: bool = True,
        fresh: bool = False,
    ) -> None:
        self._project = project
        self._targets = targets
        self._cwd = cwd
        self._since = since
        self._picture = picture
        self._fresh = fresh
        self._subjects = LintSubjects(project, picture=picture)
        self._started = time.monotonic()
        self._troubles: list[Trouble] = []
        self._edits: list[tuple[str, Edit]] = []

    @property
    def seconds(self) -> float:
        """How long the run has been going."""
        return time.monotonic() - self._started

    @property
    def rules(self) -> tuple[Rule, ...]:
        """All rules of the project, those that are off too."""
        return self._subjects.rules

    def result(self, progress: Progress) -> LintResult:
        """Lints. Raises UsageError for targets that stand for nothing, ConfigError for rules that are none."""
        inputs = self._inputs()
        name = "lint" if self._picture else "lint-text"
        index = LintIndex(self._project.settings.cache, name, self._subjects.world)
        found, pending, count = self._answered(inputs, index)
        try:
            for file in self._looked_at(pending, progress):
                kept = self._kept(file)
                found += kept
                count += len(file.diagrams)
                if file.stamp is not None and not file.broken:
                    summaries = [file.summaries[diagram.id] for diagram in file.diagrams]
                    index.put(file.item.file, file.stamp, summaries, kept)
            found += self._across(inputs, index)
        finally:
            index.save()
        findings = tuple(sorted(dict.fromkeys(found), key=Finding.sort_key))
        return LintResult(findings, tuple(self._troubles), tuple(self._edits), count, len(inputs), len(pending))

    # --- inputs ---

    def _inputs(self) -> list[InputFile]:
        inputs = list(self._project.inputs(self._targets, self._cwd))
        if self._since is None:
            return inputs
        from pipeline.compare.revision import changed_files

        changed = changed_files(self._project.settings.root, self._since)
        return [item for item in inputs if Path(item.file).resolve() in changed]

    def _answered(
        self, inputs: Sequence[InputFile], index: LintIndex
    ) -> tuple[list[Finding], list[tuple[InputFile, Stamp | None]], int]:
        """What the index answers, the inputs that it does not, and how many diagrams the answered ones hold."""
        found: list[Finding] = []
        pending: list[tuple[InputFile, Stamp | None]] = []
        count = 0
        for item in inputs:
            stamp = Stamp.of(item.file)
            known = index.get(item.file, stamp) if stamp is not None and not self._fresh else None
            if known is None:
                pending.append((item, stamp))
            else:
                count += known[0]
                found += known[1]
        return found, pending, count

    # --- looking ---

    def _looked_at(self, pending: Sequence[tuple[InputFile, Stamp | None]], progress: Progress) -> Iterator[_File]:
        """Looks at every pending input; gives each file as soon as all of its diagrams are done."""
        owners: dict[int, _File] = {}
        empty: list[_File] = []
        expected = len(pending)

        def diagrams() -> Iterator[Diagram]:
            """Read as they are taken: the first ones are drawn or parsed while the others are read."""
            nonlocal expected
            for item, stamp in pending:
                file = self._load(item, stamp)
                expected += len(file.diagrams) - 1
                if not file.diagrams:
                    empty.append(file)
                owners.update((id(diagram), file) for diagram in file.diagrams)
                yield from file.diagrams

        seen_all = self._subjects.see(diagrams(), lambda diagram: owners[id(diagram)].text)
        for done, seen in enumerate(seen_all, 1):
            file = owners[id(seen.diagram)]
            self._judge(file, seen)
            progress(done, expected, seen.diagram.id)
            if file.left == 0:
                yield file
        yield from empty

    def _load(self, item: InputFile, stamp: Stamp | None) -> _File:
        corpus = self._project.load(item)
        text = Path(item.file).read_text("utf-8-sig", errors="replace") if corpus.diagrams else ""
        return _File(item, stamp, text, corpus.diagrams, corpus.findings, left=len(corpus.diagrams))

    def _judge(self, file: _File, seen: Seen) -> None:
        from pipeline.lint.rule import Judged
        from pipeline.lint.summary import summarize

        file.left -= 1
        if seen.trouble is not None:
            file.broken = True
            self._troubles.append(seen.trouble)
        if seen.finding is not None:
            file.judged.append(Judged(seen.finding))
        if seen.subject is not None:
            file.judged += self._subjects.linter.subject(seen.subject)
            file.summaries[seen.diagram.id] = summarize(seen.subject)

    def _kept(self, file: _File) -> list[Finding]:
        """The findings of a file that no allowance covers."""
        from pipeline.lint.builtin import BUILT_IN
        from pipeline.lint.suppression import allowances, suppress

        findings = [*file.loading, *(judged.finding for judged in file.judged)]
        if not file.diagrams:
            return findings
        allowed = allowances(file.text, file.item.path, file.diagrams)
        looked = self._subjects.linter.looked(model=True, picture=self._picture) if not file.broken else frozenset()
        known = frozenset({*BUILT_IN, *(rule.id for rule in self.rules)})
        kept = suppress(findings, allowed, looked, known)
        self._note_edits(file.judged, set(kept))
        self._note_reference_edits(file)
        return kept

    def _note_reference_edits(self, file: _File) -> None:
        wrong = [finding for finding in file.loading if finding.rule == "ref-exists"]
        if not wrong:
            return
        from pipeline.lint.fix import reference_edit

        registry = self._project.registry
        known = {*registry.entities, *registry.incidents, *registry.sources}
        edits = ((finding.rule, reference_edit(finding, file.text, known)) for finding in wrong)
        self._edits += [(rule, edit) for rule, edit in edits if edit is not None]

    def _note_edits(self, judged: Iterable[Judged], kept: set[Finding]) -> None:
        found = (item for item in judged if item.finding in kept)
        self._edits += [(item.finding.rule, item.edit) for item in found if item.edit is not None]

    # --- across files ---

    def _across(self, inputs: Sequence[InputFile], index: LintIndex) -> list[Finding]:
        """What is found across the inputs, in the registry, and in the project's files."""
        specs = [item for item in inputs if item.kind is InputKind.SPEC]
        if not specs:
            return []
        whole = not self._targets and self._since is None
        tracked = self._subjects.tracked_files() if whole else {}
        stamps = [(item.file, str(Stamp.of(item.file))) for item in specs]
        key = hashlib.sha256(json.dumps([whole, sorted(tracked.items()), stamps]).encode()).hexdigest()
        known = None if self._fresh else index.across(key)
        if known is not None:
            return known
        summaries = tuple(summary for item in specs for summary in index.summaries(item.file))
        found = self._found_across(summaries, whole, tracked)
        index.put_across(key, found)
        return found

    def _found_across(self, summaries: tuple[Summary, ...], whole: bool, tracked: dict[str, int]) -> list[Finding]:
        from pipeline.lint.subject import Corpus

        registry, linter = self._project.registry, self._subjects.linter
        named = {summary.entity for summary in summaries}
        judged = linter.corpus(Corpus(registry, summaries, whole, tracked))
        for entity in registry.entities.values():
            if whole or entity.id in named:
                judged += linter.entity(entity)
        findings = [*self._project.registry_findings, *(item.finding for item in judged), *_twins(summaries)]
        self._note_edits(judged, set(findings))
        return findings


def _twins(summaries: Iterable[Summary]) -> Iterator[Finding]:
    """Of two diagrams with one id the later one is a finding: they would overwrite each other."""
    first: dict[str, Summary] = {}
    for summary in summaries:
        earlier = first.setdefault(summary.id, summary)
        if earlier is not summary:
            message = f"the diagram '{summary.id}' stands already in {earlier.at.path}"
            yield Finding("id-unique", Severity.ERROR, message, summary.at, summary.id, "rename one of the files")


def mend(root: Path, edits: Iterable[Edit]) -> dict[str, int]:
    """Makes ``edits`` in the files themselves; how many were made, by path. Raises OutputError.

    A file that is no longer as it was read keeps what it has: edits whose old text is gone are left out.
    """
    from pipeline.lint.fix import apply
    from pipeline.render.atomic import write_atomically

    by_path: dict[str, list[Edit]] = {}
    for edit in edits:
        by_path.setdefault(edit.at.path, []).append(edit)
    made = {}
    for path, wanted in sorted(by_path.items()):
        file = root / path
        try:
            content = file.read_bytes()
            mark = b"\xef\xbb\xbf" if content.startswith(b"\xef\xbb\xbf") else b""
            text, done = apply(content[len(mark) :].decode("utf-8"), wanted)
            if done:
                write_atomically(file, mark + text.encode("utf-8"), file.parent)
                made[path] = len(done)
        except (OSError, UnicodeDecodeError) as error:
            raise OutputError(f"cannot mend {path}: {error}") from error
    return made
