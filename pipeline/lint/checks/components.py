"""Checks of what labels say: components that name nothing, claims without a number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from pipeline.lint.catalogue import Catalogue, with_names
from pipeline.lint.component_name import Element, Judge, Verdict
from pipeline.lint.labels import Host, Label
from pipeline.lint.rule import Hit, Rule
from pipeline.lint.subject import Subject
from pipeline.lint.vague_metric import Vagueness, vagueness
from pipeline.lint.vocabulary import vocabulary
from pipeline.model import Group


def component_names(rule: Rule, subject: Subject) -> Iterator[Hit]:
    """Labels of components name something real: a name of the catalogue, of the spec, or a program's in its code form.

    ``elements`` maps a kind of diagram to the kinds of nodes that can be components, each with what it is: node, store
    or participant. ``classes`` are those of nodes that are none, ``names`` are further real names.
    """
    model, params = subject.model, rule.params
    if model is None:
        return
    kinds: Mapping[str, str] = params["elements"].get(model.type, {})
    judge = Judge(_catalogue(subject, params.get("names", ())), vocabulary())
    without = set(params.get("classes", ()))
    groups = {group.id: group for group in model.groups}
    for label in subject.labels if kinds else ():
        element = _element(label, kinds)
        if element is None or without & set(label.classes):
            continue
        judgement = judge.judge(label.text, element, _around(label, groups))
        if judgement.verdict is Verdict.GENERIC:
            yield Hit(subject.place(label), {"label": label.flat, "function": judgement.because})


def _element(label: Label, kinds: Mapping[str, str]) -> Element | None:
    if label.host is not Host.NODE:
        return None
    found = kinds.get(label.kind, kinds.get("*"))
    return Element(found) if found and found != "none" else None


def _around(label: Label, groups: Mapping[str, Group]) -> list[str]:
    """The titles of the groups that a label stands in, from the inside out."""
    titles: list[str] = []
    group = groups.get(label.group or "")
    while group is not None and len(titles) < len(groups):
        titles.append(group.label)
        group = groups.get(group.parent or "")
    return titles


def _catalogue(subject: Subject, names: Any) -> Catalogue:
    return with_names(subject.context.catalogue, (*subject.diagram.components, *names))


@lru_cache(maxsize=8)
def _vagueness(rule: Rule) -> Vagueness:
    return vagueness({name: value for name, value in rule.params.items() if name != "except_kinds"})


def vague_metrics(rule: Rule, subject: Subject) -> Iterator[Hit]:
    """No label claims a quantity without a number; the parameters say what counts as what.

    ``except_kinds`` are kinds of groups whose labels give a direction by design.
    """
    if subject.model is None:
        return
    vague = _vagueness(rule)
    for label in subject.labels:
        if label.kind in rule.params.get("except_kinds", ()):
            continue
        for claim in vague.find(label.text):
            yield Hit(subject.place(label, claim), {"claim": claim, "label": label.flat})
