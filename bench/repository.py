"""This repository's own diagrams, for measuring."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path

import yaml

DIAGRAMS = Path(__file__).parent.parent / "diagrams"


def real(at: int) -> tuple[str, str, str]:
    """One of this repository's diagrams; all of them come before one comes again, which then is drawn anew."""
    known = _repository()
    kind, engine, source = known[at % len(known)]
    again = at // len(known)
    comment = "//" if engine == "graphviz" else "%%"
    return kind, engine, f"{source.rstrip()}\n{comment} {again}\n" if again else source


@cache
def _repository() -> list[tuple[str, str, str]]:
    """In an order that mixes families, views and engines."""
    specs = [yaml.safe_load(file.read_text(encoding="utf-8")) for file in sorted(DIAGRAMS.rglob("*.yaml"))]
    known = [(spec["source"].split()[0], spec["engine"], spec["source"]) for spec in specs]
    random.Random(1).shuffle(known)
    return known
