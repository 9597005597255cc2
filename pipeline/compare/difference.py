"""What differs between two models, in words: structure, texts, places and paint."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pipeline.compare.fingerprint import flat
from pipeline.compare.pairing import Pairing, Pairs, pair, pair_models
from pipeline.compare.placement import movements
from pipeline.compare.verdict import Change, Verdict
from pipeline.compare.wording import name, names, replaced, shortened
from pipeline.model import Edge, Group, Model, Node, Text


def differences(old: Model, new: Model) -> list[Change]:
    """Every difference between two simplified models, the weightiest first."""
    pairs = pair_models(old, new)
    before = {**names(old.groups), **names(old.nodes)}
    after = {**names(new.groups), **names(new.nodes)}
    changes = [
        *_items("group", pairs.groups),
        *_items("node", pairs.nodes),
        *_edges(pairs, before, after),
        *_labels(pairs, after),
        *_texts(pairs),
        *_paint(pairs, after),
    ]
    if old.type != new.type:
        changes.append(Change(Verdict.REWIRED, f"kind of diagram: {old.type} → {new.type}"))
    rewired = any(change.verdict is Verdict.REWIRED for change in changes)
    changes += [Change(Verdict.MOVED, words) for words in movements(pairs, old.view, new.view, after, brief=rewired)]
    return sorted(changes, key=lambda change: -change.verdict.rank)


def _items(kind: str, pairing: Pairing[Node] | Pairing[Group]) -> Iterator[Change]:
    for item in pairing.added:
        yield Change(Verdict.REWIRED, f"+ {kind} {name(item)}")
    for item in pairing.removed:
        yield Change(Verdict.REWIRED, f"{kind} {name(item)} removed")


def _edges(pairs: Pairs, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Change]:
    for edge in pairs.edges.added:
        yield Change(Verdict.REWIRED, f"+ edge {_route(edge, after)}{_about(edge)}")
    for edge in pairs.edges.removed:
        yield Change(Verdict.REWIRED, f"edge {_route(edge, before)}{_about(edge)} removed")
    for edge, _ in pairs.turned:
        yield Change(Verdict.REWIRED, f"edge {_route(edge, before)} turned round")
    for old, new in pairs.edges.both:
        if old.kind != new.kind:
            words = f"edge {_route(new, after)}: {old.kind or 'plain'} → {new.kind or 'plain'}"
            yield Change(Verdict.REWIRED, words)
    yield from _order(pairs.edges.both, after)
    yield from _homes(pairs, before, after)


def _order(edges: Sequence[tuple[Edge, Edge]], after: Mapping[str, str]) -> Iterator[Change]:
    """Edges without a route, the messages of a sequence, say what they say by their order.

    A pairing gives the old ones in order: where their partners are not, the first that falls behind is named.
    """
    if any(new.points for _, new in edges):
        return
    places = [_number(new) for _, new in edges]
    for at in range(1, len(places)):
        if places[at] < places[at - 1]:
            earlier, later = edges[at][1], edges[at - 1][1]
            words = f"edge {_route(earlier, after)}{_about(earlier)} now before {_route(later, after)}{_about(later)}"
            yield Change(Verdict.REWIRED, words)
            return


def _number(edge: Edge) -> tuple[int, ...]:
    """The numbers that an engine's id for an edge counts with; nothing where it does not count."""
    word, _, number = edge.id.rpartition(" ")
    parts = number.split(".")
    return tuple(map(int, parts)) if word and all(part.isdecimal() for part in parts) else ()


def _homes(pairs: Pairs, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Change]:
    """Nodes and groups that stand in another group than before."""
    now = {old.id: new.id for old, new in pairs.groups.both}
    homes: list[tuple[str | None, str | None, Node | Group]] = [
        *((old.group, new.group, new) for old, new in pairs.nodes.both),
        *((one.parent, other.parent, other) for one, other in pairs.groups.both),
    ]
    for old_home, new_home, item in homes:
        if now.get(old_home or "", old_home) != new_home:
            left, entered = before.get(old_home or "", "no group"), after.get(new_home or "", "no group")
            yield Change(Verdict.REWIRED, f"{name(item)}: from {left} to {entered}")


def _labels(pairs: Pairs, after: Mapping[str, str]) -> Iterator[Change]:
    for old, new in pairs.boxes:
        if flat(old.label) != flat(new.label):
            yield Change(Verdict.RELABELLED, replaced(old.label, new.label))
    for before, now in pairs.edges.both:
        if flat(before.label) != flat(now.label):
            words = f"edge {_route(now, after)}: {replaced(before.label, now.label)}"
            yield Change(Verdict.RELABELLED, words)
        if before.value != now.value:
            yield Change(Verdict.RELABELLED, f"edge {_route(now, after)}: {before.value} → {now.value}")
    for one, other in pairs.nodes.both:
        if one.value != other.value:
            yield Change(Verdict.RELABELLED, f"{name(other)}: {one.value} → {other.value}")


def _texts(pairs: Pairs) -> Iterator[Change]:
    """Texts that came or went and are not part of what was said already."""
    old_said, new_said = _said(pairs)
    removed = [text for text in pairs.texts.removed if not _within(text, old_said)]
    added = [text for text in pairs.texts.added if not _within(text, new_said)]
    rest = pair(removed, added, lambda text: (text.host, text.host_kind), lambda text: text.host_kind)
    for old, new in rest.both:
        yield Change(Verdict.RELABELLED, replaced(old.text, new.text))
    for text in rest.added:
        yield Change(Verdict.RELABELLED, f"+ text {shortened(text.text)}")
    for text in rest.removed:
        yield Change(Verdict.RELABELLED, f"text {shortened(text.text)} removed")


def _said(pairs: Pairs) -> tuple[list[str], list[str]]:
    """The labels before and now of everything that came, went or was relabelled."""
    both = [*((old.label, new.label) for old, new in pairs.boxes), *((a.label, b.label) for a, b in pairs.edges.both)]
    changed = [(flat(old), flat(new)) for old, new in both if flat(old) != flat(new)]
    gone = _lines(pairs.nodes.removed, pairs.groups.removed, pairs.edges.removed)
    came = _lines(pairs.nodes.added, pairs.groups.added, pairs.edges.added)
    return [*gone, *(old for old, _ in changed)], [*came, *(new for _, new in changed)]


def _lines(*parts: Sequence[Node | Group | Edge]) -> list[str]:
    return [flat(item.label) for part in parts for item in part]


def _within(text: Text, said: Sequence[str]) -> bool:
    return any(flat(text.text) in label for label in said)


def _paint(pairs: Pairs, after: Mapping[str, str]) -> Iterator[Change]:
    for old, new in pairs.boxes:
        if old.kind != new.kind:
            yield Change(Verdict.REPAINTED, f"{name(new)}: {old.kind or 'plain'} → {new.kind or 'plain'}")
        if old.classes != new.classes:
            yield Change(Verdict.REPAINTED, f"{name(new)}: {_classes(old.classes)} → {_classes(new.classes)}")
    for before, now in pairs.edges.both:
        if before.classes != now.classes:
            words = f"edge {_route(now, after)}: {_classes(before.classes)} → {_classes(now.classes)}"
            yield Change(Verdict.REPAINTED, words)


def _classes(classes: Sequence[str]) -> str:
    return " ".join(classes) or "no class"


def _route(edge: Edge, known: Mapping[str, str]) -> str:
    return f"{known.get(edge.source, edge.source)} → {known.get(edge.target, edge.target)}"


def _about(edge: Edge) -> str:
    return f" ({shortened(edge.label)})" if flat(edge.label) else ""
