"""The HTML report opens and works in the toolchain's browser with 200 changed diagrams, and asks nobody for anything."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw

from pipeline.compare.fingerprint import Fingerprint
from pipeline.compare.pixels import differing_pixels
from pipeline.compare.result import Result
from pipeline.compare.verdict import Comparison, Verdict
from pipeline.config import load_settings
from pipeline.findings import Finding, Location, Severity
from pipeline.process import run
from pipeline.project import Project
from pipeline.report.diff_html import diff_html

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("compare")]

Make = Callable[..., Fingerprint]

COUNT = 200
_CHANGED = [Verdict.RELABELLED, Verdict.MOVED, Verdict.REWIRED, Verdict.REPAINTED]
_WIDTH, _HEIGHT = 640, 400


def _svg(fingerprint: Fingerprint) -> str:
    """A picture of some 25 KB whose red square is 20 px farther right in the new state; no two are alike."""
    number, new = int(fingerprint.diagram[2:5]), fingerprint.svg.startswith("9")
    boxes = "".join(
        f'<rect x="{10 + 20 * (at % 30)}" y="{60 + 14 * (at // 30)}" width="12" height="9" fill="#{(at * number) % 4096:03x}"/>'
        for at in range(400)
    )
    left = 120 if new else 100
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{_HEIGHT}" viewBox="0 0 {_WIDTH} {_HEIGHT}">'
        f'<rect width="100%" height="100%" fill="#fff"/>{boxes}'
        f'<rect x="{left}" y="10" width="40" height="40" fill="#dc2626"/><text x="20" y="40">{number}</text></svg>'
    )


def _result(make: Make) -> Result:
    comparisons = []
    for at in range(COUNT):
        name = f"E-{at:03}/view"
        before, after = make(diagram=name), make(diagram=name, svg="9" * 64)
        verdict = Verdict.ADDED if at == 0 else Verdict.REMOVED if at == 1 else _CHANGED[at % len(_CHANGED)]
        sides = (None if at == 0 else before, None if at == 1 else after)
        comparisons.append(Comparison(name, f"d/{name}.yaml", verdict, (f"change number {at}",), *sides))
    finding = Finding("label-length", Severity.WARNING, "too long", Location("d/E-000/view.yaml", 3, 5))
    return Result("main", tuple(comparisons), {"E-000/view": [finding]})


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("report")


@pytest.fixture
def seen(folder: Path, checkout: Path, fingerprint: Make) -> dict[str, Any]:
    """What a reader saw who opened the report and tried everything in it."""
    kept = folder / "seen.json"
    if not kept.exists():
        report = folder / "report.html"
        report.write_text(diff_html(_result(fingerprint), _svg), encoding="utf-8")
        spec = Project(load_settings(checkout), lambda line: None).worker_spec()
        options = {
            "modules": str(spec.modules),
            "browser": str(spec.browser),
            "args": list(spec.browser_args),
            "report": str(report),
            "search": "number 17",
        }
        driver = Path(__file__).with_name("report_driver.mjs")
        words = [spec.node, driver, json.dumps(options)]
        kept.write_bytes(run(words, timeout=120, env={**os.environ, **spec.browser_env}).stdout)
    found: dict[str, Any] = json.loads(kept.read_bytes())
    return found


def test_nothing_is_asked_for_and_nothing_goes_wrong(seen: dict[str, Any]) -> None:
    assert seen["problems"] == []
    assert [Path(address).name for address in seen["requests"]] == ["report.html"]


def test_the_first_diagram_is_shown_with_its_findings(seen: dict[str, Any]) -> None:
    first = seen["first"]
    assert first["name"] == first["current"] == "E-000/view"
    assert first["listed"] == COUNT
    assert first["changes"] == ["change number 0"]
    assert first["findings"] == ["d/E-000/view.yaml:3:5: warning: too long [label-length]"]


def test_a_side_that_is_missing_says_so(seen: dict[str, Any]) -> None:
    assert (len(seen["first"]["images"]), seen["first"]["missing"]) == (1, ["Not there before."])
    assert (len(seen["second"]["images"]), seen["second"]["missing"]) == (1, ["Removed."])


def test_keys_walk_through_the_diagrams(seen: dict[str, Any]) -> None:
    assert [seen[step]["name"] for step in ("first", "second", "back")] == ["E-000/view", "E-001/view", "E-000/view"]


def test_filters_leave_one_verdict(seen: dict[str, Any]) -> None:
    moved = seen["moved"]
    assert moved["listed"] == len([at for at in range(2, COUNT) if _CHANGED[at % 4] is Verdict.MOVED])
    assert moved["about"].startswith("moved · ")
    assert seen["nextFilter"] == "repainted"


def test_both_pictures_stand_side_by_side(seen: dict[str, Any]) -> None:
    assert seen["moved"]["captions"] == ["Before", "Now"]
    assert seen["moved"]["images"] == [[_WIDTH, _HEIGHT]] * 2


def test_swiping_cuts_the_upper_picture(seen: dict[str, Any]) -> None:
    assert len(seen["swipe"]["images"]) == 2
    assert seen["clip"] == "inset(0px 0px 0px 49%)"


def test_blinking_shows_both_in_turn(seen: dict[str, Any]) -> None:
    assert set(seen["blinked"]) == {"Before", "Now"}


def test_the_difference_is_counted_as_the_command_does(seen: dict[str, Any]) -> None:
    """A square of 40 px went 20 px to the right: 20 columns were left and 20 entered, but for their outer corners."""

    def painted(left: int) -> bytes:
        image = Image.new("RGB", (_WIDTH, _HEIGHT), "#ffffff")
        ImageDraw.Draw(image).rectangle((left, 10, left + 39, 49), fill="#dc2626")
        file = io.BytesIO()
        image.save(file, "PNG")
        return file.getvalue()

    count = differing_pixels(painted(100), painted(120))
    assert 1_590 <= count <= 1_600
    assert seen["difference"]["canvas"] == 1
    assert seen["difference"]["note"] == f"{count:,} pixels differ."


def test_searching_finds_words_of_changes(seen: dict[str, Any]) -> None:
    assert seen["searched"] == ["E-017/view", *(f"E-{at:03}/view" for at in range(170, 180))]
