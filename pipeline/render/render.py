"""Input files -> artifacts: incremental, in parallel, each diagram on its own."""

from __future__ import annotations

import errno
import hashlib
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from pipeline.config import Settings
from pipeline.errors import OutputError
from pipeline.findings import Finding, Severity
from pipeline.render.artifact import Artifact, Failure, FailureKind
from pipeline.render.atomic import write_atomically
from pipeline.render.cache import key_of
from pipeline.render.draw import Drawn, Studio, draw, from_cache, png_scale
from pipeline.render.engines import engine
from pipeline.render.index import Index, Stamp
from pipeline.render.job import Job
from pipeline.render.outcome import Outcome, Progress
from pipeline.render.pool import Pool, Seat
from pipeline.render.svg import Template
from pipeline.spec.inputs import InputFile
from pipeline.spec.model import Diagram

Load = Callable[[InputFile], tuple[Sequence[Diagram], Sequence[Finding]]]
"""Reads one input: its diagrams, and what is wrong with it."""


class Renderer:
    """Renders inputs with one studio. ``seats`` starts workers when the first one is needed."""

    def __init__(
        self,
        settings: Settings,
        studio: Studio,
        identity: str,
        pool: Callable[[Callable[[Job, Seat], Drawn]], Pool[Job, Drawn]],
    ) -> None:
        self._settings = settings
        self._studio = studio
        self._identity = identity
        self._pool = pool

    def run(
        self,
        inputs: Sequence[InputFile],
        load: Load,
        index: Index,
        progress: Callable[[Progress], None],
        taken: Mapping[str, str] | None = None,
    ) -> list[Outcome]:
        """Renders every one of ``inputs``. Results are in their order, whatever finished first.

        ``taken`` are the artifacts that other inputs have made, by path, with those inputs' paths. On an interrupt (any
        BaseException) the workers end, and the index keeps all that was complete.
        """
        outcomes: dict[int, Outcome] = {}
        try:
            pending = {at: _Pending(item, Stamp.of(item.file), load, self._job) for at, item in enumerate(inputs)}
            _refuse_twins(pending, taken or {})
            self._finish(pending, outcomes, index, progress)
        except BaseException:
            with suppress(OutputError):
                index.save()
            raise
        index.save()
        return [outcomes[at] for at in sorted(outcomes)]

    def drawings(self, diagrams: Sequence[Diagram], *, png: bool = False) -> Iterator[tuple[Diagram, Drawn]]:
        """Draws ``diagrams`` and writes nothing but the cache; in any order, each as soon as it is there."""
        studio = self._studio if png else replace(self._studio, scale=None)
        waiting: dict[str, list[tuple[int, Job]]] = {}
        for at, diagram in enumerate(diagrams):
            job = self._job(diagram)
            waiting.setdefault(job.key, []).append((at, job))
        for drawn in self._drawn(waiting, studio):
            for _, job in waiting[drawn.job.key]:
                yield job.diagram, Drawn(job, drawn.drawing, drawn.png, _moved(drawn, job.diagram))

    def _finish(
        self,
        pending: dict[int, _Pending],
        outcomes: dict[int, Outcome],
        index: Index,
        progress: Callable[[Progress], None],
    ) -> None:
        waiting: dict[str, list[tuple[int, Job]]] = {}
        for at, item in pending.items():
            for job in item.jobs:
                waiting.setdefault(job.key, []).append((at, job))
        total = sum(len(jobs) for jobs in waiting.values())
        done = 0
        for at in [at for at, item in pending.items() if not item.jobs]:
            self._settle(at, pending, outcomes, index)
        for drawn in self._drawn(waiting, self._studio):
            for at, job in waiting[drawn.job.key]:
                item = pending[at]
                self._collect(item, job, drawn)
                done += 1
                progress(Progress(done, total, job.diagram.id, drawn.failure is not None))
                if item.left == 0:
                    self._settle(at, pending, outcomes, index)

    def _drawn(self, waiting: dict[str, list[tuple[int, Job]]], studio: Studio) -> Iterator[Drawn]:
        """The drawing of one job of each key: first what the cache has, then what the workers make."""
        missing = []
        for jobs in waiting.values():
            job = jobs[0][1]
            cached = from_cache(job, studio)
            if cached is None:
                missing.append(job)
            else:
                yield cached
        if missing:
            # The longest sources first: they take longest, and none of them should be left to the end alone.
            missing.sort(key=lambda job: -len(job.prepared.source))
            yield from self._pool(lambda job, seat: draw(job, seat, studio)).run(missing)

    def _job(self, diagram: Diagram) -> Job:
        prepared = engine(diagram.engine).prepare(diagram.source.text, self._studio.theme, self._studio.fonts.css)
        key = key_of(
            {
                "engine": diagram.engine,
                "mode": self._studio.mode,
                "source": prepared.source,
                "config": dict(prepared.config),
                "identity": self._identity,
                "theme": self._studio.theme.digest,
            }
        )
        return Job(diagram, prepared, key)

    def _collect(self, item: _Pending, job: Job, drawn: Drawn) -> None:
        item.left -= 1
        diagram = job.diagram
        if drawn.failure is not None or drawn.drawing is None:
            failure = _moved(drawn, diagram)
            assert failure is not None
            item.failures.append(failure)
            return
        template = drawn.drawing.template
        if template.missing:
            item.findings.append(_missing_glyphs(diagram, template.missing))
        contents = {
            "svg": template.fill(
                job.prefix, diagram.title, diagram.description or diagram.question or diagram.title
            ).encode(),
            "png": drawn.png,
        }
        size = len(contents["svg"] or b"")
        if size > self._settings.svg_max:
            message = f"the SVG has {size:,} bytes, more than the {self._settings.svg_max:,} that a page can carry"
            at = diagram.source.location(1)
            item.failures.append(Failure(diagram.id, FailureKind.TOO_BIG, message, at, "split the diagram"))
            return
        scale = png_scale(template, self._settings.scale)
        if "png" in self._settings.formats and scale < self._settings.scale:
            item.findings.append(_scaled_down(diagram, template, self._settings.scale, scale))
        sizes = {
            "svg": (template.width, template.height),
            "png": (math.ceil(template.width) * scale, math.ceil(template.height) * scale),
        }
        for name in self._settings.formats:
            content = contents[name]
            assert content is not None
            path = f"{name}/{job.path}.{name}"
            try:
                fresh = _publish(self._settings.out, self._settings.out / path, content)
            except OSError as error:
                message = f"cannot write {self._settings.out / path}: {error.strerror or error}"
                if error.errno not in _ITS_OWN:
                    raise OutputError(message) from error
                item.failures.append(Failure(diagram.id, FailureKind.OUTPUT, message, diagram.source.location(1)))
                return
            digest = hashlib.sha256(content).hexdigest()
            item.artifacts.append(Artifact(diagram.id, name, path, len(content), digest, *sizes[name], fresh))

    def _settle(self, at: int, pending: dict[int, _Pending], outcomes: dict[int, Outcome], index: Index) -> None:
        item = pending[at]
        outcomes[at] = Outcome(
            item.input,
            tuple(item.diagrams),
            tuple(sorted(item.artifacts, key=lambda artifact: artifact.path)),
            tuple(sorted(item.failures, key=lambda failure: failure.location)),
            tuple(sorted(item.findings, key=Finding.sort_key)),
        )
        broken = item.failures or any(finding.severity is Severity.ERROR for finding in item.findings)
        if item.stamp is None or broken:
            index.forget(item.input.file)
        else:
            index.put(item.input.file, item.stamp, len(item.jobs), item.artifacts, item.findings)


class _Pending:
    """An input that is being worked on."""

    def __init__(self, item: InputFile, stamp: Stamp | None, load: Load, job: Callable[[Diagram], Job]) -> None:
        self.input = item
        self.stamp = stamp
        diagrams, findings = load(item)
        self.diagrams = list(diagrams)
        self.findings = list(findings)
        self.jobs = [job(diagram) for diagram in diagrams]
        self.left = len(self.jobs)
        self.artifacts: list[Artifact] = []
        self.failures: list[Failure] = []


def _refuse_twins(pending: dict[int, _Pending], taken: Mapping[str, str]) -> None:
    """Two diagrams of one id would overwrite each other: the later one is a finding, not a picture."""
    seen = {path.split("/", 1)[1].rsplit(".", 1)[0].lower(): source for path, source in taken.items()}
    for item in pending.values():
        kept = []
        for job in item.jobs:
            diagram = job.diagram
            if job.path.lower() in seen:
                message = f"the diagram '{diagram.id}' stands already in {seen[job.path.lower()]}"
                at = diagram.source.location(1)
                item.findings.append(
                    Finding("id-unique", Severity.ERROR, message, at, diagram.id, "rename one of the files")
                )
            else:
                seen[job.path.lower()] = diagram.path
                kept.append(job)
        item.jobs, item.left = kept, len(kept)


def _moved(drawn: Drawn, diagram: Diagram) -> Failure | None:
    """The failure of a job as that of ``diagram``, which has the same source."""
    failure = drawn.failure
    if failure is None:
        return None
    location = diagram.source.location(*_within(drawn.job, failure, diagram))
    return Failure(diagram.id, failure.kind, failure.message, location, failure.hint)


def _within(drawn: Job, failure: Failure, diagram: Diagram) -> tuple[int, int]:
    """Where a failure stands in the text of ``diagram``, whose twin ``drawn`` was the one that was drawn."""
    source = drawn.diagram.source
    if not source.exact:
        return (1, 1)
    line = failure.location.line - source.first_line + 1
    start = source.location(line, 1)
    return (line, max(1, failure.location.column - start.column + 1))


def _missing_glyphs(diagram: Diagram, missing: str) -> Finding:
    shown = " ".join(f"{character} (U+{ord(character):04X})" for character in missing[:8])
    more = f" and {len(missing) - 8} more" if len(missing) > 8 else ""
    text = diagram.source.text
    at = next((text.find(character) for character in missing if character in text), 0)
    line = text.count("\n", 0, at) + 1
    column = at - (text.rfind("\n", 0, at) + 1) + 1
    message = f"no font of the theme has a glyph for {shown}{more}"
    hint = "readers will see another font or an empty box: use other characters"
    return Finding("missing-glyph", Severity.WARNING, message, diagram.source.location(line, column), diagram.id, hint)


def _scaled_down(diagram: Diagram, template: Template, wanted: float, scale: float) -> Finding:
    size = f"{template.width:,.0f} x {template.height:,.0f} px"
    message = f"the picture is {size}: its PNG is drawn at scale {scale:.2f} instead of {wanted:g}"
    return Finding("png-scaled", Severity.WARNING, message, diagram.source.location(1), diagram.id, "split the diagram")


# What hinders one file and not the next: its name is too long, a folder or a link stands in its place.
_ITS_OWN = frozenset({errno.ENAMETOOLONG, errno.EISDIR, errno.ENOTDIR, errno.ELOOP, errno.EEXIST, errno.ENOTEMPTY})


def _publish(out: Path, path: Path, content: bytes) -> bool:
    """Writes a file below ``out`` unless it already holds ``content``; true where it was written."""
    try:
        if not path.is_symlink() and path.stat().st_size == len(content) and path.read_bytes() == content:
            return False
    except OSError:
        pass
    write_atomically(path, content, out)
    return True
