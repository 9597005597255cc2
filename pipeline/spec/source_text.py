"""Where each line of a block scalar stands in its file."""

from __future__ import annotations

from pipeline.spec.model import Path, SourceText
from pipeline.spec.yaml_document import YamlDocument


def source_text(document: YamlDocument, path: Path) -> SourceText:
    """The text at ``path`` (which must be text) with its place in the file.

    A literal block scalar (``|``) stands in the file line by line, behind an indent that is the same for all lines; the
    indent is read off the first line that is not blank, which holds for indentation indicators too. In any other style
    the text is not exact.
    """
    value: object = document.data
    for part in path:
        value = value[part]  # type: ignore[index]
    text = str(value)
    at = document.positions.of(*path)
    inexact = SourceText(text, document.path, at.line, exact=False, column=at.column)
    if path not in document.literals:
        return inexact
    lines = text.split("\n")
    if not lines[-1]:
        lines.pop()  # what follows the last line break is the rest of the file
    raw = document.lines[at.line : at.line + len(lines)]
    indent = next((len(there) - len(line) for line, there in zip(lines, raw, strict=False) if line.strip()), 0)
    return SourceText(text, document.path, at.line + 1, indent) if _same(lines, raw, indent) else inexact


def _same(lines: list[str], raw: tuple[str, ...], indent: int) -> bool:
    """Whether the file really holds the lines behind that indent; an empty line may be shorter than it."""
    return indent >= 0 and all(
        there[indent:] == line if line else not there.strip(" ") for line, there in zip(lines, raw, strict=False)
    )
