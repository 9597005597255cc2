"""``atlas gallery``: what out/ holds, what the specs say of it, one page."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import OutputError
from pipeline.spec.inputs import InputFile, InputKind, is_spec_name, raw_kind

if TYPE_CHECKING:
    from pipeline.project import Project
    from pipeline.publish.gallery import Card
    from pipeline.spec.model import Diagram

PAGE = "index.html"


class GalleryRun:
    """One build of the gallery. After ``build``: ``count`` of diagrams on the page."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._started = time.monotonic()
        self.count = 0

    @property
    def seconds(self) -> float:
        """How long the run has been going."""
        return time.monotonic() - self._started

    def build(self) -> Path:
        """Writes the page into out/. Raises OutputError where nothing is rendered, or the page cannot be written."""
        from pipeline.publish.gallery import gallery_page
        from pipeline.render.atomic import write_atomically

        out = self._project.settings.out
        entries = list(_entries(out))
        if not entries:
            raise OutputError(f"nothing is rendered in {out}", "atlas render draws every diagram of the project")
        cards = list(self._cards(entries))
        self.count = len(cards)
        page = gallery_page(f"{self._project.settings.root.name}: diagrams", cards)
        try:
            write_atomically(out / PAGE, page.encode(), out)
        except OSError as error:
            raise OutputError(f"cannot write {out / PAGE}: {error.strerror or error}") from error
        return out / PAGE

    def _cards(self, entries: list[dict[str, Any]]) -> Iterator[Card]:
        from pipeline.publish.gallery import card_of

        diagrams = self._diagrams({entry["source"] for entry in entries})
        registry = self._project.registry
        for entry in sorted(entries, key=lambda entry: str(entry["id"])):
            try:
                svg = (self._project.settings.out / entry["artifacts"]["svg"]["path"]).read_bytes()
            except OSError:
                continue  # removed since it was rendered: there is nothing to show
            yield card_of(entry, diagrams.get(entry["id"]), registry, svg)

    def _diagrams(self, sources: set[str]) -> Mapping[str, Diagram]:
        """What the sources of the pictures say now. What is wrong with them is for lint to say."""
        root = self._project.settings.root
        found: dict[str, Diagram] = {}
        for source in sorted(sources):
            file = root / source
            kind = raw_kind(source) or (InputKind.SPEC if is_spec_name(source) else None)
            if kind is not None and file.is_file():
                corpus = self._project.load(InputFile(source, str(file), kind))
                found |= {diagram.id: diagram for diagram in corpus.diagrams}
        return found


def _entries(out: Path) -> Iterator[dict[str, Any]]:
    """The diagrams of every manifest in out/ that have an SVG; shards leave one manifest each."""
    for file in sorted(out.glob("manifest*.json")):
        try:
            data = json.loads(file.read_bytes())
            yield from (entry for entry in data["diagrams"] if "svg" in entry["artifacts"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise OutputError(f"{file} is no manifest", "atlas render writes it anew") from error
