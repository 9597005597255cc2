"""Checks of ids that a picture shows: their form, whether the registry knows them, names that need one."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import lru_cache

from pipeline.findings import Location
from pipeline.lint.fix import bare_id
from pipeline.lint.labels import Host
from pipeline.lint.rule import Edit, Hit, Rule
from pipeline.lint.subject import Subject
from pipeline.spec.model import Registry
from pipeline.spec.suggestion import nearest


def id_tokens(rule: Rule, subject: Subject) -> Iterator[Hit]:
    """Words of labels and of the spec's texts that look like ids of ``family`` are its ids.

    ``looks_like`` is the pattern of such words. With ``known`` the registry has to hold the id, else its form counts
    alone. The family ``incident`` stands for the registry's incidents.
    """
    family, params = rule.params["family"], rule.params
    pattern = _form(subject.registry, family)
    if pattern is None:
        return
    known = _known(subject.registry, family)
    token = _token(params["looks_like"])
    for text, at in _texts(subject, token):
        right = text in known if params.get("known") else re.fullmatch(pattern, text) is not None
        if not right:
            yield _hit(text, at, family, known)


def _form(registry: Registry, family: str) -> str | None:
    if family == "incident":
        pattern = registry.data.get("incident_pattern")
        return pattern if isinstance(pattern, str) and registry.incidents else None
    found = registry.families.get(family)
    return None if found is None else found.id_pattern


def _known(registry: Registry, family: str) -> Collection[str]:
    if family == "incident":
        return registry.incidents.keys()
    return [identity for identity, entity in registry.entities.items() if entity.family == family]


@lru_cache(maxsize=64)
def _token(looks_like: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w./=-])(?:{looks_like})(?![\w=]|[-./]\w)")


def _texts(subject: Subject, token: re.Pattern[str]) -> Iterator[tuple[str, Location]]:
    """Every word that the pattern finds, with its place: in labels, then in title, question and description."""
    if subject.model is not None:
        for label in subject.labels:
            for match in token.finditer(label.flat):
                yield match[0], subject.place(label, match[0])
    diagram = subject.diagram
    for name in ("title", "question", "description") if not diagram.raw else ():
        for match in token.finditer(str(diagram.data.get(name, ""))):
            yield match[0], diagram.positions.of(name)


def _hit(text: str, at: Location, family: str, known: Collection[str]) -> Hit:
    same = [identity for identity in known if bare_id(identity) == bare_id(text)]
    near = same[0] if len(same) == 1 else nearest(text, known)
    exact = at.end_column is not None and at.end_column - at.column == len(text)
    edit = Edit(at, text, same[0]) if len(same) == 1 and exact else None
    return Hit(at, {"id": text, "family": family}, f"did you mean '{near}'?" if near else None, edit)


def shared_name(rule: Rule, subject: Subject) -> Iterator[Hit]:
    """A label that says no more than a name that several entities have carries the id of the one it means."""
    if subject.model is None:
        return
    shared = subject.context.shared_names
    for label in subject.labels if shared else ():
        bearers = shared.get(label.flat.rstrip(":").casefold())
        if bearers and label.host is not Host.TITLE:
            yield Hit(subject.place(label), {"name": label.flat, "ids": " or ".join(bearers), "id": bearers[0]})
