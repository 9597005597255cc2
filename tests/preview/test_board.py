"""What the page is told: last good pictures stay, lost diagrams go, no change is told twice."""

from __future__ import annotations

from dataclasses import replace

from pipeline.findings import Location, Severity
from pipeline.preview.board import Board, Change
from pipeline.preview.entry import Entry, Picture, Problem

PICTURE = Picture("<svg/>", "d1", 10, 10)
ERROR = Problem("syntax", Severity.ERROR, "broken", Location("a.md", 3), None, 1, ())
GOOD = Entry("a.md-1", "a.md", title="First", loaded=True, picture=PICTURE, saved=1.0)


def told(board: Board) -> list[Change]:
    changes: list[Change] = []
    board.listen(changes.append)
    return changes


def test_a_source_that_does_not_draw_keeps_the_picture_as_stale() -> None:
    board = Board()
    board.put("f", [GOOD])
    board.put("f", [replace(GOOD, picture=None, problems=(ERROR,), saved=2.0)])
    entry = board.entry("a.md-1")
    assert entry is not None
    assert (entry.picture, entry.stale, entry.problems) == (PICTURE, True, (ERROR,))
    board.put("f", [replace(GOOD, saved=3.0)])
    entry = board.entry("a.md-1")
    assert entry is not None
    assert not entry.stale


def test_a_file_that_cannot_be_read_keeps_title_and_picture_of_all_that_it_held() -> None:
    board = Board()
    board.put("f", [GOOD, replace(GOOD, id="a.md-2", title="Second")])
    board.put("f", [Entry("a.md", "a.md", loaded=True, problems=(ERROR,))])
    assert [(e.id, e.title, e.stale, e.problems) for e in board.entries()] == [
        ("a.md-1", "First", True, (ERROR,)),
        ("a.md-2", "Second", True, (ERROR,)),
    ]


def test_a_diagram_that_was_taken_out_of_its_file_goes() -> None:
    board = Board()
    board.put("f", [GOOD, replace(GOOD, id="a.md-2", title="Second")])
    changes = told(board)
    board.put("f", [GOOD])
    assert [change.gone for change in changes] == ["a.md-2"]
    assert board.file_of("a.md-2") is None


def test_the_last_diagram_of_a_file_without_errors_goes_too() -> None:
    board = Board()
    board.put("f", [GOOD])
    board.put("f", [])
    assert board.entries() == []


def test_what_did_not_change_is_told_only_where_it_was_saved() -> None:
    board = Board()
    board.put("f", [GOOD])
    changes = told(board)
    board.put("f", [GOOD])
    assert changes == []
    board.put("f", [GOOD], edited=True)
    assert [(change.entry.version, change.edited) for change in changes if change.entry] == [(2, True)]


def test_versions_only_grow_and_no_listener_is_called_after_it_has_left() -> None:
    board = Board()
    changes: list[Change] = []
    leave = board.listen(changes.append)
    board.put("f", [GOOD])
    board.put("g", [replace(GOOD, id="g")])
    leave()
    board.put("h", [replace(GOOD, id="h")])
    assert [change.entry.version for change in changes if change.entry] == [1, 2]


def test_entries_are_current_only_when_all_of_a_file_are_of_that_save() -> None:
    board = Board()
    assert not board.is_current("f", 1.0)
    board.put("f", [Entry("a.md-1", "a.md")])
    assert not board.is_current("f", 0.0)
    board.put("f", [GOOD])
    assert board.is_current("f", 1.0)
    assert not board.is_current("f", 2.0)
