"""The theme: fonts, colours of classes, configuration of both engines. Data in YAML; nothing is left to defaults."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from pipeline.errors import ConfigError

THEME_FILE = "theme.yaml"


@dataclass(frozen=True)
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

    def mermaid_config(self, font_stack: str) -> dict[str, Any]:
        """The configuration that ``mermaid.initialize`` gets."""
        config: dict[str, Any] = _with_font(self.data["mermaid"], font_stack)
        size = self.data["font"]["size"]
        config["fontFamily"] = config["altFontFamily"] = font_stack
        config["fontSize"] = size
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


def load_theme(specs: Path) -> Theme:
    """The packaged theme with ``theme.yaml`` of ``specs`` laid over it. Raises ConfigError with the place."""
    base = yaml.safe_load(resources.files("pipeline.render").joinpath("default_theme.yaml").read_text("utf-8"))
    own = specs / THEME_FILE
    if not own.is_file():
        return Theme(base)
    try:
        data = yaml.safe_load(own.read_text("utf-8")) or {}
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ConfigError(f"{own}: {error}") from error
    if not isinstance(data, dict):
        raise ConfigError(f"{own}: a theme is a mapping")
    unknown = sorted(set(data) - set(base))
    if unknown:
        raise ConfigError(f"{own}: unknown key '{unknown[0]}'", f"known keys: {', '.join(base)}")
    return Theme(_merged(base, data))


def _merged(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    result = dict(base)
    for key, value in over.items():
        below = result.get(key)
        result[key] = _merged(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return result
