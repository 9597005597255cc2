"""The waiting line: the urgent first, none twice."""

from __future__ import annotations

from concurrent.futures import CancelledError

import pytest

from pipeline.preview.line import Line, Urgency


def test_the_urgent_come_first_and_equals_in_their_order() -> None:
    line: Line[str] = Line()
    for key, urgency in (("a", Urgency.LISTED), ("b", Urgency.LISTED), ("c", Urgency.EDITED), ("d", Urgency.LOOKED_AT)):
        line.ask(key, urgency)
    assert [task[0] for _ in range(4) if (task := line.next())] == ["c", "d", "a", "b"]


def test_asking_again_gives_the_same_future_and_moves_up() -> None:
    line: Line[str] = Line()
    line.ask("a", Urgency.LISTED)
    second = line.ask("b", Urgency.LISTED)
    assert line.ask("b", Urgency.EDITED) is second
    assert line.ask("b", Urgency.LISTED) is second
    first = line.next()
    assert first is not None
    assert first[0] == "b"
    assert first[1] is second


def test_a_task_that_was_taken_can_be_asked_for_anew() -> None:
    line: Line[str] = Line()
    before = line.ask("a", Urgency.EDITED)
    line.next()
    assert line.ask("a", Urgency.EDITED) is not before


def test_closing_cancels_what_waits_and_ends_the_thread() -> None:
    line: Line[str] = Line()
    waiting = line.ask("a", Urgency.EDITED)
    line.close()
    with pytest.raises(CancelledError):
        waiting.result(timeout=1)
    assert line.next() is None
    assert line.ask("b", Urgency.EDITED).cancelled()
