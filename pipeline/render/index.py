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

from pipeline.findings import Finding, Location, Severity
from pipeline.render.cache import write_atomically
from pipeline.render.job import Artifact

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
    """What one input file gave: its diagrams' artifacts with their stamps, and findings that did not stop it."""

    artifacts: tuple[Artifact, ...]
    stamps: tuple[Stamp, ...]
    findings: tuple[Finding, ...]


class Index:
    """The index of one output folder. ``world`` is a digest of everything but the inputs."""

    def __init__(self, file: Path, out: Path, world: str) -> None:
        self._file = file
        self._out = out
        self._world = world
        self._entries: dict[str, Any] = self._load()

    def get(self, file: str, stamp: Stamp, formats: Iterable[str]) -> Entry | None:
        """The entry of an unchanged input whose artifacts in ``formats`` are all untouched, else None."""
        stored = self._entries.get(file)
        if stored is None or stored["stamp"] != [stamp.size, stamp.mtime]:
            return None
        wanted = set(formats)
        artifacts, stamps = [], []
        for fields, (size, mtime) in zip(stored["artifacts"], stored["stamps"], strict=True):
            if fields["format"] not in wanted:
                continue
            if Stamp.of(self._out / fields["path"]) != Stamp(size, mtime):
                return None
            artifacts.append(Artifact(**{**fields, "fresh": False}))
            stamps.append(Stamp(size, mtime))
        if len(artifacts) != stored["diagrams"] * len(wanted):
            return None
        return Entry(tuple(artifacts), tuple(stamps), tuple(_finding(item) for item in stored["findings"]))

    def put(
        self, file: str, stamp: Stamp, diagrams: int, artifacts: Iterable[Artifact], findings: Iterable[Finding]
    ) -> None:
        """Remembers what an input gave. Artifacts in formats that this run did not ask for are kept."""
        fresh = list(artifacts)
        fields, stamps = [], []
        for artifact in fresh:
            found = Stamp.of(self._out / artifact.path)
            if found is None:
                return
            fields.append(asdict(artifact))
            stamps.append([found.size, found.mtime])
        old = self._entries.get(file)
        if old is not None and old["stamp"] == [stamp.size, stamp.mtime]:
            formats = {artifact.format for artifact in fresh}
            for item, old_stamp in zip(old["artifacts"], old["stamps"], strict=True):
                if item["format"] not in formats:
                    fields.append(item)
                    stamps.append(old_stamp)
        self._entries[file] = {
            "stamp": [stamp.size, stamp.mtime],
            "diagrams": diagrams,
            "artifacts": fields,
            "stamps": stamps,
            "findings": [asdict(finding) for finding in findings],
        }

    def forget(self, file: str) -> None:
        """Drops what is known of an input."""
        self._entries.pop(file, None)

    def keep_only(self, files: Iterable[str]) -> None:
        """Drops inputs that are no more."""
        kept = set(files)
        self._entries = {file: entry for file, entry in self._entries.items() if file in kept}

    def save(self) -> None:
        """Writes the index."""
        data = {"format": _FORMAT, "world": self._world, "out": str(self._out), "entries": self._entries}
        self._file.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(self._file, json.dumps(data, ensure_ascii=False).encode())

    def _load(self) -> dict[str, Any]:
        try:
            data = json.loads(self._file.read_bytes())
            if (data["format"], data["world"], data["out"]) != (_FORMAT, self._world, str(self._out)):
                return {}
            entries: dict[str, Any] = data["entries"]
            return entries
        except (OSError, ValueError, KeyError, TypeError):
            return {}


def _finding(item: Mapping[str, Any]) -> Finding:
    return Finding(**{**item, "severity": Severity(item["severity"]), "location": Location(**item["location"])})


def stamp_digest(paths: Iterable[Path]) -> str:
    """A digest of files' names and stamps: changes when one of them is written, added or removed."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        stamp = Stamp.of(path)
        digest.update(f"{path}\0{stamp}\n".encode())
    return digest.hexdigest()
