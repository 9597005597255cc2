"""Where the text of a label stands in a diagram's source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from pipeline.findings import Location
from pipeline.spec.model import SourceText

# What may stand between two words of a label in a source: blanks, breaks in either language, tags, quotes, list marks.
_GAP = r"(?:\s|<[^<>]{0,60}>|\\[nlr]|[\"'`|{}*_:,;()\[\]]){1,40}?"
# Characters that a source may write as an entity, with a backslash, or not at all (Markdown's marks).
_ESCAPED = re.compile(r"[<>&\"'#;`*_|{}\\]")
_ANY = r"(?:\\?.|&\w{2,8};|\#\w{2,8};)?"
_WORDS = 40


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a source: offsets of its first character and of the one behind it."""

    start: int
    end: int


def find_label(source: str, label: str, host: str | None = None) -> Span | None:
    """The place of a label, as it was drawn, in its source; on a line that names ``host`` (an id) where there is one.

    None where the source does not hold the label's words in their order.
    """
    words = label.split()[:_WORDS]
    if not words:
        return None
    spans = [Span(match.start(), match.end()) for match in _pattern(tuple(words)).finditer(source)]
    spans = [span for span in spans if not _in_comment(source, span.start)] or spans
    if not spans:
        return None
    return next((span for span in spans if host and _names(source, span, host)), spans[0])


@lru_cache(maxsize=512)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    parts = (_ESCAPED.sub("\0", word) for word in words)
    body = _GAP.join(re.escape(part).replace("\\\0", _ANY).replace("\0", _ANY) for part in parts)
    before = r"(?<![A-Za-z0-9])" if words[0][0].isalnum() else ""
    after = r"(?![A-Za-z0-9])" if words[-1][-1].isalnum() else ""
    return re.compile(f"{before}{body}{after}")


def _line_of(source: str, at: int) -> str:
    start = source.rfind("\n", 0, at) + 1
    end = source.find("\n", at)
    return source[start : end if end >= 0 else len(source)]


def _in_comment(source: str, at: int) -> bool:
    return _line_of(source, at).lstrip().startswith(("%%", "//"))


def _names(source: str, span: Span, host: str) -> bool:
    before = source[source.rfind("\n", 0, span.start) + 1 : span.start]
    return re.search(rf"(?<![\w-]){re.escape(host)}(?![\w-])", before) is not None


def find_word(source: str, word: str, start: int = 0, end: int | None = None) -> Span | None:
    """The first place of ``word`` between two offsets, not as part of a longer word or number."""
    before = r"(?<![\w])" if word[:1].isalnum() else ""
    after = r"(?![\w])" if word[-1:].isalnum() else ""
    match = re.compile(f"{before}{re.escape(word)}{after}").search(source, start, len(source) if end is None else end)
    return Span(match.start(), match.end()) if match else None


def location(source: SourceText, span: Span) -> Location:
    """A part of a source as a place in its file; a part of several lines ends with its first."""
    line = source.text.count("\n", 0, span.start) + 1
    begin = source.text.rfind("\n", 0, span.start) + 1
    line_end = source.text.find("\n", span.start)
    end = min(span.end, len(source.text) if line_end < 0 else line_end)
    return source.location(line, span.start - begin + 1, end - begin + 1)


def label_location(source: SourceText, label: str, host: str | None = None, part: str | None = None) -> Location:
    """The place of a label or of a ``part`` of it; where the source does not show it, that of the host's id, else the
    first line of the source."""
    span = find_label(source.text, label, host)
    if span is not None and part:
        span = _part(source.text, span, part) or span
    if span is None and part:
        span = find_label(source.text, part, host)
    if span is None and host:
        span = find_word(source.text, host)
    if span is None:
        return source.location(_first_code_line(source.text))
    return location(source, span)


def _part(source: str, span: Span, part: str) -> Span | None:
    words = tuple(part.split())
    match = _pattern(words).search(source, span.start, span.end) if words else None
    return Span(match.start(), match.end()) if match else None


def _first_code_line(source: str) -> int:
    for number, line in enumerate(source.split("\n"), 1):
        if line.strip() and not line.lstrip().startswith(("%%", "//")):
            return number
    return 1


def lines_with_offsets(source: str) -> Iterator[tuple[int, str]]:
    """Every line of a text with the offset of its first character."""
    at = 0
    for line in source.split("\n"):
        yield at, line
        at += len(line) + 1
