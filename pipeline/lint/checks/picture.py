"""Checks of the drawn picture, from its geometry: what overlaps, is cut off, too small, too pale, too wide or too big."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.findings import Location
from pipeline.lint.contrast import contrast
from pipeline.lint.geometry import area, crossings, overlap, overlapping_pairs, shrunk, sticks_out
from pipeline.lint.places import find_word, label_location, location
from pipeline.lint.rule import Hit, Rule
from pipeline.lint.subject import Subject
from pipeline.model import Text

# Letters fill the middle of their line: a text element's box has some room above and below them.
_LINE_ROOM = 0.12


def _place(subject: Subject, text: Text) -> Location:
    host = text.host if text.host_kind in ("node", "group") else None
    return label_location(subject.diagram.source, text.text, host)


def _shown(text: Text) -> str:
    flat = " ".join(text.text.split())
    return flat if len(flat) <= 50 else f"{flat[:47]}..."


def _texts(subject: Subject) -> tuple[Text, ...]:
    return subject.model.texts if subject.model is not None else ()


def text_overlap(rule: Rule, subject: Subject) -> Iterator[Hit]:
    """No two texts share more than ``share`` of the smaller one's area."""
    texts = _texts(subject)
    boxes = [shrunk(text.box, _LINE_ROOM) for text in texts]
    for first, second in sorted(overlapping_pairs(boxes)):
        smaller = min(area(boxes[first]), area(boxes[second]))
        if smaller > 0 and overlap(boxes[first], boxes[second]) > rule.params.get("share", 0.08) * smaller:
            ends = ((_place(subject, texts[at]), _shown(texts[at])) for at in (first, second))
            (_, earlier), (at, later) = sorted(ends)
            yield Hit(at, {"text": later, "other": earlier})


def text_outside(rule: Rule, subject: Subject) -> Iterator[Hit]:
    """No text of a node reaches more than ``px`` beyond the node's box."""
    if subject.model is None:
        return
    boxes = {("node", node.id): node.box for node in subject.model.nodes if node.box is not None}
    for text in subject.model.texts:
        box = boxes.get((text.host_kind or "", text.host or ""))
        beyond = sticks_out(text.box, box) if box is not None else 0.0
        if beyond > rule.params.get("px", 2):
            yield Hit(_place(subject, text), {"text": _shown(text), "px": f"{beyond:.0f}"})


def text_clipped(rule: Rule, subject: Subject) -> Iterator[Hit]:
    """No text reaches more than ``px`` beyond the picture."""
    view = subject.model.view if subject.model is not None else None
    for text in _texts(subject) if view is not None else ():
        assert view is not None
        beyond = sticks_out(shrunk(text.box, _LINE_ROOM), view)
        if beyond > rule.params.get("px", 2):
            yield Hit(_place(subject, text), {"text": _shown(text), "px": f"{beyond:.0f}"})


def text_size(rule: Rule, subject: Subject) -> Iterator[Hit]:
    """No text is smaller than ``px`` where the picture is as wide as a page, or as it is where it is narrower.

    One finding a picture, at its smallest text.
    """
    texts, least = _texts(subject), rule.params.get("px", 10)
    if subject.picture is None or not texts:
        return
    zoom = min(1.0, subject.context.page_width / subject.picture.width)
    smallest = min(texts, key=lambda text: text.size)
    if smallest.size * zoom < least - 0.05:
        values = {"px": f"{smallest.size * zoom:.1f}", "least": least, "text": _shown(smallest)}
        width = {"width": f"{subject.picture.width:.0f}", "page": f"{subject.context.page_width:.0f}"}
        at = subject.start() if zoom < 1 else _place(subject, smallest)
        yield Hit(at, {**values, **width})


def text_contrast(rule: Rule, subject: Subject) -> Iterator[Hit]:
    """Every text has a contrast of at least ``ratio`` with what it stands on."""
    seen = set()
    for text in _texts(subject):
        if text.color is None or text.background is None:
            continue
        ratio = contrast(text.color, text.background)
        pair = (text.host_kind, text.host, text.color, text.background)
        if ratio < rule.params.get("ratio", 4.5) and pair not in seen:
            seen.add(pair)
            values = {"ratio": f"{ratio:.2f}", "colour": text.color, "background": text.background}
            yield Hit(_place(subject, text), {"text": _shown(text), **values})


def edge_crossings(rule: Rule, subject: Subject) -> Iterator[Hit]:
    """Edges cross at most ``base`` times, and ``per_edge`` times for each edge more."""
    if subject.model is None:
        return
    budget = rule.params.get("base", 3) + rule.params.get("per_edge", 0.2) * len(subject.model.edges)
    found = crossings(subject.model.edges)
    if found > budget:
        yield Hit(subject.start(), {"count": found, "budget": int(budget), "edges": len(subject.model.edges)})


def missing_glyphs(rule: Rule, subject: Subject) -> Iterator[Hit]:
    """Every character has a glyph in the theme's fonts."""
    source = subject.diagram.source
    for character in subject.picture.missing if subject.picture is not None else "":
        at = source.text.find(character)
        span = find_word(source.text, character, max(0, at)) if at >= 0 else None
        where = location(source, span) if span else subject.start()
        yield Hit(where, {"character": character, "code": f"U+{ord(character):04X}"})


def aspect_ratio(rule: Rule, subject: Subject) -> Iterator[Hit]:
    """A picture is at most ``widest`` times as wide as high and at most ``tallest`` times as high as wide.

    Pictures of less than ``px`` in both directions fit any page, whatever their shape.
    """
    picture, params = subject.picture, rule.params
    if picture is None or max(picture.width, picture.height) < params.get("px", 800):
        return
    wide, tall = picture.width / picture.height, picture.height / picture.width
    if wide > params.get("widest", 5) or tall > params.get("tallest", 3):
        size = f"{picture.width:.0f} x {picture.height:.0f} px"
        yield Hit(subject.start(), {"size": size, "shape": "wide" if wide > 1 else "tall"})


def svg_bytes(rule: Rule, subject: Subject) -> Iterator[Hit]:
    """The SVG has at most ``bytes``, or the registry's ``limit`` of that name where it has one."""
    most = int(subject.registry.limits.get(rule.params.get("limit", ""), rule.params["bytes"]))
    if subject.picture is not None and subject.picture.svg_bytes > most:
        yield Hit(subject.start(), {"bytes": f"{subject.picture.svg_bytes:,}", "most": f"{most:,}"})
