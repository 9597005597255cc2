"""Mending files: edits that are beyond doubt, made in the text itself, so that comments and layout stay."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.findings import Location
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


def _offset(starts: list[int], place: Location) -> int | None:
    return starts[place.line - 1] + place.column - 1 if 1 <= place.line <= len(starts) else None
