"""Inputs without metadata: Mermaid and DOT files, Markdown files with fences -> Diagrams that are raw."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from pipeline.findings import Finding, Location, Severity
from pipeline.spec import text_file
from pipeline.spec.inputs import InputKind, raw_kind
from pipeline.spec.model import Diagram, Positions, SourceText

MAX_SOURCE_BYTES = 200_000
"""How long one Mermaid or DOT source may be; the same as a whole spec."""

MAX_MARKDOWN_BYTES = 5_000_000
"""How long a Markdown file may be: prose is only scanned."""


def load_raw(
    file: Path, root: Path, *, path: str | None = None, max_bytes: int = MAX_SOURCE_BYTES
) -> tuple[tuple[Diagram, ...], tuple[Finding, ...]]:
    """The diagrams of one raw file and what is wrong with it; diagrams with a finding are left out.

    ``path`` names the file in findings (by default: relative to ``root`` where it lies inside).
    """
    shown = path or text_file.shown_path(file, root)
    limit = max(MAX_MARKDOWN_BYTES, max_bytes) if raw_kind(shown) is InputKind.MARKDOWN else max_bytes
    content, findings = text_file.read_bytes(file, shown, limit, "raw")
    return ((), findings) if findings else parse_raw(content, shown, max_bytes=max_bytes)


def parse_raw(
    content: bytes, path: str, *, max_bytes: int = MAX_SOURCE_BYTES
) -> tuple[tuple[Diagram, ...], tuple[Finding, ...]]:
    """As load_raw, for the bytes of a file wherever they come from; its kind follows from the suffix of ``path``."""
    text, findings = text_file.decode(content, path, "raw")
    if text is None:
        return (), findings
    kind = raw_kind(path)
    found = _fences(text, path) if kind is InputKind.MARKDOWN else [_whole(text, path, kind)]
    problems = {diagram.id: problem for diagram in found if (problem := _problem(diagram, max_bytes)) is not None}
    return tuple(item for item in found if item.id not in problems), tuple(problems.values())


def _whole(text: str, path: str, kind: InputKind | None) -> Diagram:
    engine = "graphviz" if kind is InputKind.DOT else "mermaid"
    source = SourceText(text_file.LINE_BREAK.sub("\n", text), path)
    return _diagram(_identity(path), path, engine, source, PurePosixPath(path).stem)


def _fences(text: str, path: str) -> list[Diagram]:
    # markdown-it is imported only where Markdown is read: a repository of specs does without.
    from pipeline.spec.fences import fences

    stem = PurePosixPath(path).stem
    return [
        _diagram(
            f"{_identity(path)}-{fence.number}",
            path,
            fence.engine,
            fence.source,
            fence.heading or f"{stem} {fence.number}",
        )
        for fence in fences(text, path)
    ]


def _diagram(identity: str, path: str, engine: str, source: SourceText, title: str) -> Diagram:
    return Diagram(identity, path, engine, source, title, raw=True, positions=Positions(path))


def _identity(path: str) -> str:
    """The path, without what would lead out of a folder. The suffix stays: a.mmd and a.dot are two diagrams."""
    parts = PurePosixPath(path).parts
    return "/".join(part.replace(":", "").strip("\\") for part in parts if part not in ("/", "..", "."))


def _problem(diagram: Diagram, max_bytes: int) -> Finding | None:
    """Why a source cannot be handed to an engine: too long, empty, or with characters that no engine takes."""
    source = diagram.source
    size = len(source.text.encode("utf-8", errors="replace"))
    if size > max_bytes:
        finding = text_file.too_large(diagram.path, size, max_bytes, "raw")
        return Finding(finding.rule, finding.severity, finding.message, source.location(1), diagram.id, finding.hint)
    if not source.text.strip():
        return Finding("raw-empty", Severity.ERROR, "there is nothing to draw", _opening(source), diagram.id)
    forbidden = text_file.forbidden_character(source.text, diagram.path, "raw")
    if forbidden is not None:
        at = source.location(forbidden.location.line, forbidden.location.column)
        return Finding(forbidden.rule, forbidden.severity, forbidden.message, at, diagram.id, forbidden.hint)
    return None


def _opening(source: SourceText) -> Location:
    """For an empty fence the line of its mark: the line after it is no longer the fence's."""
    return Location(source.path, max(1, source.first_line - 1))
