"""Words that claim a quantity without saying how much: low latency, highly scalable, minimal cost."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

_DECORATION = re.compile("[\U0001f000-\U0001faff\u2190-\u21ff\u2300-\u27bf\u2b00-\u2bff\ufe0f\u200d•*]")


@dataclass(frozen=True, eq=False)
class Vagueness:
    """What counts as vague. ``degrees`` say how much without a number, ``nouns`` map a quantity to its family.

    ``claims`` are words that are vague by themselves, ``motions`` are fast and slow with what they may be said of;
    ``numbers`` hold a pattern for each family: where it matches, the label says how much. ``terms`` are patterns of
    terms of art.
    """

    degree: re.Pattern[str]
    stated: re.Pattern[str]
    stacked: re.Pattern[str]
    claims: Sequence[tuple[re.Pattern[str], str]]
    numbers: Mapping[str, re.Pattern[str]]
    nouns: Mapping[str, str]
    terms: re.Pattern[str]

    @lru_cache(maxsize=8192)  # noqa: B019 - there are as many of these objects as rules; pictures repeat their labels
    def find(self, label: str) -> tuple[str, ...]:
        """The vague claims of a label that stand beside no number of their own family, as they are written."""
        lines = [" ".join(line.split()) for line in _DECORATION.sub(" ", label).split("\n")]
        text = self.terms.sub(lambda match: "\0" * len(match[0]), " ".join(filter(None, lines)))
        claims = [*self._measured(text, lines), *self._claimed(text, lines)]
        found: list[str] = []
        reached = -1
        for match, family in sorted(claims, key=lambda claim: (claim[0].start(), -claim[0].end())):
            if match.start() >= reached and not self._has_number(family, text):
                found.append(match[0].strip())
                reached = match.end()
        return tuple(found)

    def _measured(self, text: str, lines: Sequence[str]) -> Iterator[tuple[re.Match[str], str]]:
        """Quantities by name with a word for their degree."""
        for pattern in (self.degree, self.stated):
            for match in pattern.finditer(text):
                yield match, self._family(match)
        for above, below in pairwise(filter(None, lines)):
            stacked = self.stacked.fullmatch(f"{above} {below}")
            if stacked is not None:
                yield stacked, self._family(stacked)

    def _family(self, match: re.Match[str]) -> str:
        return self.nouns[_singular(match["noun"].casefold())]

    def _claimed(self, text: str, lines: Sequence[str]) -> Iterator[tuple[re.Match[str], str]]:
        """Words that are vague by themselves; patterns for a whole line look at the label's lines."""
        for pattern, family in self.claims:
            whole = pattern.pattern.startswith("^")
            for match in map(pattern.search, lines) if whole else pattern.finditer(text):
                if match is not None:
                    yield match, family

    def _has_number(self, family: str, text: str) -> bool:
        return self.numbers[family].search(text) is not None


def vagueness(params: Mapping[str, Any]) -> Vagueness:
    """Reads the parameters of the rule; see rules/actual-metrics.yaml. Families count by name, not by their order."""
    data = {
        name: dict(sorted(value.items())) if isinstance(value, Mapping) else value for name, value in params.items()
    }
    nouns = {noun: family for family, words in data["nouns"].items() for noun in words}
    degrees, noun = (_any(words) for words in (data["degrees"], nouns))
    degree = rf"\b(?:{_any(data['intensifiers'])})?(?:{degrees})[- ](?:(?!and\b|or\b)\w+ ){{0,2}}?(?P<noun>{noun})s?\b"
    stated = rf"\b(?P<noun>{noun})s?\s?[:=]\s?(?:{_any(data['intensifiers'])})?(?:{degrees}|{_any(data['stated'])})\b(?!\s?\d)"
    stacked = rf"(?P<noun>{noun})s? (?:{_any(data['intensifiers'])})?(?:{degrees}|{_any(data['stated'])})"
    return Vagueness(
        degree=re.compile(degree, re.IGNORECASE),
        stated=re.compile(stated, re.IGNORECASE),
        stacked=re.compile(stacked, re.IGNORECASE),
        claims=[
            (re.compile(p, re.IGNORECASE), family) for family, patterns in data["claims"].items() for p in patterns
        ],
        numbers={family: re.compile(pattern, re.IGNORECASE) for family, pattern in data["numbers"].items()},
        nouns=nouns,
        terms=re.compile("|".join(data["terms"]), re.IGNORECASE),
    )


def _any(words: Any) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


def _singular(word: str) -> str:
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word
