"""A project drawn another way: with another theme, another layout or another version of Mermaid."""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any

from pipeline.errors import ConfigError, ToolchainError, UsageError
from pipeline.project import Project
from pipeline.render.theme import THEME_FILE, Theme, load_theme
from pipeline.render.worker import WorkerSpec
from pipeline.toolchain import identity
from pipeline.toolchain.node import npm
from pipeline.toolchain.page import build_page

_VERSION = re.compile(r"\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?")
_INSTALL_SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is to be tried; None leaves it as it is. ``theme`` is a file, ``layout`` a name that Mermaid knows."""

    theme: Path | None = None
    layout: str | None = None
    mermaid: str | None = None

    @property
    def name(self) -> str:
        """In words, for reports."""
        parts = {"theme": self.theme, "layout": self.layout, "mermaid": self.mermaid}
        return ", ".join(f"{part} {value}" for part, value in parts.items() if value is not None)


class Candidate(Project):
    """``project`` with a proposal. Both share the cache: a drawing's key holds all that the proposal changes."""

    def __init__(self, project: Project, proposal: Proposal) -> None:
        """Raises UsageError where the proposal is none."""
        super().__init__(project.settings, lambda line: None)
        if not proposal.name:
            raise UsageError("nothing to try", "give --theme FILE, --layout NAME or --mermaid VERSION")
        if proposal.mermaid is not None and not _VERSION.fullmatch(proposal.mermaid):
            raise UsageError(f"'{proposal.mermaid}' is no version of Mermaid", "give one such as 12.3.0")
        self._project = project
        self._proposal = proposal
        self._installing = Lock()

    @property
    def name(self) -> str:
        """What is tried, in words."""
        return self._proposal.name

    @cached_property
    def theme(self) -> Theme:
        """The theme of the proposal, with its layout."""
        theme = self._project.theme
        if self._proposal.theme is not None:
            theme = _theme_of(self._proposal.theme, self._project)
        layout = self._proposal.layout
        return theme if layout is None else Theme({**theme.data, "mermaid": _laid_out(theme.data["mermaid"], layout)})

    @property
    def versions(self) -> dict[str, str]:
        """The versions of the toolchain's parts, with the one that is tried."""
        tried = {} if self._proposal.mermaid is None else {"mermaid": self._proposal.mermaid}
        return {**self._project.versions, **tried}

    @cached_property
    def _identity(self) -> str:
        tried = self._proposal.mermaid
        pinned = identity(self.toolchain_settings)
        return pinned if tried is None else f"{pinned} mermaid {tried}"

    def worker_spec(self) -> WorkerSpec:
        """As the project's, with the packages of the version that is tried."""
        spec = self._project.worker_spec()
        if self._proposal.mermaid is None:
            return spec
        folder = self.settings.cache / "candidates" / f"{spec.modules.parent.name}-mermaid-{self._proposal.mermaid}"
        with self._installing:  # every seat of a pool asks for itself
            modules = _packages(spec.modules, self._proposal.mermaid, folder)
            return replace(spec, modules=modules, page=build_page(modules, folder))


def _theme_of(file: Path, project: Project) -> Theme:
    """A theme file laid over the packaged theme, as if it were the project's."""
    if not file.is_file():
        raise ConfigError(f"there is no theme {file}")
    if file.name == THEME_FILE:
        return load_theme(file.parent, project.schemas, project.settings.root)
    with tempfile.TemporaryDirectory(prefix="atlas-theme-") as folder:
        shutil.copyfile(file, Path(folder, THEME_FILE))
        return load_theme(Path(folder), project.schemas, project.settings.root)


def _laid_out(settings: Mapping[str, Any], layout: str) -> dict[str, Any]:
    """Mermaid's settings with another layout, wherever they name one: each type of diagram may have its own."""
    changed = {name: _laid_out(value, layout) if isinstance(value, dict) else value for name, value in settings.items()}
    return {**changed, "layout": layout} if "layout" in settings else changed


def _packages(installed: Path, version: str, folder: Path) -> Path:
    """A node_modules folder like ``installed`` in which Mermaid and what belongs to it have another version.

    Installed once below the cache; everything else in it is a link. No package's own script runs.
    """
    modules = folder / "node_modules"
    if (folder / "ready").is_file():
        return modules
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / "package.json").write_text(json.dumps({"private": True, "dependencies": {"mermaid": version}}), "utf-8")
    try:
        npm(["install", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=folder, timeout=_INSTALL_SECONDS)
        _link_rest(installed, modules)
    except (OSError, ToolchainError) as error:
        shutil.rmtree(folder, ignore_errors=True)
        hint = "npm has to reach its registry, and the version has to exist"
        raise ToolchainError(f"mermaid {version} cannot be installed: {error}", hint) from error
    (folder / "ready").touch()
    return modules


def _link_rest(installed: Path, modules: Path) -> None:
    for entry in sorted(installed.iterdir()):
        target = modules / entry.name
        if entry.name.startswith("@") and target.is_dir():
            _link_rest(entry, target)
        elif not target.exists():
            os.symlink(entry, target, target_is_directory=entry.is_dir())
