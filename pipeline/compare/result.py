"""The outcome of a comparison of many diagrams."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.compare.verdict import Comparison, Verdict
from pipeline.findings import Finding


@dataclass(frozen=True, slots=True)
class Result:
    """Every diagram of a comparison, by id. ``base`` says with what was compared, ``findings`` what is wrong with them."""

    base: str
    comparisons: tuple[Comparison, ...]
    findings: Mapping[str, Sequence[Finding]] = field(default_factory=dict)

    @property
    def differing(self) -> tuple[Comparison, ...]:
        """Those that are not the same."""
        return tuple(comparison for comparison in self.comparisons if comparison.differs)

    @property
    def counts(self) -> dict[Verdict, int]:
        """How many diagrams have each verdict, the weightiest first; verdicts that none has are left out."""
        found = Counter(comparison.verdict for comparison in self.comparisons)
        return {verdict: found[verdict] for verdict in reversed(Verdict) if found[verdict]}


def in_order(comparisons: Iterable[Comparison]) -> tuple[Comparison, ...]:
    """By id, whatever was done first."""
    return tuple(sorted(comparisons, key=lambda comparison: comparison.diagram))
