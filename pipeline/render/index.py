"""The index: what each input file gave the last time, so that an unchanged corpus is answered without opening a file.

An entry holds while the input has the same size and mtime, the world (settings, theme, registry, toolchain, this
program) has the same digest, and every artifact it names is still there as it was written.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import orjson

from pipeline.errors import OutputError
from pipeline.findings import Finding, Location, Severity
from pipeline.render.artifact import Artifact
from pipeline.render.atomic import write_atomically
from pipeline.render.occupancy import alone

_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Stamp:
    """A file's size in bytes and mtime in nanoseconds: what changes when somebody writes it."""

    size: int
    mtime: int

    @staticmethod
    def of(path: str | Path) -> Stamp | None:
        """The stamp of a file; None where there is none."""
        try:
            status = os.stat(path)
        except OSError:
            return None
        return Stamp(status.st_size, status.st_mtime_ns)


@dataclass(frozen=True, slots=True)
class Entry:
    """What one input file gave: its diagrams' artifacts, and findings that did not stop it."""

    artifacts: tuple[Artifact, ...]
    findings: tuple[Finding, ...]


class Index:
    """The index of one output folder. ``world`` is a digest of everything but the inputs."""

    def __init__(self, file: Path, out: Path, world: str) -> None:
        self._file = file
        self._out = str(out)
        self._world = world
        self._touched: set[str] = set()
        content = self._content()
        self._seen = hashlib.sha256(content).digest()
        self._entries = self._parsed(content)

    def get(self, file: str, stamp: Stamp, formats: Iterable[str]) -> Entry | None:
        """The entry of an unchanged input whose artifacts in ``formats`` are all untouched, else None."""
        try:
            return self._get(file, stamp, formats)
        except (OSError, KeyError, TypeError, ValueError, AttributeError):
            return None  # an artifact is gone, or it is not what this program writes

    def _get(self, file: str, stamp: Stamp, formats: Iterable[str]) -> Entry | None:
        stored = self._entries.get(file)
        if stored is None or stored["stamp"] != [stamp.size, stamp.mtime]:
            return None
        wanted = set(formats)
        artifacts = []
        for fields, (size, mtime) in zip(stored["artifacts"], stored["stamps"], strict=True):
            if fields["format"] not in wanted:
                continue
            # No Path and no Stamp: to make them takes as long as the question itself.
            status = os.stat(f"{self._out}{os.sep}{fields['path']}")
            if (status.st_size, status.st_mtime_ns) != (size, mtime):
                return None
            artifacts.append(Artifact(**fields))
        if len(artifacts) != stored["diagrams"] * len(wanted):
            return None
        return Entry(tuple(artifacts), tuple(_finding(item) for item in stored["findings"]))

    def put(
        self, file: str, stamp: Stamp, diagrams: int, artifacts: Iterable[Artifact], findings: Iterable[Finding]
    ) -> None:
        """Remembers what an input gave. Artifacts in formats that this run did not ask for are kept."""
        fresh = list(artifacts)
        fields, stamps = [], []
        for artifact in fresh:
            found = Stamp.of(f"{self._out}{os.sep}{artifact.path}")
            if found is None:
                return
            fields.append({**asdict(artifact), "fresh": False})
            stamps.append([found.size, found.mtime])
        old = self._entries.get(file)
        if old is not None and old["stamp"] == [stamp.size, stamp.mtime]:
            formats = {artifact.format for artifact in fresh}
            for item, old_stamp in zip(old["artifacts"], old["stamps"], strict=True):
                if item["format"] not in formats:
                    fields.append(item)
                    stamps.append(old_stamp)
        self._touched.add(file)
        self._entries[file] = {
            "stamp": [stamp.size, stamp.mtime],
            "diagrams": diagrams,
            "artifacts": fields,
            "stamps": stamps,
            "findings": [asdict(finding) for finding in findings],
        }

    def forget(self, file: str) -> None:
        """Drops what is known of an input."""
        self._touched.add(file)
        self._entries.pop(file, None)

    def save(self) -> None:
        """Writes the index; what another run has learnt meanwhile of other inputs stays. Raises OutputError."""
        home = self._file.parent
        try:
            home.mkdir(parents=True, exist_ok=True)
            with alone(home):
                content = self._content()
                if hashlib.sha256(content).digest() != self._seen:
                    others = {file: entry for file, entry in self._parsed(content).items() if file not in self._touched}
                    mine = {file: self._entries[file] for file in self._touched if file in self._entries}
                    self._entries = {**others, **mine}
                data = {"format": _FORMAT, "world": self._world, "out": self._out, "entries": self._entries}
                content = _written(data)
                write_atomically(self._file, content, home)
                self._seen = hashlib.sha256(content).digest()
        except OSError as error:
            raise OutputError(f"cannot write {self._file}: {error.strerror or error}") from error

    def _content(self) -> bytes:
        try:
            return self._file.read_bytes()
        except OSError:
            return b""

    def _parsed(self, content: bytes) -> dict[str, Any]:
        try:
            data = _read_json(content)
            if (data["format"], data["world"], data["out"]) != (_FORMAT, self._world, self._out):
                return {}
            entries: dict[str, Any] = data["entries"]
            return {file: entry for file, entry in entries.items() if isinstance(entry, dict)}
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return {}


def _read_json(content: bytes) -> Any:
    """What JSON says, as ``_written`` writes it. Raises ValueError where it is none."""
    try:
        return orjson.loads(content)
    except ValueError:
        return json.loads(content)


def _written(data: Mapping[str, Any]) -> bytes:
    """As JSON; orjson refuses half of a surrogate pair, as in a name that is not UTF-8."""
    try:
        return orjson.dumps(data)
    except TypeError:
        return json.dumps(data).encode()


def _finding(item: Mapping[str, Any]) -> Finding:
    return Finding(**{**item, "severity": Severity(item["severity"]), "location": Location(**item["location"])})


def stamp_digest(paths: Iterable[str | Path]) -> str:
    """A digest of files' names and stamps: changes when one of them is written, added or removed."""
    digest = hashlib.sha256()
    for path in sorted(map(str, paths)):  # text sorts quicker than Paths
        stamp = Stamp.of(path)
        digest.update(f"{path}\0{stamp}\n".encode())
    return digest.hexdigest()
