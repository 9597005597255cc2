"""Graphviz: the theme's defaults go in as attributes, colours of classes are put on the drawn tree."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lxml import etree

from pipeline.model import Box, Edge, Group, Model, Node, Point, Text
from pipeline.render.engines.protocol import Prepared, UnreadableModel
from pipeline.render.theme import Theme

# What may stand before a graph's opening brace: comments, strict, graph or digraph, an id.
_HEAD = re.compile(
    r"\A(?:\s+|//[^\n]*\n|/\*.*?\*/|\#[^\n]*\n)*(?:strict\s+)?(?:di)?graph\b"
    r"(?:\s+|//[^\n]*\n|/\*.*?\*/)*(?:\"(?:[^\"\\]|\\.)*\"|[^\x00-,/:-@\[-^`{-\x7f]+|<[^{}]*>)?(?:\s+|//[^\n]*\n|/\*.*?\*/)*\{",
    re.IGNORECASE | re.DOTALL,
)


def prepare(source: str, theme: Theme, font_stack: str) -> Prepared:
    """Puts the theme's default attributes right behind the graph's opening brace, on the same line."""
    settings = theme.graphviz
    config = {"engine": settings["engine"]}
    head = _HEAD.match(source)
    if head is None:
        return Prepared(source, config)
    defaults = " ".join(f"{kind} [{_attributes(settings[kind])}]" for kind in ("graph", "node", "edge"))
    before = source[: head.end()]
    line, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
    text = f" {defaults} "
    return Prepared(before + text + source[head.end() :], config, (line, column, len(text)))


def _attributes(values: Mapping[str, Any]) -> str:
    return ", ".join(f'{name}="{value}"' for name, value in values.items())


# --- colours -----------------------------------------------------------------------------------------------------------


def paint(root: etree._Element, theme: Theme) -> None:
    """Gives nodes, clusters and edges the colours of their classes. Clusters' titles are bold."""
    for group in root.iter("g"):
        classes = group.get("class", "").split()
        if not classes or classes[0] not in ("node", "edge", "cluster"):
            continue
        look = _look(classes[1:], theme)
        if classes[0] == "cluster":
            for text in group.iter("text"):
                _embolden(text)
        for shape in group.iter("polygon", "path", "ellipse", "polyline"):
            _paint_shape(shape, classes[0], look)
        for text in group.iter("text"):
            if "text" in look:
                text.set("fill", look["text"])
            if classes[0] == "edge":
                text.set("x", f"{float(text.get('x', '0')) + _LABEL_GAP:.2f}")
    _hoist(root, theme)


def _hoist(root: etree._Element, theme: Theme) -> None:
    """Says once, above all texts, what nearly every one of them repeats."""
    size = str(theme.graphviz["node"].get("fontsize", "14"))
    shared = {"text-anchor": "middle", "font-size": size}
    top = root.find("g")
    if top is None:
        return
    for text in root.iter("text"):
        font_size = text.get("font-size")
        if font_size is not None:
            text.set("font-size", f"{float(font_size):g}")
        text.set("text-anchor", text.get("text-anchor", "start"))
        for name, value in shared.items():
            if text.get(name) == value:
                del text.attrib[name]
    for name, value in shared.items():
        top.set(name, value)


# Graphviz sets the label of an edge so close to its right that the line touches the first letter.
_LABEL_GAP = 4.0

# Graphviz knows the widths of Arial's regular face only. A title is laid out a size larger than it is drawn, which makes
# room for the bold face.
_BOLD_RATIO = 14 / 15


def _embolden(text: etree._Element) -> None:
    text.set("font-weight", "bold")
    text.set("font-size", f"{float(text.get('font-size', '15')) * _BOLD_RATIO:g}")


def _look(classes: Sequence[str], theme: Theme) -> dict[str, Any]:
    look: dict[str, Any] = {}
    for name in classes:
        look |= theme.classes.get(name, {})
    return look


def _paint_shape(shape: etree._Element, kind: str, look: Mapping[str, Any]) -> None:
    arrow = kind == "edge" and shape.tag == "polygon"
    if "stroke" in look:
        shape.set("stroke", look["stroke"])
        if arrow and shape.get("fill") != "none":
            shape.set("fill", look["stroke"])
    if "fill" in look and kind != "edge" and (shape.get("fill") != "none" or kind == "cluster"):
        shape.set("fill", look["fill"])
    if "width" in look and not arrow:
        shape.set("stroke-width", str(look["width"]))
    if "dash" in look and not arrow:
        shape.set("stroke-dasharray", str(look["dash"]))


# --- model -------------------------------------------------------------------------------------------------------------


def model(answer: Mapping[str, Any], theme: Theme) -> Model:
    """The model from Graphviz's JSON output. Graphviz counts y upwards from the bottom: turned round here.

    Raises UnreadableModel: attributes of the author's own take part in that output under whatever name they have.
    """
    try:
        return _model(answer["model"], theme)
    except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
        message = "an attribute has a name that Graphviz uses in its own output, such as tail, nodes, name or _draw_"
        raise UnreadableModel(message) from error


def _model(data: Mapping[str, Any], theme: Theme) -> Model:
    reader = _Reader(data, theme)
    return Model(
        type="dot",
        title="",
        nodes=tuple(reader.nodes()),
        edges=tuple(reader.edges()),
        groups=tuple(reader.groups()),
        texts=tuple(reader.texts()) if "bb" in data else (),
        view=reader.view(),
    )


class _Reader:
    def __init__(self, data: Mapping[str, Any], theme: Theme) -> None:
        self.data = data
        self.theme = theme
        self.objects: Sequence[Mapping[str, Any]] = data.get("objects", ())
        corners = [float(part) for part in data["bb"].split(",")] if "bb" in data else [0.0, 0.0, 0.0, 0.0]
        self.left, self.top = corners[0], corners[3]
        self.pad = _number(data.get("pad"), 0.0555) * 72
        self.size = (corners[2] - corners[0], corners[3] - corners[1])
        self.group_of = {
            member: item["name"] for item in self.objects if self._is_cluster(item) for member in item.get("nodes", ())
        }

    @staticmethod
    def _is_cluster(item: Mapping[str, Any]) -> bool:
        return str(item.get("name", "")).startswith("cluster") or str(item.get("cluster", "")).lower() == "true"

    @staticmethod
    def _is_node(item: Mapping[str, Any]) -> bool:
        return (
            "nodes" not in item
            and "subgraphs" not in item
            and "bb" not in item
            and not str(item.get("name", "")).startswith("cluster")
        )

    def view(self) -> Box | None:
        if "bb" not in self.data:
            return None
        return (0.0, 0.0, round(self.size[0] + 2 * self.pad, 1), round(self.size[1] + 2 * self.pad, 1))

    def point(self, x: float, y: float) -> Point:
        return (round(x - self.left + self.pad, 1), round(self.top - y + self.pad, 1))

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        x, y = self.point(left, top)
        return (x, y, round(right - left, 1), round(top - bottom, 1))

    def nodes(self) -> Iterator[Node]:
        for item in self.objects:
            if not self._is_node(item):
                continue
            box = None
            if "pos" in item:
                x, y = (float(part) for part in item["pos"].split(","))
                w, h = float(item["width"]) * 72, float(item["height"]) * 72
                box = self.box(x - w / 2, y - h / 2, x + w / 2, y + h / 2)
            name = str(item["name"])
            group = self.group_of.get(item["_gvid"])
            yield Node(name, _label(item, name), str(item.get("shape", "")), _classes(item), group, box)

    def groups(self) -> Iterator[Group]:
        parents = {
            child: item["name"]
            for item in self.objects
            if self._is_cluster(item)
            for child in item.get("subgraphs", ())
        }
        for item in self.objects:
            if not self._is_cluster(item):
                continue
            box = self.box(*(float(part) for part in item["bb"].split(","))) if "bb" in item else None
            yield Group(item["name"], _label(item, ""), "cluster", _classes(item), parents.get(item["_gvid"]), box)

    def edges(self) -> Iterator[Edge]:
        for item in self.data.get("edges", ()):
            source, target = (str(self.objects[item[end]]["name"]) for end in ("tail", "head"))
            points = tuple(
                self.point(*point) for op in item.get("_draw_", ()) if op["op"] in "bB" for point in op["points"][::3]
            )
            kind = " ".join(str(item[name]) for name in ("style", "dir") if item.get(name))
            yield Edge(f"e{item['_gvid']}", source, target, _label(item, ""), kind, _classes(item), points)

    def texts(self) -> Iterator[Text]:
        for item in (*self.objects, *self.data.get("edges", ())):
            is_edge = "tail" in item
            kind = "edge" if is_edge else "group" if self._is_cluster(item) else "node"
            host = f"e{item['_gvid']}" if is_edge else str(item["name"])
            look = _look(_classes(item), self.theme)
            yield from self._texts_of(item, kind, host, look)
        yield from self._texts_of(self.data, "graph", None, {})

    def _texts_of(
        self, item: Mapping[str, Any], kind: str, host: str | None, look: Mapping[str, Any]
    ) -> Iterator[Text]:
        lines: list[tuple[str, Box]] = []
        size = 14.0
        for op in (*item.get("_ldraw_", ()), *item.get("_tldraw_", ()), *item.get("_hldraw_", ())):
            if op["op"] == "F":
                size = float(op["size"])
            elif op["op"] == "T":
                width = float(op["width"])
                left = op["pt"][0] - {"c": width / 2, "r": width}.get(op["align"], 0.0)
                left += _LABEL_GAP if kind == "edge" else 0.0
                lines.append(
                    (op["text"], self.box(left, op["pt"][1] - 0.2 * size, left + width, op["pt"][1] + 0.8 * size))
                )
        if not lines:
            return
        text = "\n".join(line for line, _ in lines)
        yield Text(
            text=text,
            box=_around([box for _, box in lines]),
            size=round(size * _BOLD_RATIO, 1) if kind == "group" else size,
            weight=700 if kind == "group" else 400,
            color=_color(look.get("text") or item.get("fontcolor")),
            background=_color(look.get("fill") if kind != "edge" else None) or self._default_background(kind),
            host=host,
            host_kind=kind if host else None,
            classes=_classes(item),
        )

    def _default_background(self, kind: str) -> str:
        fill = self.theme.graphviz["node"].get("fillcolor") if kind == "node" else None
        return _color(fill) or _color(self.theme.background) or "#ffffff"


def _number(value: Any, default: float) -> float:
    """The first number of an attribute that is the author's own words, which Graphviz passes on as they are."""
    try:
        return float(str(value).split(",")[0])
    except ValueError:
        return default


def _around(boxes: Sequence[Box]) -> Box:
    left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
    right = max(box[0] + box[2] for box in boxes)
    bottom = max(box[1] + box[3] for box in boxes)
    return (left, top, round(right - left, 1), round(bottom - top, 1))


def _classes(item: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(re.split(r"[\s,]+", str(item.get("class", "")).strip())) if item.get("class") else ()


_BREAK = re.compile(r"\\[nlr]")
_TAG = re.compile(r"<[^>]*>")


def _label(item: Mapping[str, Any], name: str) -> str:
    drawn = [op["text"] for op in item.get("_ldraw_", ()) if op["op"] == "T"]
    if drawn:
        return "\n".join(drawn)
    label = str(item.get("label", name)).replace("\\N", name).replace("\\G", "")
    if label.startswith("<") and label.endswith(">"):
        return _TAG.sub(" ", label[1:-1]).strip()
    return _BREAK.sub("\n", label).strip()


_HEX = re.compile(r"#[0-9a-fA-F]{6}")


def _color(value: Any) -> str | None:
    return value[:7].lower() if isinstance(value, str) and _HEX.match(value) else None
