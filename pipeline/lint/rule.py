"""A rule: what a check is asked to look for, how much it weighs, and why. Rules are data; see rules/*.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from pipeline.findings import Finding, Location, Severity


class Scope(StrEnum):
    """What a rule has to see: a spec's metadata, its text, its parsed model, its drawn picture, or many diagrams."""

    SPEC = "spec"
    TEXT = "text"
    MODEL = "model"
    ARTIFACT = "artifact"
    CORPUS = "corpus"


@dataclass(frozen=True, slots=True)
class Applies:
    """Which diagrams a rule is for. Empty tuples mean all.

    ``raw`` says whether diagrams without metadata are included, ``types`` are the engines' names of kinds of diagram.
    """

    raw: bool = False
    families: tuple[str, ...] = ()
    views: tuple[str, ...] = ()
    engines: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    confidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Example:
    """A piece of a spec that a rule accepts, or one that it finds something in.

    ``given`` is ``{source: Mermaid or DOT, engine: name}`` or ``{spec: YAML}`` or ``{entity: YAML}``; ``at`` the places
    that are expected, as (line, column) of that text, none for a good example. ``params`` are laid over the rule's.
    """

    given: Mapping[str, str]
    at: tuple[tuple[int, int], ...] = ()
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One rule. ``gate`` says where the demand comes from; ``origin`` is the place of its file.

    A rule equals itself only, so that what its parameters are made into can be kept by it.
    """

    id: str
    check: str
    scope: Scope
    severity: Severity
    message: str
    why: str
    hint: str | None = None
    gate: str = ""
    enabled: bool = True
    applies: Applies = field(default_factory=Applies)
    params: Mapping[str, Any] = field(default_factory=dict)
    good: tuple[Example, ...] = ()
    bad: tuple[Example, ...] = ()
    origin: Location = field(default_factory=lambda: Location(""))

    def tuned(self, severity: Severity | None, params: Mapping[str, Any]) -> Rule:
        """The rule with another severity or other parameters."""
        return replace(self, severity=severity or self.severity, params={**self.params, **params})


@dataclass(frozen=True, slots=True)
class Edit:
    """A change of a file that mends a finding: the text from the start of ``at`` to its end becomes ``new``.

    ``old`` is what stands there; where it does not, the edit is not made.
    """

    at: Location
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Hit:
    """What a check has found. ``values`` fill the places of the rule's message and hint; ``hint`` replaces the latter."""

    at: Location
    values: Mapping[str, object] = field(default_factory=dict)
    hint: str | None = None
    edit: Edit | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """A finding of a rule and, where it can be mended without a doubt, how."""

    finding: Finding
    edit: Edit | None = None


def judged(rule: Rule, hit: Hit, diagram: str | None) -> Judged:
    """The finding for a hit."""
    message = rule.message.format_map(_Known(hit.values))
    hint = hit.hint or (rule.hint.format_map(_Known(hit.values)) if rule.hint else None)
    return Judged(Finding(rule.id, rule.severity, message, hit.at, diagram, hint), hit.edit)


class _Known(dict[str, object]):
    """Leaves a placeholder that a check does not fill as it is written: a message never fails."""

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"
