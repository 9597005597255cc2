"""The baseline: what it holds stays quiet, what is new counts, and a broken file is said to be one."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import UsageError
from pipeline.findings import Finding, Location, Severity
from pipeline.lint.baseline import only_new, read_baseline, to_json


def _finding(line: int, message: str = "too many") -> Finding:
    return Finding("node-budget", Severity.ERROR, message, Location("a.mmd", line), "a")


def test_a_moved_finding_is_not_new(tmp_path: Path) -> None:
    file = tmp_path / "baseline.json"
    file.write_text(to_json([_finding(3)]), encoding="utf-8")
    assert only_new([_finding(30)], read_baseline(file)) == []


def test_the_second_of_two_equal_findings_is_new(tmp_path: Path) -> None:
    file = tmp_path / "baseline.json"
    file.write_text(to_json([_finding(3)]), encoding="utf-8")
    assert only_new([_finding(3), _finding(9)], read_baseline(file)) == [_finding(9)]


def test_another_message_is_new(tmp_path: Path) -> None:
    file = tmp_path / "baseline.json"
    file.write_text(to_json([_finding(3)]), encoding="utf-8")
    assert only_new([_finding(3, "far too many")], read_baseline(file)) == [_finding(3, "far too many")]


@pytest.mark.parametrize(
    "content", ["", "[]", '{"format": 9, "findings": []}', '{"format": 1, "findings": [{}]}', "\x00"]
)
def test_a_broken_file_is_said_to_be_one(tmp_path: Path, content: str) -> None:
    file = tmp_path / "baseline.json"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(UsageError, match="no baseline"):
        read_baseline(file)


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no baseline"):
        read_baseline(tmp_path / "baseline.json")
