"""What an engine module offers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from lxml import etree

from pipeline.model import Model
from pipeline.render.theme import Theme


class UnreadableModel(ValueError):
    """What an engine says of its drawing cannot be read; the message says what in the source may be the cause."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """What an engine gets: the source with the theme worked in, and its configuration.

    ``inserted`` is (line, column, length) of text put into the source, all 1-based, so that positions that the engine
    reports can be put back; None where nothing stands before the author's own text.
    """

    source: str
    config: Mapping[str, Any]
    inserted: tuple[int, int, int] | None = None

    def column(self, line: int, column: int) -> int:
        """The author's column for a column of the prepared source."""
        if self.inserted and line == self.inserted[0] and column >= self.inserted[1]:
            return max(self.inserted[1], column - self.inserted[2])
        return column


class Engine(Protocol):
    """A module that knows one diagram language."""

    def prepare(self, source: str, theme: Theme, font_stack: str) -> Prepared:
        """Works the theme into a source. ``font_stack`` is a CSS font-family."""

    def model(self, answer: Mapping[str, Any], theme: Theme) -> Model:
        """The model from a worker's answer (``model`` and ``type`` of it). May raise UnreadableModel."""

    def paint(self, root: etree._Element, theme: Theme) -> None:
        """Colours the drawn tree where the engine's own language cannot."""
