"""Words by what they say about a label, and the common words of English: what is neither may be a name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from pipeline.spec.yaml_document import load_plain


@dataclass(frozen=True)
class Vocabulary:
    """``kinds`` maps a kind of words (see vocabulary.yaml) to its words, ``common`` are the common words of English."""

    kinds: Mapping[str, frozenset[str]]
    common: frozenset[str]

    def has(self, kind: str, word: str) -> bool:
        """Whether a word, or its singular, is of a kind."""
        words = self.kinds[kind]
        folded = word.casefold()
        return folded in words or any(base in words for base in _singulars(folded))

    def acts(self, word: str) -> bool:
        """Whether a word names what does something in a system: a verb of such work with -er or -or."""
        folded = word.casefold()
        forms = [folded, *_singulars(folded)]
        stems = [
            stem for form in forms for ending in ("er", "or") if form.endswith(ending) for stem in _stems(form, ending)
        ]
        return any(stem in self.kinds["acting_verbs"] for stem in stems)

    def is_ordinary(self, word: str) -> bool:
        """Whether a word belongs to English or to the trade, so that it names nothing by itself."""
        folded = word.casefold()
        if "-" in folded.strip("-"):
            return self._knows(folded) or all(self.is_ordinary(part) for part in folded.split("-") if part)
        return self._made_of(folded, 2)

    def _made_of(self, word: str, steps: int) -> bool:
        """Whether a word is known, or made of a known one by so many endings."""
        if self._knows(word):
            return True
        return steps > 0 and any(self._made_of(base, steps - 1) for base in _bases(word))

    def _knows(self, word: str) -> bool:
        return word in self.common or any(word in words for words in self.kinds.values())


def _singulars(word: str) -> Iterator[str]:
    if word.endswith("ies") and len(word) > 4:
        yield word[:-3] + "y"
    if word.endswith(("ses", "xes", "zes", "ches", "shes")):
        yield word[:-2]
    if word.endswith("s") and not word.endswith("ss") and len(word) > 2:
        yield word[:-1]


# Endings, and what English may have had in their place.
_ENDINGS = {
    **dict.fromkeys(("ed", "ing", "er", "or", "able", "al", "ive", "ize", "ise", "ist"), ("", "e", "y")),
    **dict.fromkeys(("ation", "ion", "ition"), ("", "e", "ate")),
    **dict.fromkeys(("ency", "ence"), ("ent",)),
    **dict.fromkeys(("ancy", "ance"), ("ant", "", "e")),
    **dict.fromkeys(("ly", "less", "ness", "ment", "ship", "ful"), ("", "e")),
    "ic": ("y", "", "e"),
    "ity": ("", "e"),
    "ility": ("le",),
    "ical": ("y", "ic"),
    "y": ("", "e"),
}
_SHORTEST = 3


def _stems(word: str, ending: str) -> Iterator[str]:
    stem = word[: -len(ending)]
    yield from (stem, stem + "e", stem[:-1] if stem[-1:] == stem[-2:-1] else stem)


def _bases(word: str) -> Iterator[str]:
    """Words that English may have made the word of by one ending."""
    yield from _singulars(word)
    for ending, instead in _ENDINGS.items():
        stem = word[: -len(ending)]
        if word.endswith(ending) and len(stem) >= _SHORTEST:
            yield from (stem + letters for letters in instead)
            if len(stem) > _SHORTEST and stem[-1] == stem[-2]:
                yield stem[:-1]
            if stem.endswith("i"):
                yield stem[:-1] + "y"


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary that comes with the program."""
    files = resources.files("pipeline.lint")
    data = load_plain(files.joinpath("vocabulary.yaml").read_text("utf-8"))
    lines = files.joinpath("words.txt").read_text("utf-8").split("\n")
    common = frozenset(line for line in lines if line and not line.startswith("#"))
    return Vocabulary({kind: frozenset(text.split()) for kind, text in data.items()}, common)
