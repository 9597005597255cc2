"""The machine's own Graphviz, through the ``graphviz`` package: for who wants its fonts and version."""

from __future__ import annotations

import json
import re
from typing import Any

import graphviz

from pipeline.errors import ToolchainError

_HINT = 'install Graphviz, or set graphviz = "wasm"'


def version() -> str:
    """The version of ``dot`` on PATH. Raises ToolchainError where there is none."""
    try:
        return ".".join(str(part) for part in graphviz.version())
    except (graphviz.ExecutableNotFound, RuntimeError) as error:
        raise ToolchainError(f"the machine's Graphviz cannot be used: {error}", _HINT) from error


def draw(source: str, engine: str) -> dict[str, Any]:
    """Draws a DOT source: the same answer as a worker gives."""
    try:
        svg = graphviz.pipe_string(engine, "svg", source, encoding="utf-8", quiet=True)
        data = graphviz.pipe_string(engine, "json", source, encoding="utf-8", quiet=True)
    except graphviz.ExecutableNotFound as error:
        raise ToolchainError(f"the machine's Graphviz cannot be used: {error}", _HINT) from error
    except graphviz.CalledProcessError as error:
        return _failure(str(error.stderr or error), source)
    return {"ok": True, "svg": svg, "model": json.loads(data), "type": "dot"}


def _failure(stderr: str, source: str) -> dict[str, Any]:
    message = re.sub(r"^Error: (<stdin>: )?", "", stderr.strip()).strip()
    found = re.search(r"line (\d+)(?: near '([^'\n]*))?", message)
    answer: dict[str, Any] = {
        "ok": False,
        "kind": "syntax",
        "message": re.sub(r" in line \d+", "", message),
        "line": None,
        "column": None,
    }
    if found:
        line = int(found[1])
        lines = source.split("\n")
        at = lines[line - 1].find(found[2]) if found[2] and line <= len(lines) else -1
        answer |= {"line": line, "column": at + 1 if at >= 0 else 1}
    return answer
