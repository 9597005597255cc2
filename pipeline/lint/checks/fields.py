"""Checks of a document's fields: a block that has to be there, a field that has to say something."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pipeline.lint.rule import Hit, Rule
from pipeline.lint.subject import Document, Subject
from pipeline.model import Model


def block_required(rule: Rule, subject: Subject) -> Iterator[Hit]:
    """The spec or its entity has the list ``block`` with at least one item that fills one of ``any_of``.

    ``shown`` names what in the picture may stand instead: classes of nodes and edges, kinds of groups, words in the
    kind of an edge, or a pattern that a label matches.
    """
    block, any_of = rule.params["block"], rule.params.get("any_of", [])
    if any(_filled(item, any_of) for item in _inherited(subject, block)):
        return
    if subject.model is not None and _shown(subject, subject.model, rule.params.get("shown", {})):
        return
    data = subject.diagram.data
    at = subject.diagram.positions.key(block) if block in data else subject.top()
    yield Hit(at, {"block": block, "entity": subject.diagram.entity})


def _inherited(subject: Subject, block: str) -> Iterator[Any]:
    yield from _list(subject.diagram.data.get(block))
    if subject.entity is not None:
        yield from _list(subject.entity.data.get(block))


def _list(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else ()


def _filled(item: Any, any_of: Sequence[str]) -> bool:
    return isinstance(item, Mapping) and (not any_of or any(item.get(name) not in (None, "") for name in any_of))


def _shown(subject: Subject, model: Model, wanted: Mapping[str, Any]) -> bool:
    classes = set(wanted.get("classes", ()))
    given = [node.classes for node in model.nodes] + [edge.classes for edge in model.edges]
    if any(classes & set(names) for names in given):
        return True
    if {group.kind for group in model.groups} & set(wanted.get("groups", ())):
        return True
    words = wanted.get("edges", ())
    if any(word in edge.kind.split() for edge in model.edges for word in words):
        return True
    pattern = wanted.get("label")
    return pattern is not None and any(re.search(pattern, label.flat, re.IGNORECASE) for label in subject.labels)


def field_pattern(rule: Rule, document: Document) -> Iterator[Hit]:
    """Every value at ``path`` (or at each of several) matches all of ``require`` and none of ``forbid``.

    ``unless`` is a pattern of values that need not, ``when`` a mapping of neighbouring fields with the pattern that each
    must match for the rule to look; ``missing`` reports an item without the field. Letter case does not count.
    """
    paths = rule.params["path"]
    for path in paths if isinstance(paths[0], list) else [paths]:
        yield from _at_path(tuple(path), rule.params, document)


def _at_path(path: tuple[str, ...], params: Mapping[str, Any], document: Document) -> Iterator[Hit]:
    if params.get("missing"):
        for at, owner in document.items(path[:-1]):
            if isinstance(owner, Mapping) and path[-1] not in owner and _applies(owner, params.get("when", {})):
                place = document.positions.of(*at)
                yield Hit(type(place)(place.path, place.line, place.column), {"field": path[-1], "value": ""})
    for at, value in document.items(path):
        owner = _owner(document, at)
        if isinstance(value, str | int | float) and _applies(owner, params.get("when", {})):
            text = str(value)
            if not _matches(params.get("unless"), text) and not _satisfied(params, text):
                yield Hit(document.positions.of(*at), {"field": path[-1], "value": _short(text)})


def _owner(document: Document, at: Sequence[str | int]) -> Mapping[str, Any]:
    value: Any = document.data
    for part in at[:-1]:
        value = value[part]
    return value if isinstance(value, Mapping) else {}


def _applies(owner: Mapping[str, Any], when: Mapping[str, str]) -> bool:
    return all(_matches(pattern, str(owner.get(name, ""))) for name, pattern in when.items())


def _satisfied(params: Mapping[str, Any], text: str) -> bool:
    return all(_matches(pattern, text) for pattern in params.get("require", ())) and not any(
        _matches(pattern, text) for pattern in params.get("forbid", ())
    )


def _matches(pattern: str | None, text: str) -> bool:
    return pattern is not None and re.search(pattern, text, re.IGNORECASE) is not None


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}..."
