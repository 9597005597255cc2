"""The engines, in one explicit dict: what draws a diagram is a module that meets ``Engine``."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.render.engines import graphviz, mermaid
from pipeline.render.engines.protocol import Engine, Prepared, UnreadableModel

__all__ = ["ENGINES", "Engine", "Prepared", "UnreadableModel", "engine"]

ENGINES: Mapping[str, Engine] = {"mermaid": mermaid, "graphviz": graphviz}


def engine(name: str) -> Engine:
    """The engine of that name, which the spec's schema has let through."""
    return ENGINES[name]
