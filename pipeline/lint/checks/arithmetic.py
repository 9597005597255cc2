"""Checks of sums that a spec states: what follows from what has to follow when it is computed again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from pipeline.lint.quantities import Quantity, quantities
from pipeline.lint.rule import Hit, Rule
from pipeline.lint.subject import Subject
from pipeline.spec.model import Fact

_PERIODS = {
    "year": 31557600,
    "yr": 31557600,
    "y": 31557600,
    "month": 2629800,
    "mo": 2629800,
    "week": 604800,
    "day": 86400,
}
_DOWNTIME = re.compile(
    r"(?P<nines>9\d(?:\.\d+)?)\s?%[^%\n]{0,40}?(?P<time>\d+(?:\.\d+)?\s?(?:ms|s|sec|seconds?|min|minutes?|h|hours?|days?))"
    r"\s?(?:/|per |a |of downtime (?:per|a) )\s?(?P<period>year|yr|y|month|mo|week|day)\b",
    re.IGNORECASE,
)
_CLOCK = r"(\d{1,2}):(\d{2})"
_DIFFERENCE = re.compile(rf"\s*{_CLOCK}(?:\s?[A-Z]+)? minus {_CLOCK}(?:\s?[A-Z]+)?\s*(?:[;(,].*)?", re.DOTALL)
_OPERATION = re.compile(r"\s*(.+?)\s+(x|×|\*|times|plus|\+|minus|divided by)\s+(.+?)\s*(?:[;(].*)?", re.DOTALL)


def recomputes(rule: Rule, subject: Subject) -> Iterator[Hit]:
    """A share of availability agrees with the downtime beside it, and a derived fact with the sum that derives it.

    Only what can be read without guessing is computed: a label's nines, differences of two times of day, and one
    operation on two quantities. Results may differ by ``tolerance`` (a share).
    """
    tolerance = Decimal(str(rule.params.get("tolerance", 0.02)))
    if subject.model is not None:
        for label in subject.labels:
            for match in _DOWNTIME.finditer(label.flat):
                right = _downtime(match)
                stated = quantities(match["time"])[0].value
                if stated is not None and not _near(stated, right, Decimal("0.05")):
                    yield Hit(subject.place(label, match["time"]), {"stated": match[0], "right": _time(right)})
    for index, fact in enumerate(subject.diagram.facts):
        computed = _derived(fact)
        if computed is not None and not _near(*computed, tolerance):
            at = subject.diagram.positions.of("facts", index, "value")
            yield Hit(at, {"stated": fact.text, "right": f"{computed[1].normalize():f}"})


def _near(stated: Decimal, right: Decimal, tolerance: Decimal) -> bool:
    return abs(stated - right) <= tolerance * max(abs(stated), abs(right))


def _downtime(match: re.Match[str]) -> Decimal:
    period = Decimal(_PERIODS[match["period"].casefold()])
    return (Decimal(100) - Decimal(match["nines"])) / 100 * period


def _time(seconds: Decimal) -> str:
    for unit, size in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds >= size:
            return f"{seconds / size:.2f} {unit}"
    return f"{seconds:.2f} s"


def _derived(fact: Fact) -> tuple[Decimal, Decimal] | None:
    """What a derived fact states and what its derivation gives, in the same unit; None where it cannot be computed."""
    if fact.derived is None:
        return None
    own = quantities(f"{fact.value} {fact.unit or ''}".strip())
    if len(own) != 1 or own[0].value is None:
        return None
    clock = _DIFFERENCE.fullmatch(fact.derived)
    if clock is not None:
        late, early = (int(clock[at]) * 60 + int(clock[at + 1]) for at in (1, 3))
        return (own[0].value, Decimal((late - early) % 1440 * 60)) if own[0].unit == "s" else None
    result = _operation(fact.derived)
    return (own[0].value, result[0]) if result is not None and result[1] in (own[0].unit, None) else None


def _single(text: str) -> Quantity | None:
    found = quantities(text)
    return found[0] if len(found) == 1 else None


def _operation(text: str) -> tuple[Decimal, str | None] | None:
    match = _OPERATION.fullmatch(text)
    if match is None:
        return None
    first, second = (_single(match[side]) for side in (1, 3))
    if first is None or second is None or first.value is None or second.value is None:
        return None
    units = {unit for unit in (first.unit, second.unit) if unit}
    if len(units) > 1:
        return None
    unit = next(iter(units), None)
    operation = match[2]
    if operation in ("plus", "+", "minus"):
        if first.unit != second.unit:
            return None
        return (first.value + second.value if operation != "minus" else first.value - second.value), unit
    if operation == "divided by":
        return (first.value / second.value, unit if second.unit is None else None) if second.value else None
    return first.value * second.value, unit
