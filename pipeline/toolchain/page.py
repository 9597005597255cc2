"""The page that draws Mermaid: our modules and Mermaid's, with our changes, bundled into few files."""

from __future__ import annotations

import shutil
import tempfile
import time
from functools import cache
from hashlib import sha256
from pathlib import Path

from pipeline.errors import ToolchainError
from pipeline.process import run
from pipeline.toolchain.node import locate_node
from pipeline.toolchain.packages import worker_folder

BUNDLE_SECONDS = 120.0
_PREFIX = "page-"
_PARTIAL = ".partial-"
_KEPT = 8
"""Each state of our modules has a page of its own; those of other checkouts may be in use."""


@cache
def page_name() -> str:
    """The name of the folder that holds the page: another one wherever a module of the worker is another one."""
    digest = sha256()
    for file in sorted(worker_folder().glob("*.mjs")):
        digest.update(file.name.encode() + b"\0" + file.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return _PREFIX + digest.hexdigest()[:16]


def build_page(modules: Path, folder: Path) -> Path:
    """Bundles the page with the packages in ``modules`` and gives its place in ``folder``: whole, or not there at all.

    Pages of earlier states of our modules go, but for the last few. Raises ToolchainError where it cannot be bundled.
    """
    page = folder / page_name()
    if page.is_dir():
        return page
    partial = Path(tempfile.mkdtemp(prefix=_PARTIAL, dir=folder))
    try:
        partial.chmod(0o755)
        run([locate_node(), worker_folder() / "bundle.mjs", modules, partial], timeout=BUNDLE_SECONDS)
        _sweep(folder)
        _place(partial, page)
    except ToolchainError as error:
        hint = f"remove {folder} and run: atlas setup"
        raise ToolchainError(f"the page that draws Mermaid cannot be bundled: {error.message}", hint) from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return page


def _place(partial: Path, page: Path) -> None:
    try:
        partial.rename(page)
    except OSError:
        if not page.is_dir():  # else another process has been quicker
            raise


def _sweep(folder: Path) -> None:
    for stale in folder.glob(f"{_PARTIAL}*"):
        if stale.stat().st_mtime < time.time() - BUNDLE_SECONDS:  # its process was killed
            shutil.rmtree(stale, ignore_errors=True)
    pages = sorted(folder.glob(f"{_PREFIX}*"), key=lambda page: page.stat().st_mtime, reverse=True)
    for page in pages[_KEPT:]:
        shutil.rmtree(page, ignore_errors=True)
