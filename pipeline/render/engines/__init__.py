"""The engines, in one explicit dict: what draws a diagram is a module that meets ``Engine``."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.render.engines import graphviz, mermaid
from pipeline.render.engines.protocol import Engine, Prepared, UnreadableModel
from pipeline.spec.model import Diagram

__all__ = ["ENGINES", "Engine", "Prepared", "UnreadableModel", "engine", "type_of"]

ENGINES: Mapping[str, Engine] = {"mermaid": mermaid, "graphviz": graphviz}


def engine(name: str) -> Engine:
    """The engine of that name, which the spec's schema has let through."""
    return ENGINES[name]


def type_of(diagram: Diagram) -> str:
    """The type of a diagram as the words go that open it: what draws one draws the next one of the type sooner."""
    if diagram.engine != "mermaid":
        return diagram.engine
    first, _, _ = mermaid.opening(diagram.source.text).partition("\n")
    return "".join(first.split()[:1])
