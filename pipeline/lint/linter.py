"""The linter: which rules look at what, in which order their findings come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pipeline.lint.checks import CHECKS
from pipeline.lint.rule import Hit, Judged, Rule, Scope, judged
from pipeline.lint.subject import Corpus, Document, Subject
from pipeline.spec.model import Entity


class Linter:
    """Applies rules. The same input gives the same findings in the same order, whoever asks first."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = tuple(rule for rule in rules if rule.enabled)

    def subject(self, subject: Subject) -> list[Judged]:
        """The findings in one diagram, by place."""
        found = [judged(rule, hit, subject.diagram.id) for rule in self.rules for hit in _hits(rule, subject)]
        return in_order(found)

    def entity(self, entity: Entity) -> list[Judged]:
        """The findings in an entity's own blocks: rules about fields look there once, not in every diagram of it."""
        document = Document(entity.data, entity.positions)
        return in_order(
            judged(rule, hit, None)
            for rule in self.rules
            if (check := CHECKS[rule.check].document) is not None and _for_all(rule)
            for hit in check(rule, document)
        )

    def corpus(self, corpus: Corpus) -> list[Judged]:
        """The findings across diagrams."""
        found = []
        for rule in self.rules:
            check = CHECKS[rule.check].corpus
            for hit in check(rule, corpus) if check is not None else ():
                diagram = hit.values.get("diagram")
                found.append(judged(rule, hit, diagram if isinstance(diagram, str) else None))
        return in_order(found)

    def looked(self, *, model: bool, picture: bool) -> frozenset[str]:
        """The ids of the rules that had what they need, where a diagram has a ``model`` and a ``picture``."""
        there = {Scope.SPEC, Scope.TEXT, *([Scope.MODEL] if model else ()), *([Scope.ARTIFACT] if picture else ())}
        return frozenset(rule.id for rule in self.rules if rule.scope in there)


def in_order(found: Iterable[Judged]) -> list[Judged]:
    """By place, then by rule; what is said twice is said once."""
    once = {item.finding: item for item in found}
    return sorted(once.values(), key=lambda item: item.finding.sort_key())


def _hits(rule: Rule, subject: Subject) -> Iterator[Hit]:
    if not _has_what_it_needs(rule, subject) or not _applies(rule, subject):
        return
    check = CHECKS[rule.check]
    if check.subject is not None:
        yield from check.subject(rule, subject)
    if check.document is not None:
        yield from check.document(rule, subject.document)


def _has_what_it_needs(rule: Rule, subject: Subject) -> bool:
    if rule.scope is Scope.ARTIFACT:
        return subject.model is not None and subject.picture is not None
    return subject.model is not None if rule.scope is Scope.MODEL else True


def _applies(rule: Rule, subject: Subject) -> bool:
    diagram, applies = subject.diagram, rule.applies
    if diagram.raw:
        # Without metadata no family, view or grade can be asked for.
        narrowed = applies.families or applies.views or applies.confidence
        if not applies.raw or narrowed:
            return False
    family = subject.registry.family_of(diagram.entity) if applies.families else None
    return (
        _among(applies.families, family.name if family else "")
        and _among(applies.views, diagram.view)
        and _among(applies.confidence, diagram.confidence)
        and _among(applies.engines, diagram.engine)
        and _among(applies.types, subject.model.type if subject.model else "")
    )


def _among(wanted: Sequence[str], value: str) -> bool:
    return not wanted or value in wanted


def _for_all(rule: Rule) -> bool:
    applies = rule.applies
    return not (applies.families or applies.views or applies.confidence)
