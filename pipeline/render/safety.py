"""The wall between engines and readers: a picture holds shapes and text; nothing in it acts or reaches outside."""

from __future__ import annotations

import re

from lxml import etree

from pipeline.render.allowed import AT_RULES, ATTRIBUTES, ELEMENTS, LINKS, REFERENCES, reaches_outside
from pipeline.render.said import Said, Values

SVG = "http://www.w3.org/2000/svg"

# Without one of these a value cannot refer to anything: nearly all are told apart here.
_SUSPICIOUS = re.compile(r"[@:\\]|l\(|n\s*\(|-set|-moz", re.ASCII | re.IGNORECASE)
# The same for a whole text in small letters.
_WORDS = (b"\\", b"@import", b"expression", b"javascript:", b"-moz-binding", b"image-set")

# What make_template itself puts into a picture, and nothing else does.
_OWN_ATTRIBUTES = frozenset({"role", "aria-labelledby"})
_OWN_FONT = re.compile(
    r"@font-face\{font-family:[\w\ue000]+;font-weight:\d+;src:url\(data:font/woff;base64,[A-Za-z0-9+/=]*\)\}"
)
_DATA = re.compile(r"data-[\w-]+")
_AT_RULE = re.compile(r"@([\w-]*)")


class UnsafeSvg(ValueError):
    """An SVG holds something that a picture must not: the message says what."""


def bare(raw: str) -> bytes:
    """An SVG without its namespace and what stands before it. Raises UnsafeSvg where it is none."""
    start = raw.find("<svg")
    if start < 0:
        raise UnsafeSvg("no <svg> element")
    # The declaration and DOCTYPE that Graphviz puts first say nothing, and entities stay undefined without them.
    return raw[start:].replace(f'xmlns="{SVG}"', "").encode("utf-8", "replace")


def parse(text: bytes) -> etree._Element:
    """The tree of a bare SVG. Raises UnsafeSvg where it is not well-formed."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(text, parser)
    except etree.XMLSyntaxError as error:
        raise UnsafeSvg(f"not well-formed: {error}") from error


def check(root: etree._Element, text: bytes) -> Said:
    """Applies the allow-list to the tree of an engine's bare SVG: raises UnsafeSvg on what acts or reaches outside.

    Colours that a theme has put into the tree since were checked with it. Links become plain groups. Returns all that it says:
    attributes that no picture needs are among it.
    """
    said = Said.of(root)
    return said if _is_harmless(said, text) else _checked(root)


def _is_harmless(said: Said, text: bytes) -> bool:
    """Whether nothing in the whole text could ever be refused; then no value need be looked at by itself."""
    if not ELEMENTS.issuperset([element.tag for element in said.elements]):
        return False
    if any(name in REFERENCES or _is_handler(name) for name in said.values):
        return False
    small = text.lower()
    # A reference of XML's may stand for any character, but for these.
    known = sum(small.count(reference) for reference in (b"&amp;", b"&lt;", b"&gt;", b"&quot;"))
    return (
        small.count(b"&") == known
        and small.count(b"url(") == small.count(b"url(#")
        and not any(word in small for word in _WORDS)
    )


def _checked(root: etree._Element) -> Said:
    """As ``check``, value by value."""
    for element in list(root.iter()):
        tag = element.tag
        if tag not in ELEMENTS:
            if not isinstance(tag, str):
                raise UnsafeSvg("an entity reference")
            if not _is_link(tag):
                raise UnsafeSvg(f"<{etree.QName(element).localname}>")
            _unlink(element)
    said = Said.of(root)
    for name, values in said.values.items():
        _check_values(name, values)
    return said


def _is_link(tag: str) -> bool:
    return tag in LINKS or tag == f"{{{SVG}}}a"


def verify(picture: str) -> None:
    """Checks a finished picture, wherever it comes from: raises UnsafeSvg unless all of it is on the allow-list."""
    if not picture.startswith("<svg") or "<?" in picture or "<!" in picture:
        raise UnsafeSvg("more than one <svg> element")
    root = parse(bare(picture))
    if any(_is_link(str(element.tag)) for element in root.iter()):
        raise UnsafeSvg("a link")
    # A picture holds fonts, whose data: URL keeps the text as a whole from being harmless.
    for name, values in _checked(root).values.items():
        if name not in ATTRIBUTES and name not in _OWN_ATTRIBUTES and not _DATA.fullmatch(name):
            raise UnsafeSvg(f"the attribute {name} on <{next(iter(values)).tag!s}>")
    for style in root.iter("style"):
        _verify_css(style)


def _verify_css(style: etree._Element) -> None:
    if len(style):
        raise UnsafeSvg("<style> with elements in it")
    css = _OWN_FONT.sub("", style.text or "")
    if reaches_outside(css) or any(name not in AT_RULES for name in _AT_RULE.findall(css)):
        raise UnsafeSvg("a stylesheet that reaches outside the picture")


def _is_handler(name: str) -> bool:
    return name[:2].lower() == "on"


def _check_values(name: str, values: Values) -> None:
    """Raises UnsafeSvg where an attribute acts, or on an element reaches outside."""
    if _is_handler(name):
        raise UnsafeSvg(f"the event handler {name} on <{next(iter(values)).tag!s}>")
    if name in REFERENCES:
        for element, value in values.items():
            if not value.startswith("#"):
                raise UnsafeSvg(f"<{element.tag!s}> refers to {value[:60]}")
    elif name in ATTRIBUTES:
        # Most values are said many times.
        for value in dict.fromkeys(values.values()):
            if _SUSPICIOUS.search(value) and reaches_outside(value):
                element = next(element for element in values if values[element] == value)
                raise UnsafeSvg(f"{name} of <{element.tag!s}> refers to {value[:60]}")


def _unlink(element: etree._Element) -> None:
    """A link becomes a plain group, which keeps the link's transform."""
    if element.getparent() is None:
        raise UnsafeSvg("the picture is a link")
    element.tag = "g"
    for name in (*REFERENCES, "target", "rel"):
        element.attrib.pop(name, "")
