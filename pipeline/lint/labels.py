"""The labels of a diagram, read from its model: what each says, and what it stands on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from pipeline.findings import Location
from pipeline.lint.places import label_location
from pipeline.lint.subject import Subject
from pipeline.model import Model


class Host(StrEnum):
    """What a label stands on."""

    NODE = "node"
    EDGE = "edge"
    GROUP = "group"
    TITLE = "title"


@dataclass(frozen=True, slots=True)
class Label:
    """One label. ``text`` has ``\\n`` where the picture breaks the line; ``kind`` is the engine's word for its host."""

    text: str
    host: Host
    id: str = ""
    kind: str = ""
    classes: tuple[str, ...] = ()
    group: str | None = None

    @property
    def flat(self) -> str:
        """The text on one line."""
        return " ".join(self.text.split())


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


def place(subject: Subject, label: Label, part: str | None = None) -> Location:
    """Where a label, or a part of it, stands in the file."""
    host = label.id if label.host in (Host.NODE, Host.GROUP) else None
    return label_location(subject.diagram.source, label.text, host, part)
