"""The pictures behind fingerprints, taken from the cache where it still has them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from pipeline.compare.fingerprint import Fingerprint
from pipeline.compare.pixels import differing_pixels
from pipeline.render.cache import Cache
from pipeline.render.draw import png_key
from pipeline.render.engines import Prepared
from pipeline.render.job import Job
from pipeline.spec.model import Diagram, SourceText


@dataclass(frozen=True, slots=True)
class Pictures:
    """``cache`` holds the drawings, ``scale`` is PNG pixels a px."""

    cache: Cache
    scale: float

    def svg(self, fingerprint: Fingerprint) -> str | None:
        """The SVG as published; None where the cache does not have it any more."""
        drawing = self.cache.drawing(fingerprint.drawing)
        if drawing is None:
            return None
        svg = drawing.template.fill(_job(fingerprint).prefix, fingerprint.title, fingerprint.description)
        return svg if hashlib.sha256(svg.encode()).hexdigest() == fingerprint.svg else None

    def png(self, fingerprint: Fingerprint) -> bytes | None:
        """The PNG as published; None where the cache does not have it any more."""
        png = self.cache.png(png_key(fingerprint.drawing, self.scale))
        return png if png is not None and hashlib.sha256(png).hexdigest() == fingerprint.png else None

    def differing_pixels(self, before: Fingerprint, after: Fingerprint) -> int | None:
        """How many pixels of two PNGs differ; None where one of them is not there."""
        old, new = self.png(before), self.png(after)
        return None if old is None or new is None else differing_pixels(old, new)


def _job(fingerprint: Fingerprint) -> Job:
    """The job that was drawn, as far as a fingerprint knows it: the names it gives do not depend on the source."""
    diagram = Diagram(fingerprint.diagram, fingerprint.path, "", SourceText("", fingerprint.path), fingerprint.title)
    return Job(diagram, Prepared("", {}), fingerprint.drawing)
