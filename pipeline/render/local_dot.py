"""The machine's own Graphviz, through the ``graphviz`` package: for who wants its fonts and version."""

from __future__ import annotations

import json
import os
import re
import time
from typing import Any

import graphviz
from graphviz.backend.dot_command import command

from pipeline.errors import ToolchainError
from pipeline.process import Completed, run

_HINT = 'install Graphviz, or set graphviz = "wasm"'

# A server's Graphviz reads no file that a source names: this is how it is told that it is one. GV_FILE_PATH, empty,
# leaves no folder that it may read from.
_AS_SERVER = {"SERVER_NAME": "atlas", "GV_FILE_PATH": ""}


def version() -> str:
    """The version of ``dot`` on PATH. Raises ToolchainError where there is none."""
    try:
        return ".".join(str(part) for part in graphviz.version())
    except (graphviz.ExecutableNotFound, graphviz.CalledProcessError, RuntimeError, OSError) as error:
        raise ToolchainError(f"the machine's Graphviz cannot be used: {error}", _HINT) from error


def draw(source: str, engine: str, timeout: float) -> dict[str, Any]:
    """Draws a DOT source within ``timeout`` seconds a format: the same answer as a worker gives."""
    outputs = []
    for output in ("svg", "json"):
        started = time.monotonic()
        try:
            done = _layout(source, engine, output, timeout)
        except ToolchainError as error:
            if time.monotonic() - started < timeout:
                raise ToolchainError(f"the machine's Graphviz cannot be used: {error.message}", _HINT) from error
            return _refusal("timeout", f"not drawn within {timeout:g} s")
        if done.returncode != 0:
            return _failure(done.stderr or f"{engine} ended with exit code {done.returncode}", source)
        outputs.append(done.text)
    svg, data = outputs
    return {"ok": True, "svg": svg, "model": json.loads(data), "type": "dot"}


def _layout(source: str, engine: str, output: str, timeout: float) -> Completed:
    env = {**os.environ, **_AS_SERVER}
    words = [str(word) for word in command(engine, output)]
    return run(words, timeout=timeout, env=env, input=source.encode("utf-8", "replace"), check=False)


def _failure(stderr: str, source: str) -> dict[str, Any]:
    message = re.sub(r"^Error: (<stdin>: )?", "", stderr.strip()).strip()
    found = re.search(r"line (\d+)(?: near '([^'\n]*))?", message)
    answer = _refusal("syntax", re.sub(r" in line \d+", "", message))
    if found:
        line = int(found[1])
        lines = source.split("\n")
        at = lines[line - 1].find(found[2]) if found[2] and line <= len(lines) else -1
        answer |= {"line": line, "column": at + 1 if at >= 0 else 1}
    return answer


def _refusal(kind: str, message: str) -> dict[str, Any]:
    return {"ok": False, "kind": kind, "message": message, "line": None, "column": None}
