"""The cross-reference map: which entity names which of the next level, and who names it."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.publish.inventory import Inventory, natural_key
from pipeline.publish.plan import Level, SitePlan
from pipeline.spec.model import Registry


@dataclass(frozen=True, slots=True)
class Edge:
    """``source`` names ``target`` in ``field`` of its file."""

    source: str
    target: str
    field: str


@dataclass(frozen=True, slots=True)
class Chain:
    """The map of one entity of the first level: the ids on each level, and who hangs on whom."""

    root: str
    levels: tuple[tuple[str, ...], ...]
    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class CrossMap:
    """All links between entities, by either end, and the chain of every entity of the first level."""

    levels: tuple[Level, ...]
    outgoing: Mapping[str, tuple[Edge, ...]]
    incoming: Mapping[str, tuple[Edge, ...]]
    chains: tuple[Chain, ...]


def draw_map(inventory: Inventory, plan: SitePlan) -> CrossMap:
    """Follows the fields that the plan's levels name."""
    registry = inventory.registry
    outgoing: dict[str, list[Edge]] = defaultdict(list)
    incoming: dict[str, list[Edge]] = defaultdict(list)
    for edge in _edges(registry, plan.levels):
        outgoing[edge.source].append(edge)
        incoming[edge.target].append(edge)
    links = {name: tuple(edges) for name, edges in outgoing.items()}
    roots = _members(registry, plan.levels[0]) if plan.levels else []
    return CrossMap(
        levels=plan.levels,
        outgoing=links,
        incoming={name: tuple(edges) for name, edges in incoming.items()},
        chains=tuple(_chain(root, plan.levels, links, registry) for root in roots),
    )


def _edges(registry: Registry, levels: Sequence[Level]) -> Iterator[Edge]:
    fields = [(level.field, set(level.families)) for level in levels if level.field]
    for entity in registry.entities.values():
        for field, families in fields:
            names = entity.data.get(field)
            for name in names if isinstance(names, list) else ():
                target = registry.entities.get(name)
                if target is not None and target.family in families:
                    yield Edge(entity.id, name, field)


def _members(registry: Registry, level: Level) -> list[str]:
    members = (entity.id for entity in registry.entities.values() if entity.family in level.families)
    return sorted(members, key=natural_key)


def _chain(root: str, levels: Sequence[Level], links: Mapping[str, tuple[Edge, ...]], registry: Registry) -> Chain:
    """What the root names on each level; each id hangs on those of the level before that name it or that it names."""
    named = {edge.target for edge in links.get(root, ())}
    standing: list[tuple[str, ...]] = [(root,)]
    for level in levels[1:]:
        on_level = (name for name in named if registry.entities[name].family in level.families)
        standing.append(tuple(sorted(on_level, key=natural_key)))
    pairs = []
    for before, here in itertools.pairwise(standing):
        for name in here:
            linked = [near for near in before if _linked(near, name, links)]
            pairs += [(near, name) for near in linked or [root]]
    return Chain(root, tuple(standing), tuple(pairs))


def _linked(one: str, other: str, links: Mapping[str, tuple[Edge, ...]]) -> bool:
    return any(edge.target == other for edge in links.get(one, ())) or any(
        edge.target == one for edge in links.get(other, ())
    )
