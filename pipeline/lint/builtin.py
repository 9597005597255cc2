"""Rules that need no file of their own: what loading, drawing and suppression themselves find."""

from __future__ import annotations

from pipeline.findings import Finding, Location, Severity
from pipeline.spec.rule_catalogue import RULES

RENDERS = "renders"
UNSAFE = "svg-safe"
UNUSED_ALLOW = "unused-allow"
ALLOW_REASON = "allow-reason"

_OWN = {
    RENDERS: "A source is drawn by the pinned engine: a picture that a reader's tool refuses helps nobody at night.",
    UNSAFE: "A drawn SVG holds no script, no event handler, no HTML and no reference to anything outside of itself.",
    UNUSED_ALLOW: "An allowance still covers something: one that covers nothing hides the next mistake at its place.",
    ALLOW_REASON: "An allowance says why, after two hyphens: without a reason nobody can tell when it is over.",
}

BUILT_IN = {**RULES, **_OWN}
"""Rule id -> what it holds, and why."""

WARNINGS = frozenset({UNUSED_ALLOW})


def not_rendered(kind: str, message: str, at: Location, diagram: str, hint: str | None) -> Finding | None:
    """The finding for a diagram that could not be drawn; None where that is no fault of its source.

    ``kind`` is what the renderer calls the failure: syntax, unsafe or too-big blame the source, the others the machine.
    """
    if kind not in ("syntax", "unsafe", "too-big"):
        return None
    rule = UNSAFE if kind == "unsafe" else RENDERS
    return Finding(rule, Severity.ERROR, message.strip(), at, diagram, hint)
