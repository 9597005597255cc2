"""Settings of a project: ``[tool.atlas]`` in pyproject.toml or the whole of atlas.toml, then the command's flags."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from pipeline.errors import ConfigError

FORMATS = ("svg", "png")
ENGINE_MODES = ("hot", "mmdc")
GRAPHVIZ = ("wasm", "dot")


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run needs to know. Folders are absolute; times are in seconds, sizes in bytes."""

    root: Path
    diagrams: Path
    specs: Path
    rules: Path
    out: Path
    cache: Path
    baselines: Path
    formats: tuple[str, ...] = FORMATS
    scale: float = 2.0
    jobs: int = 0
    """Workers; 0 means one a core."""
    timeout: float = 60.0
    """How long one diagram may take in an engine."""
    graphviz: str = "wasm"
    engine_mode: str = "hot"
    browser: str | None = None
    toolchain: Path | None = None
    source_max: int = 200_000
    """Longest file that is read, in bytes; longer ones are refused before an engine sees them."""
    svg_max: int = 500_000
    """Largest SVG, in bytes, that counts as rendered."""
    memory_max: int = 1_500_000_000
    """Bytes that an engine worker and its browser may hold together; one that takes more is ended."""
    nodes_max: int = 2_000
    edges_max: int = 4_000
    """How many nodes and edges one diagram may have."""
    lint: Mapping[str, Any] = field(default_factory=dict)
    """``[tool.atlas.lint]``: which rules run and how they are tuned; the lint room reads it."""

    @property
    def workers(self) -> int:
        """How many workers run: ``jobs``, or one for each core this process may use."""
        if self.jobs > 0:
            return self.jobs
        affinity = getattr(os, "sched_getaffinity", None)
        return len(affinity(0)) if affinity else os.cpu_count() or 1


_FOLDERS = {
    "diagrams": "diagrams",
    "specs": "specs",
    "rules": "rules",
    "out": "out",
    "cache": ".atlas",
    "baselines": "tests/regression/baselines",
}
_CHOICES = {"graphviz": GRAPHVIZ, "engine_mode": ENGINE_MODES}
_POSITIVE = ("scale", "timeout", "source_max", "svg_max", "memory_max", "nodes_max", "edges_max")


def load_settings(start: Path | None = None, **flags: Any) -> Settings:
    """The settings that hold in ``start`` (the working directory), with ``flags`` that are not None on top.

    The root is the nearest folder upwards with an atlas.toml or a pyproject.toml that has ``[tool.atlas]``; without
    either, ``start`` itself. Raises ConfigError naming the file and the key.
    """
    here = (start or Path.cwd()).resolve()
    root, table, origin = _find(here)
    settings = _build(root, table, origin)
    given = {name: value for name, value in flags.items() if value is not None}
    for name in ("out", "cache", "toolchain"):
        if name in given:
            given[name] = (here / given[name]).resolve()
    return _checked(replace(settings, **given), "the command line") if given else settings


def _find(here: Path) -> tuple[Path, dict[str, Any], str]:
    for folder in (here, *here.parents):
        own = folder / "atlas.toml"
        if own.is_file():
            return folder, _read(own), str(own)
        shared = folder / "pyproject.toml"
        if shared.is_file():
            table = _read(shared).get("tool", {}).get("atlas")
            if table is not None:
                return folder, table, f"{shared} [tool.atlas]"
    return here, {}, "defaults"


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: {error}") from error
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from error


def _build(root: Path, table: dict[str, Any], origin: str) -> Settings:
    known = {setting.name for setting in fields(Settings)} - {"root"}
    values: dict[str, Any] = {}
    for key, value in table.items():
        name = key.replace("-", "_")
        if name not in known:
            import difflib  # only a mistake needs it

            near = difflib.get_close_matches(name, known, 1)
            hint = f"did you mean '{near[0]}'?" if near else f"known settings: {', '.join(sorted(known))}"
            raise ConfigError(f"{origin}: unknown setting '{key}'", hint)
        values[name] = value
    for name, default in _FOLDERS.items():
        given = values.get(name, default)
        if not isinstance(given, str):
            raise ConfigError(f"{origin}: '{name}' must be a folder's name, not {given!r}")
        values[name] = _inside(root, given, f"{origin}: '{name}'")
    if "toolchain" in values:
        values["toolchain"] = (root / str(values["toolchain"])).resolve()
    if "formats" in values:
        values["formats"] = tuple(values["formats"]) if isinstance(values["formats"], list) else (values["formats"],)
    return _checked(Settings(root=root, **values), origin)


def _inside(root: Path, given: str, what: str) -> Path:
    """The folder ``given``, absolute. A name that stays below the root must not lead out of it through a link.

    A link can come with somebody's branch; the configuration, which may name any folder, is the project's own.
    """
    folder = (root / given).resolve()
    named = Path(os.path.normpath(root / given))
    if named.is_relative_to(root) and not folder.is_relative_to(root):
        raise ConfigError(f"{what} leads out of the project through a link, to {folder}", "name that folder itself")
    return folder


def _checked(settings: Settings, origin: str) -> Settings:
    for name, choices in _CHOICES.items():
        if getattr(settings, name) not in choices:
            raise ConfigError(
                f"{origin}: '{name}' must be one of {', '.join(choices)}, not {getattr(settings, name)!r}"
            )
    for name in _POSITIVE:
        value = getattr(settings, name)
        if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
            raise ConfigError(f"{origin}: '{name}' must be a number above 0, not {value!r}")
    if isinstance(settings.jobs, bool) or not isinstance(settings.jobs, int) or settings.jobs < 0:
        raise ConfigError(f"{origin}: 'jobs' must be a whole number, 0 for one a core, not {settings.jobs!r}")
    if not isinstance(settings.lint, Mapping):
        raise ConfigError(f"{origin}: 'lint' must be a table, not {settings.lint!r}")
    if settings.scale > 8:
        raise ConfigError(f"{origin}: 'scale' must be at most 8, not {settings.scale!r}")
    unknown = [name for name in settings.formats if name not in FORMATS]
    if unknown or not settings.formats:
        raise ConfigError(
            f"{origin}: 'formats' must be some of {', '.join(FORMATS)}, not {', '.join(map(repr, unknown)) or 'none'}"
        )
    return settings
