"""What corpus rules need of a diagram, small enough to keep: hashes of what it says, and the facts it states."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from pipeline.lint.subject import Claim, Subject, Summary
from pipeline.model import Model
from pipeline.spec.model import Diagram


def summarize(subject: Subject) -> Summary:
    """The summary of a diagram; raw ones have neither features nor claims: docs may repeat a picture."""
    diagram = subject.diagram
    if diagram.raw:
        return Summary(diagram.id, "", "", subject.start())
    features = tuple(sorted(set(_features(subject.model)))) if subject.model is not None else ()
    return Summary(diagram.id, diagram.entity, diagram.view, subject.start(), features, tuple(_claims(diagram)))


def _features(model: Model) -> Iterator[int]:
    """A hash for each node's words and for each edge's ends, without numbers and ids, which twins vary."""
    words = {node.id: _words(node.label) for node in model.nodes}
    for text in words.values():
        if text:
            yield _hash(text)
    for edge in model.edges:
        ends = [words.get(end) or _words(end) for end in (edge.source, edge.target)]
        if all(ends):
            yield _hash(" > ".join([*ends, _words(edge.label)]))


def _words(text: str) -> str:
    return " ".join(re.findall(r"[a-z]{2,}", re.sub(r"\b[A-Z]+-?[A-Z0-9]*\d\w*\b", " ", text).casefold()))


def _hash(text: str) -> int:
    return zlib.crc32(text.encode())


def _claims(diagram: Diagram) -> Iterator[Claim]:
    for index, fact in enumerate(diagram.facts):
        if fact.source:
            means = " ".join(re.findall(r"\w+", fact.means.casefold()))
            about = "|".join((diagram.entity, fact.source, fact.where or "", means, fact.unit or ""))
            yield Claim(about, f"{fact.value}", fact.text, diagram.positions.of("facts", index, "value"))
