"""A preview that is running: which files it shows, who draws them, and what happens when one of them is saved."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import Future
from pathlib import Path

from pipeline.errors import AtlasError, UsageError
from pipeline.findings import Finding, Location, Severity
from pipeline.preview.board import Board
from pipeline.preview.clerk import Clerk, Png
from pipeline.preview.entry import Entry, Problem, finding_problem
from pipeline.preview.hot import HotSeat
from pipeline.preview.line import Urgency
from pipeline.project import Project
from pipeline.render.index import Stamp
from pipeline.spec.inputs import InputFile

CONFIG_FILES = ("atlas.toml", "pyproject.toml")
_PROJECT_SUFFIXES = (".yaml", ".yml", ".json")


class Session:
    """Shows ``targets`` of the project that ``open_project`` gives; it is asked again when the configuration changes.

    Two threads draw: one what is edited or looked at, the other what is only listed, so that a gallery that fills never
    delays what the author waits for.
    """

    def __init__(self, open_project: Callable[[], Project], targets: Sequence[str], cwd: Path) -> None:
        self._open = open_project
        self._targets = targets
        self._cwd = cwd
        self._items: dict[str, InputFile] = {}
        self._folders: tuple[frozenset[Path], frozenset[Path]] = (frozenset(), frozenset())
        # Two watching threads report changes; what they set off must not interleave.
        self._lock = threading.RLock()
        self.board = Board()
        self.project = open_project()
        self._urgent, self._patient = (Clerk(lambda: self.project, self.board, self._trouble) for _ in range(2))
        self._settle(self.project)

    # --- life ---

    def start(self) -> None:
        """Begins to draw and to read."""
        self._urgent.start(warm=True)
        self._patient.start(warm=False)
        self.start_reading()

    def start_reading(self) -> None:
        """Reads every file that has not been read since it was saved: titles, questions and texts to search."""
        for item in self._items.values():
            self._patient.read(item)

    def close(self) -> None:
        """Ends both threads and their workers."""
        for clerk in (self._urgent, self._patient):
            clerk.stop()
        for clerk in (self._urgent, self._patient):
            clerk.join()

    @property
    def seat(self) -> HotSeat:
        """The place whose worker draws what somebody waits for."""
        return self._urgent.seat

    # --- what the page asks for ---

    def draw(self, identity: str, *, looked_at: bool) -> Future[None] | None:
        """Draws a diagram that has no picture yet; None where there is no such diagram."""
        item = self._item(identity)
        clerk = self._urgent if looked_at else self._patient
        return clerk.draw(item, Urgency.LOOKED_AT) if item else None

    def png(self, identity: str) -> Future[Png] | None:
        """A diagram's PNG; None where there is no such diagram."""
        item = self._item(identity)
        return self._patient.png(item, identity) if item else None

    def _item(self, identity: str) -> InputFile | None:
        file = self.board.file_of(identity)
        return self._items.get(file) if file else None

    # --- what the file system tells ---

    @property
    def folders(self) -> tuple[frozenset[Path], frozenset[Path]]:
        """Folders to watch with all that is below them, and folders of which only the files matter."""
        return self._folders

    def catch_up(self) -> None:
        """Looks for changes that nobody has told of."""
        with self._lock:
            self._find()
            for entry in self.board.entries():
                file = self.board.file_of(entry.id)
                stamp = Stamp.of(file) if file else None
                if file in self._items and stamp and entry.saved and stamp.mtime / 1e6 != entry.saved:
                    self._urgent.draw(self._items[file], Urgency.EDITED)

    def changed(self, paths: Collection[Path]) -> None:
        """Files were written, made or removed."""
        with self._lock:
            edited = [path for path in paths if str(path) in self._items and path.is_file()]
            for path in edited:
                self._urgent.draw(self._items[str(path)], Urgency.EDITED)
            others = [path for path in paths if path not in edited and not self._is_output(path)]
            if any(self._is_about_project(path) for path in others):
                self._reload()
            elif others:
                self._find()

    def _is_output(self, path: Path) -> bool:
        settings = self.project.settings
        return path.is_relative_to(settings.out) or path.is_relative_to(settings.cache)

    def _is_about_project(self, path: Path) -> bool:
        settings = self.project.settings
        if path.parent == settings.root and path.name in CONFIG_FILES:
            return True
        inside = path.is_relative_to(settings.specs) or path.is_relative_to(settings.rules)
        return inside and path.suffix in _PROJECT_SUFFIXES

    def _reload(self) -> None:
        """The registry, the theme, a rule or a setting may change any diagram: all are read again, those shown first."""
        try:
            project = self._open()
            self._settle(project)
        except AtlasError as error:
            self._trouble(error)
            return
        self.project = project
        for file, has_picture in self.board.files().items():
            if has_picture:
                self._urgent.draw(self._items[file], Urgency.LISTED)
            else:
                self._patient.read(self._items[file], again=True)

    def _settle(self, project: Project) -> None:
        """Loads what both threads share, finds the inputs, and shows what is wrong with the registry."""
        root = project.settings.root
        self.board.set_trouble([_about_registry(finding, root) for finding in project.registry_findings])
        self._take(self._inputs(project))

    def _find(self) -> None:
        """Looks for new files and for files that are gone."""
        for item in self._take(self._inputs(self.project)):
            self._urgent.draw(item, Urgency.EDITED)

    def _inputs(self, project: Project) -> Sequence[InputFile]:
        try:
            return project.inputs(self._targets, self._cwd)
        except UsageError:
            # The command has checked its targets once; while the preview is open they may come and go.
            return ()

    def _take(self, items: Sequence[InputFile]) -> list[InputFile]:
        """Replaces the inputs; returns those that were not there before."""
        now = {item.file: item for item in items}
        new = [item for file, item in now.items() if file not in self._items]
        for file in set(self._items) - set(now):
            self.board.drop(file)
        self._items = now
        self._folders = self._to_watch()
        for item in new:
            self.board.put(item.file, [Entry(item.id or item.path, item.path)])
        return new

    def _to_watch(self) -> tuple[frozenset[Path], frozenset[Path]]:
        settings = self.project.settings
        deep = {folder for folder in (settings.diagrams, settings.specs, settings.rules) if folder.is_dir()}
        for target in self._targets:
            found = ((base / target).resolve() for base in (self._cwd, settings.root))
            deep |= {path for path in found if path.is_dir()}
        deep = {folder for folder in deep if not any(folder != o and folder.is_relative_to(o) for o in deep)}
        # The root holds the configuration, and folders of the project may come into being there.
        parents = {settings.root, *(Path(file).parent for file in self._items)}
        flat = {folder for folder in parents if not any(folder.is_relative_to(outer) for outer in deep)}
        return frozenset(deep), frozenset(flat)

    def _trouble(self, error: AtlasError) -> None:
        """Shows an error of the tool or its configuration at the top of the page."""
        problem = Problem("atlas", Severity.ERROR, error.message, Location(""), error.hint, 1, ())
        self.board.set_trouble([problem])


def _about_registry(finding: Finding, root: Path) -> Problem:
    try:
        text = (root / finding.location.path).read_text(encoding="utf-8", errors="replace")
    except OSError:
        text = ""
    return finding_problem(finding, text)
