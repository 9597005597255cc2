"""Pieces of YAML as an author would write them: scalars on one line, sources as blocks, comments."""

from __future__ import annotations

import os
import re
import textwrap
from collections.abc import Iterable, Iterator
from pathlib import Path

import yaml

from pipeline.spec.scalars import resolve

WIDTH = 118


# What every YAML reader takes for text as it stands: a letter first, then what means nothing to YAML.
_PLAIN = re.compile(r"[^\W\d_](?:[\w()/.+%&@~?^'’–—…-]|, | (?=[^\s#]))*")
_PLAIN_IN_FLOW = re.compile(r"[^\W\d_](?:[\w()/.+-]| (?=[^\s#]))*")


def scalar(value: str) -> str:
    """A text on one line, quoted where it has to be."""
    return value if _PLAIN.fullmatch(value) and _is_text(value) else _quoted(value)


def flow(values: Iterable[str]) -> str:
    """A list on one line."""
    texts = (value if _PLAIN_IN_FLOW.fullmatch(value) and _is_text(value) else _quoted(value) for value in values)
    return f"[{', '.join(texts)}]"


def _is_text(value: str) -> bool:
    """Whether both YAML 1.2, by which specs are read, and 1.1 (``yes``, ``off``) take it for text."""
    return resolve(value) == value and yaml.safe_load(value) == value


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
