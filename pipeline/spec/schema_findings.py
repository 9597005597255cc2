"""What a JSON Schema error means to an author: a message in words, the exact place, what to do."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from jsonschema import ValidationError
from jsonschema.exceptions import best_match

from pipeline.findings import Finding, Location, Severity
from pipeline.spec.model import Path
from pipeline.spec.suggestion import closest
from pipeline.spec.yaml_document import YamlDocument

RULE = "spec-schema"

_TYPES = {
    "string": "text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a mapping",
    "null": "empty",
}

_BOUNDS = {
    "minimum": "at least",
    "maximum": "at most",
    "exclusiveMinimum": "more than",
    "exclusiveMaximum": "less than",
}


@dataclass(frozen=True, slots=True)
class _Broken:
    """A schema keyword that ``value``, at ``path`` of the document, does not satisfy; ``wanted`` is what it demands."""

    document: YamlDocument
    path: Path
    keyword: str
    wanted: Any
    value: Any
    schema: Mapping[str, Any]
    error: ValidationError

    @property
    def name(self) -> str:
        """How messages call the value: ``title``, ``facts[2].value``."""
        parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in self.path)
        return "".join(parts).lstrip(".") or "the document"

    @property
    def noun(self) -> str:
        """How messages call a mapping: an item of ``failure_modes`` is a failure mode."""
        if len(self.path) > 1 and isinstance(self.path[-1], int) and isinstance(self.path[-2], str):
            noun = self.path[-2].replace("_", " ").removesuffix("s")
            return f"an {noun}" if noun[:1] in "aeiou" else f"a {noun}"
        return f"'{self.name}'" if self.path else "the document"

    @property
    def description(self) -> str | None:
        """What the schema says of the value: the hint where there is no better one."""
        return self.schema.get("description")

    @property
    def start(self) -> Location:
        """Where the value begins: something is missing there, and nobody wants a whole mapping underlined."""
        at = self.document.positions.of(*self.path)
        return Location(at.path, at.line, at.column)

    def finding(self, message: str, hint: str | None = None) -> Finding:
        """A finding at the value."""
        return _finding(self.document.positions.of(*self.path) if self.path else self.start, message, hint)

    def at_key(self, name: str, message: str, hint: str | None = None) -> Finding:
        """A finding at a key of the value, which is a mapping."""
        return _finding(self.document.positions.key(*self.path, name), message, hint)


def explain(error: ValidationError, document: YamlDocument) -> Iterator[Finding]:
    """The findings of one validation error; one error may name several unknown or missing fields."""
    schema = error.schema if isinstance(error.schema, Mapping) else {}
    path, wanted = tuple(error.absolute_path), error.validator_value
    broken = _Broken(document, path, str(error.validator), wanted, error.instance, schema, error)
    if "propertyNames" in error.absolute_schema_path and isinstance(broken.value, str):
        hint = broken.description or f"names have the form {broken.wanted}"
        yield broken.at_key(broken.value, f"'{broken.value}' cannot be a field name here", hint)
    else:
        yield from _EXPLAIN.get(broken.keyword, _other)(broken)


def _unknown(broken: _Broken) -> Iterator[Finding]:
    known = set(broken.schema.get("properties", {}))
    patterns = broken.schema.get("patternProperties", {})
    for name in broken.value:
        if name in known or any(re.search(pattern, name) for pattern in patterns):
            continue
        fields = f"known fields: {', '.join(sorted(known))}" if known else None
        yield broken.at_key(name, f"unknown field '{name}'", closest(name, known - set(broken.value)) or fields)


def _missing(broken: _Broken) -> Iterator[Finding]:
    owner = f" in {broken.noun}" if broken.path else ""
    for name in broken.wanted:
        if name not in broken.value:
            hint = broken.schema.get("properties", {}).get(name, {}).get("description")
            yield _finding(broken.start, f"missing field '{name}'{owner}", hint)


def _dependent(broken: _Broken) -> Iterator[Finding]:
    for name, needed in broken.wanted.items():
        for other in needed if name in broken.value else ():
            if other not in broken.value:
                yield broken.at_key(name, f"'{name}' needs '{other}' beside it")


def _type(broken: _Broken) -> Iterator[Finding]:
    wanted: list[str] = broken.wanted if isinstance(broken.wanted, list) else [broken.wanted]
    names = " or ".join(_TYPES.get(name, name) for name in wanted)
    hint = broken.description
    if "string" in wanted and isinstance(broken.value, bool | int | float):
        hint = "put it in quotes"
    elif wanted == ["array"] and isinstance(broken.value, str):
        hint = f"write a list: [{broken.value}]" if len(broken.value) < 40 else "write a list, one '- ' line an item"
    yield broken.finding(f"{broken.name} must be {names}, not {_kind(broken.value)}", hint)


def _enum(broken: _Broken) -> Iterator[Finding]:
    allowed = [_shown(value) for value in broken.wanted]
    choice = f"one of {', '.join(allowed)}" if len(allowed) > 1 else "".join(allowed)
    near = closest(broken.value, allowed) if isinstance(broken.value, str) else None
    yield broken.finding(f"{broken.name} must be {choice}, not {_quoted(broken.value)}", near or broken.description)


def _const(broken: _Broken) -> Iterator[Finding]:
    message = f"{broken.name} must be {_shown(broken.wanted)}, not {_quoted(broken.value)}"
    yield broken.finding(message, broken.description)


def _pattern(broken: _Broken) -> Iterator[Finding]:
    message = f"{broken.name} {_quoted(broken.value)} does not have the form {broken.wanted}"
    yield broken.finding(message, broken.description)


def _length(broken: _Broken) -> Iterator[Finding]:
    size = len(broken.value)
    unit = "character" if isinstance(broken.value, str) else "item" if isinstance(broken.value, list) else "field"
    bound = "at least" if broken.keyword.startswith("min") else "at most"
    extent = f"has {size} {unit}{'' if size == 1 else 's'}; it needs {bound} {broken.wanted}" if size else "is empty"
    yield broken.finding(f"{broken.name} {extent}", broken.description)


def _bound(broken: _Broken) -> Iterator[Finding]:
    message = f"{broken.name} must be {_BOUNDS[broken.keyword]} {broken.wanted}, not {broken.value}"
    yield broken.finding(message, broken.description)


def _unique(broken: _Broken) -> Iterator[Finding]:
    for index, item in enumerate(broken.value):
        if item in broken.value[:index]:
            at = broken.document.positions.of(*broken.path, index)
            yield _finding(at, f"{broken.name} lists {_quoted(item)} twice", "keep one of the two")


def _alternatives(broken: _Broken) -> Iterator[Finding]:
    """``anyOf`` and ``oneOf``: which fields are needed, or else what the nearest alternative lacks."""
    causes = broken.error.context or []
    only_required = all(isinstance(branch, Mapping) and set(branch) == {"required"} for branch in broken.wanted)
    if only_required:
        needs = ", or ".join(" and ".join(branch["required"]) for branch in broken.wanted)
        message = f"{broken.noun} needs {needs}" if causes else f"{broken.noun} takes only one of: {needs}"
        yield _finding(broken.start, message, broken.description)
    elif causes:
        # The alternative that came nearest is the one that the author meant.
        yield from explain(best_match([broken.error]) or causes[0], broken.document)
    else:
        yield from _other(broken)


def _other(broken: _Broken) -> Iterator[Finding]:
    yield broken.finding(f"{broken.name}: {broken.error.message}", broken.description)


_EXPLAIN: dict[str, Callable[[_Broken], Iterator[Finding]]] = {
    "additionalProperties": _unknown,
    "unevaluatedProperties": _unknown,
    "required": _missing,
    "dependentRequired": _dependent,
    "type": _type,
    "enum": _enum,
    "const": _const,
    "pattern": _pattern,
    **dict.fromkeys(("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"), _length),
    **dict.fromkeys(_BOUNDS, _bound),
    "uniqueItems": _unique,
    "anyOf": _alternatives,
    "oneOf": _alternatives,
}


def _finding(location: Location, message: str, hint: str | None = None) -> Finding:
    return Finding(RULE, Severity.ERROR, message, location, hint=hint)


def _kind(value: Any) -> str:
    """What a value is, in an author's words."""
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, int | float):
        return "a number"
    return "text" if isinstance(value, str) else "a list" if isinstance(value, list) else "a mapping"


def _shown(value: Any) -> str:
    """A value as YAML writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "empty" if value is None else str(value)


def _quoted(value: Any) -> str:
    if isinstance(value, str):
        return f"'{value}'" if len(value) <= 60 else f"'{value[:57]}...'"
    return _kind(value) if isinstance(value, list | dict) else _shown(value)
