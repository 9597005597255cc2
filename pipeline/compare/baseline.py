"""Baselines: the approved fingerprints, one small readable file a diagram, kept in git."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.compare.fingerprint import Fingerprint, encoded
from pipeline.errors import AtlasError, OutputError
from pipeline.render.cache import write_atomically
from pipeline.render.job import safe_path

SUFFIX = ".json"
_SEAL = "sha256"


class CorruptBaseline(AtlasError):
    """A baseline that is not as ``atlas approve`` wrote it: cut short, merged badly or changed by hand."""

    exit_code = 1


@dataclass(frozen=True, slots=True)
class Baseline:
    """A baseline as it was read; its fingerprint is built when somebody asks."""

    file: Path
    data: Mapping[str, Any]

    @property
    def diagram(self) -> str:
        """The diagram's id."""
        return str(self.data["diagram"])

    @property
    def path(self) -> str:
        """The input file of the diagram when it was approved."""
        return str(self.data["path"])

    def holds(self, svg: str, png: str) -> bool:
        """Whether the published files of these SHA-256 are those that were approved."""
        return bool(self.data["svg"] == svg and self.data["png"] == png)

    def fingerprint(self) -> Fingerprint:
        """The approved fingerprint. Raises CorruptBaseline."""
        try:
            return Fingerprint.from_data(self.data)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise _corrupt(self.file, f"it lacks what a baseline holds ({error})") from error


class Baselines:
    """The folder of baselines. A diagram's file is ``<id>.json``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def file(self, diagram: str) -> Path:
        """Where the baseline of a diagram lies or would lie."""
        return self.folder / f"{safe_path(diagram)}{SUFFIX}"

    def files(self) -> Iterator[Path]:
        """Every baseline there is, in order."""
        for folder, folders, names in os.walk(self.folder):
            folders.sort()
            yield from (Path(folder, name) for name in sorted(names) if name.endswith(SUFFIX))

    def read(self, diagram: str) -> Baseline | None:
        """The baseline of a diagram; None where there is none. Raises CorruptBaseline."""
        file = self.file(diagram)
        return self.load(file) if file.exists() else None

    def load(self, file: Path) -> Baseline:
        """One file. Raises CorruptBaseline where its seal does not fit what it holds."""
        try:
            data = json.loads(file.read_bytes())
            seal = data.pop(_SEAL)
            whole = seal == _seal(data) and self.file(data["diagram"]) == file and data["path"] is not None
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise _corrupt(file, f"it cannot be read ({error})") from error
        if not whole:
            raise _corrupt(file, "it is not as it was approved")
        return Baseline(file, data)

    def write(self, fingerprint: Fingerprint) -> Path:
        """Approves a fingerprint. Raises OutputError."""
        file = self.file(fingerprint.diagram)
        try:
            write_atomically(file, text(fingerprint).encode("utf-8", "surrogatepass"), self.folder)
        except OSError as error:
            raise OutputError(f"cannot write {file}: {error.strerror or error}") from error
        return file

    def remove(self, file: Path) -> None:
        """Takes a baseline away, and the folders that it leaves empty."""
        file.unlink(missing_ok=True)
        for folder in file.parents:
            if folder == self.folder or not folder.is_relative_to(self.folder) or any(folder.iterdir()):
                break
            folder.rmdir()


def text(fingerprint: Fingerprint) -> str:
    """The file of a fingerprint: JSON with each node, edge, group and text on a line of its own."""
    data = fingerprint.to_data()
    model = data.pop("model")
    parts = [*(_entry(name, value) for name, value in data.items()), f'"model": {{\n{_model(model)}\n }}']
    seal = _seal({**data, "model": model})
    return "{\n " + ",\n ".join([*parts, _entry(_SEAL, seal)]) + "\n}\n"


def _model(model: Mapping[str, Any]) -> str:
    parts = []
    for name, value in model.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            items = ",\n".join(f"   {_json(item)}" for item in value)
            parts.append(f'  "{name}": [\n{items}\n  ]')
        else:
            parts.append(f"  {_entry(name, value)}")
    return ",\n".join(parts)


def _entry(name: str, value: Any) -> str:
    return f'"{name}": {_json(value)}'


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _seal(data: Mapping[str, Any]) -> str:
    return hashlib.sha256(encoded(data).encode("utf-8", "surrogatepass")).hexdigest()


def _corrupt(file: Path, why: str) -> CorruptBaseline:
    return CorruptBaseline(
        f"the baseline {file.name} is corrupted: {why}", "bring it back with git, or look at the picture and approve it"
    )
