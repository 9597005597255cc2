"""Whether the label of a component names something real, or only a function that anything might have.

The rule has to be right where it speaks: a label is called generic only if every word of it is an ordinary one and its
last word is a function. A word that is neither English nor of the trade may be somebody's name for something, and a
label that reads as a step, a sentence, a quantity or somebody outside of the system is no component's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from pipeline.lint.catalogue import Catalogue, Name
from pipeline.lint.vocabulary import Vocabulary


class Element(StrEnum):
    """What a label stands on, as far as its shape tells."""

    NODE = "node"
    STORE = "store"
    PARTICIPANT = "participant"


class Verdict(StrEnum):
    """What a label does."""

    NAMES = "names"
    GENERIC = "generic"
    OTHER = "other"
    """It is no component's, or it cannot be told."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict and what decided it: the name that was found, or the words that name a function."""

    verdict: Verdict
    because: str = ""


# Marks that decorate labels: symbols, emoji, their modifiers.
_DECORATION = re.compile(
    "[\U0001f000-\U0001faff\u2190-\u21ff\u2300-\u27bf\u2900-\u297f\u2b00-\u2bff\ufe0e\ufe0f\u200d\u20e3■-◿]"
)
_LIST_MARK = re.compile(r"^[\s•·*–—-]+|[\s•·*–—-]+$")
_PARENTHESIS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_PIECES = re.compile(r"\s[-–—|→]\s|\sand\s|\s*[/+&|,:;]\s+|\s+[/+&|]\s*|(?<=[a-zA-Z])/(?=[a-zA-Z])|,|;")
_WORD = re.compile(r"[^\W\d_][\w.'’-]*", re.UNICODE)
_QUANTITY_SIGNS = re.compile(r"[=<>≥≤≈%$€£?!]|→|->|\bvs\.?\b|\d\s?(?:ms|s|GB|MB|TB|KB|K|M)\b")

# How programs, files and settings are written: their words may be ordinary, and yet they name one thing.
_CODE = re.compile(
    r"\w+\(\)"
    r"|@[\w-]+/[\w./-]+"
    r"|\b[A-Za-z0-9]+_[A-Za-z0-9_]+\b"
    r"|\b[\w-]+\.(?:py|go|js|mjs|ts|tsx|jsx|rs|java|kt|cs|c|cc|cpp|h|rb|php|sh|sql|ya?ml|toml|json|proto|tf|exe|so|jar|md|html|css)\b"
    r"|\b(?:[\w-]+\.)+(?:com|io|dev|org|net|app|ai|cloud|sh|internal|local|svc)\b"
    r"|\b[a-z][\w.-]*/(?:[\w.-]+/)+[\w.-]*|\b[a-z][\w-]*/[a-z]*[._-][\w.-]+|\b[a-z][\w-]*/[\w-]+/"
    r"|\b[a-z]+[a-z0-9]*[A-Z]\w*"
    r"|\b(?:[A-Z][a-z0-9]+){2,}[A-Z]?\b|\b[A-Z]{2,}[a-z]+(?:[A-Z][a-z0-9]*)+\b"
)
_KEBAB = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)+")
_HUMPS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+")


class Judge:
    """Judges labels with a catalogue of real names and a vocabulary."""

    def __init__(self, catalogue: Catalogue, words: Vocabulary) -> None:
        self._catalogue = catalogue
        self._words = words
        self._functions = words.kinds["functions"] | words.kinds["functions_after"]

    def judge(self, label: str, element: Element, around: Sequence[str] = ()) -> Judgement:
        """The judgement on a label; line breaks count.

        ``around`` are the titles of the groups that it stands in: a part (leader, log) of something that they name is
        named by them.
        """
        lines = _lines(label)
        if not lines:
            return Judgement(Verdict.OTHER)
        if self._is_weak(lines):
            return Judgement(Verdict.GENERIC, lines[0])
        name = self._name(lines)
        if name is not None:
            return Judgement(Verdict.NAMES, name)
        head = lines[0]
        if head.endswith(":") or _QUANTITY_SIGNS.search(_PARENTHESIS.sub(" ", head)):
            return Judgement(Verdict.OTHER)
        generic = self._generic(_PARENTHESIS.sub(" ", head), element)
        if generic is None or self._is_part_of_named(generic, around):
            return Judgement(Verdict.OTHER)
        return Judgement(Verdict.GENERIC, generic)

    def _is_part_of_named(self, generic: str, around: Sequence[str]) -> bool:
        words = _words_of(generic)
        part = bool(words) and self._words.has("parts", words[-1])
        return part and any(self._name(lines) is not None for title in around if (lines := _lines(title)))

    # --- names -----------------------------------------------------------------------------------------------------

    def _name(self, lines: Sequence[str]) -> str | None:
        for line in lines:
            found = next(
                (name.spelling for name in self._catalogue.find(line, self._functions) if self._counts(name, line)),
                None,
            )
            found = found or self._code(line) or self._unknown_name(line, line == lines[0])
            if found:
                return found
        return None

    def _counts(self, name: Name, line: str) -> bool:
        """Whether a name from the catalogue says which component it is, rather than being a plain word here."""
        plain = name.ambiguous and self._words.has("plain_before_function", name.spelling.split()[0])
        return not name.weak and not (plain and len(line) > len(name.spelling) + 1)

    def _code(self, line: str) -> str | None:
        for match in _CODE.finditer(line):
            written: str = match[0]
            if not (self._is_compound(written) or self._is_known(written)):
                return written
        kebab = _KEBAB.fullmatch(line)
        is_name = kebab is not None and (self._ends_in_function(line) or not self._words.is_ordinary(line))
        return line if is_name else None

    def _ends_in_function(self, word: str) -> bool:
        return self._words.has("functions", word.rsplit("-", 1)[-1])

    def _is_compound(self, word: str) -> bool:
        """Whether a word in humps is only a common term without its blank (LoadBalancer), or a short form's plural."""
        humps = [hump.casefold() for hump in _HUMPS.findall(word)]
        last = humps[-1] if humps else ""
        known = (
            self._words.has("compounds", "".join(humps))
            or word.casefold().rstrip("s") in self._words.kinds["functions"]
        )
        return known or (word[:-1].isupper() and last == "s") or re.fullmatch(r"[a-z]+/[a-z]+", word) is not None

    def _unknown_name(self, line: str, first: bool) -> str | None:
        """A word that is none of the language's: alone on a line or in parentheses, or anywhere in the first line."""
        alone = [line] if not first else []
        for text in (*alone, *(part.strip("()[]") for part in _PARENTHESIS.findall(line))):
            words: list[str] = _WORD.findall(re.sub(r"\be\.g\.?,?\s*|\bi\.e\.?,?\s*", "", text))
            if len(words) == 1 and words[0][0].isupper() and not self._is_known(words[0]):
                return words[0]
        return None

    def _is_known(self, word: str) -> bool:
        weak = (name for name in self._catalogue.find(word) if name.weak)
        return self._words.is_ordinary(word) or next(weak, None) is not None

    def _is_weak(self, lines: Sequence[str]) -> bool:
        """Whether a label is nothing but a language, a protocol or a format."""
        if len(lines) != 1:
            return False
        line = re.sub(r"\s*v?\d[\d.]*\s*$", "", lines[0])
        names = [name for name in self._catalogue.find(line, self._functions) if name.weak]
        return len(names) == 1 and len(line) <= len(names[0].spelling) + 1

    # --- functions -------------------------------------------------------------------------------------------------

    def _generic(self, head: str, element: Element) -> str | None:
        """The part of a label's first line that names a function, if every word of the line is an ordinary one."""
        pieces = [piece.strip() for piece in _PIECES.split(head) if piece.strip()]
        words = [_words_of(piece) for piece in pieces]
        if not words or not all(self._is_known(word) for piece in words for word in piece):
            return None
        if any(self._words.has(kind, word) for kind in ("sentence", "states") for piece in words for word in piece):
            return None
        if words[0] and self._words.has("ordinal", words[0][0]) and re.match(r"\w+\s*#?\d", pieces[0]):
            return None
        if any(self._outside(piece) for piece in words) or self._is_step(words[0], element):
            return None
        return pieces[0] if self._is_function(words[0], element) else None

    def _outside(self, words: Sequence[str]) -> bool:
        if not words:
            return False
        first = words[0].casefold()
        somebody = self._words.has("outside", first) and first not in ("web", "mobile", "desktop", "tablet")
        theirs = len(words) > 1 and somebody and self._words.has("equipment", words[-1])
        person = (
            words[-1].casefold() in ("manager", "agent") and len(words) > 1 and self._words.has("of_people", words[-2])
        )
        return theirs or person or self._words.has("outside", words[-1]) or first in ("external", "third-party")

    def _is_function(self, words: Sequence[str], element: Element) -> bool:
        if not 1 <= len(words) <= 5:
            return False
        if element is Element.STORE:
            return True  # whatever is kept there, its label names the content, not the store
        last = words[-1]
        if self._words.has("functions", last) or (self._words.has("compounds", last) and not last.islower()):
            return True
        behind = len(words) > 1 or element is Element.PARTICIPANT
        return behind and (self._words.has("functions_after", last) or self._words.acts(last))

    def _is_step(self, words: Sequence[str], element: Element) -> bool:
        """Whether words read as something that is done: a verb first, or one in the middle of a clause."""
        if element is not Element.NODE or not words:
            return False
        first = words[0].casefold()
        if first in self._words.kinds["verbs"] and len(words) > 1:
            return True
        if first in self._words.kinds["ambiguous_verbs"] and len(words) > 1:
            return len(words) == 2 and self._words.has("objects", words[1])
        return any(self._is_third_person(word) for word in words[1:-1])

    def _is_third_person(self, word: str) -> bool:
        folded = word.casefold()
        verbs = self._words.kinds["verbs"] | self._words.kinds["clause_verbs"]
        return folded.endswith("s") and (folded[:-1] in verbs or folded[:-2] in verbs)


def _lines(label: str) -> list[str]:
    parts = (_LIST_MARK.sub("", _DECORATION.sub(" ", line)) for line in label.split("\n"))
    return [" ".join(part.split()) for part in parts if part.strip()]


def _words_of(piece: str) -> list[str]:
    """The words of a part of a label, without the number or letter that tells instances apart."""
    bare = re.sub(r"^#?\d+\s*[x×]?\s+|\s+#?(?:[A-Z]?\d+|[A-Z])$", "", piece.strip())
    words = (word.rstrip(".'’-") for word in _WORD.findall(bare))
    return [re.sub(r"\d+$", "", word) if word[0].isupper() and not word.isupper() else word for word in words]
