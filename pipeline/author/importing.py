"""``atlas import``: diagrams from Markdown, Mermaid and DOT files -> specs, each once, none lost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath

from pipeline.author.family import FOLDER
from pipeline.author.names import entity_id
from pipeline.author.new import NewFile
from pipeline.author.yaml_text import block, scalar, schema_line
from pipeline.config import Settings
from pipeline.spec.model import Diagram

_ORIGIN = "# imported from "
_TITLE_LEAST, _TITLE_MOST, _NAME_MOST = 8, 120, 100


class Fate(StrEnum):
    """What becomes of a diagram: it is new, it is there already, or its spec has gone its own way and stays as it is."""

    NEW = "new"
    THERE = "there"
    DIFFERS = "differs"


@dataclass(frozen=True, slots=True)
class Imported:
    """A diagram that was found, the id of its spec, and the files to write for it."""

    found: Diagram
    id: str
    fate: Fate
    files: tuple[NewFile, ...] = ()


@dataclass(frozen=True, slots=True)
class Existing:
    """A spec that an earlier import wrote: its file, where the diagram came from, and the source as it stands now."""

    entity: str
    file: Path
    origin: str
    source: str


def existing(diagrams: Iterable[tuple[Path, Diagram | None]]) -> list[Existing]:
    """The imported ones among specs; ``diagrams`` gives each file with what it holds (None where it cannot be read)."""
    found = []
    for file, diagram in diagrams:
        lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
        origins = [line.removeprefix(_ORIGIN).strip() for line in lines[:3] if line.startswith(_ORIGIN)]
        if origins:
            found.append(Existing(file.parent.name, file, origins[0], diagram.source.text if diagram else ""))
    return found


def plan(settings: Settings, found: Sequence[Diagram], there: Sequence[Existing]) -> list[Imported]:
    """What to do with each diagram of ``found``, in its order.

    A diagram whose very text was imported from the same file before is there already, wherever in the file it now
    stands. Of the others, one whose id is taken by a spec of the same file was changed on one side: the spec stays.
    """
    left = list(there)
    fates: dict[int, Imported] = {}
    for at, diagram in enumerate(found):
        same = next((one for one in left if (one.origin, one.source) == (diagram.path, diagram.source.text)), None)
        if same is not None:
            left.remove(same)
            fates[at] = Imported(diagram, f"{same.entity}/{same.file.stem}", Fate.THERE)
    taken = {one.entity for one in there if one not in left}
    for at, diagram in enumerate(found):
        if at not in fates:
            fates[at] = _placed(settings, diagram, left, taken)
    return [fates[at] for at in range(len(found))]


def _placed(settings: Settings, diagram: Diagram, left: list[Existing], taken: set[str]) -> Imported:
    base = entity_id(diagram.path, _heading(diagram))
    number = 1
    while True:
        entity = base if number == 1 else f"{base}-{number}"
        number += 1
        if entity in taken:
            continue
        taken.add(entity)
        other = next((one for one in left if one.entity == entity), None)
        if other is None:
            about, spec = _files(settings, diagram, entity)
            if not spec.path.exists():
                # The entity's file may have outlived a spec that was removed.
                files = (spec,) if about.path.exists() else (about, spec)
                return Imported(diagram, f"{entity}/{diagram.engine}", Fate.NEW, files)
        elif other.origin == diagram.path:
            left.remove(other)
            return Imported(diagram, f"{entity}/{other.file.stem}", Fate.DIFFERS)


def _heading(diagram: Diagram) -> str:
    """The heading above a fence; a fence without one, and a whole file, have nothing to add to the path.

    The title of a fence without a heading is made of the file's name and a number, which the next edit may change.
    """
    stem = PurePosixPath(diagram.path).stem
    number = diagram.id.rpartition("-")[2]
    return "" if diagram.title in (stem, f"{stem} {number}") else diagram.title


def _files(settings: Settings, diagram: Diagram, entity: str) -> tuple[NewFile, NewFile]:
    spec = settings.diagrams / FOLDER / entity / f"{diagram.engine}.yaml"
    about = settings.specs / FOLDER / f"{entity}.yaml"
    title = _title(diagram)
    origin = f"{_ORIGIN}{diagram.path}"
    lines = [
        *schema_line(settings.specs, spec, "diagram"),
        origin,
        f"entity: {entity}",
        f"view: {diagram.engine}",
        f"engine: {diagram.engine}",
        f"title: {scalar(title)}",
        'question: "TODO: which question does it answer?"',
        "confidence: C",
    ]
    entity_lines = [
        *schema_line(settings.specs, about, "entity"),
        f"id: {entity}",
        f"name: {scalar(title[:_NAME_MOST].strip())}",
        'summary: "TODO: one sentence that says what it is and what for"',
        "confidence: C",
    ]
    return (
        NewFile(about, "\n".join(entity_lines) + "\n"),
        NewFile(spec, "\n".join(lines) + "\n" + block("source", diagram.source.text)),
    )


def _title(diagram: Diagram) -> str:
    """The heading or the file's name, in the length that the spec format asks for."""
    title = " ".join((_heading(diagram) or PurePosixPath(diagram.path).stem).split())
    if len(title) < _TITLE_LEAST:
        title = f"{title} ({diagram.path})"
    return title if len(title) <= _TITLE_MOST else f"{title[: _TITLE_MOST - 2].rstrip()} …"
