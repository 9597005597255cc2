"""Inputs to artifacts: order, twins, shared sources, limits, single files that cannot be written. No engine takes part."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.config import load_settings
from pipeline.errors import OutputError
from pipeline.findings import Finding, Severity
from pipeline.model import Model
from pipeline.project import Project
from pipeline.render.artifact import Failure, FailureKind
from pipeline.render.cache import Cache, Drawing
from pipeline.render.draw import Drawn, Studio
from pipeline.render.fonts import FontStack
from pipeline.render.index import Index
from pipeline.render.job import Job
from pipeline.render.outcome import Outcome, Progress, unchanged
from pipeline.render.render import Renderer
from pipeline.render.svg import Template
from pipeline.spec.inputs import InputFile, InputKind
from pipeline.spec.model import Diagram, SourceText

SVG = '<svg xmlns="http://www.w3.org/2000/svg" id="\ue000" viewBox="0 0 9 9"><title>\ue001</title><desc>\ue002</desc>%s</svg>'


class FakePool:
    """Draws each job by its source, last one first; notes what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, work: Callable[..., Drawn]) -> Any:
        return self

    def run(self, jobs: Iterable[Job], weight: object = None, kind: object = None) -> Iterator[Drawn]:
        for job in reversed(list(jobs)):
            text = job.diagram.source.text
            self.asked.append(text)
            if text == "stop":
                raise KeyboardInterrupt
            if text.startswith("bad"):
                at = job.diagram.source.location(2, 3)
                yield Drawn(job, failure=Failure(job.diagram.id, FailureKind.SYNTAX, "wrong", at))
            else:
                yield Drawn(
                    job, Drawing(Template(SVG % text, 9.0, 9.0, "\u0e01" if "thai" in text else ""), Model("x")), b"PNG"
                )


class Bench:
    """A renderer over inputs that are given as text."""

    def __init__(self, root: Path, **settings: Any) -> None:
        (root / "atlas.toml").write_text("")
        self.root = root
        self.settings = replace(load_settings(root), **settings)
        theme = Project(self.settings, lambda line: None).theme
        studio = Studio(theme, FontStack(()), Cache(self.settings.cache), "hot", 5.0, 2.0)
        self.pool = FakePool()
        self.renderer = Renderer(self.settings, studio, "identity", self.pool)
        self.index = Index(self.settings.cache / "index.json", self.settings.out, "world")
        self.progress: list[Progress] = []

    def input(self, name: str, text: str) -> InputFile:
        (self.root / name).write_text(text)
        return InputFile(name, str(self.root / name), InputKind.MERMAID)

    def load(self, item: InputFile) -> tuple[list[Diagram], list[Finding]]:
        text = Path(item.file).read_text()
        parts = [part for part in text.split("|") if part]
        return [
            _diagram(f"{item.path}-{at}" if len(parts) > 1 else item.path, part) for at, part in enumerate(parts)
        ], []

    def run(self, *items: InputFile, taken: dict[str, str] | None = None) -> list[Outcome]:
        return self.renderer.run(items, self.load, self.index, self.progress.append, taken)


def _diagram(identity: str, text: str) -> Diagram:
    identity = text.removeprefix("id:").split(";")[0] if text.startswith("id:") else identity
    return Diagram(
        identity,
        identity,
        "mermaid",
        SourceText(text, identity, first_line=5, indent=4),
        f"Title <{identity}>",
        raw=True,
    )


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """A renderer with the default settings."""
    return Bench(tmp_path)


def test_results_come_in_the_order_of_the_inputs(bench: Bench) -> None:
    """Whatever finished first; every artifact is there, and progress has counted each diagram."""
    outcomes = bench.run(bench.input("a", "1"), bench.input("b", "2|3"), bench.input("c", "4"))
    assert [outcome.input.path for outcome in outcomes] == ["a", "b", "c"]
    paths = [artifact.path for outcome in outcomes for artifact in outcome.artifacts]
    assert paths == [
        f"{kind}/{name}.{kind}" for names in ("a", "b", "c") for kind in ("png", "svg") for name in _of(names)
    ]
    assert all((bench.settings.out / path).is_file() for path in paths)
    assert [(step.done, step.total) for step in bench.progress] == [(1, 4), (2, 4), (3, 4), (4, 4)]
    text = (bench.settings.out / "svg/a.svg").read_text()
    assert "<title>Title &lt;a&gt;</title>" in text


def _of(name: str) -> list[str]:
    return ["b-0", "b-1"] if name == "b" else [name]


def test_equal_sources_are_drawn_once(bench: Bench) -> None:
    """Each diagram gets its own title and prefix, and a failure its own place."""
    bench.run(bench.input("a", "same"), bench.input("b", "same"), bench.input("c", "same"))
    assert bench.pool.asked == ["same"]
    pictures = {(bench.settings.out / f"svg/{name}.svg").read_text() for name in "abc"}
    assert len(pictures) == 3
    failed = bench.run(bench.input("d", "bad\nx"), bench.input("e", "bad\nx"))
    assert [str(outcome.failures[0].location) for outcome in failed] == ["d:6:7", "e:6:7"]


def test_what_is_right_is_remembered_and_what_is_wrong_is_not(bench: Bench) -> None:
    """A diagram that failed is tried again; warnings come back without a drawing."""
    items = [bench.input("a", "1"), bench.input("b", "bad\n"), bench.input("c", "thai")]
    bench.run(*items)
    found = unchanged(items, Index(bench.settings.cache / "index.json", bench.settings.out, "world"), ("svg", "png"))
    assert set(found) == {items[0].file, items[2].file}
    (warning,) = found[items[2].file].findings
    assert (warning.rule, warning.severity) == ("missing-glyph", Severity.WARNING)


def test_two_diagrams_of_one_id_are_not_both_drawn(bench: Bench) -> None:
    """The later one is a finding; names that differ in case alone are one on many machines."""
    outcomes = bench.run(bench.input("a", "id:x;1"), bench.input("b", "id:X;2"))
    assert [len(outcome.artifacts) for outcome in outcomes] == [2, 0]
    assert [finding.rule for finding in outcomes[1].findings] == ["id-unique"]
    assert "1" in bench.pool.asked[0]
    assert len(bench.pool.asked) == 1


def test_a_twin_of_what_is_unchanged_is_not_drawn_either(bench: Bench) -> None:
    """A second run, which the index answers for the first of the two, must not let the other overwrite it."""
    first, second = bench.input("a", "id:x;1"), bench.input("b", "id:x;2")
    (done, _) = bench.run(first, second)
    before = (bench.settings.out / "svg/x.svg").read_bytes()
    (again,) = bench.run(second, taken={artifact.path: "a" for artifact in done.artifacts})
    assert [finding.rule for finding in again.findings] == ["id-unique"]
    assert (bench.settings.out / "svg/x.svg").read_bytes() == before


def test_an_interrupt_keeps_what_is_complete(bench: Bench) -> None:
    """The index has what was written before it; the input that was being drawn is not in it."""
    late, early = bench.input("late", "stop"), bench.input("early", "1")
    with pytest.raises(KeyboardInterrupt):
        bench.run(late, early)
    index = Index(bench.settings.cache / "index.json", bench.settings.out, "world")
    assert set(unchanged([late, early], index, ("svg", "png"))) == {early.file}


def test_a_picture_that_is_too_large_is_a_failure(tmp_path: Path) -> None:
    """Nothing of it is written."""
    bench = Bench(tmp_path, svg_max=1_000)
    good, bad = bench.run(bench.input("a", "x"), bench.input("b", "x" * 2_000))
    assert [failure.kind for failure in bad.failures] == [FailureKind.TOO_BIG]
    assert (len(good.artifacts), len(bad.artifacts)) == (2, 0)
    assert not (bench.settings.out / "svg/b.svg").exists()


def test_a_place_that_is_taken_stops_one_diagram(bench: Bench) -> None:
    """A folder where a picture goes, a file where its folder goes: the others are written."""
    (bench.settings.out / "svg/a.svg").mkdir(parents=True)
    (bench.settings.out / "svg/dir").write_text("a file")
    outcomes = bench.run(bench.input("a", "1"), bench.input("b", "id:dir/b;"), bench.input("c", "3"))
    assert [len(outcome.failures) for outcome in outcomes] == [1, 1, 0]
    assert {failure.kind for outcome in outcomes for failure in outcome.failures} == {FailureKind.OUTPUT}


def test_a_machine_that_cannot_write_stops_the_run(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the path and the reason: every other diagram would fail the same way."""

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pipeline.render.render.write_atomically", full)
    with pytest.raises(OutputError, match=r"cannot write .*: No space left on device"):
        bench.run(bench.input("a", "1"))


def test_an_equal_picture_is_left_alone(bench: Bench) -> None:
    """Its time does not change, and it does not count as fresh."""
    item = bench.input("a", "1")
    (first,) = bench.run(item)
    before = (bench.settings.out / "svg/a.svg").stat().st_mtime_ns
    (second,) = bench.run(item)
    assert [artifact.fresh for artifact in (*first.artifacts, *second.artifacts)] == [True, True, False, False]
    assert (bench.settings.out / "svg/a.svg").stat().st_mtime_ns == before


def test_drawings_write_nothing(bench: Bench) -> None:
    """Lint and comparison look at drawings; out/ is not theirs."""
    found = list(bench.renderer.drawings([_diagram("a", "1"), _diagram("b", "bad\n"), _diagram("c", "1")]))
    assert sorted((diagram.id, drawn.failure is None) for diagram, drawn in found) == [
        ("a", True),
        ("b", False),
        ("c", True),
    ]
    assert not bench.settings.out.exists()
