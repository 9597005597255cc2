"""What the measurements are held against: the targets for two cores, and which of them a run has met."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bench.compare_speed import LIMITS

Row = tuple[str, float, str, float]
"""What is measured, its value, ``<=`` or ``>=``, the limit."""

_SECONDS = {
    "warm, s": {
        "first render, SVG": 60.0,
        "nothing changed, render": 1.0,
        "nothing changed, lint": 1.0,
        "one spec edited, render": 2.5,
        "the same where a preview runs, median": 0.3,
        "atlas --help": 0.25,
    },
    "diff, s": LIMITS,
}
_REFERENCE, _SMALL, _LARGE = "1500", "300", "15000"


def verdicts(results: dict[str, Any]) -> Iterator[str]:
    """A line for each target that these results say something about."""
    for what, value, sign, limit in (*_cold(results), *_seconds(results), *_scale(results)):
        met = value <= limit if sign == "<=" else value >= limit
        yield f"{'met' if met else 'MISSED':<7} {what:<58} {value:8.2f}  {sign} {limit:g}"


def _cold(results: dict[str, Any]) -> Iterator[Row]:
    times = results.get("cold, ms a diagram")
    if times is None:
        return
    svg, png = times["Atlas, SVG"], times["Atlas, SVG and PNG"]
    yield "cold, times as quick as mmdc, a process a file", times["mmdc, a process a file"] / svg, ">=", 40
    yield "cold, times as quick as one shared browser", times["mermaid-cli's API, one shared browser"] / svg, ">=", 20
    yield "cold, parts of the limit", svg / times["limit"], "<=", 1.25
    yield "cold, times as quick as mmdc twice, with PNG", times["mmdc twice, SVG and PNG"] / png, ">=", 25


def _seconds(results: dict[str, Any]) -> Iterator[Row]:
    for section, limits in _SECONDS.items():
        for name, limit in limits.items():
            # The limits are those of 1,500 diagrams.
            if str(results.get(section, {}).get("diagrams")) == _REFERENCE:
                yield f"{section.split(',')[0]}, {name}, s", results[section][name], "<=", limit


def _scale(results: dict[str, Any]) -> Iterator[Row]:
    sizes: dict[str, dict[str, float]] = results.get("scale", {})
    if not sizes:
        return
    yield "scale, all processes, MB", max(row["MB"] for row in sizes.values()), "<=", 1500
    reference = sizes.get(_REFERENCE)
    if reference is not None:
        usual = reference["ms a diagram"]
        for size, row in sizes.items():
            if size != _REFERENCE:
                yield (
                    f"scale, {size}: % off the time of {_REFERENCE}",
                    100 * abs(row["ms a diagram"] / usual - 1),
                    "<=",
                    15,
                )
    if _SMALL in sizes:
        largest = max(sizes, key=int)
        yield f"scale, memory of {largest} in parts of {_SMALL}", sizes[largest]["MB"] / sizes[_SMALL]["MB"], "<=", 1.1
    if reference is not None and _LARGE in sizes:
        times = sizes[_LARGE]["nothing changed, s"] / reference["nothing changed, s"]
        yield f"scale, {_LARGE} unchanged in times of {_REFERENCE}", times, "<=", 8
