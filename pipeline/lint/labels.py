"""The labels of a diagram, read from its model: what each says, and what it stands on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from pipeline.model import Model


class Host(StrEnum):
    """What a label stands on."""

    NODE = "node"
    EDGE = "edge"
    GROUP = "group"
    TITLE = "title"


@dataclass(frozen=True, slots=True)
class Label:
    """One label. ``text`` has ``\\n`` where the picture breaks the line, ``flat`` is the same on one line.

    ``kind`` is the engine's word for its host.
    """

    text: str
    host: Host
    id: str = ""
    kind: str = ""
    classes: tuple[str, ...] = ()
    group: str | None = None
    flat: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "flat", " ".join(self.text.split()))

    @property
    def owner(self) -> str | None:
        """The id under which a source defines what the label stands on; edges have none there."""
        return self.id if self.host in (Host.NODE, Host.GROUP) else None


def labels(model: Model) -> Iterator[Label]:
    """Every label that is not empty: the title, groups, nodes and edges, in the model's order."""
    if model.title.strip():
        yield Label(model.title, Host.TITLE)
    for group in model.groups:
        if group.label.strip():
            yield Label(group.label, Host.GROUP, group.id, group.kind, group.classes, group.parent)
    for node in model.nodes:
        if node.label.strip():
            yield Label(node.label, Host.NODE, node.id, node.kind, node.classes, node.group)
    for edge in model.edges:
        if edge.label.strip():
            yield Label(edge.label, Host.EDGE, edge.id, edge.kind, edge.classes)
