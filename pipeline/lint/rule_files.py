"""Rule files -> Rules: the shipped ones, the project's own over them, tuned by the project's configuration."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline.errors import ConfigError
from pipeline.findings import Finding, Severity
from pipeline.lint import shipped
from pipeline.lint.checks import CHECKS
from pipeline.lint.rule import Applies, Example, Rule, Scope
from pipeline.spec import text_file, yaml_document
from pipeline.spec.schema import Schemas
from pipeline.spec.suggestion import closest
from pipeline.spec.yaml_document import YamlDocument

_MAX_BYTES = 200_000
_TABLE = "lint"
_KEYS = ("disable", "enable", "rules")
_RULE_KEYS = ("severity", "params")


def rule_paths(folder: Path) -> tuple[Path, ...]:
    """Every rule file that counts, sorted: those of ``folder`` and the shipped ones that it does not replace."""
    own = {path.name: path for path in _files(folder)}
    return tuple(path for _, path in sorted({**{p.name: p for p in _files(shipped.folder("rules"))}, **own}.items()))


def load_rules(folder: Path, root: Path, settings: Mapping[str, Any] | None = None) -> tuple[Rule, ...]:
    """All rules, by id, those that are switched off too (``enabled`` is false).

    ``settings`` is the table ``[tool.atlas.lint]``: ``disable`` and ``enable`` list ids, ``rules.<id>`` holds
    ``severity`` and ``params`` that replace the file's. Raises ConfigError with the place of the first mistake.
    """
    schemas = Schemas(shipped.folder("schemas"))
    rules = {rule.id: rule for path in rule_paths(folder) for rule in [_load(path, root, schemas)]}
    return tuple(rule for _, rule in sorted(_tuned(rules, settings or {}).items()))


def _files(folder: Path) -> list[Path]:
    return sorted([*folder.glob("*.yaml"), *folder.glob("*.yml")]) if folder.is_dir() else []


def _load(path: Path, root: Path, schemas: Schemas) -> Rule:
    shown = text_file.shown_path(path, root)
    content, findings = text_file.read_bytes(path, shown, _MAX_BYTES, "yaml")
    document = yaml_document.parse(content, shown)
    findings = (*findings, *document.findings) or schemas.check("rule", document)
    if findings or document.data is None:
        raise _broken(findings)
    rule = _rule(document, document.data)
    if rule.id != path.stem:
        raise ConfigError(f"{document.positions.of('id')}: the id is '{rule.id}', but the file is called '{path.name}'")
    _check_params(rule, rule.params, str(document.positions.of("params")))
    return rule


def _broken(findings: Sequence[Finding]) -> ConfigError:
    first = findings[0]
    return ConfigError(f"{first.location}: {first.message}", first.hint)


def _rule(document: YamlDocument, data: Mapping[str, Any]) -> Rule:
    check = CHECKS.get(data["check"])
    if check is None:
        hint = closest(data["check"], CHECKS) or f"kinds of checks: {', '.join(sorted(CHECKS))}"
        raise ConfigError(f"{document.positions.of('check')}: there is no check '{data['check']}'", hint)
    scope = Scope(data["scope"])
    if scope not in check.scopes:
        fitting = ", ".join(check.scopes)
        raise ConfigError(f"{document.positions.of('scope')}: the check '{data['check']}' has the scope {fitting}")
    return Rule(
        id=data["id"],
        check=data["check"],
        scope=scope,
        severity=Severity(data["severity"]),
        message=data["message"].strip(),
        why=data["why"].strip(),
        hint=data["hint"].strip() if "hint" in data else None,
        gate=data.get("gate", ""),
        enabled=data.get("enabled", True),
        applies=_applies(data.get("applies", {})),
        params=data.get("params", {}),
        good=tuple(_example(item) for item in data["good"]),
        bad=tuple(_example(item) for item in data["bad"]),
        origin=document.positions.of("id"),
    )


def _applies(data: Mapping[str, Any]) -> Applies:
    return Applies(raw=data.get("raw", False), **{key: tuple(value) for key, value in data.items() if key != "raw"})


def _example(item: Mapping[str, Any]) -> Example:
    at = item.get("at", [])
    places = [at] if isinstance(at, str) else at
    given = {key: value for key, value in item.items() if key not in ("at", "params")}
    expected = tuple((int(line), int(column)) for line, column in (place.split(":") for place in places))
    return Example(given, expected, item.get("params", {}))


def _check_params(rule: Rule, params: Mapping[str, Any], where: str) -> None:
    known = CHECKS[rule.check].params
    for name in params:
        if name not in known:
            hint = closest(name, known) or f"its parameters: {', '.join(sorted(known)) or 'none'}"
            raise ConfigError(f"{where}: the check '{rule.check}' has no parameter '{name}'", hint)


# --- configuration -----------------------------------------------------------------------------------------------------


def _tuned(rules: Mapping[str, Rule], settings: Mapping[str, Any]) -> dict[str, Rule]:
    _known_keys(settings, _KEYS, _TABLE)
    result = dict(rules)
    for key, enabled in (("enable", True), ("disable", False)):
        for identity in _ids(settings.get(key, []), key, rules):
            result[identity] = _switched(result[identity], enabled)
    table = settings.get("rules", {})
    if not isinstance(table, Mapping):
        raise ConfigError(f"{_TABLE}.rules must be a table with a table for each rule")
    for identity in _ids(list(table), "rules", rules):
        result[identity] = _adjusted(result[identity], table[identity])
    return result


def _switched(rule: Rule, enabled: bool) -> Rule:
    from dataclasses import replace

    return replace(rule, enabled=enabled)


def _adjusted(rule: Rule, table: Any) -> Rule:
    where = f"{_TABLE}.rules.{rule.id}"
    if not isinstance(table, Mapping):
        raise ConfigError(f"{where} must be a table with severity or params")
    _known_keys(table, _RULE_KEYS, where)
    severity, params = table.get("severity"), table.get("params", {})
    if severity is not None and severity not in tuple(Severity):
        raise ConfigError(f"{where}.severity must be one of {', '.join(Severity)}, not {severity!r}")
    if not isinstance(params, Mapping):
        raise ConfigError(f"{where}.params must be a table")
    _check_params(rule, params, where)
    return rule.tuned(Severity(severity) if severity else None, params)


def _ids(value: Any, key: str, known: Mapping[str, Rule]) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ConfigError(f"{_TABLE}.{key} must be a list of rule ids")
    for identity in value:
        if identity not in known:
            raise ConfigError(f"{_TABLE}.{key}: there is no rule '{identity}'", closest(identity, known))
    return value


def _known_keys(table: Mapping[str, Any], known: Iterable[str], where: str) -> None:
    for key in table:
        if key not in known:
            raise ConfigError(f"{where}: unknown key '{key}'", closest(key, known) or f"keys: {', '.join(known)}")
