"""``atlas init``: a repository that is ready for diagrams: its configuration, a registry, one entity, one diagram."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from pipeline.author.new import NewFile
from pipeline.config import Settings
from pipeline.lint import shipped

CONFIG = "atlas.toml"


def configuration(folder: Path) -> NewFile | None:
    """The configuration that makes ``folder`` a project; None where it says that it is one already."""
    shared = folder / "pyproject.toml"
    if (folder / CONFIG).exists():
        return None
    if shared.is_file() and "atlas" in tomllib.loads(shared.read_text(encoding="utf-8")).get("tool", {}):
        return None
    return NewFile(folder / CONFIG, _folder().joinpath(CONFIG).read_text("utf-8"))


def starter(settings: Settings) -> list[NewFile]:
    """A registry with one family, a theme, and an example to try things on."""
    return [_file(settings, name) for name in _names(_folder()) if name != CONFIG]


def schemas(settings: Settings) -> list[NewFile]:
    """Copies of the JSON Schemas, with which an editor completes and checks specs."""
    home = settings.specs / "schemas"
    found = sorted(shipped.folder("schemas").glob("*.schema.json"))
    return [NewFile(home / schema.name, schema.read_text(encoding="utf-8")) for schema in found]


def _folder() -> Traversable:
    return resources.files("pipeline.author").joinpath("starter")


def _names(folder: Traversable, prefix: str = "") -> Iterator[str]:
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        if item.is_dir():
            yield from _names(item, f"{prefix}{item.name}/")
        else:
            yield f"{prefix}{item.name}"


def _file(settings: Settings, name: str) -> NewFile:
    """A file of the starter at its place: a project may call its folders otherwise."""
    first, _, rest = name.partition("/")
    home = {"specs": settings.specs, "diagrams": settings.diagrams}.get(first)
    return NewFile(home / rest if home else settings.root / name, _folder().joinpath(name).read_text("utf-8"))
