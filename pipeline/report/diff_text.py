"""Comparisons for people at a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.compare.result import Result
from pipeline.compare.verdict import Comparison
from pipeline.report.text import count, counts

_SHOWN = 8


def comparison_text(comparison: Comparison) -> str:
    """The verdict on one diagram, and below it the first differences in words."""
    return "\n".join([f"{comparison.diagram}: {comparison.verdict}", *_lines(comparison)])


def _lines(comparison: Comparison) -> Iterator[str]:
    shown = comparison.changes[:_SHOWN]
    yield from (f"  {words}" for words in shown)
    left = len(comparison.changes) - len(shown)
    if left:
        yield f"  and {count(left, 'more difference')}"


def summary(result: Result) -> str:
    """One line: how many diagrams have which verdict."""
    return f"{counts((number, verdict) for verdict, number in result.counts.items())}, against {result.base}"
