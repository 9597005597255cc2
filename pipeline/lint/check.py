"""A kind of check: the function that looks, what it may look at, and which parameters a rule can give it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pipeline.lint.rule import Hit, Rule, Scope
from pipeline.lint.subject import Corpus, Document, Subject

SubjectCheck = Callable[[Rule, Subject], Iterator[Hit]]
DocumentCheck = Callable[[Rule, Document], Iterator[Hit]]
CorpusCheck = Callable[[Rule, Corpus], Iterator[Hit]]


@dataclass(frozen=True, slots=True)
class Check:
    """A kind of check. One of the functions is there for each way in which it can be asked.

    ``document`` looks at a YAML document, a spec's or an entity's, so that what an entity says is judged at its place.
    """

    scopes: tuple[Scope, ...]
    params: frozenset[str]
    about: str
    subject: SubjectCheck | None = None
    document: DocumentCheck | None = None
    corpus: CorpusCheck | None = None
