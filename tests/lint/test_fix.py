"""Mending: only what stands at its place is changed; everything else keeps every byte."""

from __future__ import annotations

from pathlib import Path

from pipeline.findings import Location
from pipeline.lint.fix import apply
from pipeline.lint.rule import Edit
from pipeline.runs.lint import mend


def _edit(line: int, column: int, old: str, new: str) -> Edit:
    return Edit(Location("a.yaml", line, column), old, new)


def test_edits_are_made_and_the_rest_stays() -> None:
    text = "# comment  \r\ntitle:   M05 and M05\r\n\tend\r\n"
    mended, done = apply(text, [_edit(2, 18, "M05", "M5"), _edit(2, 10, "M05", "M5")])
    assert mended == "# comment  \r\ntitle:   M5 and M5\r\n\tend\r\n"
    assert len(done) == 2


def test_an_edit_whose_text_is_gone_is_left_out() -> None:
    assert apply("title: M5\n", [_edit(1, 8, "M05", "M5"), _edit(9, 1, "x", "y")]) == ("title: M5\n", [])


def test_edits_that_touch_each_other_are_not_both_made() -> None:
    mended, done = apply("abcd\n", [_edit(1, 1, "abc", "x"), _edit(1, 2, "bc", "y")])
    assert (mended, len(done)) == ("xd\n", 1)


def test_files_are_mended_with_their_mark(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"\xef\xbb\xbftitle: caf\xc3\x83\xc2\xa9\r\n")
    made = mend(tmp_path, [_edit(1, 11, "Ã©", "é")])
    assert made == {"a.yaml": 1}
    assert (tmp_path / "a.yaml").read_bytes() == b"\xef\xbb\xbftitle: caf\xc3\xa9\r\n"
