"""Pieces of YAML as an author would write them: scalars on one line, sources as blocks, comments."""

from __future__ import annotations

import os
import textwrap
from collections.abc import Iterable, Iterator
from pathlib import Path

import yaml

from pipeline.spec.scalars import resolve

WIDTH = 118


def scalar(value: str) -> str:
    """A text on one line, quoted only where it has to be."""
    if resolve(value) != value:
        # Our specs read plain scalars by YAML 1.2, PyYAML quotes by 1.1: what is a number to either is quoted.
        return f'"{value}"'
    return yaml.safe_dump(value, width=10**9, allow_unicode=True, default_flow_style=True).removesuffix("...\n").strip()


def flow(values: Iterable[str]) -> str:
    """A list on one line."""
    return f"[{', '.join(_in_flow(value) for value in values)}]"


def _in_flow(value: str) -> str:
    plain = scalar(value)
    return f'"{value}"' if plain == value and any(mark in value for mark in ",[]{}") else plain


def block(key: str, text: str) -> str:
    """``key: |`` with ``text`` below it, letter by letter; a quoted scalar where a block cannot hold it."""
    lines = text.split("\n")
    # An indicator where the first line would be taken for indentation, and one for how the text ends.
    indent = "2" if text[:1] in (" ", "\n", "\t") else ""
    stripped = text.rstrip("\n")
    ending = "-" if stripped == text else ("" if text == stripped + "\n" and stripped.strip() else "+")
    body = "\n".join(f"  {line}" if line else "" for line in (lines[:-1] if text.endswith("\n") else lines))
    written = f"{key}: |{indent}{ending}\n{body}\n"
    return written if _reads_back(written, key, text) else f"{key}: {_quoted(text)}\n"


def _reads_back(written: str, key: str, text: str) -> bool:
    try:
        return bool(yaml.safe_load(written) == {key: text})
    except yaml.YAMLError:
        return False


def _quoted(text: str) -> str:
    return yaml.safe_dump(text, default_style='"', width=10**9, allow_unicode=True).strip()


def comment(text: str, indent: str = "# ", hanging: str = "# ") -> Iterator[str]:
    """A text as comment lines; ``hanging`` begins every line but the first."""
    yield from textwrap.wrap(
        " ".join(text.split()), WIDTH, initial_indent=indent, subsequent_indent=hanging, break_on_hyphens=False
    )


def schema_line(specs: Path, file: Path, kind: str) -> list[str]:
    """The first line of a file that tells an editor its schema; none where the project has no copy of the schema."""
    schema = specs / "schemas" / f"{kind}.schema.json"
    if not schema.is_file():
        return []
    return [f"# yaml-language-server: $schema={Path(os.path.relpath(schema, file.parent)).as_posix()}"]
