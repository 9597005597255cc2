"""A rendered SVG -> the same picture for a page: ids in its texts are links, numbers lead to where they were read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

SVG = "http://www.w3.org/2000/svg"
_TEXT, _TSPAN, _LINK, _TITLE = (f"{{{SVG}}}{name}" for name in ("text", "tspan", "a", "title"))


@dataclass(frozen=True, slots=True)
class Mark:
    """A text that becomes a link, wherever it stands as a word of its own. ``tip`` says where the link leads."""

    text: str
    href: str
    tip: str
    kind: str


def annotate(svg: str, marks: Sequence[Mark]) -> str:
    """The picture with ``marks`` as links; of marks that overlap the longer one wins. Links open with the keyboard too.

    ``role`` changes from ``img``, which hides what is inside, to ``group``.
    """
    root = etree.fromstring(svg.encode())
    root.set("role", "group")
    pattern, by_text = _pattern(marks)
    if pattern is not None:
        for element in list(root.iter(_TEXT)):
            _join_words(element)
            if not _mark_runs(element, pattern, by_text):
                _mark_whole(element, pattern, by_text)
    return etree.tostring(root, encoding="unicode")


def _pattern(marks: Sequence[Mark]) -> tuple[re.Pattern[str] | None, Mapping[str, Mark]]:
    by_text: dict[str, Mark] = {}
    for mark in marks:
        words = mark.text.split()
        if words:
            by_text.setdefault(" ".join(words), mark)
    if not by_text:
        return None, by_text
    longest_first = sorted(by_text, key=len, reverse=True)
    parts = (r"\s+".join(map(re.escape, text.split(" "))) for text in longest_first)
    return re.compile(rf"(?<![\w.,-])(?:{'|'.join(parts)})(?!\w|[.,]\d)"), by_text


def _join_words(element: etree._Element) -> None:
    """Mermaid puts every word into a tspan of its own; those without attributes say nothing and go."""
    for tspan in list(element.iter(_TSPAN)):
        if not tspan.attrib:
            _unwrap(tspan)


def _unwrap(tspan: etree._Element) -> None:
    parent = tspan.getparent()
    assert parent is not None
    at = parent.index(tspan)
    before = parent[at - 1] if at else None
    children = list(tspan)
    _append_text(parent, before, tspan.text)
    for offset, child in enumerate(children):
        parent.insert(at + offset, child)
    _append_text(parent, children[-1] if children else before, tspan.tail)
    parent.remove(tspan)


def _append_text(parent: etree._Element, before: etree._Element | None, text: str | None) -> None:
    if before is None:
        parent.text = (parent.text or "") + (text or "")
    else:
        before.tail = (before.tail or "") + (text or "")


def _mark_runs(element: etree._Element, pattern: re.Pattern[str], by_text: Mapping[str, Mark]) -> bool:
    """Links within runs of text that no element interrupts; true where there was one."""
    found = False
    for holder in [element, *element.iter(_TSPAN)]:
        pieces = list(_split(holder.text or "", pattern, by_text))
        if len(pieces) > 1:
            found = True
            _replace_text(holder, pieces)
    return found


def _split(text: str, pattern: re.Pattern[str], by_text: Mapping[str, Mark]) -> Iterator[tuple[str, Mark | None]]:
    at = 0
    for match in pattern.finditer(text):
        yield text[at : match.start()], None
        yield match[0], by_text[" ".join(match[0].split())]
        at = match.end()
    yield text[at:], None


def _replace_text(holder: etree._Element, pieces: Sequence[tuple[str, Mark | None]]) -> None:
    holder.text = ""
    last: etree._Element | None = None
    position = 0
    for text, mark in pieces:
        if mark is None:
            _append_text(holder, last, text)
            continue
        last = _link(mark)
        holder.insert(position, last)
        position += 1
        last[0].tail = text


def _mark_whole(element: etree._Element, pattern: re.Pattern[str], by_text: Mapping[str, Mark]) -> None:
    """A text that the engine broke into lines in the middle of a mark becomes a link as a whole."""
    text = " ".join(" ".join(element.itertext()).split())
    match = pattern.search(text)
    parent = element.getparent()
    if match is None or parent is None:
        return
    link = _link(by_text[" ".join(match[0].split())])
    link.tail, element.tail = element.tail, None
    parent.replace(element, link)
    link.append(element)


def _link(mark: Mark) -> etree._Element:
    link = etree.Element(_LINK, {"href": mark.href, "class": f"atlas-mark atlas-{mark.kind}"})
    title = etree.SubElement(link, _TITLE)
    title.text = mark.tip
    return link
