"""Checks of the graph: how much it holds, nodes without an edge, edges without a direction, marks of inference."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pipeline.findings import Location
from pipeline.lint.labels import Host
from pipeline.lint.places import find_word, label_location, location
from pipeline.lint.rule import Hit, Rule
from pipeline.lint.subject import Subject
from pipeline.model import Edge, Model, Node


def budget(rule: Rule, subject: Subject) -> Iterator[Hit]:
    """At most ``nodes`` nodes, and at most ``label_lines`` lines in a node's label.

    Limits of the registry of the names in ``limits`` (nodes, label_lines) go before. ``tables`` are kinds of nodes whose
    lines are rows of a table, which the second limit leaves alone.
    """
    model, params = subject.model, rule.params
    if model is None:
        return
    names = params.get("limits", {})
    nodes, lines = (subject.registry.limits.get(names.get(key, ""), params[key]) for key in ("nodes", "label_lines"))
    if len(model.nodes) > nodes:
        yield Hit(subject.start(), {"count": len(model.nodes), "what": "nodes", "limit": nodes})
    for label in subject.labels:
        count = len(label.text.split("\n"))
        if label.host is Host.NODE and label.kind not in params.get("tables", ()) and count > lines:
            yield Hit(subject.place(label), {"count": count, "what": "lines in a label", "limit": lines})


def orphans(rule: Rule, subject: Subject) -> Iterator[Hit]:
    """Every node has an edge, or lies in a group that has one. ``classes`` and ``kinds`` name nodes that need none.

    A picture without any edge is no graph, and nothing in it is an orphan.
    """
    model, params = subject.model, rule.params
    if model is None or not model.edges:
        return
    joined = {end for edge in model.edges for end in (edge.source, edge.target)}
    parents = {group.id: group.parent for group in model.groups}
    exempt, kinds = set(params.get("classes", ())), set(params.get("kinds", ()))
    for node in model.nodes:
        if node.id in joined or exempt & set(node.classes) or node.kind in kinds or not node.label.strip():
            continue
        if not _in_joined_group(node, parents, joined):
            yield Hit(_node_place(subject, node), {"node": " ".join(node.label.split())})


def _in_joined_group(node: Node, parents: Mapping[str, str | None], joined: set[str]) -> bool:
    group, seen = node.group, set[str]()
    while group is not None and group not in seen:
        if group in joined:
            return True
        seen.add(group)
        group = parents.get(group)
    return False


def _node_place(subject: Subject, node: Node) -> Location:
    return label_location(subject.diagram.source, node.label, node.id)


def undirected(rule: Rule, subject: Subject) -> Iterator[Hit]:
    """Every edge that is drawn says its direction. ``open`` are words in an edge's kind that mean it has none."""
    model = subject.model
    if model is None:
        return
    words = set(rule.params.get("open", ()))
    undirected_graph = model.type == "dot" and re.match(r"\s*(?:strict\s+)?graph\b", _code(subject), re.IGNORECASE)
    for edge in model.edges:
        kind = set(edge.kind.split())
        if "invisible" in kind or "invis" in kind:
            continue
        if kind & words or (undirected_graph and not kind & {"forward", "back", "both"}):
            yield Hit(_edge_place(subject, edge), {"source": edge.source, "target": edge.target})


def _code(subject: Subject) -> str:
    """The source without the comments before it."""
    return re.sub(r"\A(?:\s|//[^\n]*\n|#[^\n]*\n|/\*.*?\*/)*", "", subject.diagram.source.text, flags=re.DOTALL)


def _edge_place(subject: Subject, edge: Edge) -> Location:
    """The line that names both ends, at the first of them."""
    source = subject.diagram.source
    at = 0
    for line in source.text.split("\n"):
        first = find_word(source.text, edge.source, at, at + len(line))
        if first is not None and find_word(source.text, edge.target, first.end, at + len(line)) is not None:
            return location(source, first)
        at += len(line) + 1
    return subject.start()


def inference_marked(rule: Rule, subject: Subject) -> Iterator[Hit]:
    """The picture marks what is inferred: an edge of one of ``kinds`` or ``classes``, or a label that matches ``label``."""
    model, params = subject.model, rule.params
    if model is None:
        return
    kinds, classes = set(params.get("kinds", ())), set(params.get("classes", ()))
    marked = any(kinds & set(edge.kind.split()) or classes & set(edge.classes) for edge in model.edges)
    if not marked and not any(re.search(params["label"], label.flat, re.IGNORECASE) for label in subject.labels):
        yield Hit(subject.diagram.positions.of("confidence"), {"confidence": subject.diagram.confidence})


def content(rule: Rule, subject: Subject) -> Iterator[Hit]:
    """The picture holds what its view owes.

    ``views`` maps a view to demands: {what, least} and one of ``classes`` (nodes of these classes are counted), ``groups``
    (groups of these kinds), ``label`` (labels that match the pattern) or ``planes`` (planes named in titles of groups).
    """
    if subject.model is None:
        return
    for demand in rule.params["views"].get(subject.diagram.view, ()):
        count = _count(demand, subject.model, subject)
        if count < demand["least"]:
            values = {"view": subject.diagram.view, "what": demand["what"], "least": demand["least"], "count": count}
            yield Hit(subject.start(), values)


def _count(demand: Mapping[str, Any], model: Model, subject: Subject) -> int:
    if "classes" in demand:
        wanted = set(demand["classes"])
        return sum(bool(wanted & set(node.classes)) for node in model.nodes)
    if "groups" in demand:
        return sum(group.kind in demand["groups"] for group in model.groups)
    texts = [label.flat for label in subject.labels]
    if demand.get("planes"):
        titles = " ".join(texts).casefold()
        return sum(f"{name} plane" in titles for name in subject.registry.planes)
    return sum(len(re.findall(demand["label"], text)) for text in texts)
