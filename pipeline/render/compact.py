"""Says the same picture in fewer bytes: what no eye and no reader of the file would miss goes.

Mermaid draws many outlines with rough.js, which strokes every line twice, and puts three attributes on each word;
an ER diagram of 30 rows is 160 KB that way. The trees that come in here have no namespaces (see ``svg``).
"""

from __future__ import annotations

import re

from lxml import etree

from pipeline.render.said import Said
from pipeline.render.selector import NAME

GEOMETRY = frozenset(
    [
        "d",
        "points",
        "x",
        "y",
        "width",
        "height",
        "cx",
        "cy",
        "r",
        "rx",
        "ry",
        "x1",
        "y1",
        "x2",
        "y2",
        "dx",
        "dy",
        "viewBox",
    ]
)
_LONG_NUMBER = re.compile(r"-?\d*\.\d{3,}(?:e-?\d+)?")
_TEXTUAL = frozenset({"text", "tspan", "textPath"})
_NORMAL = ("font-style", "font-weight")


_STYLESHEET = re.compile(r"<style.*?</style>", re.DOTALL)
_FRACTION = re.compile(r"\.\d{3}")
_BLANK = re.compile(r">\s+<")


def compact(root: etree._Element, css: str, said: Said, text: str) -> None:
    """Shortens the tree in place. ``css`` is the stylesheet in use: classes that it names stay.

    What the drawing has ``said``, and its ``text`` without stylesheets, tell beforehand which walks can be spared.
    """
    if _BLANK.search(text):
        _drop_blanks(root)
    for path in root.iter("path"):
        if "C" in path.get("d", ""):
            path.set("d", straightened(path.get("d", "")))
    _merge_outlines(root)
    if said.has("stroke-dasharray") or said.has("color:"):
        _drop_idle(css, said)
    if any(said.has(name) for name in _NORMAL) and not re.search(r"font-(?:weight|style)", css):
        _drop_normal(root)
    for row in list(root.iter("tspan")):
        _join_single(row)
    _drop_classes(css, said)


def without_sheets(text: str) -> str:
    """A drawing's text without its stylesheets."""
    return _STYLESHEET.sub("", text)


def number(value: float) -> str:
    """A coordinate to a hundredth of a px."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def _rounded(match: re.Match[str]) -> str:
    return number(float(match[0]))


def _round(root: etree._Element) -> None:
    for element in root.iter(etree.Element):
        for name, value in element.items():
            if "." not in value:
                continue
            if name in GEOMETRY:
                short = _LONG_NUMBER.sub(_rounded, value)
                if short != value:
                    element.set(name, short)
            elif name == "transform":
                element.set(name, re.sub(r"translate\([^)]*\)", lambda m: _LONG_NUMBER.sub(_rounded, m[0]), value))


def _drop_blanks(root: etree._Element) -> None:
    """White space between elements, but for words."""
    for element in root.iter(etree.Element):
        if element.tag not in _TEXTUAL and element.text and not element.text.strip():
            element.text = None
        parent = element.getparent()
        if element.tail and not element.tail.strip() and parent is not None and parent.tag not in _TEXTUAL:
            element.tail = None


_COMMAND = re.compile(r"\s*([MC])\s*((?:-?[\d.]+[\s,]*)+)")

Point = tuple[float, float]


def straightened(d: str) -> str:
    """rough.js draws lines as curves that are straight, and strokes each of them twice: once, as a line, is the same.

    A path that holds anything but straight curves comes back as it is.
    """
    segments = _straight_segments(d)
    if not segments:
        return d
    parts: list[str] = []
    pen: Point | None = None
    for start, end in dict.fromkeys(segments):
        if start == end:
            continue
        if start != pen:
            parts.append(f"M{number(start[0])} {number(start[1])}")
        parts.append(f"L{number(end[0])} {number(end[1])}")
        pen = end
    return "".join(parts) or d


def _straight_segments(d: str) -> list[tuple[Point, Point]]:
    """The lines of a path of moves and straight curves; empty for any other path."""
    segments: list[tuple[Point, Point]] = []
    pen: Point | None = None
    at = 0
    while match := _COMMAND.match(d, at):
        at = match.end()
        numbers = [float(part) for part in re.findall(r"-?[\d.]+", match[2])]
        if match[1] == "M" and len(numbers) == 2:
            pen = (numbers[0], numbers[1])
        elif match[1] == "C" and len(numbers) == 6 and pen is not None:
            x1, y1, x2, y2, x, y = numbers
            if not (_on_line(x1, y1, *pen, x, y) and _on_line(x2, y2, *pen, x, y)):
                return []
            segments.append((pen, (x, y)))
            pen = (x, y)
        else:
            return []
    return segments if at == len(d) else []


_POLYLINE = re.compile(r"(?:\s*[ML]\s*-?[\d.]+[ ,]+-?[\d.]+)+\s*Z?\s*")


def _corners(path: etree._Element) -> list[str] | None:
    """The numbers of a path of straight lines, without a last point that closes it; None for any other path."""
    d = path.get("d", "")
    if not _POLYLINE.fullmatch(d) or d.count("M") != 1:
        return None
    numbers = re.findall(r"-?[\d.]+", d)
    return numbers[:-2] if len(numbers) > 4 and numbers[-2:] == numbers[:2] else numbers


def _merge_outlines(root: etree._Element) -> None:
    """rough.js fills a shape with one path and strokes it with another on top: one path does both."""
    for ground in list(root.iter("path")):
        line = ground.getnext()
        if line is None or line.tag != "path" or ground.get("stroke") != "none" or line.get("fill") != "none":
            continue
        corners = _corners(ground)
        if corners is None or corners != _corners(line):
            continue
        line.set("fill", ground.get("fill", "#000000"))
        own = re.search(r"(?<![\w-])fill:[^;]*", ground.get("style", ""))
        if own and not re.search(r"(?<![\w-])fill:", line.get("style", "")):
            line.set("style", f"{line.get('style', '')};{own[0]}".strip(";"))
        remove(ground)


# Numbers are rounded to hundredths before: that far from its line a control point may be.
_TOLERANCE = 0.03


def _on_line(x: float, y: float, x0: float, y0: float, x1: float, y1: float) -> bool:
    length = ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5
    if length == 0:
        return abs(x - x0) <= _TOLERANCE and abs(y - y0) <= _TOLERANCE
    return bool(abs((x - x0) * (y1 - y0) - (y - y0) * (x1 - x0)) / length <= _TOLERANCE)


def drop_unseen(root: etree._Element, text: str) -> None:
    """Takes out titles, rectangles without a size, and what is left empty by that; numbers are rounded first.

    The drawing's ``text``, without stylesheets, tells whether any are longer.
    """
    if _FRACTION.search(text):
        _round(root)
    for element in list(root.iter("title", "desc")):
        remove(element)
    for rect in list(root.iter("rect")):
        if rect.get("width", "0") == "0" or rect.get("height", "0") == "0":
            remove(rect)
    drop_empty(root)


def drop_empty(root: etree._Element) -> None:
    """Takes out groups and texts that hold nothing."""
    for group in reversed(list(root.iter("g", "defs", "text", "tspan"))):
        if len(group) == 0 and not (group.text or "").strip() and group.getparent() is not None and not group.get("id"):
            remove(group)


def remove(element: etree._Element) -> None:
    """Takes an element out and leaves the text behind it where it was."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail and element.tail.strip():
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)


# Text in SVG takes ``fill``; ``color`` only serves currentColor.
_COLOR = re.compile(r"(?<![\w-])color:[^;]*;?")


def _drop_idle(css: str, said: Said) -> None:
    """Dashes of no length, and colours that nothing takes."""
    for element in said.in_("stroke-dasharray"):
        if element.get("stroke-dasharray") == "0 0":
            del element.attrib["stroke-dasharray"]
    if "currentColor" in css:
        return
    for element in said.in_("style"):
        if "color:" in element.get("style", ""):
            element.set("style", _COLOR.sub("", element.get("style", "")))
            if not element.get("style"):
                del element.attrib["style"]


def _drop_normal(root: etree._Element) -> None:
    """What words say of themselves, unless some are bold or slanted: then it may be the others that need it."""
    for element in root.iter(etree.Element):
        for name in _NORMAL:
            if element.get(name, "normal") != "normal" or name in element.get("style", ""):
                return
    for row in root.iter("text", "tspan"):
        for span in row:
            for name in _NORMAL:
                span.attrib.pop(name, None)


def _join_single(row: etree._Element) -> None:
    """A row of one word is that word. Words stay apart: joined ones are kerned across the gap, and move."""
    if len(row) == 1 and not row.text and not row[0].tail and set(row[0].attrib) <= {"class"}:
        row.text = row[0].text
        for child in list(row[0]):
            row.append(child)
        row.remove(row[0])


def _drop_classes(css: str, said: Said) -> None:
    """Below groups, which name what is drawn, classes only serve the stylesheet. Once is enough for each."""
    named = set(re.findall(rf"\.({NAME})", css))
    for element in said.in_("class"):
        classes = element.get("class")
        if classes is None:
            continue
        whole = element.tag in ("g", "svg")
        kept = [name for name in dict.fromkeys(classes.split()) if whole or name in named]
        if kept:
            element.set("class", " ".join(kept))
        else:
            del element.attrib["class"]
