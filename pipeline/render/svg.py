"""An engine's SVG -> a picture: checked, self-contained, small, and ready for a title and a prefix of its own.

The tree is handled without the SVG namespace, which every element shares; it comes back when the text is written.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from lxml import etree

from pipeline.render import stylesheet
from pipeline.render.allowed import ATTRIBUTES, REFERENCES
from pipeline.render.compact import compact, drop_empty, drop_unseen, number, remove, without_sheets
from pipeline.render.fonts import FontStack, embed
from pipeline.render.safety import SVG, UnsafeSvg, bare, check, parse
from pipeline.render.said import Said
from pipeline.spec.text_file import for_xml

# Private-use characters hold the places of what differs between diagrams with one source.
PREFIX, TITLE, DESC = "\ue000", "\ue001", "\ue002"

_FONT_FAMILY = re.compile(r"(?<![\w-])font-family:[^;]*;?\s*", re.IGNORECASE)
_DEFINITIONS = frozenset(
    {"marker", "filter", "linearGradient", "radialGradient", "clipPath", "mask", "pattern", "symbol"}
)
_KEPT = ATTRIBUTES | REFERENCES
_REFERENCE = re.compile(r"url\(\s*['\"]?#([^)'\"]+)['\"]?\s*\)")


@dataclass(frozen=True, slots=True)
class Template:
    """A picture but for its title, description and prefix. Sizes in px; ``missing`` are characters without a glyph."""

    text: str
    width: float
    height: float
    missing: str

    def fill(self, prefix: str, title: str, description: str) -> str:
        """The picture. ``prefix`` begins every id in it."""
        head, title_slot, rest = self.text.partition(TITLE)
        between, desc_slot, tail = rest.partition(DESC)
        parts = (head, _text(title) if title_slot else "", between, _text(description) if desc_slot else "", tail)
        return "".join(parts[at].replace(PREFIX, prefix) if at % 2 == 0 else parts[at] for at in range(5))


def _text(value: str) -> str:
    # A heading of a Markdown file may hold what XML has no way to say.
    return escape(for_xml(value), quote=False)


def make_template(
    raw: str,
    fonts: FontStack,
    background: str,
    margin: float,
    paint: Callable[[etree._Element], None] | None = None,
) -> Template:
    """Makes a template of an engine's ``raw`` SVG.

    ``background`` is painted up to ``margin`` px beyond the drawing; ``paint`` may colour the tree first.

    Raises UnsafeSvg where it holds an element or a reference that a picture must not.
    """
    for mark in (PREFIX, TITLE, DESC):
        raw = raw.replace(mark, "")
    content = bare(raw)
    root = parse(content)
    if paint is not None:
        paint(root)
    said = check(root, content)
    text = without_sheets(raw)
    sheet = _take_sheet(root)
    # What draws nothing goes first: rules might stay for its sake.
    _drop_unused(root, said, sheet)
    drop_unseen(root, text)
    said = said.within(root)
    css, bold = _reduced(sheet, said)
    if _drop_unused(root, said, css):
        drop_empty(root)
    _prune(root, said, css)
    compact(root, css, said, text)
    x, y, width, height = _view(root)
    x, y, width, height = x - margin, y - margin, width + 2 * margin, height + 2 * margin
    regular, heavy = _characters(root, bold, said.has("font-weight"))
    fonts_css = embed(fonts, f"{PREFIX}f", regular, heavy)
    _prefix_ids(root, said)
    families = ",".join([*fonts_css.families, fonts.css])
    # Engines name the picture's root "atlas", Mermaid in every selector.
    own_css = css.replace("#atlas", f"#{PREFIX}")
    style = f"{fonts_css.css}#{PREFIX}{{font-family:{families}}}{own_css}"
    etree.cleanup_namespaces(root)
    drawn = "".join(etree.tostring(child, encoding="unicode", with_tail=False) for child in root)
    picture = (
        f'<svg xmlns="{SVG}" id="{PREFIX}" class="{escape(root.get("class") or "graphviz")}" role="img" '
        f'aria-labelledby="{PREFIX}-title {PREFIX}-desc" viewBox="{number(x)} {number(y)} {number(width)} {number(height)}" '
        f'width="{number(width)}" height="{number(height)}">'
        f'<title id="{PREFIX}-title">{TITLE}</title><desc id="{PREFIX}-desc">{DESC}</desc>'
        f"<style>{escape(style, quote=False)}</style>"
        f'<rect x="{number(x)}" y="{number(y)}" width="{number(width)}" height="{number(height)}" fill="{escape(background)}"/>{drawn}</svg>\n'
    )
    return Template(picture, width, height, fonts_css.missing)


def _take_sheet(root: etree._Element) -> str:
    """Removes all <style> elements; returns what they say."""
    styles = list(root.iter("style"))
    for element in styles:
        parent = element.getparent()
        assert parent is not None
        parent.remove(element)
    return "".join(element.text or "" for element in styles)


def _reduced(css: str, said: Said) -> tuple[str, tuple[etree._Element, ...]]:
    """The rules of a stylesheet that are in use, and the elements in bold."""
    try:
        sheet = stylesheet.parse(css)
    except stylesheet.UnsafeCss as error:
        raise UnsafeSvg(str(error)) from error
    except RecursionError as error:
        raise UnsafeSvg("a stylesheet nested too deeply") from error
    reduced = stylesheet.reduce(sheet, said)
    return reduced.css, reduced.bold


def _prune(root: etree._Element, said: Said, css: str) -> None:
    """Drops attributes outside the allow-list, and those that say nothing."""
    asked = set(re.findall(r"\[(data-[\w-]+)", css))
    for name, values in said.values.items():
        if name not in _KEPT and name not in asked:
            for element in values:
                del element.attrib[name]
    for element, style in said.in_("style").items():
        # Fonts are the picture's own: an engine names the family that it laid out with, which readers need not have.
        value = "" if element is root else _FONT_FAMILY.sub("", style).strip("; ")
        element.set("style", value)
        if not value.strip():
            del element.attrib["style"]
    for element, classes in said.in_("class").items():
        if not classes.strip():
            del element.attrib["class"]


def _drop_unused(root: etree._Element, said: Said, css: str) -> bool:
    """Drops definitions that nothing refers to, and then those that only these referred to; whether there were any."""
    definitions = list(root.iter(*_DEFINITIONS))
    if not definitions:
        return False
    used_anyway = set(_REFERENCE.findall(css))
    uses: list[tuple[etree._Element, str]] = []
    for element, name, value in said.references:
        if name in REFERENCES:
            uses.append((element, value.removeprefix("#")))
        elif name in ATTRIBUTES:
            uses += ((element, identity) for identity in _REFERENCE.findall(value))
    if {one.get("id") for one in definitions} <= used_anyway | {identity for _, identity in uses}:
        return False
    around = [(identity, set(element.iterancestors(*_DEFINITIONS)) | {element}) for element, identity in uses]
    gone: set[etree._Element] = set()
    while True:
        used = used_anyway | {identity for identity, places in around if not places & gone}
        unused = [one for one in definitions if one not in gone and one.get("id") not in used]
        if not unused:
            return bool(gone)
        for element in unused:
            remove(element)
        gone.update(unused)


def _view(root: etree._Element) -> tuple[float, float, float, float]:
    try:
        if root.get("viewBox"):
            x, y, width, height = (float(part) for part in re.split(r"[\s,]+", root.attrib["viewBox"].strip()))
        else:
            x, y, width, height = 0.0, 0.0, _px(root.attrib["width"]), _px(root.attrib["height"])
    except (KeyError, ValueError) as error:
        raise UnsafeSvg("no size") from error
    if not (0 < width < 1e6 and 0 < height < 1e6):
        raise UnsafeSvg(f"a size of {width} x {height}")
    return round(x, 2), round(y, 2), round(width, 2), round(height, 2)


def _px(value: str) -> float:
    return float(re.sub(r"(px|pt)$", "", value.strip()))


_BOLD_STYLE = re.compile(r"font-weight:\s*(?:bold|bolder|[6-9]00)")


def _characters(root: etree._Element, bold: tuple[etree._Element, ...], weighted: bool) -> tuple[set[str], set[str]]:
    """The characters of all text, and of text that is set in bold; ``weighted``: whether any element speaks of weight."""
    heavy: set[str] = set()
    marked = [
        e
        for e in (root.iter(etree.Element) if weighted else ())
        if e.get("font-weight") in ("bold", "bolder", "600", "700", "800", "900")
        or _BOLD_STYLE.search(e.get("style", ""))
    ]
    for element in (*bold, *marked):
        for text in element.itertext():
            heavy.update(text)
    everything: set[str] = set()
    for element in root.iter("text"):
        for text in element.itertext():
            everything.update(text)
    return everything, heavy & everything


def _prefix_ids(root: etree._Element, said: Said) -> None:
    """Gives every id the prefix's place, and numbers that do not depend on what the engine drew before."""
    own = root.attrib.pop("id", "")
    names = {own: PREFIX} if own else {}
    taken: set[str] = set()
    counted: dict[str, int] = {}
    left = said.within(root)
    for element, value in left.in_("id").items():
        if element is root:
            continue
        if value not in names:
            names[value] = f"{PREFIX}-{_canonical(_without(own, value), element, taken, counted)}"
        element.set("id", names[value])
    # A reference may have gone, or over to another element, since it was read, but to no other attribute.
    for name in dict.fromkeys(name for _, name, _ in said.references):
        for element in left.elements:
            now = element.get(name)
            if now is None:
                continue
            if name in REFERENCES:
                del element.attrib[name]
                element.set("href", f"#{names.get(now[1:], now[1:])}")
            elif "url(" in now:
                element.set(name, _REFERENCE.sub(lambda m: f"url(#{names.get(m[1], m[1])})", now))


def _without(own: str, identity: str) -> str:
    if own and identity.startswith((f"{own}-", f"{own}_")):
        return identity[len(own) + 1 :]
    return identity


_NUMBER = re.compile(r"\d+\Z")


def _canonical(identity: str, element: etree._Element, taken: set[str], counted: dict[str, int]) -> str:
    """Mermaid counts actors, gradients and icons on from diagram to diagram: the number at an id's end starts at 0 here.

    A cluster's id is the author's own, and stays.
    """
    match = _NUMBER.search(identity)
    name = identity
    if match is not None and "cluster" not in element.get("class", "").split():
        stem = identity[: match.start()]
        number = counted.get(stem, 0)
        while (name := f"{stem}{number}") in taken:
            number += 1
        counted[stem] = number + 1
    taken.add(name)
    return name
