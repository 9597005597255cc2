"""A preview that is running renders for ``atlas render``: the same files, words and exit codes, or the command does it."""

from __future__ import annotations

import json
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.config import load_settings
from pipeline.preview.errand import Errand, ask, meeting_point
from tests.preview.conftest import Previews

BY_PREVIEW = ", by the preview that is running"

browser = [pytest.mark.browser, pytest.mark.xdist_group("preview")]


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A place of this test's own for the sockets; a socket's path must be short."""
    place = tempfile.mkdtemp(prefix="at")
    monkeypatch.setenv("XDG_RUNTIME_DIR", place)
    yield Path(place)
    shutil.rmtree(place)


def render(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pipeline", "render", *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)


def said(done: subprocess.CompletedProcess[str]) -> tuple[int, str, str]:
    """Exit code and words, without what differs between two runs that do the same: time, who drew, what came first."""
    return done.returncode, done.stdout, re.sub(r"^rendered.*\n| in [\d.]+ s.*", "", done.stderr, flags=re.MULTILINE)


def pictures(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((folder / "out").rglob("*.*g"))}


def errand(folder: Path) -> Errand:
    return Errand(load_settings(folder, formats=("svg",)), ("a", "b"), str(folder), (1, 2), "main", True, False)


def test_an_errand_survives_the_way(folder: Path) -> None:
    assert Errand.of_line(errand(folder).to_line()) == errand(folder)


def test_nobody_is_asked_in_a_folder_that_others_can_enter(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = meeting_point(load_settings(folder).cache)
    assert place is not None
    place.parent.mkdir(mode=0o755)
    asked: list[object] = []
    monkeypatch.setattr("socket.socket.connect", lambda self, address: asked.append(address))
    assert ask(errand(folder), lambda *step: None) is None
    assert asked == []


@pytest.mark.parametrize(
    "answer", [b"", b"{}\n", b"no json\n", b'{"accepted": true}\n', b'{"accepted": true}\n{"declined": ""}\n']
)
def test_an_answer_that_breaks_off_is_none(folder: Path, answer: bytes) -> None:
    place = meeting_point(load_settings(folder).cache)
    assert place is not None
    place.parent.mkdir(mode=0o700)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(place))
        listener.listen()

        def answered() -> None:
            line, _ = listener.accept()
            with line:
                line.recv(100_000)
                line.sendall(answer)

        thread = threading.Thread(target=answered)
        thread.start()
        assert ask(errand(folder), lambda *step: None) is None
        thread.join()


class TestWithAPreview:
    pytestmark = browser

    def test_the_preview_draws_what_the_command_would(self, previews: Previews, folder: Path) -> None:
        alone = render(folder, "docs", "--scale", "1")
        assert BY_PREVIEW not in alone.stderr
        drawn = pictures(folder)
        for name in ("out", ".atlas"):
            shutil.rmtree(folder / name)
        previews.start(folder, "docs")
        served = render(folder, "docs", "--scale", "1")
        assert BY_PREVIEW in served.stderr
        assert said(served) == said(alone)
        assert pictures(folder) == drawn
        assert len(drawn) == 6
        again = render(folder, "docs", "--scale", "1", "--json")
        assert BY_PREVIEW in again.stderr
        assert [item["fresh"] for item in json.loads(again.stdout)["artifacts"]] == [False] * 6

    def test_what_is_wrong_is_said_in_the_same_words(self, previews: Previews, folder: Path) -> None:
        (folder / "docs" / "one.mmd").write_text("flowchart LR\n  a --> --> b\n", encoding="utf-8")
        words = (["docs"], ["nowhere.mmd"], ["--since", "nothing"], ["--shard", "1/3", "docs"], ["docs", "--json"])
        alone = [said(render(folder, *each)) for each in words]
        assert [code for code, _, _ in alone] == [1, 2, 2, 0, 1]
        previews.start(folder, "docs")
        shutil.rmtree(folder / "out")
        assert [said(render(folder, *each)) for each in words] == alone

    def test_a_changed_theme_counts_at_once(self, previews: Previews, folder: Path) -> None:
        previews.start(folder, "docs")
        assert BY_PREVIEW in render(folder, "docs", "--format", "svg").stderr
        before = pictures(folder)
        (folder / "specs").mkdir()
        (folder / "specs" / "theme.yaml").write_text('background: "#123456"\n', encoding="utf-8")
        assert BY_PREVIEW in render(folder, "docs", "--format", "svg").stderr
        after = pictures(folder)
        assert before.keys() == after.keys()
        assert all(b'fill="#123456"' in after[name] and b"#123456" not in before[name] for name in before)

    def test_many_changes_another_toolchain_or_a_preview_that_is_gone_leave_it_to_the_command(
        self, previews: Previews, folder: Path
    ) -> None:
        previews.start(folder, "docs/one.mmd")
        many = folder / "many"
        many.mkdir()
        for at in range(9):
            (many / f"{at}.dot").write_text(f"digraph {{ kafka -> broker{at} }}\n", encoding="utf-8")
        words = ("--format", "svg")
        for targets, served in ((["many"], False), (["docs/two.mmd"], True)):
            done = render(folder, *targets, *words)
            assert (done.returncode, BY_PREVIEW in done.stderr) == (0, served), done.stderr
        preview = previews.running[-1]
        preview.send_signal(signal.SIGSTOP)
        stopped = render(folder, "docs", *words)
        preview.send_signal(signal.SIGCONT)
        assert (stopped.returncode, BY_PREVIEW in stopped.stderr) == (0, False)
        preview.kill()
        preview.wait()
        gone = render(folder, "docs", *words)
        assert (gone.returncode, BY_PREVIEW in gone.stderr) == (0, False)
        previews.start(folder, "docs")
        assert BY_PREVIEW in render(folder, "docs", *words).stderr
        assert previews.interrupt() == 0
        place = meeting_point(load_settings(folder).cache)
        assert place is not None
        assert not place.exists()

    def test_a_kept_project_is_read_again_when_its_registry_changes(self, previews: Previews, folder: Path) -> None:
        (folder / "specs").mkdir()
        registry = folder / "specs" / "registry.yaml"
        registry.write_text("families: {}\nlimits: {svg_max_bytes: 400000}\n", encoding="utf-8")
        previews.start(folder, "docs")
        assert render(folder, "docs/one.mmd", "--format", "svg").returncode == 0
        registry.write_text("families: {}\nlimits: {svg_max_bytes: 1000}\n", encoding="utf-8")
        done = render(folder, "docs/one.mmd", "--format", "svg")
        assert (done.returncode, BY_PREVIEW in done.stderr) == (1, True)
        assert "more than the 1,000" in done.stdout
