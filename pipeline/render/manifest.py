"""manifest.json: what out/ holds. Written after everything that it names; files that nothing names any more go."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from pipeline.errors import OutputError
from pipeline.render.atomic import write_atomically
from pipeline.render.occupancy import alone

if TYPE_CHECKING:
    from pipeline.render.outcome import Outcome

_FORMAT = 1


def update(
    out: Path, outcomes: Iterable[Outcome], versions: Mapping[str, str], *, whole: bool, shard: tuple[int, int] | None
) -> None:
    """Brings the manifest of ``out`` up to date with a run, and removes pictures that the run showed to be stale.

    ``whole`` says that the run covered every spec of the project (of its shard): diagrams it did not meet are no more.
    Raises OutputError.
    """
    try:
        with alone(out):
            _update(out, list(outcomes), versions, whole, shard)
    except OSError as error:
        raise OutputError(f"cannot write the manifest in {out}: {error.strerror or error}") from error


def _update(
    out: Path, outcomes: list[Outcome], versions: Mapping[str, str], whole: bool, shard: tuple[int, int] | None
) -> None:
    name = f"manifest-{shard[0]}-of-{shard[1]}.json" if shard else "manifest.json"
    before, toolchain = _read(out / name)
    now = {entry["id"]: entry for outcome in outcomes for entry in _entries(outcome)}
    if before == now and toolchain == versions:  # mostly, and told in a third of the time of writing it as text
        return
    sources = {outcome.input.path for outcome in outcomes}
    after: dict[str, Any] = {}
    for identity, entry in before.items():
        gone = whole or entry["source"] in sources
        if identity in now:
            # Formats that this run did not ask for stay listed while the source is the same.
            if entry["source"] == now[identity]["source"] and _same_svg(entry, now[identity]):
                now[identity]["artifacts"] = {**entry["artifacts"], **now[identity]["artifacts"]}
            else:
                _remove(
                    out, [item for key, item in entry["artifacts"].items() if key not in now[identity]["artifacts"]]
                )
        elif gone:
            _remove(out, entry["artifacts"].values())
        else:
            after[identity] = entry
    after |= now
    content = _text(versions, [after[identity] for identity in sorted(after)])
    if not (out / name).is_file() or (out / name).read_bytes() != content:
        write_atomically(out / name, content, out)


def _text(versions: Mapping[str, str], entries: Iterable[Mapping[str, Any]]) -> bytes:
    """The manifest, a diagram a line."""
    lines = b",\n".join(b"  " + orjson.dumps(entry) for entry in entries)
    toolchain = orjson.dumps(dict(versions))
    return b'{\n "format": %d,\n "toolchain": %s,\n "diagrams": [\n%s\n ]\n}\n' % (_FORMAT, toolchain, lines)


def _same_svg(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    names = set(old["artifacts"]) & set(new["artifacts"])
    return bool(names) and all(old["artifacts"][name]["sha256"] == new["artifacts"][name]["sha256"] for name in names)


def _read(path: Path) -> tuple[dict[str, Any], Any]:
    """The entries of a manifest by their diagrams, and its toolchain; no toolchain where it was not written by this program."""
    try:
        data = orjson.loads(path.read_bytes())
        if data["format"] != _FORMAT:
            return {}, None
        entries = {entry["id"]: entry for entry in data["diagrams"] if _is_entry(entry)}
        return entries, data["toolchain"] if len(entries) == len(data["diagrams"]) else None
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return {}, None


# What this program writes, and may therefore remove again.
_PATH = re.compile(r"(svg|png)/(?!.*(?:^|/)\.\.(?:/|$)).+\.\1")


def _is_entry(entry: Any) -> bool:
    """Whether an entry is one that this program wrote: the file may have come with somebody's branch."""
    if not isinstance(entry, dict) or not all(isinstance(entry.get(key), str) for key in ("id", "source")):
        return False
    artifacts = entry.get("artifacts")
    return isinstance(artifacts, dict) and all(
        isinstance(item, dict)
        and isinstance(item.get("sha256"), str)
        and isinstance(item.get("path"), str)
        and _PATH.fullmatch(item["path"]) is not None
        for item in artifacts.values()
    )


def _entries(outcome: Outcome) -> Iterable[dict[str, Any]]:
    entries: dict[str, dict[str, Any]] = {}
    for artifact in outcome.artifacts:
        entry = entries.setdefault(
            artifact.diagram, {"id": artifact.diagram, "source": outcome.input.path, "artifacts": {}}
        )
        entry["artifacts"][artifact.format] = {
            "path": artifact.path,
            "bytes": artifact.bytes,
            "sha256": artifact.digest,
            "width": round(artifact.width, 2),
            "height": round(artifact.height, 2),
        }
    return entries.values()


def _remove(out: Path, artifacts: Iterable[Mapping[str, Any]]) -> None:
    for artifact in artifacts:
        path = out / artifact["path"]
        if path.parent.resolve().is_relative_to(out.resolve()):
            with suppress(OSError):
                path.unlink()
                path.parent.rmdir()
