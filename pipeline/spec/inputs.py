"""The files that can be drawn, told apart by their suffix."""

from __future__ import annotations

import os
from dataclasses import dataclass
from enum import StrEnum


class InputKind(StrEnum):
    """What a file holds: a diagram spec, raw Mermaid, raw DOT, or Markdown with fences."""

    SPEC = "spec"
    MERMAID = "mermaid"
    DOT = "dot"
    MARKDOWN = "markdown"


SPEC_SUFFIXES = frozenset({".yaml", ".yml"})

_RAW_KINDS = {
    ".mmd": InputKind.MERMAID,
    ".mermaid": InputKind.MERMAID,
    ".dot": InputKind.DOT,
    ".gv": InputKind.DOT,
    ".md": InputKind.MARKDOWN,
    ".markdown": InputKind.MARKDOWN,
    ".mdx": InputKind.MARKDOWN,
    ".qmd": InputKind.MARKDOWN,
}

SUFFIXES = tuple(sorted({*SPEC_SUFFIXES, *_RAW_KINDS}))


@dataclass(frozen=True, slots=True, order=True)
class InputFile:
    """A file to draw. ``path`` names it in findings (relative to the root where it lies inside, forward slashes),
    ``file`` opens it. ``id`` is ``ENTITY/view`` where the folders of a spec say so, else empty.
    """

    path: str
    file: str
    kind: InputKind
    id: str = ""


def raw_kind(name: str) -> InputKind | None:
    """What a file of that name holds if it is no spec, or None where it cannot be drawn."""
    return _RAW_KINDS.get(os.path.splitext(name)[1].lower())


def is_spec_name(name: str) -> bool:
    """Whether a file of that name can be a diagram spec."""
    return os.path.splitext(name)[1].lower() in SPEC_SUFFIXES
