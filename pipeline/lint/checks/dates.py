"""Checks of dates and times: written so that nobody can misread them, with their zone, in their order."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.lint.rule import Hit, Rule
from pipeline.lint.subject import Subject

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_NOT_ISO = re.compile(
    rf"(?<![\w/.-])(?:\d{{1,2}}[/.]\d{{1,2}}[/.](?:19|20)\d\d|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? (?:19|20)\d\d"
    rf"|\d{{1,2}}(?:st|nd|rd|th)? {_MONTH} (?:19|20)\d\d)(?![\w/-])"
)
_CLOCK = re.compile(r"(?<![\d:.-])(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?![\d:])")
_ZONE = re.compile(r"\b(?:UTC|GMT|Z|[PMCE][SD]T|CES?T|[A-Z]{2,4}T)\b|\d\dZ\b|[+-]\d\d:\d\d")
_MOMENT = re.compile(r"((?:19|20)\d\d)(?:-(\d\d))?(?:-(\d\d))?(?![\d-])(?!\s?(?:UTC|GMT|Z\b|[PMCE][SD]T\b|CES?T\b))")


def dated(rule: Rule, subject: Subject) -> Iterator[Hit]:
    """Dates are ISO 8601, times of day have a zone somewhere in the picture, periods of a timeline are in order."""
    model = subject.model
    if model is None:
        return
    every = subject.labels
    zoned = any(_ZONE.search(text) for text in (subject.diagram.title, *(label.flat for label in every)))
    for label in every:
        for match in _NOT_ISO.finditer(label.flat):
            yield Hit(subject.place(label, match[0]), {"text": match[0], "problem": "is not an ISO date"})
    clocks = ((label, _CLOCK.search(label.flat)) for label in every)
    clock = next(((label, found[0]) for label, found in clocks if found is not None), None)
    if clock is not None and not zoned:
        yield Hit(subject.place(*clock), {"text": clock[1], "problem": "has no time zone"})
    yield from _disordered(subject)


def _disordered(subject: Subject) -> Iterator[Hit]:
    assert subject.model is not None
    latest = ""
    for label in subject.labels:
        moment = _MOMENT.match(label.flat) if label.kind == "period" else None
        if moment is None:
            continue
        now = moment[0]
        if now < latest[: len(now)]:
            yield Hit(subject.place(label), {"text": now, "problem": f"comes after {latest}"})
        latest = max(latest, now)


def incident_named(rule: Rule, subject: Subject) -> Iterator[Hit]:
    """The spec names an incident of the registry, or a label says what ``unless`` matches."""
    known = [identity for identity in subject.diagram.entities if identity in subject.registry.incidents]
    model = subject.model
    if known or model is None or not subject.registry.incidents:
        return
    if not any(re.search(rule.params["unless"], label.flat, re.IGNORECASE) for label in subject.labels):
        yield Hit(subject.start(), {"view": subject.diagram.view})
