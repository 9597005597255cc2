"""The state of a preview: every entry, and who wants to hear of changes. Safe for several threads."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from pipeline.findings import Severity
from pipeline.preview.entry import Entry, Problem


@dataclass(frozen=True, slots=True)
class Change:
    """What listeners are told: an entry that is new or different, or the id of one that is gone, or project trouble.

    ``edited`` says that somebody saved the file: the page turns to it.
    """

    entry: Entry | None = None
    gone: str | None = None
    trouble: tuple[Problem, ...] | None = None
    edited: bool = False


class Board:
    """Entries by id, and the ids of each file. ``trouble`` is what is wrong with the project as a whole."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._entries: dict[str, Entry] = {}
        self._files: dict[str, tuple[str, ...]] = {}
        self._homes: dict[str, str] = {}
        self._listeners: list[Callable[[Change], None]] = []
        self._version = 0
        self._trouble: tuple[Problem, ...] = ()

    def listen(self, listener: Callable[[Change], None]) -> Callable[[], None]:
        """Calls ``listener`` with each change, from whichever thread makes it, until what is returned is called."""
        with self._lock:
            self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def entries(self) -> list[Entry]:
        """All entries, sorted by id."""
        with self._lock:
            return [self._entries[identity] for identity in sorted(self._entries)]

    def entry(self, identity: str) -> Entry | None:
        """The entry of that id."""
        with self._lock:
            return self._entries.get(identity)

    def file_of(self, identity: str) -> str | None:
        """The file that holds a diagram."""
        with self._lock:
            return self._homes.get(identity)

    def files(self) -> dict[str, bool]:
        """Every file that has entries, and whether any of them has a picture."""
        with self._lock:
            return {file: any(self._entries[i].picture for i in ids) for file, ids in self._files.items()}

    @property
    def trouble(self) -> tuple[Problem, ...]:
        """What is wrong with the project as a whole."""
        return self._trouble

    def set_trouble(self, trouble: Sequence[Problem]) -> None:
        """Replaces what is wrong with the project as a whole."""
        with self._lock:
            if tuple(trouble) != self._trouble:
                self._trouble = tuple(trouble)
                self._tell(Change(trouble=self._trouble))

    def put(self, file: str, entries: Sequence[Entry], *, edited: bool = False) -> None:
        """Takes what a file now holds.

        An entry without a picture keeps the one from before, marked as stale where it has an error. Where nothing of the
        file could be read, all that it held stays like that.
        """
        with self._lock:
            before = {identity: self._entries[identity] for identity in self._files.get(file, ())}
            after = {entry.id: _merged(before.get(entry.id), entry) for entry in entries}
            lost = {identity: entry for identity, entry in before.items() if identity not in after}
            unreadable = bool(entries) and not any(entry.title for entry in entries)
            if unreadable and any(entry.picture for entry in lost.values()):
                # Nothing of the file could be read: its problems are those of all that it held.
                problems = tuple(problem for entry in entries for problem in entry.problems)
                after = {i: replace(entry, problems=problems, stale=True) for i, entry in lost.items()}
                lost = {}
            self._files[file] = tuple(after)
            for identity in lost:
                self._remove(identity)
            for entry in after.values():
                self._homes[entry.id] = file
                self._set(entry, edited)

    def is_current(self, file: str, saved: float) -> bool:
        """Whether the entries of a file are those of what was saved then (ms since the epoch)."""
        with self._lock:
            known = [self._entries[identity] for identity in self._files.get(file, ())]
            return bool(known) and all(entry.loaded and entry.saved == saved for entry in known)

    def drop(self, file: str) -> None:
        """A file is no more, and neither are its entries."""
        with self._lock:
            for identity in self._files.pop(file, ()):
                self._remove(identity)

    def _remove(self, identity: str) -> None:
        self._homes.pop(identity, None)
        if self._entries.pop(identity, None) is not None:
            self._tell(Change(gone=identity))

    def _set(self, entry: Entry, edited: bool) -> None:
        before = self._entries.get(entry.id)
        same = before is not None and replace(before, version=0) == replace(entry, version=0)
        # A save is told even where it changes nothing, or where the other thread has met the change first.
        if same and not edited:
            return
        self._version += 1
        self._entries[entry.id] = replace(entry, version=self._version)
        self._tell(Change(entry=self._entries[entry.id], edited=edited))

    def _tell(self, change: Change) -> None:
        for listener in tuple(self._listeners):
            listener(change)


def _is_error(problem: Problem) -> bool:
    return problem.severity is Severity.ERROR


def _merged(before: Entry | None, now: Entry) -> Entry:
    if before is None:
        return now
    if not now.title:
        # The file cannot be read as a diagram: what was known of it still describes the picture that stays.
        now = replace(
            now,
            title=before.title,
            question=before.question,
            entity=before.entity,
            components=before.components,
            text=before.text,
        )
    if now.picture is None and before.picture is not None:
        now = replace(now, picture=before.picture, stale=any(map(_is_error, now.problems)))
    return now
