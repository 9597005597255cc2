"""Checks of text as it is written: patterns that must not stand in a file, a source or a label; damaged characters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from pipeline.findings import Location
from pipeline.lint.rule import Edit, Hit, Rule
from pipeline.lint.subject import Subject
from pipeline.spec.model import SourceText


@lru_cache(maxsize=256)
def _compiled(pattern: str, flags: int = 0) -> re.Pattern[str]:
    return re.compile(pattern, flags | re.MULTILINE)


def text_pattern(rule: Rule, subject: Subject) -> Iterator[Hit]:
    """No text matches one of ``patterns`` (a mapping: what it is -> pattern), but for what matches ``unless``.

    Looks at the whole file of a spec and at the source of a raw diagram; with ``where: source`` at the source alone.
    """
    text = subject.diagram.source if rule.params.get("where") == "source" else subject.text
    unless = rule.params.get("unless")
    for what, pattern in rule.params["patterns"].items():
        for match in _compiled(pattern).finditer(text.text):
            found = match[0]
            if unless is None or not _compiled(unless).search(found):
                yield Hit(_place(text, match.start(), match.end()), {"what": what, "text": found[:60]})


def _place(text: SourceText, start: int, end: int) -> Location:
    line = text.text.count("\n", 0, start) + 1
    begin = text.text.rfind("\n", 0, start) + 1
    return text.location(line, start - begin + 1, end - begin + 1)


def label_pattern(rule: Rule, subject: Subject) -> Iterator[Hit]:
    """No label matches ``match``, but for labels that match ``unless``. ``hosts`` limits it to nodes, edges, groups.

    With ``title: true`` the spec's title, question and description count as labels.
    """
    params: Any = rule.params
    match, unless = _compiled(params["match"], re.IGNORECASE), params.get("unless")
    hosts = params.get("hosts")
    if subject.model is not None:
        for label in subject.labels:
            found = match.search(label.flat)
            if found and (not hosts or label.host in hosts) and not _excused(unless, label.flat):
                yield Hit(subject.place(label, found[0].strip()), {"label": label.flat, "text": found[0].strip()})
    for name in ("title", "question", "description") if params.get("title") and not subject.diagram.raw else ():
        text = str(getattr(subject.diagram, name))
        found = match.search(text)
        if found and not _excused(unless, text):
            yield Hit(subject.diagram.positions.of(name), {"label": text, "text": found[0].strip()})


def _excused(pattern: str | None, text: str) -> bool:
    return pattern is not None and _compiled(pattern, re.IGNORECASE).search(text) is not None


# UTF-8 that was read as Windows-1252: the lead byte of a sequence as a letter with a mark, then its continuation bytes.
# Only runs that turn back into one or more characters count.
_CP1252_HIGH = "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
_RUN = re.compile(f"[Â-ßà-ôð-ô][\x80-\xbf{_CP1252_HIGH}]{{1,3}}(?:[Â-ßà-ô][\x80-\xbf{_CP1252_HIGH}]{{1,3}})*")


def clean_text(rule: Rule, subject: Subject) -> Iterator[Hit]:
    """No characters that were damaged on the way: UTF-8 read as Windows-1252, or the sign that replaces what was lost."""
    text = subject.text
    for match in _RUN.finditer(text.text):
        repaired = _repaired(match[0])
        if repaired is not None:
            at = _place(text, match.start(), match.end())
            edit = Edit(at, match[0], repaired) if text.exact else None
            yield Hit(at, {"text": match[0]}, f"it stands for '{repaired}'", edit)
    for match in re.finditer("\ufffd+", text.text):
        yield Hit(_place(text, match.start(), match.end()), {"text": match[0]}, "write what has been lost")


def _repaired(run: str) -> str | None:
    """What a damaged run stands for, or None where it is no damage."""
    data = bytearray()
    for character in run:
        try:
            data += character.encode("cp1252") if ord(character) > 0xFF else character.encode("latin-1")
        except UnicodeEncodeError:
            return None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return text if all(ord(character) >= 0xA0 for character in text) else None
