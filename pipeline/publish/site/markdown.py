"""Writes one page as Markdown. Text from specs is escaped, so that it can never become markup."""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NewType
from urllib.parse import quote, urlsplit

Inline = NewType("Inline", str)
"""Markdown that stands within a line: what ``text``, ``Page.link`` and their like return."""

_MARKUP = re.compile(r"[\\`*_{}\[\]<>&|#~^=$!]")
_LINE_START = re.compile(r"^(?:[-+:]|\d+[.)])")


@dataclass(frozen=True, slots=True)
class Place:
    """A page of the site, by its path below the pages' folder, and an anchor on it."""

    path: str
    anchor: str = ""


def text(value: object) -> Inline:
    """A value as it stands: every character that Markdown or HTML might take for markup becomes an entity."""
    words = " ".join(str(value).split())
    escaped = _MARKUP.sub(lambda match: f"&#{ord(match[0])};", words)
    return Inline(_LINE_START.sub(lambda match: f"&#{ord(match[0][0])};{match[0][1:]}", escaped))


def strong(value: object) -> Inline:
    """A value in bold."""
    return Inline(f"**{text(value)}**") if str(value).strip() else Inline("")


def code(value: object) -> Inline:
    """A value in the fixed-width font."""
    return Inline(f"<code>{text(value)}</code>")


def join(parts: Iterable[Inline], separator: str = ", ") -> Inline:
    """The parts that are not empty, one after the other."""
    return Inline(separator.join(part for part in parts if part))


def external(label: object, url: str) -> Inline:
    """A link out of the site; just the label where the address is none of the web."""
    if urlsplit(url).scheme not in ("http", "https"):
        return text(label)
    address = quote(url, safe=":/?#@!$&'*+,;=%~-._")
    return Inline(f"[{text(label)}]({address})")


class Page:
    """A page being written. ``path`` is below the pages' folder and ends in ``.md``.

    ``wide`` gives its content the whole window, ``boost`` weighs it in search, where 0 leaves it out.
    """

    def __init__(self, path: str, title: str, *, wide: bool = False, boost: float = 1) -> None:
        self.path = path
        self.title = title
        self._blocks: list[str] = []
        self._front = [f'title: "{html.escape(title).translate(_YAML_ESCAPES)}"']
        if wide:
            self._front.append("hide: [navigation, toc]")
        if boost != 1:
            self._front.append(f"search: {{boost: {boost:g}}}" if boost else "search: {exclude: true}")

    def heading(self, title: Inline, level: int = 2, anchor: str = "", *, found: bool = True) -> None:
        """A heading. ``found`` false keeps its section out of search, which answers faster the less it holds.

        Of a title without words nothing is written: Markdown would show its marks instead.
        """
        if not title.strip():
            return
        marks = [f"#{anchor}" if anchor else "", "" if found else 'data-search-exclude="true"']
        mark = f" {{ {' '.join(filter(None, marks))} }}" if any(marks) else ""
        self._blocks.append(f"{'#' * level} {title}{mark}")

    def paragraph(self, *parts: Inline, role: str = "") -> None:
        """A paragraph. ``role`` becomes a class of the stylesheet."""
        content = join(parts, " ")
        if content:
            self._blocks.append(content + (f"\n{{: .{role} }}" if role else ""))

    def bullets(self, items: Iterable[Inline]) -> None:
        """A list."""
        lines = [f"- {item}" for item in items if item]
        if lines:
            self._blocks.append("\n".join(lines))

    def numbers(self, items: Iterable[Inline]) -> None:
        """A numbered list."""
        self._blocks.append("\n".join(f"{at}. {item}" for at, item in enumerate(items, 1)))

    def table(self, header: Sequence[str], rows: Iterable[Sequence[Inline]]) -> None:
        """A table; nothing where it has no rows."""
        lines = [f"| {' | '.join(cell or ' ' for cell in row)} |" for row in rows]
        if lines:
            head = [f"| {' | '.join(text(name) for name in header)} |", "|" + " --- |" * len(header)]
            self._blocks.append("\n".join([*head, *lines]))

    def raw(self, block: str) -> None:
        """HTML of the site's own."""
        self._blocks.append(block)

    def link(self, label: object, place: Place) -> Inline:
        """A link to another page, relative to this one; MkDocs checks that page and anchor exist."""
        if place.path == self.path and place.anchor:
            return Inline(f"[{text(label)}](#{place.anchor})")
        target = quote(posixpath.relpath(place.path, posixpath.dirname(self.path) or "."))
        return Inline(f"[{text(label)}]({target}{f'#{place.anchor}' if place.anchor else ''})")

    def content(self) -> str:
        """The file's content."""
        front = "\n".join(["---", *self._front, "---"])
        return "\n\n".join([front, *self._blocks]) + "\n"


_YAML_ESCAPES = {ord("\\"): "\\\\", ord('"'): '\\"', ord("\n"): " ", ord("\r"): " "}


def anchor(identity: str) -> Inline:
    """An invisible target for links, inside a line."""
    return Inline(f'<span id="{html.escape(identity)}"></span>')
