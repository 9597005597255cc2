"""Mending files: edits that are beyond doubt, made in the text itself, so that comments and layout stay."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.findings import Finding, Location
from pipeline.lint.rule import Edit

_LINE_BREAK = re.compile(r"\r\n|\r|\n")


def apply(text: str, edits: Iterable[Edit]) -> tuple[str, list[Edit]]:
    """The mended text and the edits that were made.

    An edit is left out where its old text does not stand at its place any more, or where it would touch another edit.
    """
    starts = [0, *(match.end() for match in _LINE_BREAK.finditer(text))]
    placed = sorted(
        ((start, edit) for edit in dict.fromkeys(edits) if (start := _offset(starts, edit.at)) is not None),
        key=lambda item: item[0],
    )
    done: list[Edit] = []
    parts: list[str] = []
    at = 0
    for start, edit in placed:
        end = start + len(edit.old)
        if start < at or text[start:end] != edit.old:
            continue
        parts += [text[at:start], edit.new]
        done.append(edit)
        at = end
    return "".join([*parts, text[at:]]), done


def bare_id(identity: str) -> str:
    """An id without what people vary: case, hyphens, leading zeros."""
    return re.sub(r"(?<!\d)0+(?=\d)", "", re.sub(r"[-_\s]", "", identity.upper()))


def reference_edit(finding: Finding, text: str, known: Iterable[str]) -> Edit | None:
    """The edit for a reference to something unknown that is one of ``known`` in another spelling; None where it is not."""
    at = finding.location
    if at.end_column is None or at.end_line not in (None, at.line):
        return None
    lines = _LINE_BREAK.split(text)
    written = lines[at.line - 1][at.column - 1 : at.end_column - 1] if at.line <= len(lines) else ""
    same = [identity for identity in known if bare_id(identity) == bare_id(written)]
    return Edit(at, written, same[0]) if written and len(same) == 1 else None


def _offset(starts: list[int], place: Location) -> int | None:
    return starts[place.line - 1] + place.column - 1 if 1 <= place.line <= len(starts) else None
