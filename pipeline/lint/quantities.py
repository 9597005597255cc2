"""Quantities in a text: numbers that say how much, apart from the digits of names, with their units made comparable.

``47ms`` and ``0.047 s`` are the same, so are ``1.2M`` and ``1,200,000``. Digits inside code names (n1, IPv4, HTTP/2,
UTF-8, us-east-1, 2PC) say nothing of how much.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity as it stands in a text, from ``start`` up to ``end``.

    ``number`` is what is written, with the multiplier (k, million) but before the unit counts.

    ``value`` is in the base of ``unit``: s, B, bit, %, or None where no unit is known; a rate has ``/s`` behind it. A
    date, a time of day or a version with several dots has no value.
    """

    text: str
    start: int
    end: int
    value: Decimal | None
    unit: str | None = None
    number: Decimal | None = None

    def same(self, other: Quantity) -> bool:
        """Whether both say the same; a number without a known unit may stand for one that has one."""
        if self.value is None or other.value is None:
            return _same_moment(self.text, other.text)
        if self.unit is None or other.unit is None:
            return self.value == other.value or (self.number is not None and self.number == other.number)
        return self.value == other.value and self.unit == other.unit

    def same_number(self, number: str) -> bool:
        """Whether the quantity's number is ``number``, whatever the unit."""
        return Decimal(number) in (self.value, self.number)


_NUMBER = re.compile(r"[-+]?(?:\d{1,3}(?:[,\u2009\u202f]\d{3})+|\d+)(?:\.\d+)*")
_MULTIPLIERS = {
    **dict.fromkeys(("k", "K", "thousand"), Decimal(1000)),
    **dict.fromkeys(("M", "million", "mn"), Decimal(10) ** 6),
    **dict.fromkeys(("B", "bn", "billion"), Decimal(10) ** 9),
    **dict.fromkeys(("T", "tn", "trillion"), Decimal(10) ** 12),
    "G": Decimal(10) ** 9,
}
_TIMES = {
    **dict.fromkeys(("ns",), Decimal("1e-9")),
    **dict.fromkeys(("us", "µs", "μs"), Decimal("1e-6")),
    **dict.fromkeys(("ms", "msec", "millisecond", "milliseconds"), Decimal("0.001")),
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), Decimal(1)),
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), Decimal(60)),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), Decimal(3600)),
    **dict.fromkeys(("d", "day", "days"), Decimal(86400)),
    **dict.fromkeys(("w", "week", "weeks"), Decimal(604800)),
    **dict.fromkeys(("month", "months", "mo"), Decimal(2629800)),
    **dict.fromkeys(("y", "yr", "yrs", "year", "years"), Decimal(31557600)),
}
_BYTES = {
    **{f"{prefix}B": Decimal(1000) ** power for power, prefix in enumerate(("", "k", "M", "G", "T", "P", "E"))},
    **{f"{prefix}iB": Decimal(1024) ** power for power, prefix in enumerate(("K", "M", "G", "T", "P", "E"), 1)},
    "KB": Decimal(1000),
    **dict.fromkeys(("byte", "bytes"), Decimal(1)),
}
_BITS = {
    f"{prefix}{unit}": Decimal(1000) ** power
    for power, prefix in enumerate(("", "k", "M", "G", "T"))
    for unit in ("bps", "bit/s", "b/s")
} | {"Kbps": Decimal(1000)}
_PER = {
    "s": "s",
    "sec": "s",
    "second": "s",
    "min": "min",
    "minute": "min",
    "h": "h",
    "hour": "h",
    "hr": "h",
    "day": "d",
}
_PER_SECONDS = {"s": Decimal(1), "min": Decimal(60), "h": Decimal(3600), "d": Decimal(86400)}
_RATES = {"rps": "s", "qps": "s", "tps": "s", "RPS": "s", "QPS": "s", "TPS": "s", "rpm": "min"}

_UNITS = sorted({*_TIMES, *_BYTES, *_BITS, *_RATES, "%", "x", "×"} - {"B", "m", "d", "w", "y"}, key=len, reverse=True)
_GLUED_UNITS = sorted({*_UNITS, *_MULTIPLIERS, "m", "d", "w", "y"}, key=len, reverse=True)
_WORDS_OF_MULTIPLES = ("thousand", "million", "billion", "trillion", "mn", "bn")

_MONTH_NAME = r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sep(?:tember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
_ZONE = r"(?:\s?(?:UTC|GMT|Z|[PMCE][SD]T|CES?T))?"
_MOMENT = re.compile(
    rf"(?<![\w.:-])(?:\d{{4}}-\d{{2}}(?:-\d{{2}})?(?:[T ]\d{{2}}:\d{{2}}(?::\d{{2}})?)?{_ZONE}"
    rf"|\d{{1,2}} {_MONTH_NAME}\b|\b{_MONTH_NAME} \d{{1,2}}(?!\d)"
    rf"|\d{{1,2}}:\d{{2}}(?::\d{{2}})?{_ZONE}|\d{{4}}(?:\s(?:UTC|GMT)|Z))(?![\w-])"
)
_QUANTITY = re.compile(
    r"(?<![\w#@])(?<![A-Za-z_)][-/.])(?<![\w]\.)(?P<currency>[$€£]\s?)?"
    rf"(?P<number>{_NUMBER.pattern})(?P<plus>\+)?"
    rf"(?:(?P<glued>{'|'.join(map(re.escape, _GLUED_UNITS))})(?![A-Za-z0-9_])"
    rf"|[ \u00a0-](?P<multiple>{'|'.join(_WORDS_OF_MULTIPLES)})\b"
    rf"|[ \u00a0-](?P<unit>{'|'.join(map(re.escape, _UNITS))}|[KMGTP]?B|d)(?![A-Za-z0-9_]))?"
    r"(?P<per>\s?(?:/|per )\s?(?:second|sec|minute|min|hour|hr|day|s|h)\b)?"
)
# Words that a number makes a term of art with, rather than a count; and numbers glued to letters that are no unit.
_TERMS = re.compile(r"-(?:phase|way|tier|factor|legged|dimensional|to|of)\b", re.IGNORECASE)
_IDIOMS = re.compile(r"\b24/7\b")
_CODE = re.compile(r"[A-Za-z_]|[.'](?=[A-Za-z])|/\d\b")


@lru_cache(maxsize=8192)
def quantities(text: str) -> tuple[Quantity, ...]:
    """The quantities of a text, in order. Durations in several units (6 h 52 min) are one."""
    text = _IDIOMS.sub(lambda match: "\0" * len(match[0]), text)
    found = [Quantity(match[0], match.start(), match.end(), None) for match in _MOMENT.finditer(text)]
    taken = [(quantity.start, quantity.end) for quantity in found]
    for match in _QUANTITY.finditer(text):
        if any(start < match.end() and match.start() < end for start, end in taken):
            continue
        quantity = _quantity(match, text)
        if quantity is not None:
            found.append(quantity)
    return tuple(_joined(sorted(found, key=lambda quantity: quantity.start), text))


def _quantity(match: re.Match[str], text: str) -> Quantity | None:
    rest = text[match.end() :]
    bare = match["glued"] is None and match["unit"] is None and match["multiple"] is None
    if bare and (_CODE.match(rest) or _TERMS.match(rest)):
        return None
    shown = match[0].rstrip()
    start, end = match.start(), match.start() + len(shown)
    if match["number"].count(".") > 1:
        return Quantity(shown, start, end, None)
    value = _decimal(match["number"])
    if value is None:
        return None
    written = match["glued"] or match["multiple"] or match["unit"]
    number = value * _MULTIPLIERS.get(written or "", Decimal(1))
    value, unit = _scaled(value, written, match["per"])
    return Quantity(shown, start, end, value, "$" if match["currency"] and unit is None else unit, number)


def _decimal(number: str) -> Decimal | None:
    try:
        return Decimal(re.sub("[,\u2009\u202f]", "", number))
    except InvalidOperation:
        return None


def _scaled(value: Decimal, unit: str | None, per: str | None) -> tuple[Decimal, str | None]:
    base: str | None = None
    if unit in _MULTIPLIERS and unit not in ("m",):
        value *= _MULTIPLIERS[unit]
    elif unit in _TIMES:
        value, base = value * _TIMES[unit], "s"
    elif unit in _BYTES:
        value, base = value * _BYTES[unit], "B"
    elif unit in _BITS:
        value, base = value * _BITS[unit], "bit/s"
    elif unit in _RATES:
        value, base = value / _PER_SECONDS[_RATES[unit]], "/s"
    elif unit == "%":
        base = "%"
    if per:
        span = _PER[per.strip().lstrip("/").removeprefix("per").strip()]
        value, base = value / _PER_SECONDS[span], f"{base or ''}/s"
    return value, base


def _joined(found: Sequence[Quantity], text: str) -> list[Quantity]:
    """Neighbouring times become one duration: ``6 h 52 min``; the bounds of ``10 to 13 s`` share the unit."""
    result: list[Quantity] = []
    for quantity in found:
        before = result[-1] if result else None
        between = text[before.end : quantity.start] if before else ""
        if before is not None and _continues(before, quantity, between):
            value = before.value + quantity.value if before.value is not None and quantity.value is not None else None
            result[-1] = Quantity(text[before.start : quantity.end], before.start, quantity.end, value, "s")
        else:
            result.append(quantity)
    return result


def _continues(before: Quantity, after: Quantity, between: str) -> bool:
    return (
        before.unit == after.unit == "s"
        and between == " "
        and before.value is not None
        and after.value is not None
        and after.value < before.value
    )


def covered(quantity: Quantity, text: str, shown: Iterable[str], known: Sequence[Quantity]) -> bool:
    """Whether a quantity of ``text`` is one of ``known``, or lies within one of the ``shown`` texts.

    A date with a time of day may be two facts.
    """
    if any(_within(quantity, text, fact) for fact in shown) or any(quantity.same(other) for other in known):
        return True
    halves = re.fullmatch(r"(\d{4}-\d{2}-\d{2})[T ](.+)", quantity.text)
    if halves is None:
        return False
    parts = (Quantity(half, 0, 0, None) for half in halves.groups())
    return all(any(part.same(other) for other in known) for part in parts)


def _within(quantity: Quantity, text: str, fact: str) -> bool:
    words = " ".join(fact.split())
    at = text.find(words)
    while words and at >= 0:
        end = at + len(words)
        if at <= quantity.start and quantity.end <= end and not _cuts_number(text, at, end):
            return True
        at = text.find(words, at + 1)
    return False


def _cuts_number(text: str, start: int, end: int) -> bool:
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    return (before.isdigit() and text[start].isdigit()) or (after.isdigit() and text[end - 1].isdigit())


def _same_moment(first: str, second: str) -> bool:
    """The same date or time of day; a date also covers its month, its year, and its day without a year."""
    one, other = (re.sub(r"\s+", " ", text).strip() for text in (first, second))
    if one == other or other.startswith(f"{one}-"):
        return True
    day = _month_day(one)
    if day is not None:
        return re.match(r"\d{4}-", other) is not None and other[5:10] == day
    return _clock(one) == _clock(other) is not None


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def _month_day(text: str) -> str | None:
    """``21 October`` and ``Oct 21`` as ``10-21``."""
    match = re.fullmatch(r"(?:(\d{1,2}) ([A-Za-z]+)|([A-Za-z]+) (\d{1,2}))", text)
    if match is None:
        return None
    name, day = (match[2] or match[3])[:3].casefold(), int(match[1] or match[4])
    return f"{_MONTHS.index(name) + 1:02d}-{day:02d}" if name in _MONTHS else None


def _clock(text: str) -> str | None:
    match = re.match(r"(\d{1,2}):?(\d{2})(?::(\d{2}))?(?:\s|Z|$)", text)
    return f"{int(match[1]):02d}{match[2]}{match[3] or ''}" if match else None
