"""The catalogue of real components: which names a text holds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from pipeline.errors import ConfigError
from pipeline.spec.yaml_document import load_plain

# Kinds that say how something is built or spoken to, not which component it is.
WEAK_KINDS = frozenset({"language", "language-runtime", "query-language", "protocol", "format", "specification"})

_TOKEN = re.compile(r"[^\s,;()\[\]{}|\"'`<>=]+")
_LONGEST = 6
_VERSION = re.compile(r"[-_ ]?v?\d[\d.x]*$")  # Kafka-3.5, kafka2, PostgreSQL16


@dataclass(frozen=True, slots=True)
class Name:
    """A spelling of a real component. ``ambiguous`` ones are words of English too; ``canonical`` is its main spelling."""

    spelling: str
    kind: str
    ambiguous: bool = False
    canonical: str = ""

    @property
    def weak(self) -> bool:
        """Whether the name alone does not say which component it is."""
        return self.kind in WEAK_KINDS


@dataclass(frozen=True)
class Catalogue:
    """Names by their folded spelling.

    ``beginnings`` are the first words of names of several words: only behind one of them a longer name can follow.
    """

    names: Mapping[str, Name] = field(default_factory=dict)
    beginnings: frozenset[str] = frozenset()

    def find(self, text: str, functions: frozenset[str] = frozenset()) -> Iterator[Name]:
        """The names in one line of text, weak ones too.

        ``functions`` are words that may follow an ambiguous name where it is meant as one ("Vault server").
        """
        tokens = [(match[0], match.start(), match.end()) for match in _TOKEN.finditer(text)]
        for first in range(len(tokens)):
            longest = _LONGEST if tokens[first][0].casefold() in self.beginnings else 1
            for last in range(min(len(tokens), first + longest) - 1, first - 1, -1):
                start, end = tokens[first][1], tokens[last][2]
                name = self._match(text, start, end, functions)
                if name is not None:
                    yield name
                    break
            else:
                yield from self._parts(text, tokens[first], functions)

    def _parts(self, text: str, token: tuple[str, int, int], functions: frozenset[str]) -> Iterator[Name]:
        """Names that a sign joins to others: ``Redis/Memcached``, ``Postgres+Cassandra``."""
        word, start, _ = token
        for part in re.finditer(r"[^/+&:@]+", word):
            if part[0] != word:
                name = self._match(text, start + part.start(), start + part.end(), functions)
                if name is not None:
                    yield name

    def _match(self, text: str, start: int, end: int, functions: frozenset[str]) -> Name | None:
        written = text[start:end].strip(".:!?*_-–—")
        name = next((found for form in _forms(written) if (found := self.names.get(form))), None)
        if name is None or not _case_fits(name, written):
            return None
        if name.ambiguous and " " not in name.spelling and not _stands_as_name(text, start, end, written, functions):
            return None
        return name


def _forms(written: str) -> Iterator[str]:
    folded = fold(written)
    yield folded
    for ending in ("'s", "’s", "s"):
        if folded.endswith(ending) and len(folded) > len(ending) + 2 and folded[-len(ending) - 1] != "s":
            yield folded[: -len(ending)]
    if folded[-1:].isdigit() or folded.endswith("x"):
        yield _VERSION.sub("", folded)


def _case_fits(name: Name, written: str) -> bool:
    """Short names and words of English count only as they are spelled; all others in any case."""
    same = written.startswith(name.spelling) or name.spelling.startswith(written)
    if name.ambiguous:
        return same or (" " not in name.spelling and written == name.spelling.casefold())
    short = len(name.spelling) <= 4 and name.spelling.isupper() and name.spelling.isalpha()
    return same or not (short or len(name.spelling) <= 2)


_BEFORE = "(/,+&-–—|:•·"
_AFTER = ")/,+&-–—|:("


def _stands_as_name(text: str, start: int, end: int, written: str, functions: frozenset[str]) -> bool:
    """Whether a word of English stands where a name would: alone, beside a sign, before a version or a function."""
    before, after = text[:start].rstrip(), text[end:].lstrip()
    if written.islower():
        return not before and not after
    follower = re.match(r"[\w-]+", after)
    follows = not after or after[0] in _AFTER or after[0].isdigit() or re.match(r"v\d", after) is not None
    fitting = follower is not None and _singular(follower[0].casefold()) in functions
    fitting = fitting or (not before and _ends_in_function(after, functions))
    leads = (
        not before or before[-1] in _BEFORE or before.split()[-1].rstrip(".,").casefold() in ("e.g", "eg", "on", "with")
    )
    return (leads and (follows or fitting)) or fitting


def _ends_in_function(text: str, functions: frozenset[str]) -> bool:
    """Whether a few plain words lead up to a function: ``React`` in "React web platform"."""
    words = re.match(r"(?:[\w-]+ ){0,3}[\w-]+(?=$|[^\w\s-]| [^\w\s-])", text)
    return words is not None and _singular(words[0].split()[-1].casefold()) in functions


def _singular(word: str) -> str:
    return word[:-1] if word.endswith("s") else word


def fold(text: str) -> str:
    """A spelling without case and with one blank between its words."""
    return " ".join(text.casefold().split())


def catalogue_files(folders: Iterable[Path]) -> tuple[Path, ...]:
    """Every catalogue file of the folders, in order."""
    return tuple(path for folder in dict.fromkeys(folders) for path in sorted(folder.glob("*.yaml")))


def load_catalogue(folders: Iterable[Path]) -> Catalogue:
    """The names of all files of ``folders``; later folders go before earlier ones. Raises ConfigError naming the file."""
    names: dict[str, Name] = {}
    for path in catalogue_files(folders):
        try:
            data = load_plain(path.read_text("utf-8")) or {}
            names |= dict(_names(data))
        except (OSError, ValueError, TypeError, AttributeError, KeyError, yaml.YAMLError) as error:
            raise ConfigError(f"{path} is no catalogue of components: {error}") from error
    return Catalogue(names, _beginnings(names))


def _names(data: Mapping[str, Any]) -> Iterator[tuple[str, Name]]:
    for spelling, entry in data.items():
        for text in (spelling, *entry.get("aliases", ())):
            yield fold(text), Name(text, entry["kind"], bool(entry.get("ambiguous")), spelling)


def with_names(catalogue: Catalogue, spellings: Iterable[str]) -> Catalogue:
    """The catalogue with further names, which count whatever the words are."""
    own = {fold(text): Name(text, "declared") for text in spellings if text.strip()}
    if not own:
        return catalogue
    return Catalogue({**catalogue.names, **own}, catalogue.beginnings | _beginnings(own))


def _beginnings(names: Iterable[str]) -> frozenset[str]:
    return frozenset(spelling.partition(" ")[0] for spelling in names if " " in spelling)
