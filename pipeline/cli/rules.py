"""``atlas rules`` and ``atlas explain``."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from pipeline.cli.common import open_project
from pipeline.errors import UsageError

if TYPE_CHECKING:
    from pipeline.lint.rule import Rule


def _load() -> tuple[Rule, ...]:
    from pipeline.lint.rule_files import load_rules

    settings = open_project().settings
    return load_rules(settings.rules, settings.root, settings.lint)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="The rules as JSON on stdout.")
@click.option("--markdown", is_flag=True, help="The reference page.")
def rules(as_json: bool, markdown: bool) -> None:
    """List the lint rules as they are set up here."""
    from pipeline.lint.builtin import BUILT_IN
    from pipeline.lint.reference import reference

    found = _load()
    if markdown:
        click.echo(reference(found), nl=False)
    elif as_json:
        click.echo(json.dumps(_as_json(found), ensure_ascii=False, indent=1))
    else:
        width = max(len(rule.id) for rule in found)
        for rule in found:
            state = f"{rule.severity}" if rule.enabled else "off"
            click.echo(f"{rule.id:<{width}}  {state:<7}  {' '.join(rule.message.split())}")
        for identity, text in BUILT_IN.items():
            if identity not in {rule.id for rule in found}:
                click.echo(f"{identity:<{width}}  {'built in':<7} {text}")


def _as_json(found: Sequence[Rule]) -> dict[str, object]:
    from pipeline.lint.builtin import BUILT_IN

    listed = [
        {
            "id": rule.id,
            "severity": rule.severity.value,
            "enabled": rule.enabled,
            "scope": rule.scope.value,
            "raw": rule.applies.raw,
            "check": rule.check,
            "message": rule.message,
            "hint": rule.hint,
            "why": rule.why,
        }
        for rule in found
    ]
    return {"format": 1, "rules": listed, "built_in": BUILT_IN}


@click.command()
@click.argument("rule")
def explain(rule: str) -> None:
    """Show one rule: what it holds and why, what to do, examples."""
    from pipeline.lint.builtin import BUILT_IN
    from pipeline.lint.reference import explanation
    from pipeline.spec.suggestion import closest

    found = {item.id: item for item in _load()}
    if rule in found:
        click.echo(explanation(found[rule]))
    elif rule in BUILT_IN:
        click.echo(f"{rule} (built in)\n\n  {BUILT_IN[rule]}")
    else:
        known = {*found, *BUILT_IN}
        raise UsageError(f"there is no rule '{rule}'", closest(rule, known) or "atlas rules lists them")
