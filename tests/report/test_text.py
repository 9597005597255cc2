"""Findings as text: nothing in a source steers the terminal or the CI that shows it."""

from __future__ import annotations

from pipeline.findings import Finding, Location, Severity
from pipeline.report.text import failure_text, finding_text


def test_control_characters_are_not_printed() -> None:
    """Neither from the message nor from the excerpt."""
    finding = Finding("r", Severity.ERROR, "bad \x1b[2J", Location("a.mmd", 1, 1))
    text = finding_text(finding, lambda path: ["A[\x1b]0;x\x07] --> B"])
    assert not any(ord(character) < 32 for character in text.replace("\n", ""))


def test_an_engines_lines_do_not_begin_like_commands() -> None:
    """CI systems obey lines that begin with two colons."""
    text = failure_text(Location("a.mmd"), "first\n::stop-commands::x", "syntax", None, lambda path: [])
    assert text == "a.mmd:1:1: error: first [syntax]\n    > ::stop-commands::x"
