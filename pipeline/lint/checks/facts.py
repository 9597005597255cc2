"""Checks of a spec's facts: every quantity in the picture has one, every fact is in the picture, each says what it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pipeline.lint.catalogue import fold
from pipeline.lint.places import find_word, location
from pipeline.lint.quantities import Quantity, covered, quantities
from pipeline.lint.rule import Hit, Rule
from pipeline.lint.subject import Subject
from pipeline.model import Model
from pipeline.spec.model import Fact


def number_has_source(rule: Rule, subject: Subject) -> Iterator[Hit]:
    """Every quantity that the picture shows is a fact of the spec, or stands in a block of the spec or its entity.

    ``blocks`` names those blocks: their items carry a source each. ``ignore`` is a pattern of what is no quantity here.
    """
    if subject.model is None:
        return
    facts = subject.diagram.facts
    known = [*_fact_quantities(facts), *_block_quantities(subject, rule.params.get("blocks", ()))]
    shown = [fact.text for fact in facts]
    ignore = rule.params.get("ignore")
    for label in subject.labels:
        text = re.sub(ignore, lambda match: " " * len(match[0]), label.flat) if ignore else label.flat
        for quantity in quantities(text):
            if not covered(quantity, text, shown, known):
                yield Hit(subject.place(label, quantity.text), {"quantity": quantity.text, "label": label.flat})
    for value in _plotted(subject.model):
        if not any(quantity.same_number(value) for quantity in known):
            span = find_word(subject.diagram.source.text, value)
            at = location(subject.diagram.source, span) if span else subject.start()
            yield Hit(at, {"quantity": value, "label": value})


def _fact_quantities(facts: tuple[Fact, ...]) -> list[Quantity]:
    texts = [text for fact in facts for text in (fact.text, f"{fact.value} {fact.unit or ''}")]
    return [quantity for text in texts for quantity in quantities(text)]


def _block_quantities(subject: Subject, blocks: tuple[str, ...]) -> list[Quantity]:
    documents = [subject.diagram.data, subject.entity.data if subject.entity else {}]
    incidents = [subject.registry.incidents.get(identity) for identity in subject.diagram.entities]
    dates = [incident.date for incident in incidents if incident is not None]
    texts = [text for document in documents for block in blocks for text in _strings(document.get(block))]
    return [quantity for text in (*texts, *dates) for quantity in quantities(text)]


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for name, item in value.items():
            if name not in ("source", "where"):
                yield from _strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)
    elif isinstance(value, str | int | float) and not isinstance(value, bool):
        yield str(value)


def _plotted(model: Model) -> Iterator[str]:
    """Numbers that a picture shows as lengths or widths: flows, bars, points of a line, slices."""
    values = [node.value for node in model.nodes] + [edge.value for edge in model.edges]
    for value in values:
        if isinstance(value, int | float) and not isinstance(value, bool):
            yield f"{value:g}" if value != int(value) else str(int(value))


def fact_shown(rule: Rule, subject: Subject) -> Iterator[Hit]:
    """Every fact is in the picture: as its ``shown`` says, or else as a quantity of the same value."""
    if subject.model is None:
        return
    every = _visible(subject)
    plotted = set(_plotted(subject.model))
    there = [quantity for text in every for quantity in quantities(text)]
    for index, fact in enumerate(subject.diagram.facts):
        wanted = " ".join(fact.text.split())
        if any(wanted in text for text in every) or wanted in plotted:
            continue
        if fact.shown is None and _is_there(fact, there):
            continue
        at = subject.diagram.positions.of("facts", index, "shown" if fact.shown is not None else "value")
        yield Hit(at, {"fact": wanted})


def _is_there(fact: Fact, there: list[Quantity]) -> bool:
    own = quantities(fact.text)
    return bool(own) and all(any(quantity.same(other) for other in there) for quantity in own)


def fact_pattern(rule: Rule, subject: Subject) -> Iterator[Hit]:
    """Facts that ``unit`` and ``means`` (patterns) pick say something that ``require`` matches.

    Looked at: the fact's meaning, how it is shown, where it stands, and the title and date of its source.
    """
    params = rule.params
    for index, fact in enumerate(subject.diagram.facts):
        if not _picked(params, fact):
            continue
        source = subject.registry.sources.get(fact.source or "")
        words = [fact.means, fact.text, fact.where or "", fact.derived or ""]
        if params.get("source_date") and source is not None:
            words.append(source.date)
        if not re.search(params["require"], " ".join(words), re.IGNORECASE):
            at = subject.diagram.positions.of("facts", index, "means")
            yield Hit(at, {"fact": fact.text, "means": fact.means})


def _picked(params: Mapping[str, Any], fact: Fact) -> bool:
    unit = params.get("unit")
    means = params.get("means")
    text = f"{fact.unit or ''} {fact.text}"
    return (unit is None or re.search(unit, text, re.IGNORECASE) is not None) and (
        means is None or re.search(means, fact.means, re.IGNORECASE) is not None
    )


def component_shown(rule: Rule, subject: Subject) -> Iterator[Hit]:
    """Every name under ``components`` stands in the picture or its title, by any spelling that the catalogue has of it."""
    if subject.model is None:
        return
    texts = [subject.diagram.title, *_visible(subject)]
    squeezed = _squeezed(" ".join(texts))
    absent = [(index, name) for index, name in enumerate(subject.diagram.components) if _squeezed(name) not in squeezed]
    catalogue = subject.context.catalogue
    there = {name.canonical for text in texts for name in catalogue.find(text)} if absent else frozenset()
    for index, component in absent:
        known = catalogue.names.get(fold(component))
        if known is None or known.canonical not in there:
            yield Hit(subject.diagram.positions.of("components", index), {"name": component})


def _visible(subject: Subject) -> list[str]:
    """Every text of the picture: its labels, and what it draws besides (titles, names that a label replaces)."""
    drawn = subject.model.texts if subject.model is not None else ()
    return [*(label.flat for label in subject.labels), *(" ".join(text.text.split()) for text in drawn)]


def _squeezed(text: str) -> str:
    return re.sub(r"[\s_-]+", "", text.casefold())
