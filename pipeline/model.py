"""What a diagram says and where it says it: nodes, edges, groups and texts, with geometry in px of the picture."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Box = tuple[float, float, float, float]
"""x, y, width, height"""

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Node:
    """A box, an actor, an event, a point … . ``kind`` is the engine's own word for its shape or role."""

    id: str
    label: str
    kind: str = ""
    classes: tuple[str, ...] = ()
    group: str | None = None
    box: Box | None = None
    value: Any = None


@dataclass(frozen=True, slots=True)
class Edge:
    """A connection. ``points`` are what its line passes through, empty where the engine gives none."""

    id: str
    source: str
    target: str
    label: str = ""
    kind: str = ""
    classes: tuple[str, ...] = ()
    points: tuple[Point, ...] = ()
    value: Any = None


@dataclass(frozen=True, slots=True)
class Group:
    """A subgraph, cluster, section, box or axis."""

    id: str
    label: str
    kind: str = ""
    classes: tuple[str, ...] = ()
    parent: str | None = None
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of text as drawn. ``size`` in px, colours as ``#rrggbb`` (None where unknown).

    ``host`` is the id of what it labels and ``host_kind`` whether that is a node, an edge or a group.
    """

    text: str
    box: Box
    size: float
    weight: int = 400
    color: str | None = None
    background: str | None = None
    host: str | None = None
    host_kind: str | None = None
    classes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Model:
    """One diagram. ``type`` is the engine's name for the kind of diagram, ``view`` the picture's x, y, width, height.

    A model that was only parsed has no geometry: no ``view``, no ``texts``, no boxes.
    """

    type: str
    title: str = ""
    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()
    groups: tuple[Group, ...] = ()
    texts: tuple[Text, ...] = ()
    view: Box | None = None

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> Model:
        """A model from its fields as plain data, which those with their default values may lack."""
        return Model(
            type=data["type"],
            title=data["title"],
            nodes=tuple(Node(**_frozen(item)) for item in data["nodes"]),
            edges=tuple(Edge(**_frozen(item)) for item in data["edges"]),
            groups=tuple(Group(**_frozen(item)) for item in data["groups"]),
            texts=tuple(Text(**_frozen(item)) for item in data["texts"]),
            view=tuple(data["view"]) if data["view"] else None,
        )


_TUPLES = ("classes", "box")


def _frozen(item: Mapping[str, Any]) -> dict[str, Any]:
    result = dict(item)
    for name in _TUPLES:
        if isinstance(result.get(name), list):
            result[name] = tuple(result[name])
    if isinstance(result.get("points"), list):
        result["points"] = tuple((x, y) for x, y in result["points"])
    return result
