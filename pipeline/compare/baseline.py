"""Baselines: the approved fingerprints, one small readable file a diagram, kept in git."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.compare.fingerprint import Fingerprint
from pipeline.errors import AtlasError, OutputError
from pipeline.render.atomic import write_atomically
from pipeline.render.job import safe_path

SUFFIX = ".json"
_MODEL = ',\n "model": {'
_SEAL = '"sha256": "'


class CorruptBaseline(AtlasError):
    """A baseline that is not as ``atlas approve`` wrote it: cut short, merged badly or changed by hand."""

    exit_code = 1


@dataclass(frozen=True, slots=True)
class Baseline:
    """A baseline as it was read. ``head`` is all but the model, which is read when somebody asks for the fingerprint."""

    file: Path
    head: Mapping[str, Any]
    text: str = field(repr=False)

    @property
    def diagram(self) -> str:
        """The diagram's id."""
        return str(self.head["diagram"])

    @property
    def path(self) -> str:
        """The input file of the diagram when it was approved."""
        return str(self.head["path"])

    def holds(self, svg: str, png: str) -> bool:
        """Whether the published files of these SHA-256 are those that were approved."""
        return bool(self.head["svg"] == svg and self.head["png"] == png)

    def fingerprint(self) -> Fingerprint:
        """The approved fingerprint. Raises CorruptBaseline."""
        try:
            return Fingerprint.from_data(json.loads(self.text))
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
        """One file. Raises CorruptBaseline where its seal does not fit what it holds.

        The seal vouches for the rest, which is why only the head is parsed: a corpus has many baselines, nearly all of
        them for diagrams that are the same.
        """
        try:
            content = file.read_text("utf-8", "surrogatepass")  # which takes line ends of other systems for ours
            body, _, end = content.rpartition(_SEAL)
            if end != f'{_digest(body)}"\n}}\n':
                raise _corrupt(file, "it is not as it was approved")
            head = json.loads(body.partition(_MODEL)[0] + "\n}")
            if self.file(head["diagram"]) != file or {"path", "svg", "png"} - head.keys():
                raise _corrupt(file, "it is that of another diagram")
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise _corrupt(file, f"it cannot be read ({error})") from error
        return Baseline(file, head, content)

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
    """The file of a fingerprint: JSON with each node, edge, group and text on a line of its own, and a seal."""
    data = fingerprint.to_data()
    model = data.pop("model")
    head = ",\n ".join(_entry(name, value) for name, value in data.items())
    body = f"{{\n {head}{_MODEL}\n{_model(model)}\n }},\n "
    return f'{body}{_SEAL}{_digest(body)}"\n}}\n'


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


def _digest(body: str) -> str:
    return hashlib.sha256(body.encode("utf-8", "surrogatepass")).hexdigest()


def _corrupt(file: Path, why: str) -> CorruptBaseline:
    return CorruptBaseline(
        f"the baseline {file.name} is corrupted: {why}", "bring it back with git, or look at the picture and approve it"
    )
