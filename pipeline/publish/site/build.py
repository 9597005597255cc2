"""Writes the pages and has MkDocs build them. The old site stays until the new one is whole."""

from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import OutputError, ToolchainError
from pipeline.publish.site import (
    diagram_page,
    entity_page,
    family_pages,
    incident_pages,
    report_pages,
    start_pages,
)
from pipeline.publish.site.content import Content
from pipeline.publish.site.markdown import Page
from pipeline.publish.site.mkdocs_config import ASSETS, mkdocs_config

MARK = ".atlas-site"
"""The file that says that a folder is a built site, which may be replaced."""


def pages_of(content: Content) -> Iterator[Page]:
    """Every page of the site."""
    registry = content.inventory.registry
    yield start_pages.write_home(content)
    yield from start_pages.write_quick_starts(content)
    yield from incident_pages.write_symptoms(content)
    yield from incident_pages.write_incidents(content)
    yield from report_pages.write(content)
    for family in registry.families.values():
        yield from family_pages.write(content, family)
    for entity in registry.entities.values():
        yield entity_page.write(content, entity)
    for diagram in content.inventory.diagrams.values():
        yield diagram_page.write(content, diagram)


def write_pages(pages: Iterable[Page], docs: Path) -> int:
    """Writes pages and assets into the empty folder ``docs``; gives the number of pages."""
    count = 0
    for page in pages:
        path = docs / page.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page.content(), encoding="utf-8")
        count += 1
    shutil.copytree(ASSETS, docs / "assets")
    return count


def check_out(out: Path) -> None:
    """Raises OutputError where ``out`` holds anything but a site that was built here before."""
    if out.exists() and not (out / MARK).is_file() and (not out.is_dir() or any(out.iterdir())):
        raise OutputError(f"{out} is not empty and no site of atlas", "choose another folder with --out")


def build_site(content: Content, folder: Path, out: Path) -> tuple[str, ...]:
    """Builds the site of the pages and pictures in ``folder`` and puts it in the place of ``out``.

    Gives MkDocs's warnings; where there are any, ``out`` is left as it is. Raises ToolchainError where MkDocs Material
    is not installed or fails.
    """
    built = out.with_name(f"{out.name}.partial")
    shutil.rmtree(built, ignore_errors=True)
    config = mkdocs_config(content, docs=folder / "docs", pictures=folder / "pictures", site=built)
    file = folder / "mkdocs.yml"
    file.write_text(json.dumps(config, indent=1, ensure_ascii=False), encoding="utf-8")
    try:
        warnings = _mkdocs(file)
        if not warnings:
            (built / MARK).write_text("", encoding="utf-8")
            _replace(built, out)
    finally:
        shutil.rmtree(built, ignore_errors=True)
    return tuple(warnings)


def _mkdocs(file: Path) -> Sequence[str]:
    try:
        from mkdocs.commands.build import build
        from mkdocs.config import load_config
        from mkdocs.exceptions import Abort, MkDocsException
    except ImportError as error:
        raise ToolchainError("MkDocs Material is not installed", "pip install 'atlas-diagrams[site]'") from error
    with _warnings() as warnings:
        try:
            config = load_config(str(file))
            config.plugins.on_startup(command="build", dirty=False)
            try:
                build(config)
            finally:
                config.plugins.on_shutdown()
        except Abort:
            # Strict mode ends so after warnings, which say more than it does.
            if not warnings:
                raise ToolchainError("MkDocs stopped without a reason") from None
        except MkDocsException as error:
            raise ToolchainError(f"MkDocs: {error}") from error
    return warnings


@contextmanager
def _warnings() -> Iterator[list[str]]:
    """Collects what MkDocs warns of, which otherwise goes to stderr."""
    found: list[str] = []

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            found.append(record.getMessage())

    logger, handler = logging.getLogger("mkdocs"), Collector(logging.WARNING)
    propagates, logger.propagate = logger.propagate, False
    logger.addHandler(handler)
    try:
        yield found
    finally:
        logger.removeHandler(handler)
        logger.propagate = propagates


def _replace(built: Path, out: Path) -> None:
    old = out.with_name(f"{out.name}.old")
    try:
        shutil.rmtree(old, ignore_errors=True)
        if out.exists():
            out.rename(old)
        built.rename(out)
        shutil.rmtree(old, ignore_errors=True)
    except OSError as error:
        raise OutputError(f"cannot write {out}: {error.strerror or error}") from error
