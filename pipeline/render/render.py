"""Input files -> artifacts: incremental, in parallel, each diagram on its own."""

from __future__ import annotations

import errno
import hashlib
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from pipeline.config import Settings
from pipeline.errors import OutputError
from pipeline.findings import Finding, Severity, has_errors
from pipeline.render.artifact import Artifact, Failure, FailureKind
from pipeline.render.atomic import write_atomically
from pipeline.render.cache import key_of
from pipeline.render.draw import Drawn, Studio, draw, png_scale
from pipeline.render.engines import engine, type_of
from pipeline.render.index import Index, Stamp
from pipeline.render.job import Job
from pipeline.render.outcome import Outcome, Progress
from pipeline.render.pool import Pool, Seat
from pipeline.render.svg import Template
from pipeline.spec.inputs import InputFile
from pipeline.spec.model import Diagram

Load = Callable[[InputFile], tuple[Sequence[Diagram], Sequence[Finding]]]
"""Reads one input: its diagrams, and what is wrong with it."""

Owner = TypeVar("Owner")


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
        self._configured: dict[str, tuple[Mapping[str, Any], str]] = {}

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
        reading = _Reading(inputs, load, self._job, dict(taken or {}))
        outcomes: dict[int, Outcome] = {}
        done = 0
        try:
            for item, job, drawn in self._drawn(reading.jobs(), self._studio):
                self._collect(item, job, drawn)
                done += 1
                progress(Progress(done, reading.expected, job.diagram.id, drawn.failure is not None))
                if item.left == 0:
                    outcomes[item.at] = _settled(item, index)
            outcomes |= {item.at: _settled(item, index) for item in reading.empty}
        except BaseException:
            with suppress(OutputError):
                index.save()
            raise
        index.save()
        return [outcomes[at] for at in sorted(outcomes)]

    def drawings(self, diagrams: Iterable[Diagram], *, png: bool = False) -> Iterator[tuple[Diagram, Drawn]]:
        """Draws ``diagrams`` and writes nothing but the cache; in any order, each as soon as it is there."""
        studio = self._studio if png else replace(self._studio, scale=None)
        jobs = ((None, self._job(diagram)) for diagram in diagrams)
        for _, job, drawn in self._drawn(jobs, studio):
            yield job.diagram, Drawn(job, drawn.drawing, drawn.png, _moved(drawn, job.diagram))

    def _drawn(self, jobs: Iterable[tuple[Owner, Job]], studio: Studio) -> Iterator[tuple[Owner, Job, Drawn]]:
        """Every job with its drawing; jobs of one key are drawn once where one of them still waits for the others."""
        waiting: dict[str, list[tuple[Owner, Job]]] = {}

        def different() -> Iterator[Job]:
            for owner, job in jobs:
                twins = waiting.setdefault(job.key, [])
                twins.append((owner, job))
                if len(twins) == 1:
                    yield job

        pool = self._pool(lambda job, seat: draw(job, seat, studio))
        for drawn in pool.run(different(), lambda job: len(job.prepared.source), lambda job: type_of(job.diagram)):
            for owner, job in waiting.pop(drawn.job.key):
                yield owner, job, drawn

    def _job(self, diagram: Diagram) -> Job:
        prepared = engine(diagram.engine).prepare(diagram.source.text, self._studio.theme, self._studio.fonts.css)
        key = key_of(
            {
                "engine": diagram.engine,
                "mode": self._studio.mode,
                "source": prepared.source,
                "config": self._config_key(diagram.engine, prepared.config),
                "identity": self._identity,
                "theme": self._studio.theme.digest,
            }
        )
        return Job(diagram, prepared, key)

    def _config_key(self, name: str, config: Mapping[str, Any]) -> str:
        """The key of a configuration: of 15 KB, and mostly the very object that the engine's last diagram had."""
        known, key = self._configured.get(name, (None, ""))
        if config is not known:
            key = key_of(config)
            self._configured[name] = (config, key)
        return key

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


def _settled(item: _Pending, index: Index) -> Outcome:
    broken = item.failures or has_errors(item.findings)
    if item.stamp is None or broken:
        index.forget(item.input.file)
    else:
        index.put(item.input.file, item.stamp, len(item.jobs), item.artifacts, item.findings)
    return Outcome(
        item.input,
        tuple(sorted(item.artifacts, key=lambda artifact: artifact.path)),
        tuple(sorted(item.failures, key=lambda failure: failure.location)),
        tuple(sorted(item.findings, key=Finding.sort_key)),
    )


class _Pending:
    """An input that is being worked on; ``at`` is its place among the inputs."""

    def __init__(self, at: int, item: InputFile, load: Load, job: Callable[[Diagram], Job]) -> None:
        self.at = at
        self.input = item
        # Taken before the file is read: where it changes in between, the next run reads it again.
        self.stamp = Stamp.of(item.file)
        diagrams, findings = load(item)
        self.findings = list(findings)
        self.jobs = [job(diagram) for diagram in diagrams]
        self.left = len(self.jobs)
        self.artifacts: list[Artifact] = []
        self.failures: list[Failure] = []


class _Reading:
    """Reads inputs one after the other, as their jobs are taken. ``empty`` gathers those without any.

    ``taken`` are the artifacts that other inputs have made, by path, with those inputs' paths.
    """

    def __init__(
        self, inputs: Sequence[InputFile], load: Load, job: Callable[[Diagram], Job], taken: dict[str, str]
    ) -> None:
        self._inputs = inputs
        self._load = load
        self._job = job
        self._seen = {path.split("/", 1)[1].rsplit(".", 1)[0].lower(): source for path, source in taken.items()}
        self.expected = len(inputs)
        """How many diagrams there will be: those that are known, and one for each input that is not read yet."""
        self.empty: list[_Pending] = []

    def jobs(self) -> Iterator[tuple[_Pending, Job]]:
        """Every job with the input that it belongs to."""
        for at, found in enumerate(self._inputs):
            item = _Pending(at, found, self._load, self._job)
            self._refuse_twins(item)
            self.expected += len(item.jobs) - 1
            if not item.jobs:
                self.empty.append(item)
            for job in item.jobs:
                yield item, job

    def _refuse_twins(self, item: _Pending) -> None:
        """Two diagrams of one id would overwrite each other: the later one is a finding, not a picture."""
        kept = []
        for job in item.jobs:
            diagram = job.diagram
            if job.path.lower() in self._seen:
                message = f"the diagram '{diagram.id}' stands already in {self._seen[job.path.lower()]}"
                at = diagram.source.location(1)
                item.findings.append(
                    Finding("id-unique", Severity.ERROR, message, at, diagram.id, "rename one of the files")
                )
            else:
                self._seen[job.path.lower()] = diagram.path
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
