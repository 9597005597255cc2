"""What git knows: which files differ from a revision, and what they held there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath

from pipeline.errors import ToolchainError, UsageError
from pipeline.process import run

_SECONDS = 60.0
_FILES = ("100644", "100755")


def commit_of(root: Path, revision: str) -> str:
    """The id of the commit that ``revision`` names. Raises UsageError where it names none."""
    return _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}").strip()


def changed_files(root: Path, revision: str) -> frozenset[Path]:
    """The files below ``root`` that differ from ``revision``, untracked ones included, as absolute paths.

    Raises UsageError where ``revision`` names no commit or ``root`` is in no repository.
    """
    commit = commit_of(root, revision)
    changed = _git(root, "diff", "--name-only", "--no-renames", "--relative", "-z", commit, "--").split("\0")
    untracked = _git(root, "ls-files", "--others", "--exclude-standard", "-z").split("\0")
    return frozenset((root / name).resolve() for name in (*changed, *untracked) if name)


def files_of(root: Path, commit: str) -> dict[str, str]:
    """The files below ``root`` in a commit: their paths relative to it and the ids of what they hold. No links."""
    found = {}
    for line in _git(root, "ls-tree", "-r", "-z", commit).split("\0"):
        about, tab, path = line.partition("\t")
        mode, _, blob = about.partition(" blob ")
        # A tree written by a program other than git may hold paths that lead out of it.
        if tab and mode in _FILES and not {"..", ".git"} & set(PurePosixPath(path).parts) and not path.startswith("/"):
            found[path] = blob
    return found


def write_files(root: Path, files: Mapping[str, str], paths: Iterable[str], folder: Path) -> None:
    """Writes the files at ``paths`` of ``files`` (from ``files_of``) below ``folder``, byte for byte as committed."""
    wanted = list(paths)
    if not wanted:
        return
    asked = "".join(f"{files[path]}\n" for path in wanted).encode()
    answer = run(["git", "-C", root, "cat-file", "--batch"], timeout=_SECONDS, input=asked).stdout
    at = 0
    for path in wanted:
        end = answer.index(b"\n", at)
        size = int(answer[at:end].split()[-1])
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(answer[end + 1 : end + 1 + size])
        at = end + 1 + size + 1


def _git(root: Path, *words: str) -> str:
    try:
        return run(["git", "-C", root, *words], timeout=_SECONDS).text
    except ToolchainError as error:
        raise UsageError(
            f"git {words[0]} in {root} failed: {error.message}", "give a commit, a branch or a tag"
        ) from error
