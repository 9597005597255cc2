"""Rendered diagrams -> one HTML page with everything in it but the pictures, which lie beside it."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from html import escape
from importlib import resources
from typing import Any

from lxml import etree

from pipeline.spec.model import Diagram, Registry

_SCRIPTS = ("search.js", "stage.js", "cards.js", "keys.js", "gallery.js")


@dataclass(frozen=True, slots=True)
class Card:
    """A rendered diagram as the page knows it.

    ``picture`` and ``png`` are paths relative to the page (no PNG: empty), ``width`` and ``height`` those of the SVG in
    px, ``text`` all words of the picture that the other fields do not have.
    """

    id: str
    title: str
    question: str
    entity: str
    components: tuple[str, ...]
    text: str
    path: str
    picture: str
    png: str
    width: float
    height: float


def card_of(entry: Mapping[str, Any], diagram: Diagram | None, registry: Registry, svg: bytes) -> Card:
    """The card of one entry of the manifest.

    ``diagram`` is what its source says now; where that is gone, the picture's own title stands. ``svg`` is searched for
    its texts: they are what a reader sees, whichever engine drew them.
    """
    artifacts = entry["artifacts"]
    picture = artifacts["svg"]
    title, texts = _texts(svg)
    entity = registry.entities.get(diagram.entity) if diagram else None
    return Card(
        id=entry["id"],
        title=diagram.title if diagram else title,
        question=diagram.question if diagram else "",
        entity=f"{entity.id} {entity.name}" if entity else (diagram.entity if diagram else ""),
        components=diagram.components if diagram else (),
        text=" ".join(dict.fromkeys(texts)),
        path=entry["source"],
        picture=picture["path"],
        png=artifacts.get("png", {}).get("path", ""),
        width=picture["width"],
        height=picture["height"],
    )


def gallery_page(title: str, cards: Iterable[Card]) -> str:
    """The page. It runs its own scripts only, and loads nothing but pictures from where it lies."""
    script = "\n".join(_part(name) for name in _SCRIPTS)
    style = _part("page.css")
    policy = (
        f"default-src 'none'; img-src 'self' file:; script-src '{_hash(script)}'; style-src '{_hash(style)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    values = {
        "policy": escape(policy),
        "title": escape(title),
        "style": style,
        "script": script,
        "data": _embedded([asdict(card) for card in cards]),
    }
    return re.sub(r"\{\{(\w+)\}\}", lambda place: values[place[1]], _part("gallery.html"))


def _embedded(data: object) -> str:
    """JSON that cannot end the element it stands in."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _texts(svg: bytes) -> tuple[str, list[str]]:
    """The title of a picture and its texts; the pieces that lines were broken into are joined."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(svg, parser)
    except etree.XMLSyntaxError:
        return "", []
    title = root.findtext("{*}title") or ""
    texts = (" ".join(" ".join(element.itertext()).split()) for element in root.iter("{*}text"))
    return title, [text for text in texts if text]


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _part(name: str) -> str:
    return resources.files("pipeline.publish").joinpath("gallery", name).read_text("utf-8")
