"""Which node, edge, group or text of one model is which of another."""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from pipeline.compare.fingerprint import flat
from pipeline.model import Edge, Group, Model, Node, Text

Item = TypeVar("Item")

# Ids that count: "note 3", "event 1.0". Engines number what authors do not name, and one more shifts all behind it.
_NUMBERED = re.compile(r"[A-Za-z]+ \d+(\.\d+)*")


@dataclass(frozen=True, slots=True)
class Pairing(Generic[Item]):
    """What is in both models (old, new), in the old one only and in the new one only."""

    both: tuple[tuple[Item, Item], ...]
    removed: tuple[Item, ...]
    added: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Two models side by side. ``turned`` are edges that now run the other way."""

    nodes: Pairing[Node]
    groups: Pairing[Group]
    edges: Pairing[Edge]
    turned: tuple[tuple[Edge, Edge], ...]
    texts: Pairing[Text]

    @property
    def boxes(self) -> Iterator[tuple[Node | Group, Node | Group]]:
        """The groups and nodes that are in both."""
        yield from self.groups.both
        yield from self.nodes.both


def pair(old: Sequence[Item], new: Sequence[Item], *keys: Callable[[Item], Hashable]) -> Pairing[Item]:
    """Pairs items of equal key, by the first of ``keys`` for all of them, then by the next for what is left.

    A key of None pairs nothing. Among items of the same key the order decides.
    """
    partner: dict[int, int] = {}
    taken: set[int] = set()
    for key in keys:
        waiting: dict[Hashable, deque[int]] = defaultdict(deque)
        for at, item in enumerate(new):
            if at not in taken:
                waiting[key(item)].append(at)
        waiting.pop(None, None)
        for at, item in enumerate(old):
            queue = waiting.get(key(item)) if at not in partner else None
            if queue:
                partner[at] = queue.popleft()
                taken.add(partner[at])
    return Pairing(
        tuple((old[at], new[partner[at]]) for at in sorted(partner)),
        tuple(item for at, item in enumerate(old) if at not in partner),
        tuple(item for at, item in enumerate(new) if at not in taken),
    )


def pair_models(old: Model, new: Model) -> Pairs:
    """Pairs everything in two models. Names that authors gave weigh more than labels, labels more than numbers."""
    nodes = pair(old.nodes, new.nodes, *_named(), lambda node: (flat(node.label), node.kind, node.group), *_labelled())
    groups = pair(old.groups, new.groups, *_named(), *_labelled())
    now = {before.id: after.id for pairing in (groups.both, nodes.both) for before, after in pairing}
    edges = _pair_edges(old.edges, new.edges, now)
    rest, turned = _pair_turned(edges, now)
    texts = pair(
        old.texts,
        new.texts,
        lambda text: (now.get(text.host or "", text.host), flat(text.text)),
        lambda text: flat(text.text),
    )
    return Pairs(nodes, groups, rest, turned, texts)


def _named() -> tuple[Callable[[Node | Group], Hashable], ...]:
    return (
        lambda item: (item.id, flat(item.label), item.kind),
        lambda item: None if _NUMBERED.fullmatch(item.id) else item.id,
    )


def _labelled() -> tuple[Callable[[Node | Group], Hashable], ...]:
    return (lambda item: (flat(item.label), item.kind), lambda item: item.id)


def _pair_edges(old: Sequence[Edge], new: Sequence[Edge], now: Mapping[str, str]) -> Pairing[Edge]:
    """Pairs edges by what they join; an edge's own id is the engine's and changes with its neighbours."""
    before = {id(edge): (now.get(edge.source), now.get(edge.target)) for edge in old}

    def ends(edge: Edge) -> tuple[str, str] | None:
        source, target = before.get(id(edge), (edge.source, edge.target))
        return None if source is None or target is None else (source, target)

    def key(*parts: Callable[[Edge], Hashable]) -> Callable[[Edge], Hashable]:
        return lambda edge: None if ends(edge) is None else (ends(edge), *(part(edge) for part in parts))

    label: Callable[[Edge], str] = lambda edge: flat(edge.label)  # noqa: E731
    kind: Callable[[Edge], str] = lambda edge: edge.kind  # noqa: E731
    return pair(old, new, key(label, kind), key(label), key(kind), key())


def _pair_turned(edges: Pairing[Edge], now: Mapping[str, str]) -> tuple[Pairing[Edge], tuple[tuple[Edge, Edge], ...]]:
    gone = {id(edge) for edge in edges.removed}

    def ends(edge: Edge) -> Hashable:
        if id(edge) in gone:
            return (now.get(edge.target), now.get(edge.source), flat(edge.label))
        return (edge.source, edge.target, flat(edge.label))

    turned = pair(edges.removed, edges.added, ends)
    return Pairing(edges.both, turned.removed, turned.added), turned.both
