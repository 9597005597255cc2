"""The page in a real browser: what it shows, what it asks for, how it follows a save."""

from __future__ import annotations

import json
import socket
import sys
import time
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import psutil
import pytest

from pipeline.process import run
from tests.preview.conftest import CHAIN, Previews

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("preview")]

GOOD = CHAIN.replace("{0}", "again")
BROKEN = "flowchart LR\n  a[Kafka 3.5] --> b[etcd 3.5]\n  b --> --> c\n"


def test_the_gallery_shows_every_picture_and_finds_by_text_and_title(previews: Previews, folder: Path) -> None:
    address = previews.start(folder, "docs")
    seen = previews.look(
        address, "gallery", expect=3, queries=["", "second", "consumer lag", "text:zookeeper", "nothing at all"]
    )
    assert seen["found"] == {
        "": ["docs/notes.md-1", "docs/one.mmd", "docs/two.mmd"],
        "second": ["docs/two.mmd"],
        "consumer lag": ["docs/notes.md-1"],
        "text:zookeeper": ["docs/notes.md-1"],
        "nothing at all": [],
    }
    assert [error for error in seen["errors"] if "favicon" not in error] == []
    assert {urlsplit(url).netloc for url in seen["requests"]} == {urlsplit(address).netloc}


def test_a_source_that_does_not_parse_keeps_the_last_good_picture_beside_the_error(
    previews: Previews, folder: Path
) -> None:
    address = previews.start(folder, "docs")
    file = folder / "docs" / "one.mmd"
    seen = previews.look(address, "edit", id="docs/one.mmd", file=file, texts=[BROKEN, GOOD])
    first, broken, good = seen["states"]
    assert not first["stale"]
    assert first["problems"] == []
    assert broken["stale"]
    assert broken["picture"] == first["picture"]
    assert [problem["line"] for problem in broken["problems"]] == ["3"]
    assert broken["problems"][0]["place"].startswith("docs/one.mmd:3:")
    assert not good["stale"]
    assert good["problems"] == []
    assert good["picture"] != first["picture"]


def test_the_page_turns_to_a_file_that_an_editor_has_replaced(previews: Previews, folder: Path) -> None:
    address = previews.start(folder, "docs")
    seen = previews.look(address, "follow", id="docs/two.mmd", file=folder / "docs" / "two.mmd", text=GOOD)
    assert seen["open"] == "docs/two.mmd"
    assert seen["saved"]["problems"] == 0


def test_a_new_file_appears(previews: Previews, folder: Path) -> None:
    address = previews.start(folder, "docs")
    (folder / "docs" / "deep").mkdir()
    seen = previews.look(
        address, "follow", id="docs/deep/new.mmd", file=folder / "docs" / "deep" / "new.mmd", text=GOOD
    )
    assert seen["open"] == "docs/deep/new.mmd"


def test_everything_can_be_done_with_keys(previews: Previews, folder: Path) -> None:
    address = previews.start(folder, "docs")
    seen = previews.look(address, "keys", expect=3, first="docs/notes.md-1")
    opened = {key: identity for key, identity, _ in seen["trace"]}
    assert seen["trace"][0] == ["/", None, "query"]
    assert opened["Enter"] == "docs/two.mmd"
    assert opened["Escape"] is None
    assert opened["j"] is not None
    fitted, larger, fitted_again, actual = seen["zoom"]
    assert larger != fitted
    assert fitted_again == fitted
    assert actual == "100 %"
    assert seen["moved"][0] != seen["moved"][1]
    assert seen["themes"][0] != seen["themes"][1]


def test_ctrl_c_ends_the_preview_and_all_that_it_started(previews: Previews, folder: Path) -> None:
    address = previews.start(folder, "docs")
    previews.look(address, "follow", id="docs/two.mmd", file=folder / "docs" / "two.mmd", text=GOOD)
    children = psutil.Process(previews.running[-1].pid).children(recursive=True)
    assert children
    assert previews.interrupt() == 0
    _, alive = psutil.wait_procs(children, timeout=5)
    assert [process for process in alive if process.status() != psutil.STATUS_ZOMBIE] == []


def test_downloads_have_a_name_and_nothing_else_of_the_disk_is_served(previews: Previews, folder: Path) -> None:
    address = previews.start(folder, "docs")
    until_read(address, 3)
    svg = get(f"{address}picture/docs/notes.md-1.svg?download")
    assert svg.headers["content-disposition"] == 'attachment; filename="docs-notes.md-1.svg"'
    assert svg.read().startswith(b"<svg ")
    png = get(f"{address}picture/docs/one.mmd.png?download")
    assert png.headers["content-type"] == "image/png"
    assert png.read().startswith(b"\x89PNG")
    for path in (
        "picture/none.svg",
        "picture/none.png",
        "picture/..%2f..%2fatlas.toml.svg",
        "page/..%2fserver.py",
        "atlas.toml",
    ):
        with pytest.raises(HTTPError) as caught:
            get(address + path)
        assert caught.value.code == 404


def test_another_name_for_this_machine_is_refused(previews: Previews, folder: Path) -> None:
    address = previews.start(folder, "docs")
    with pytest.raises(HTTPError) as caught:
        urlopen(Request(address, headers={"Host": "rebound.example"}), timeout=20)
    assert caught.value.code == 403


@pytest.mark.parametrize(
    ("words", "said"), [(("nowhere",), "no such target"), (("--port", "{taken}"), "cannot be used")]
)
def test_what_cannot_be_shown_is_said_before_anything_starts(folder: Path, words: tuple[str, ...], said: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        given = [word.replace("{taken}", str(taken.getsockname()[1])) for word in words]
        done = run([sys.executable, "-m", "pipeline", "preview", *given], cwd=folder, timeout=60, check=False)
    assert done.returncode == 2
    assert said in done.stderr


def get(address: str) -> Any:
    return urlopen(address, timeout=30)


def until_read(address: str, count: int) -> None:
    """Waits until the server has read its files."""
    for _ in range(200):
        entries = json.load(get(f"{address}entries"))["entries"]
        if len(entries) == count and all(entry["loaded"] for entry in entries):
            return
        time.sleep(0.05)
    raise AssertionError(entries)
