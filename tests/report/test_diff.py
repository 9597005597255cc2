"""Reports of a comparison: what they hold, what they must not let through, and where they are cut."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest

from pipeline.compare.result import Result
from pipeline.compare.verdict import Comparison, Verdict
from pipeline.errors import OutputError
from pipeline.findings import Finding, Location, Severity
from pipeline.report.diff_files import FORMATS, write_report
from pipeline.report.diff_html import diff_html
from pipeline.report.diff_json import diff_json
from pipeline.report.diff_junit import diff_junit
from pipeline.report.diff_markdown import diff_markdown
from pipeline.report.diff_text import comparison_text, summary

Svg = Callable[[object], str | None]

RESULT = Result(
    "main (0123456789)",
    (
        Comparison("E-1/a", "d/E-1/a.yaml", Verdict.SAME),
        Comparison("E-1/b", "d/E-1/b.yaml", Verdict.RELABELLED, ("p99 15 ms → 20 ms",)),
        Comparison("E-2/c", "d/E-2/c.yaml", Verdict.BROKEN, ("d/E-2/c.yaml:3:1: syntax error",)),
        Comparison("docs/d.dot", "docs/d.dot", Verdict.REMOVED),
    ),
)


def _no_picture(fingerprint: object) -> None:
    return None


def test_text_names_verdict_and_words() -> None:
    assert comparison_text(RESULT.comparisons[1]) == "E-1/b: relabelled\n  p99 15 ms → 20 ms"
    assert summary(RESULT) == "1 broken, 1 removed, 1 relabelled, 1 same, against main (0123456789)"


def test_text_is_cut() -> None:
    long = Comparison("E/a", "", Verdict.REWIRED, tuple(f"+ node {at}" for at in range(20)))
    assert comparison_text(long).splitlines()[-1] == "  and 12 more differences"


def test_json_holds_every_diagram() -> None:
    data = json.loads(diff_json(RESULT))
    assert data["format"] == 1
    assert data["counts"] == {"broken": 1, "removed": 1, "relabelled": 1, "same": 1}
    assert data["diagrams"][1] == {
        "diagram": "E-1/b",
        "path": "d/E-1/b.yaml",
        "verdict": "relabelled",
        "changes": ["p99 15 ms → 20 ms"],
        "pixels": None,
    }
    assert len(data["diagrams"]) == 4


def test_junit_fails_what_differs() -> None:
    root = Xml.fromstring(diff_junit(RESULT))
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("4", "2", "1")
    cases = {f"{case.get('classname')}/{case.get('name')}": case for case in root.iter("testcase")}
    assert [child.tag for child in cases["E-1/a"]] == []
    failure = cases["E-1/b"].find("failure")
    assert failure is not None
    assert failure.get("message") == "p99 15 ms → 20 ms"
    assert cases["E-2/c"].find("error") is not None


def test_junit_is_xml_whatever_a_label_holds() -> None:
    nasty = Comparison("E/\x00a", "", Verdict.RELABELLED, ("\x1b[31m <b> & \ud800 ]]>",))
    Xml.fromstring(diff_junit(Result("x", (nasty,))))


def test_markdown_has_counts_and_words() -> None:
    lines = diff_markdown(RESULT).splitlines()
    assert "| relabelled | 1 |" in lines
    assert "  - p99 15 ms → 20 ms" in lines
    assert lines.index("- **E\\-2/c**: broken") < lines.index("- **E\\-1/b**: relabelled")


def test_markdown_without_a_difference_is_one_line() -> None:
    text = diff_markdown(Result("main", RESULT.comparisons[:1]))
    assert "No difference in 1 diagram." in text
    assert "|" not in text


@pytest.mark.parametrize(
    "words",
    [
        "@octocat",
        "[link](https://example.org)",
        "<img src=x>",
        "![x](y)",
        "`code`",
        "a\n\n# heading",
        "| cell |",
        "&lt;",
    ],
)
def test_markdown_shows_labels_as_they_are(words: str) -> None:
    text = diff_markdown(Result("main", (Comparison("E/a", "", Verdict.RELABELLED, (words,)),)))
    line = next(line for line in text.splitlines() if line.startswith("  - "))
    unescaped = re.findall(r"(?<!\\)[<>\[\]`|*_#!&]", line.removeprefix("  - "))
    assert unescaped == []
    assert not re.search(r"@\w", line)


def test_markdown_fits_into_a_comment() -> None:
    many = tuple(Comparison(f"E-{at}/view", "", Verdict.RELABELLED, ("x" * 300,)) for at in range(1500))
    text = diff_markdown(Result("main", many))
    assert len(text) < 65_536
    shown = sum(line.startswith("- **") for line in text.splitlines())
    assert f"And {1500 - shown:,} more diagrams" in text
    assert shown > 100


def test_html_holds_what_differs_and_its_findings() -> None:
    finding = Finding("label-length", Severity.WARNING, "too long", Location("d/E-1/b.yaml", 3, 5))
    page = diff_html(Result(RESULT.base, RESULT.comparisons, {"E-1/b": [finding]}), _no_picture)
    found = re.search(r'<script id="data" type="application/json">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    data = json.loads(found[1])
    assert [entry["id"] for entry in data["diagrams"]] == ["E-1/b", "E-2/c", "docs/d.dot"]
    assert data["total"] == 4
    assert data["diagrams"][0]["findings"] == [
        {"rule": "label-length", "severity": "warning", "message": "too long", "place": "d/E-1/b.yaml:3:5"}
    ]


def test_html_is_not_ended_by_a_label() -> None:
    nasty = "</script><script>alert(1)</script><!-- {{script}}"
    page = diff_html(Result("main", (Comparison("E/a", "", Verdict.RELABELLED, (nasty,)),)), _no_picture)
    assert "alert(1)</script>" not in page
    assert page.count("<script") == 2


def test_html_refers_to_nothing_outside() -> None:
    page = diff_html(RESULT, _no_picture)
    assert not re.search(r"""(?:src|href|url)\s*[=(]\s*["']?\s*(?:https?:)?//""", page)
    assert "default-src 'none'" in page


def test_files_get_the_format_of_their_suffix(tmp_path: Path) -> None:
    for suffix in FORMATS:
        write_report(tmp_path / "new" / f"report{suffix}", RESULT, _no_picture)
    json.loads((tmp_path / "new/report.json").read_bytes())
    Xml.fromstring((tmp_path / "new/report.xml").read_bytes())
    assert (tmp_path / "new/report.html").read_text("utf-8").startswith("<!doctype html>")
    assert (tmp_path / "new/report.md").read_text("utf-8").startswith("### ")


def test_a_report_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="cannot write"):
        write_report(tmp_path / "file" / "report.json", RESULT, _no_picture)
