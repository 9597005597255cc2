"""Fingerprints: what a picture shows and where, in a form that two runs, two revisions or two toolchains can compare."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields, replace
from itertools import pairwise
from math import hypot
from typing import Any

from pipeline.model import Box, Edge, Group, Model, Node, Point, Text
from pipeline.render.cache import Drawing
from pipeline.render.job import Job

FORMAT = 1

_ROUTE_POINTS = 5

_PLAIN = frozenset({"solid", "normal"})
"""What engines call an edge's line where it is nothing special; some say it and some do not."""


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """One picture. ``model`` has its geometry in whole px from the picture's top left corner.

    ``path`` is the input file, ``source`` a digest of the source and the theme it was drawn with, ``drawing`` the cache
    key of the drawing, ``svg`` and ``png`` the SHA-256 of the files as published, ``toolchain`` versions by name.
    """

    diagram: str
    path: str
    title: str
    description: str
    source: str
    drawing: str
    svg: str
    png: str
    toolchain: Mapping[str, str]
    model: Model

    def to_data(self) -> dict[str, Any]:
        """As plain data without what has its default value; ``from_data`` reads it back."""
        data: dict[str, Any] = {field.name: getattr(self, field.name) for field in fields(self)}
        model = self.model
        data["toolchain"] = dict(self.toolchain)
        data["model"] = {
            "type": model.type,
            "title": model.title,
            "view": list(model.view) if model.view else None,
            "nodes": [_compact(item) for item in model.nodes],
            "edges": [_compact(item) for item in model.edges],
            "groups": [_compact(item) for item in model.groups],
            "texts": [_compact(item) for item in model.texts],
        }
        return {"format": FORMAT, **data}

    @staticmethod
    def from_data(data: Mapping[str, Any]) -> Fingerprint:
        """Reads what ``to_data`` wrote. Raises KeyError, TypeError or ValueError for anything else."""
        if data["format"] != FORMAT:
            raise ValueError(f"format {data['format']!r} is not {FORMAT}")
        values = {field.name: data[field.name] for field in fields(Fingerprint)}
        return Fingerprint(**{**values, "model": Model.from_json(data["model"])})


def take(
    job: Job, drawing: Drawing, png: bytes, theme: str, classes: Collection[str], toolchain: Mapping[str, str]
) -> Fingerprint:
    """The fingerprint of a drawn job. ``theme`` is the theme's digest, ``classes`` the names it gives colours to."""
    diagram = job.diagram
    description = diagram.description or diagram.question or diagram.title
    svg = drawing.template.fill(job.prefix, diagram.title, description).encode()
    return Fingerprint(
        diagram=diagram.id,
        path=diagram.path,
        title=diagram.title,
        description=description,
        source=hashlib.sha256(f"{theme}\0{diagram.source.text}".encode("utf-8", "surrogatepass")).hexdigest()[:16],
        drawing=job.key,
        svg=hashlib.sha256(svg).hexdigest(),
        png=hashlib.sha256(png).hexdigest(),
        toolchain=dict(sorted(toolchain.items())),
        model=simplified(drawing.model, frozenset(classes)),
    )


def simplified(model: Model, classes: Collection[str] = ()) -> Model:
    """A model with whole px from the picture's corner, edges as a few points, and no text that its node says anyway.

    Order does not count where the picture shows places: nodes, groups and edges with a route are sorted. Edges without
    one, such as the messages of a sequence, stay in order. Of an edge's classes those in ``classes`` are kept: engines
    add their own.
    """
    x, y = model.view[:2] if model.view else (0.0, 0.0)
    view = (0, 0, round(model.view[2]), round(model.view[3])) if model.view else None
    edges = [_edge(edge, x, y, classes) for edge in model.edges]
    if all(edge.points for edge in edges):
        edges.sort(key=lambda edge: (edge.source, edge.target, edge.label, edge.id))
    labels = {node.id: flat(node.label) for node in model.nodes if node.box}
    return replace(
        model,
        view=view,
        nodes=tuple(sorted((_placed(node, x, y) for node in model.nodes), key=lambda node: node.id)),
        edges=tuple(edges),
        groups=tuple(sorted((_placed(group, x, y) for group in model.groups), key=lambda group: group.id)),
        texts=tuple(sorted(_texts(model.texts, labels, x, y), key=lambda text: (text.box[1], text.box[0], text.text))),
    )


def flat(text: str) -> str:
    """A text on one line: where a label is broken into lines is layout, not what it says."""
    return " ".join(text.split())


def _placed(item: Any, x: float, y: float) -> Any:
    return replace(item, box=_rounded(item.box, x, y) if item.box else None)


def _rounded(box: Box, x: float, y: float) -> Box:
    return (round(box[0] - x), round(box[1] - y), round(box[2]), round(box[3]))


def _edge(edge: Edge, x: float, y: float, classes: Collection[str]) -> Edge:
    points = tuple((round(px - x), round(py - y)) for px, py in _along(edge.points, _ROUTE_POINTS))
    kind = " ".join(dict.fromkeys(word for word in edge.kind.split() if word not in _PLAIN))
    return replace(edge, kind=kind, points=points, classes=tuple(name for name in edge.classes if name in classes))


def _texts(texts: Iterable[Text], labels: Mapping[str, str], x: float, y: float) -> Iterable[Text]:
    for text in texts:
        of_node = text.host is not None and text.host_kind == "node"
        if not (of_node and labels.get(text.host or "") == flat(text.text)):
            box = _rounded(text.box, x, y)
            yield Text(text.text, box, text.size, host=text.host, host_kind=text.host_kind)


def _along(points: Sequence[Point], count: int) -> list[Point]:
    """``count`` points at equal distances along a line: enough to see that it takes another way."""
    if len(points) <= count:
        return list(points)
    lengths = [hypot(bx - ax, by - ay) for (ax, ay), (bx, by) in pairwise(points)]
    step = sum(lengths) / (count - 1)
    found, at, passed = [points[0]], 0, 0.0
    for nth in range(1, count - 1):
        while at < len(lengths) - 1 and passed + lengths[at] < nth * step:
            passed += lengths[at]
            at += 1
        part = (nth * step - passed) / lengths[at] if lengths[at] else 0.0
        (ax, ay), (bx, by) = points[at], points[at + 1]
        found.append((ax + part * (bx - ax), ay + part * (by - ay)))
    return [*found, points[-1]]


def _compact(item: Node | Edge | Group | Text) -> dict[str, Any]:
    values = ((field, getattr(item, field.name)) for field in fields(item))
    return {field.name: value for field, value in values if field.default is MISSING or value != field.default}
