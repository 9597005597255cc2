"""Comparisons as Markdown for the comment on a pull request."""

from __future__ import annotations

import re

from pipeline.compare.result import Result
from pipeline.compare.verdict import Comparison
from pipeline.report.text import count

LONGEST = 60_000
"""Characters of a report; a comment on GitHub may have 65,536."""

_SHOWN = 5
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|~@&])")


def diff_markdown(result: Result, longest: int = LONGEST) -> str:
    """A table of verdicts and a list of what differs, cut where it would be longer than ``longest`` characters."""
    lines = [f"### Diagrams against {escaped(result.base)}", ""]
    if not result.differing:
        return "\n".join([*lines, f"No difference in {count(len(result.comparisons), 'diagram')}.", ""])
    lines += ["| verdict | diagrams |", "|---|---:|"]
    lines += [f"| {verdict} | {number:,} |" for verdict, number in result.counts.items()]
    lines.append("")
    return "\n".join([*lines, *_entries(result, longest - sum(map(len, lines)) - 200), ""])


def _entries(result: Result, room: int) -> list[str]:
    ordered = sorted(result.differing, key=lambda comparison: -comparison.verdict.rank)
    entries: list[str] = []
    for at, comparison in enumerate(ordered):
        entry = _entry(comparison)
        room -= len(entry) + 1
        if room < 0:
            return [*entries, "", f"And {count(len(ordered) - at, 'more diagram')}: see the HTML report."]
        entries.append(entry)
    return entries


def _entry(comparison: Comparison) -> str:
    shown = [f"  - {escaped(words)}" for words in comparison.changes[:_SHOWN]]
    left = len(comparison.changes) - len(shown)
    more = [f"  - and {count(left, 'more difference')}"] if left > 0 else []
    return "\n".join([f"- **{escaped(comparison.diagram)}**: {comparison.verdict}", *shown, *more])


def escaped(text: str) -> str:
    """A text that shows as it is: labels come from whoever wrote the diagram, and must not mention, link or format."""
    # A zero-width space behind the sign keeps GitHub from taking what follows for somebody's name.
    return _SPECIAL.sub(r"\\\1", " ".join(text.split())).replace("\\@", "@\u200b")
