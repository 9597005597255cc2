"""What git knows: which files differ from a revision."""

from __future__ import annotations

from pathlib import Path

from pipeline.errors import ToolchainError, UsageError
from pipeline.process import run

_SECONDS = 60.0


def changed_files(root: Path, revision: str) -> frozenset[Path]:
    """The files below ``root`` that differ from ``revision``, untracked ones included, as absolute paths.

    Raises UsageError where ``revision`` names no commit or ``root`` is in no repository.
    """
    commit = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}").strip()
    changed = _git(root, "diff", "--name-only", "--relative", "-z", commit, "--").split("\0")
    untracked = _git(root, "ls-files", "--others", "--exclude-standard", "-z").split("\0")
    return frozenset((root / name).resolve() for name in (*changed, *untracked) if name)


def _git(root: Path, *words: str) -> str:
    try:
        return run(["git", "-C", root, *words], timeout=_SECONDS).text
    except ToolchainError as error:
        raise UsageError(
            f"git {words[0]} in {root} failed: {error.message}", "give a commit, a branch or a tag"
        ) from error
