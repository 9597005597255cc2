"""Checks of where a diagram's statements come from: sources named, read, fit for the grade, and dated."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from pipeline.lint.rule import Hit, Rule
from pipeline.lint.subject import Subject
from pipeline.spec.model import Source


def sources_of(subject: Subject) -> list[Source]:
    """The known sources that a spec names: in its list, its facts, the items of its blocks; its entity's where none."""
    own = _named(subject.diagram.data)
    identities = own or (_named(subject.entity.data) if subject.entity is not None else [])
    found = (subject.registry.sources.get(identity) for identity in dict.fromkeys(identities))
    return [source for source in found if source is not None]


def _named(value: object) -> list[str]:
    found: list[str] = []
    if isinstance(value, dict):
        for name, item in value.items():
            if name == "source" and isinstance(item, str) and "\n" not in item:
                found.append(item)
            elif name == "sources" and isinstance(item, list):
                found += [identity for identity in item if isinstance(identity, str)]
            else:
                found += _named(item)
    elif isinstance(value, list):
        for item in value:
            found += _named(item)
    return found


def source_cited(rule: Rule, subject: Subject) -> Iterator[Hit]:
    """A spec names at least ``least`` sources that the registry knows, with title, publisher, address and date."""
    sources = sources_of(subject)
    if len(sources) < rule.params.get("least", 1):
        data = subject.diagram.data
        at = subject.diagram.positions.key("sources") if "sources" in data else subject.top()
        yield Hit(at, {"count": len(sources)})


def grade_fits(rule: Rule, subject: Subject) -> Iterator[Hit]:
    """The grade of confidence rests on a source of a ``tier`` in ``grades``, read by somebody where ``read`` asks it."""
    demand = rule.params["grades"].get(subject.diagram.confidence)
    if demand is None:
        return
    tiers = demand.get("tiers", ())
    fitting = [
        source
        for source in sources_of(subject)
        if (not tiers or source.tier in tiers) and (source.read is not None or not demand.get("read"))
    ]
    if not fitting:
        values = {"confidence": subject.diagram.confidence, "needs": demand["needs"]}
        yield Hit(subject.diagram.positions.of("confidence"), values)


def source_mix(rule: Rule, subject: Subject) -> Iterator[Hit]:
    """There are at least ``least`` sources, one of them of the tier ``one_of``."""
    sources = sources_of(subject)
    tier = rule.params["one_of"]
    primary = sum(source.tier == tier for source in sources)
    if len(sources) < rule.params["least"] or not primary:
        at = subject.diagram.positions.key("sources") if "sources" in subject.diagram.data else subject.top()
        yield Hit(at, {"count": len(sources), "primary": primary, "least": rule.params["least"]})


def source_age(rule: Rule, subject: Subject) -> Iterator[Hit]:
    """Where every source was more than ``years`` old when it was read, the picture or its title says a year or a version.

    The day of reading counts, not today: the same input gives the same findings tomorrow. A source without a date may be
    a page that is kept up to date; then the rule says nothing.
    """
    found = [_age(source) for source in sources_of(subject)]
    ages = [age for age in found if age is not None]
    if not ages or len(ages) < len(found) or min(ages) <= rule.params["years"] or subject.model is None:
        return
    diagram = subject.diagram
    texts = [diagram.title, diagram.description, *(label.flat for label in subject.labels)]
    if not any(re.search(r"\b(?:19|20)\d\d\b|\b[A-Z]\w+ \d+(?:\.\d+)?\b", text) for text in texts):
        yield Hit(diagram.positions.of("title"), {"years": f"{min(ages):.0f}"})


def _age(source: Source) -> float | None:
    """In years, where the source says when it was published and when it was read."""
    year = re.match(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?", source.date)
    if year is None or source.read is None:
        return None
    try:
        published = date(int(year[1]), int(year[2] or 12), int(year[3] or 28))
        return (date.fromisoformat(source.read) - published).days / 365.25
    except ValueError:
        return None


def real_title(rule: Rule, subject: Subject) -> Iterator[Hit]:
    """Title, question and description say something: no placeholder, not the id, not each other."""
    diagram = subject.diagram
    empty = re.compile(rule.params["empty"], re.IGNORECASE)
    texts = {"title": diagram.title, "question": diagram.question, "description": diagram.description}
    names = {diagram.id.casefold(), diagram.view.casefold(), diagram.view.replace("-", " ").casefold()}
    for name, text in texts.items():
        if name in diagram.data and (empty.fullmatch(text) or text.casefold() in names):
            yield Hit(diagram.positions.of(name), {"field": name, "text": text})
    if diagram.description and diagram.description.casefold() == diagram.title.casefold():
        yield Hit(diagram.positions.of("description"), {"field": "description", "text": diagram.description})
