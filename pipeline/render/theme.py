"""The theme: fonts, colours of classes, configuration of both engines. Data in YAML; nothing is left to defaults."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

from pipeline.errors import ConfigError
from pipeline.render.allowed import reaches_outside
from pipeline.spec.schema import Schemas
from pipeline.spec.yaml_document import load_plain, parse

THEME_FILE = "theme.yaml"

# What no source can set for itself, in front matter or a directive: Mermaid leaves these names out there.
_SECURE = (
    "secure securityLevel startOnLoad maxTextSize suppressErrorRendering maxEdges htmlLabels fontFamily altFontFamily "
    "themeCSS dompurifyConfig deterministicIds deterministicIDSeed handDrawnSeed arrowMarkerAbsolute"
)
_SAFE = {"securityLevel": "strict", "startOnLoad": False, "htmlLabels": False, "secure": _SECURE.split()}


@dataclass(frozen=True, eq=False)
class Theme:
    """Both layers merged. ``data`` is the whole; the properties are what rendering asks for."""

    data: Mapping[str, Any]

    @property
    def font_family(self) -> str:
        """The first family of the pictures' font stack."""
        return str(self.data["font"]["family"])

    @property
    def background(self) -> str:
        """The page's colour, painted under every picture."""
        return str(self.data["background"])

    @property
    def margin(self) -> float:
        """Background around every drawing, in px."""
        return float(self.data["margin"])

    @property
    def classes(self) -> Mapping[str, Mapping[str, Any]]:
        """Class name -> {fill, stroke, text, width (px), dash (SVG dash array)}, all optional."""
        classes: Mapping[str, Mapping[str, Any]] = self.data["classes"] or {}
        return classes

    @property
    def graphviz(self) -> Mapping[str, Any]:
        """``engine`` and the default attributes of graph, node and edge."""
        graphviz: Mapping[str, Any] = self.data["graphviz"]
        return graphviz

    @lru_cache(maxsize=8)  # noqa: B019 - a run has one theme
    def mermaid_config(self, font_stack: str, text_max: int = 50_000) -> Mapping[str, Any]:
        """The configuration that ``mermaid.initialize`` gets: the same object for the same arguments.

        ``text_max`` is how many characters a source may have; Mermaid's own limit where it is not given.
        """
        config: dict[str, Any] = _with_font(self.data["mermaid"], font_stack)
        size = self.data["font"]["size"]
        config["fontFamily"] = config["altFontFamily"] = font_stack
        config["fontSize"] = size
        # Whatever a theme says: what a diagram may do is not a matter of looks.
        config |= {**_SAFE, "maxTextSize": text_max}
        variables = config.setdefault("themeVariables", {})
        variables["fontFamily"] = font_stack
        variables["fontSize"] = f"{size}px"
        return config

    @cached_property
    def digest(self) -> str:
        """Changes with anything in the theme."""
        return hashlib.sha256(json.dumps(self.data, sort_keys=True).encode()).hexdigest()

    @cached_property
    def class_pattern(self) -> re.Pattern[str] | None:
        """Finds the names of classes in a source; None where the theme has none."""
        names = sorted(self.classes, key=len, reverse=True)
        return re.compile(rf"\b({'|'.join(map(re.escape, names))})\b") if names else None


def _with_font(value: Any, font_stack: str) -> Any:
    """A copy of plain data with the font stack wherever ``$font`` stands."""
    if isinstance(value, Mapping):
        return {key: _with_font(item, font_stack) for key, item in value.items()}
    if isinstance(value, list):
        return [_with_font(item, font_stack) for item in value]
    return font_stack if value == "$font" else value


def load_theme(specs: Path, schemas: Schemas, root: Path) -> Theme:
    """The packaged theme with ``theme.yaml`` of ``specs`` laid over it. Raises ConfigError with the place."""
    base = load_plain(resources.files("pipeline.render").joinpath("default_theme.yaml").read_text("utf-8"))
    own = specs / THEME_FILE
    if not own.is_file():
        return Theme(base)
    try:
        content = own.read_bytes()
    except OSError as error:
        raise ConfigError(f"{own}: {error.strerror or error}") from error
    name = own.relative_to(root).as_posix() if own.is_relative_to(root) else str(own)
    document = parse(content, name)
    for finding in (*document.findings, *schemas.check("theme", document)):
        raise ConfigError(f"{finding.location}: {finding.message}", finding.hint)
    for path in _outside(document.data, ()):
        raise ConfigError(f"{document.positions.of(*path)}: '{path[-1]}' refers to something outside the picture")
    return Theme(_merged(base, document.data or {}))


def _outside(value: Any, path: tuple[str | int, ...]) -> Iterator[tuple[str | int, ...]]:
    """Where a theme says what no picture may hold. Not left to the schema: that may come with the same branch."""
    if isinstance(value, str) and reaches_outside(value):
        yield path
    items = value.items() if isinstance(value, Mapping) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        if isinstance(key, str) and reaches_outside(key):
            yield (*path, key)
        yield from _outside(item, (*path, key))


def _merged(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    result = dict(base)
    for key, value in over.items():
        below = result.get(key)
        result[key] = _merged(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return result
