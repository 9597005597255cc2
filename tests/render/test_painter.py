"""PNGs are painted on a canvas: they show what a browser's own screenshot of the picture shows."""

from __future__ import annotations

import base64
import json
import os
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.compare.pixels import differing_pixels
from pipeline.config import load_settings
from pipeline.process import run
from pipeline.project import Project
from pipeline.render.draw import Studio
from pipeline.render.pool import Seat
from tests.conftest import ROOT
from tests.render.conftest import draw_mermaid

pytestmark = pytest.mark.browser

TYPES = Path(__file__).parent / "types"
# A frame at the very edge of a picture whose size is no whole number.
EDGES = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-3 -2 {width} {height}" width="{width}" height="{height}">'
    '<rect x="-3" y="-2" width="{width}" height="{height}" fill="white" stroke="black"/></svg>'
)
DRIVER = Path(__file__).with_name("screenshots.mjs")


def test_a_painted_picture_is_what_a_screenshot_shows(tmp_path: Path, studio: Studio) -> None:
    """Letters may be smoothed another way; no line, colour or letter is another one."""
    project = Project(load_settings(ROOT), lambda line: None)
    painted = {}
    with closing(Seat(project.worker_spec)) as seat:
        for file in sorted(TYPES.glob("*.mmd")):
            picture, png = draw_mermaid(file.read_text(encoding="utf-8"), file.stem, seat, replace(studio, scale=2.0))
            assert png is not None
            painted[file.stem] = png
            (tmp_path / f"{file.stem}.svg").write_text(picture.fill("p", "", ""), encoding="utf-8")
        for name, (width, height) in {"half": (99.5, 60.5), "more": (99.7, 60.9)}.items():
            svg = EDGES.format(width=width, height=height)
            request = {"op": "paint", "svg": svg, "width": width, "height": height, "scale": 2}
            painted[name] = base64.b64decode(seat.worker().ask(request, 60)["png"])
            (tmp_path / f"{name}.svg").write_text(svg, encoding="utf-8")
    spec = project.worker_spec()
    words = [spec.node, DRIVER, spec.modules, spec.browser, json.dumps(spec.browser_args), tmp_path]
    run(words, timeout=120, env={**os.environ, **spec.browser_env})
    shot = {file.stem: file.read_bytes() for file in tmp_path.glob("*.png")}
    assert shot.keys() == painted.keys()
    counts = {name: differing_pixels(shot[name], painted[name]) for name in shot}
    assert {name: count for name, count in counts.items() if count > 50} == {}
    assert differing_pixels(shot["flowchart"], painted["state"]) > 5_000
