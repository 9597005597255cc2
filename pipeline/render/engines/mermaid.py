"""Mermaid: the theme's classes become classDef lines behind the source, all else is configuration."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from lxml import etree

from pipeline.model import Edge, Group, Model, Node, Text
from pipeline.render.engines.protocol import Prepared
from pipeline.render.theme import Theme

# Kinds of diagram whose grammar has classDef, by the word that opens them.
_WITH_CLASSES = re.compile(r"(flowchart|graph|stateDiagram|erDiagram|classDiagram|block|requirementDiagram|swimlane)\b")
_PREAMBLE = re.compile(r"\A\s*(---\s*\n.*?\n\s*---\s*\n|%%\{.*?\}%%|%%[^\n]*(?:\n|\Z)|\s+)", re.DOTALL)


def prepare(source: str, theme: Theme, font_stack: str) -> Prepared:
    """Appends a classDef for each class of the theme that the source uses and does not define itself."""
    # In steps: another configuration than the last diagram's costs the page a new start of Mermaid.
    config = theme.mermaid_config(font_stack, 100_000 * (2 + len(source) // 25_000))
    pattern = theme.class_pattern
    if pattern is None or not _WITH_CLASSES.match(opening(source)):
        return Prepared(source, config)
    used = dict.fromkeys(pattern.findall(source))
    own = set(re.findall(r"^\s*classDef\s+([\w,-]+)", source, re.MULTILINE))
    lines = [f"classDef {name} {style}" for name in used if name not in own and (style := _style(theme.classes[name]))]
    return Prepared("\n".join([source.rstrip("\n"), *lines, ""]) if lines else source, config)


def opening(source: str) -> str:
    """The source from its first word that is neither front matter nor a directive or comment."""
    while match := _PREAMBLE.match(source):
        if match.end() == 0:
            break
        source = source[match.end() :]
    return source


def _style(look: Mapping[str, Any]) -> str:
    parts = {
        "fill": look.get("fill"),
        "stroke": look.get("stroke"),
        "color": look.get("text"),
        "stroke-width": f"{look['width']}px" if "width" in look else None,
        "stroke-dasharray": look.get("dash"),
    }
    return ",".join(f"{name}:{value}" for name, value in parts.items() if value)


def model(answer: Mapping[str, Any], theme: Theme) -> Model:
    """The model as the page read it from Mermaid's own database."""
    data = answer["model"]
    view = data.get("view")
    return Model(
        type=answer["type"],
        title=data.get("title", ""),
        nodes=tuple(_node(item) for item in data["nodes"]),
        edges=tuple(_edge(item) for item in data["edges"]),
        groups=tuple(_group(item) for item in data["groups"]),
        texts=tuple(_text(item) for item in data.get("texts", ())),
        view=tuple(view) if view else None,
    )


def _node(item: Mapping[str, Any]) -> Node:
    return Node(
        item["id"],
        item["label"],
        item["kind"],
        tuple(item["classes"]),
        item.get("group"),
        _box(item),
        item.get("value"),
    )


def _edge(item: Mapping[str, Any]) -> Edge:
    points = tuple((x, y) for x, y in item.get("points", ()))
    classes = tuple(item.get("classes", ()))
    return Edge(
        item["id"], item["source"], item["target"], item["label"], item["kind"], classes, points, item.get("value")
    )


def _group(item: Mapping[str, Any]) -> Group:
    return Group(item["id"], item["label"], item["kind"], tuple(item["classes"]), item.get("parent"), _box(item))


def _box(item: Mapping[str, Any]) -> Any:
    return tuple(item["box"]) if item.get("box") else None


def _text(item: Mapping[str, Any]) -> Text:
    return Text(
        text=item["text"],
        box=tuple(item["box"]),
        size=item["size"],
        weight=item["weight"],
        color=_hex(item["color"]),
        background=_hex(item["background"]),
        host=item["host"],
        host_kind=item["hostKind"],
        classes=tuple(item["classes"]),
    )


_RGB = re.compile(r"rgba?\((\d+(?:\.\d+)?),\s*(\d+(?:\.\d+)?),\s*(\d+(?:\.\d+)?)")


@lru_cache(maxsize=1024)
def _hex(color: str) -> str | None:
    found = _RGB.match(color)
    return "#" + "".join(f"{round(float(part)):02x}" for part in found.groups()) if found else None


def paint(root: etree._Element, theme: Theme) -> None:
    """Nothing to do: Mermaid writes the theme's colours itself."""
