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

from pipeline.cli.render import errand_of
from pipeline.cli.served import served
from pipeline.config import load_settings
from pipeline.preview.errand import Errand
from pipeline.preview.meeting import asker, meeting_point, packed, unpacked
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


def listening(folder: Path) -> socket.socket:
    """Listens where a preview of the folder would."""
    place = meeting_point(folder)
    assert place is not None
    Path(place).parent.mkdir(mode=0o700, exist_ok=True)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(place)
    listener.listen()
    return listener


def test_a_request_survives_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATLAS_BROWSER", "/opt/chrome")
    words = ["docs/a b.mmd", "--since", "", "na\udcffme"]
    assert unpacked(packed("/home/who", words)) == (asker(), "/home/who", words)
    assert "/opt/chrome" in asker()
    whole = packed("/home/who", words)
    for length in range(len(whole)):
        with pytest.raises(ValueError, match="not the whole"):
            unpacked(whole[:length])


def test_words_are_understood_as_the_command_does(folder: Path) -> None:
    words = [
        "docs",
        "--format",
        "png",
        "--scale",
        "1.5",
        "--out",
        "elsewhere",
        "--no-cache",
        "--shard",
        "1/2",
        "--since",
        "main",
        "--json",
    ]
    settings = load_settings(folder, formats=("png",), scale=1.5, out=str(folder / "elsewhere"))
    assert errand_of(words, folder) == Errand(settings, ("docs",), folder, (1, 2), "main", fresh=True, as_json=True)
    assert errand_of([], folder / "docs").settings == load_settings(folder)


@pytest.mark.parametrize("words", ["--help", "--shard 3/2", "--unknown", "--format gif", "--out docs/one.mmd"])
def test_words_that_the_command_has_to_see_to_are_not(folder: Path, words: str) -> None:
    with pytest.raises(ValueError, match=r"help|3/2|--unknown|gif|is a file"):
        errand_of(words.split(), folder)


def test_nobody_is_asked_in_a_folder_that_others_can_enter(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with listening(folder) as listener:
        monkeypatch.chdir(folder)
        Path(listener.getsockname()).parent.chmod(0o755)
        asked: list[object] = []
        monkeypatch.setattr("socket.socket.connect", lambda self, address: asked.append(address))
        assert served([]) is None
        assert asked == []


def answered(listener: socket.socket, answer: bytes) -> threading.Thread:
    def serve() -> None:
        line, _ = listener.accept()
        with line, line.makefile("rb") as request:
            request.read()
            line.sendall(answer)

    thread = threading.Thread(target=serve)
    thread.start()
    return thread


ACCEPTED = b'{"accepted": true}\n'


@pytest.mark.parametrize(
    "answer", [b"", b"{}\n", b"1\n", b"no json\n", ACCEPTED, ACCEPTED + b'{"declined": ""}\n', b'{"declined": ""}\n']
)
def test_an_answer_that_breaks_off_is_none(folder: Path, monkeypatch: pytest.MonkeyPatch, answer: bytes) -> None:
    with listening(folder) as listener:
        monkeypatch.chdir(folder)
        thread = answered(listener, answer)
        assert served([]) is None
        thread.join()


@pytest.mark.parametrize("clean", [True, False])
def test_a_report_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], clean: bool
) -> None:
    report = {"text": "what is wrong", "summary": "in a line", "clean": clean}
    with listening(folder) as listener:
        monkeypatch.chdir(folder / "docs")
        thread = answered(listener, ACCEPTED + b'{"progress": [1, 1, "x"]}\n' + json.dumps(report).encode() + b"\n")
        assert served([]) == (0 if clean else 1)
        thread.join()
    said = capsys.readouterr()
    assert (said.out, said.err) == ("what is wrong\n", "rendered 1/1: x\nin a line\n")


def test_whoever_is_asked_first_imports_no_command_line() -> None:
    code = "import sys, pipeline.__main__, pipeline.cli.served; sys.exit('click' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_an_interrupt_while_a_preview_works_is_told(folder: Path) -> None:
    with listening(folder) as listener:
        words = [sys.executable, "-m", "pipeline", "render"]
        asking = subprocess.Popen(words, cwd=folder, stderr=subprocess.PIPE, text=True)
        line, _ = listener.accept()
        with line, line.makefile("rb") as request:
            request.read()
            line.sendall(ACCEPTED + b'{"progress": [1, 2, "x"]}\n')
            assert asking.stderr is not None
            assert asking.stderr.readline() == "rendered 1/2: x\n"
            asking.send_signal(signal.SIGTERM)
            _, said = asking.communicate(timeout=20)
    assert (asking.returncode, said) == (130, "atlas: interrupted; what was complete is kept\n")


def test_a_reader_that_is_gone_ends_it_without_a_trace(folder: Path) -> None:
    with listening(folder) as listener:
        report = {"text": "x" * 1_000_000, "summary": "in a line", "clean": True}
        thread = answered(listener, ACCEPTED + json.dumps(report).encode() + b"\n")
        words = f"{sys.executable} -m pipeline render | head -c 1 >/dev/null"
        done = subprocess.run(words, shell=True, cwd=folder, capture_output=True, text=True, timeout=60, check=False)
        thread.join()
    assert done.stderr == ""


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
        words = (
            ["docs"],
            ["nowhere.mmd"],
            ["--since", "nothing"],
            ["--shard", "1/3", "docs"],
            ["docs", "--json"],
            ["--help"],
            ["--no"],
        )
        alone = [said(render(folder, *each)) for each in words]
        assert [code for code, _, _ in alone] == [1, 2, 2, 0, 1, 0, 2]
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
        for targets, by_preview in ((["many"], False), (["docs/two.mmd"], True)):
            done = render(folder, *targets, *words)
            assert (done.returncode, BY_PREVIEW in done.stderr) == (0, by_preview), done.stderr
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
        place = meeting_point(folder)
        assert place is not None
        assert not Path(place).exists()

    def test_a_project_within_is_not_that_of_the_preview(self, previews: Previews, folder: Path) -> None:
        previews.start(folder, "docs")
        assert BY_PREVIEW in render(folder / "docs", "one.mmd", "--format", "svg").stderr
        (folder / "docs" / "atlas.toml").write_text("", encoding="utf-8")
        done = render(folder / "docs", "one.mmd", "--format", "svg")
        assert (done.returncode, BY_PREVIEW in done.stderr) == (0, False)
        assert (folder / "docs" / "out" / "svg" / "one.mmd.svg").is_file()

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
