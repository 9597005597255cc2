"""Where the text of a label stands in a diagram's source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from pipeline.findings import Location
from pipeline.spec.model import SourceText

# What a source may write between two words of a label, or instead of a sign in it: tags, breaks, entities.
_MARKUP = re.compile(r"<[^<>\n]{0,60}>|\\[nlrNG]|&#?\w{1,8};|#\w{1,8};")
_WORDS = 40
# Between two words of a label stands no more than this: blanks, quotes, a break with the indent of the next line.
_WIDEST_GAP = 40


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a source: offsets of its first character and of the one behind it."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Letters:
    """The letters and digits of a source without its markup, and the offset of each in it."""

    text: str
    offsets: tuple[int, ...]


@lru_cache(maxsize=32)
def _letters(source: str) -> _Letters:
    plain = _MARKUP.sub(lambda match: " " * len(match[0]), source)
    offsets = tuple(at for at, letter in enumerate(plain) if letter.isalnum())
    return _Letters("".join(plain[at] for at in offsets), offsets)


def find_label(source: str, label: str, host: str | None = None) -> Span | None:
    """The place of a label, as it was drawn, in its source; on a line that names ``host`` (an id) where there is one.

    None where the source does not hold the label's words in their order.
    """
    spans = list(_matches(source, label, 0, len(source)))
    spans = [span for span in spans if not _in_comment(source, span.start)] or spans
    if not spans:
        return None
    return next((span for span in spans if host and _names(source, span, host)), spans[0])


def _matches(source: str, label: str, start: int, end: int) -> Iterator[Span]:
    """Where the words of a label stand between two offsets, each a word of its own, with little between them."""
    words = [kept for word in label.split()[:_WORDS] if (kept := "".join(filter(str.isalnum, word)))]
    if not words:
        at = source.find(label.strip(), start, end) if label.strip() else -1
        if at >= 0:
            yield Span(at, at + len(label.strip()))
        return
    letters = _letters(source)
    wanted = "".join(words)
    at = letters.text.find(wanted)
    while at >= 0:
        first, last = letters.offsets[at], letters.offsets[at + len(wanted) - 1]
        if start <= first and last < end and _are_words(source, letters.offsets, at, words):
            yield _with_signs(source, label, Span(first, last + 1), start, end)
        at = letters.text.find(wanted, at + 1)


def _are_words(source: str, offsets: tuple[int, ...], at: int, words: list[str]) -> bool:
    """Whether each of ``words`` is one in the source, none of them the part of a longer one, and none far from the last."""
    previous = offsets[at] - 1
    if previous >= 0 and source[previous].isalnum():
        return False
    for word in words:
        first, last = offsets[at], offsets[at + len(word) - 1]
        if first - previous > _WIDEST_GAP or last - first > len(word) - 1 + _WIDEST_GAP:
            return False
        previous, at = last, at + len(word)
        if last + 1 < len(source) and source[last + 1].isalnum():
            return False
    return True


def _with_signs(source: str, label: str, span: Span, start: int, end: int) -> Span:
    """The span with the signs around it that the label has too: brackets, a full stop, a percent sign."""
    flat = " ".join(label.split())
    head = flat[: next((at for at, letter in enumerate(flat) if letter.isalnum()), 0)]
    tail = flat[len(flat) - next((at for at, letter in enumerate(reversed(flat)) if letter.isalnum()), 0) :]
    before = span.start - len(head) if head and source[: span.start].endswith(head) else span.start
    after = span.end + len(tail) if tail and source.startswith(tail, span.end) else span.end
    return Span(max(before, start), min(after, end))


def _line_of(source: str, at: int) -> str:
    start = source.rfind("\n", 0, at) + 1
    end = source.find("\n", at)
    return source[start : end if end >= 0 else len(source)]


def _in_comment(source: str, at: int) -> bool:
    return _line_of(source, at).lstrip().startswith(("%%", "//"))


def _names(source: str, span: Span, host: str) -> bool:
    line = source.rfind("\n", 0, span.start) + 1
    return find_word(source, host, line, span.start) is not None


def find_word(source: str, word: str, start: int = 0, end: int | None = None) -> Span | None:
    """The first place of ``word`` between two offsets, not as part of a longer word or number."""
    last = len(source) if end is None else end
    at = source.find(word, start, last) if word else -1
    while at >= 0:
        behind = at + len(word)
        cut = at > 0 and _is_word(word[0]) and _is_word(source[at - 1])
        cut = cut or (behind < len(source) and _is_word(word[-1]) and _is_word(source[behind]))
        if not cut:
            return Span(at, behind)
        at = source.find(word, at + 1, last)
    return None


def _is_word(letter: str) -> bool:
    return letter.isalnum() or letter == "_"


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
        span = next(_matches(source.text, part, span.start, span.end), span)
    if span is None and part:
        span = find_label(source.text, part, host)
    if span is None and host:
        span = find_word(source.text, host)
    if span is None:
        return source.location(first_line(source.text))
    return location(source, span)


def first_line(source: str) -> int:
    """The first line, from 1, that is neither empty nor a comment."""
    for number, line in enumerate(source.split("\n"), 1):
        if line.strip() and not line.lstrip().startswith(("%%", "//", "#")):
            return number
    return 1
