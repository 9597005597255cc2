"""The gallery: one page that opens from disk, finds diagrams, and stays fast with all of them."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.config import load_settings
from pipeline.errors import OutputError
from pipeline.process import run
from pipeline.project import Project
from pipeline.publish.gallery import Card, card_of, gallery_page
from pipeline.runs.gallery import GalleryRun
from pipeline.spec.model import Diagram, Registry, SourceText

DRIVER = Path(__file__).with_name("gallery_browser.mjs")
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><title>{title}</title><text><tspan>took</tspan><tspan>too long</tspan></text><text>{word}</text></svg>'


def manifest_entry(identity: str, source: str, *, png: bool = True) -> dict[str, Any]:
    size = {"bytes": 1, "sha256": "", "width": 40.0, "height": 20.0}
    artifacts = {"svg": {"path": f"svg/{identity}.svg", **size}}
    if png:
        artifacts["png"] = {"path": f"png/{identity}.png", **size}
    return {"id": identity, "source": source, "artifacts": artifacts}


def write_out(out: Path, entries: list[dict[str, Any]], words: list[str]) -> None:
    """A folder of pictures as rendering leaves it."""
    for entry, word in zip(entries, words, strict=True):
        path = out / entry["artifacts"]["svg"]["path"]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(SVG.format(title=f"Title of {entry['id']}", word=word), encoding="utf-8")
    data = {"format": 1, "toolchain": {}, "diagrams": entries}
    (out / "manifest.json").write_text(json.dumps(data), encoding="utf-8")


def data_of(page: str) -> list[dict[str, Any]]:
    match = re.search(r'<script id="data" type="application/json">(.*?)</script>', page, re.DOTALL)
    assert match is not None
    cards: list[dict[str, Any]] = json.loads(match[1])
    return cards


def test_a_card_has_what_the_spec_says_and_what_the_picture_shows() -> None:
    diagram = Diagram(
        "M5/x",
        "a.yaml",
        "mermaid",
        SourceText("", "a.yaml"),
        "Consensus",
        "Which fault?",
        entity="M5",
        components=("etcd",),
    )
    card = card_of(manifest_entry("M5/x", "a.yaml"), diagram, Registry(), SVG.format(title="t", word="quorum").encode())
    assert (card.title, card.question, card.entity, card.components) == ("Consensus", "Which fault?", "M5", ("etcd",))
    assert card.text == "took too long quorum"
    assert (card.picture, card.png) == ("svg/M5/x.svg", "png/M5/x.png")


def test_a_picture_whose_source_is_gone_keeps_its_own_title() -> None:
    card = card_of(
        manifest_entry("x", "gone.mmd", png=False), None, Registry(), SVG.format(title="Old", word="w").encode()
    )
    assert (card.title, card.png) == ("Old", "")
    assert card_of(manifest_entry("x", "gone.mmd"), None, Registry(), b"<svg").text == ""


def test_nothing_in_a_card_can_end_its_place_in_the_page() -> None:
    nasty = "</script><script>alert(1)</script>{{script}}<!--"
    card = Card("x", nasty, nasty, "", (nasty,), nasty, nasty, "svg/x.svg", "", 1, 1)
    page = gallery_page(f"T {nasty}", [card])
    assert data_of(page)[0]["title"] == nasty
    assert page.count("<script") == 2
    assert "T &lt;/script&gt;" in page


def test_a_build_reads_every_manifest_and_leaves_out_what_is_not_there(scratch: Callable[..., Project]) -> None:
    project = scratch({"a.mmd": "graph TD; a-->b"})
    out = project.settings.out
    write_out(out, [manifest_entry("a.mmd", "a.mmd"), manifest_entry("gone", "gone.mmd")], ["one", "two"])
    shard = {"format": 1, "toolchain": {}, "diagrams": [manifest_entry("lost", "lost.mmd")]}
    (out / "manifest-2-of-2.json").write_text(json.dumps(shard), encoding="utf-8")
    build = GalleryRun(project)
    page = build.build()
    assert page == out / "index.html"
    assert build.count == 2
    assert [(card["id"], card["title"]) for card in data_of(page.read_text("utf-8"))] == [
        ("a.mmd", "a"),
        ("gone", "Title of gone"),
    ]


@pytest.mark.parametrize("content", [None, "{", '{"diagrams": [{}]}'])
def test_an_output_folder_without_pictures_says_what_to_do(
    scratch: Callable[..., Project], content: str | None
) -> None:
    project = scratch()
    if content is not None:
        project.settings.out.mkdir()
        (project.settings.out / "manifest.json").write_text(content, encoding="utf-8")
    with pytest.raises(OutputError) as caught:
        GalleryRun(project).build()
    assert "atlas render" in str(caught.value.hint)


@pytest.mark.browser
@pytest.mark.xdist_group("preview")
def test_1500_diagrams_open_from_disk_and_are_searched_while_typing(
    scratch: Callable[..., Project], checkout: Path
) -> None:
    project = scratch()
    count = 1500
    entries = [manifest_entry(f"E{at // 10}/view-{at:04}", f"gone-{at}.mmd") for at in range(count)]
    write_out(project.settings.out, entries, [f"word{at}" for at in range(count)])
    began = time.monotonic()
    page = GalleryRun(project).build()
    assert time.monotonic() - began < 20
    worker = Project(load_settings(checkout), lambda line: None).worker_spec()
    given = {
        "modules": str(worker.modules),
        "browser": str(worker.browser),
        "flags": ["--disable-gpu", *worker.browser_args],
        "env": dict(worker.browser_env),
        "page": page.as_uri(),
        "queries": ["word1234", "text:word77 id:E7", "title of e149/view-1499", "no such thing"],
    }
    seen = json.loads(run([worker.node, DRIVER, json.dumps(given)], timeout=120).text)
    assert seen["errors"] == []
    assert seen["count"] == f"{count} diagrams"
    assert seen["found"]["word1234"] == ["E123/view-1234"]
    assert seen["found"]["text:word77 id:E7"][0] == "E7/view-0077"
    assert seen["found"]["title of e149/view-1499"] == ["E149/view-1499"]
    assert seen["found"]["no such thing"] == []
    # Pictures far below the screen are not loaded, and nothing else is ever asked for.
    pictures = [url for url in seen["requests"] if url.endswith(".svg")]
    assert 0 < len(pictures) < 300
    assert all(url.startswith(project.settings.out.as_uri()) for url in seen["requests"])
    assert seen["opened"] == {"title": "Title of E123/view-1234", "picture": 40}
    # Generous for a busy machine; typing feels immediate below 100 ms.
    assert max(seen["milliseconds"].values()) < 1500
