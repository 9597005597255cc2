"""What linting found the last time, so that an unchanged corpus is answered without opening a file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from pipeline.findings import Finding, Location, Severity
from pipeline.lint.subject import Claim, Summary
from pipeline.render.atomic import write_atomically
from pipeline.render.index import Stamp

_FORMAT = 1


class LintIndex:
    """Findings by input file. They hold while the file has the same stamp and ``world``, a digest of everything else.

    Summaries of diagrams lie in a file of their own, which only a change makes necessary to read.
    """

    def __init__(self, folder: Path, name: str, world: str) -> None:
        self._folder = folder
        self._file = folder / f"{name}.json"
        self._summaries_file = folder / f"{name}-summaries.json"
        self._world = world
        data = self._read(self._file)
        self._entries: dict[str, Any] = data.get("entries", {})
        self._across: dict[str, Any] = data.get("across", {})
        self._summaries: dict[str, Any] | None = None
        self._changed = False

    def get(self, file: str, stamp: Stamp) -> tuple[int, list[Finding]] | None:
        """How many diagrams an unchanged file holds and what was found in it; None where it has changed."""
        entry = self._entries.get(file)
        if not isinstance(entry, dict) or entry.get("stamp") != [stamp.size, stamp.mtime]:
            return None
        try:
            return int(entry["diagrams"]), [_finding(item) for item in entry["findings"]]
        except (KeyError, TypeError, ValueError):
            return None

    def put(self, file: str, stamp: Stamp, summaries: Sequence[Summary], findings: Iterable[Finding]) -> None:
        """Remembers what was found in a file, and the summaries of its diagrams."""
        found = [_plain(finding) for finding in findings]
        self._entries[file] = {"stamp": [stamp.size, stamp.mtime], "diagrams": len(summaries), "findings": found}
        self._changed = True
        self._known_summaries()[file] = [_plain_summary(summary) for summary in summaries]

    def summaries(self, file: str) -> tuple[Summary, ...]:
        """The summaries of a file's diagrams."""
        return tuple(_summary(item) for item in self._known_summaries().get(file, ()))

    def across(self, key: str) -> list[Finding] | None:
        """What was found across files, where ``key`` stands for the same set of them as the last time."""
        if self._across.get("key") != key:
            return None
        return [_finding(item) for item in self._across["findings"]]

    def put_across(self, key: str, findings: Iterable[Finding]) -> None:
        """Remembers what was found across files."""
        self._changed = True
        self._across = {"key": key, "findings": [_plain(finding) for finding in findings]}

    def save(self) -> None:
        """Writes the index where something in it has changed; a folder that cannot be written only costs the next run its time."""
        if not self._changed:
            return
        data = {"format": _FORMAT, "world": self._world, "entries": self._entries, "across": self._across}
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            if self._summaries is not None:
                held = {file: item for file, item in self._summaries.items() if file in self._entries}
                kept = {"format": _FORMAT, "world": self._world, "entries": held}
                write_atomically(self._summaries_file, _encoded(kept), self._folder)
            write_atomically(self._file, _encoded(data), self._folder)

    def _known_summaries(self) -> dict[str, Any]:
        if self._summaries is None:
            self._summaries = dict(self._read(self._summaries_file).get("entries", {}))
        return self._summaries

    def _read(self, file: Path) -> dict[str, Any]:
        try:
            data = json.loads(file.read_bytes())
            same = isinstance(data, dict) and (data.get("format"), data.get("world")) == (_FORMAT, self._world)
            return data if same else {}
        except (OSError, ValueError, RecursionError):
            return {}


def _encoded(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def _plain(finding: Finding) -> list[Any]:
    at = finding.location
    place = [at.path, at.line, at.column, at.end_line, at.end_column]
    return [finding.rule, finding.severity.value, finding.message, place, finding.diagram, finding.hint]


def _plain_summary(summary: Summary) -> dict[str, Any]:
    claims = [{**_fields(claim), "at": _fields(claim.at)} for claim in summary.claims]
    return {**_fields(summary), "at": _fields(summary.at), "claims": claims}


def _fields(item: Summary | Claim | Location) -> dict[str, Any]:
    # dataclasses.asdict copies every value deeply, which takes seven times as long.
    return {name: getattr(item, name) for name in item.__slots__}


def _finding(item: Sequence[Any]) -> Finding:
    rule, severity, message, place, diagram, hint = item
    return Finding(rule, Severity(severity), message, Location(*place), diagram, hint)


def _summary(item: Mapping[str, Any]) -> Summary:
    claims = tuple(Claim(**{**claim, "at": Location(**claim["at"])}) for claim in item["claims"])
    fields = {**item, "at": Location(**item["at"]), "features": tuple(item["features"]), "claims": claims}
    return Summary(**fields)
