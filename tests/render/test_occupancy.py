"""Runs that share a folder, and what killed ones leave."""

from __future__ import annotations

import sys
import threading
import time
from pathlib import Path

import pytest

from pipeline.render.occupancy import alone, occupied

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the kernel's own locks")

LEFT = "sub/.atlas-abc.tmp"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a half-written file and others that look a little like one."""
    (tmp_path / "sub").mkdir()
    for name in (LEFT, "sub/.atlas-abc", "sub/x.tmp"):
        (tmp_path / name).write_text("x")
    return tmp_path


def _kill_a_run(folder: Path) -> None:
    """What a run that was killed leaves: its mark, and no lock."""
    (folder / ".atlas-runs").write_bytes(b"1")


def test_the_next_run_removes_what_a_killed_one_left(folder: Path) -> None:
    """Half-written files only."""
    _kill_a_run(folder)
    with occupied(folder):
        assert not (folder / LEFT).exists()
    assert sorted(path.name for path in (folder / "sub").iterdir()) == [".atlas-abc", "x.tmp"]
    assert (folder / ".atlas-runs").read_bytes() == b""


def test_a_clean_end_means_no_search(folder: Path) -> None:
    """Without a mark of a killed run the folder is not walked."""
    with occupied(folder):
        pass
    with occupied(folder):
        pass
    assert (folder / LEFT).exists()


def test_a_run_beside_another_removes_nothing(folder: Path) -> None:
    """It could be the other's file; the last one to end removes what is left."""
    _kill_a_run(folder)
    with occupied(folder):
        (folder / LEFT).write_text("of the outer run")
        with occupied(folder):
            assert (folder / LEFT).exists()
        assert (folder / LEFT).exists()
    assert not (folder / LEFT).exists()


def test_a_run_that_fails_leaves_its_mark(folder: Path) -> None:
    """An exception may have stopped it anywhere: the next run looks."""
    with pytest.raises(KeyboardInterrupt), occupied(folder):
        raise KeyboardInterrupt
    with occupied(folder):
        assert not (folder / LEFT).exists()


def test_a_link_in_the_mark_s_place_is_not_followed(folder: Path) -> None:
    """Nothing is written to what it leads to."""
    target = folder / "target"
    target.write_text("keep")
    (folder / ".atlas-runs").symlink_to(target)
    with occupied(folder):
        pass
    assert target.read_text() == "keep"


def test_alone_is_one_at_a_time(tmp_path: Path) -> None:
    """A second one waits until the first is done."""
    order = []

    def second() -> None:
        with alone(tmp_path):
            order.append("second")

    with alone(tmp_path):
        thread = threading.Thread(target=second)
        thread.start()
        time.sleep(0.2)
        order.append("first")
    thread.join(timeout=5)
    assert order == ["first", "second"]
    assert list(tmp_path.iterdir()) == []
