"""manifest.json: what out/ holds, and what goes from it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import OutputError
from pipeline.render import manifest
from pipeline.render.artifact import Artifact
from pipeline.render.outcome import Outcome
from pipeline.spec.inputs import InputFile, InputKind


def _outcome(
    out: Path, source: str, ids: list[str], kinds: tuple[str, ...] = ("svg", "png"), text: str = "1"
) -> Outcome:
    artifacts = []
    for identity in ids:
        for kind in kinds:
            path = out / kind / f"{identity}.{kind}"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
            artifacts.append(
                Artifact(identity, kind, f"{kind}/{identity}.{kind}", 1, f"{kind}{text}", 1.234, 2.0, True)
            )
    return Outcome(InputFile(source, source, InputKind.MERMAID), tuple(artifacts), (), ())


def _update(out: Path, *outcomes: Outcome, whole: bool = False, shard: tuple[int, int] | None = None) -> dict[str, Any]:
    manifest.update(out, outcomes, {"mermaid": "12"}, whole=whole, shard=shard)
    name = f"manifest-{shard[0]}-of-{shard[1]}.json" if shard else "manifest.json"
    data = json.loads((out / name).read_bytes())
    return {entry["id"]: entry for entry in data["diagrams"]}


def _files(out: Path) -> set[str]:
    return {path.relative_to(out).as_posix() for path in out.rglob("*.*g")}


def test_it_names_every_picture(tmp_path: Path) -> None:
    """Sorted by id, with its source, and per format path, bytes, digest and size."""
    entries = _update(tmp_path, _outcome(tmp_path, "b.mmd", ["b"]), _outcome(tmp_path, "a.md", ["a-2", "a-1"]))
    assert list(entries) == ["a-1", "a-2", "b"]
    assert entries["b"]["source"] == "b.mmd"
    assert entries["b"]["artifacts"]["svg"] == {
        "path": "svg/b.svg",
        "bytes": 1,
        "sha256": "svg1",
        "width": 1.23,
        "height": 2.0,
    }


def test_a_part_keeps_the_rest(tmp_path: Path) -> None:
    """A run over one target leaves the others listed; one over all of them removes what is no more, with its files."""
    _update(tmp_path, _outcome(tmp_path, "a.mmd", ["a"]), _outcome(tmp_path, "b.mmd", ["x/b"]))
    assert list(_update(tmp_path, _outcome(tmp_path, "a.mmd", ["a"]))) == ["a", "x/b"]
    assert list(_update(tmp_path, _outcome(tmp_path, "a.mmd", ["a"]), whole=True)) == ["a"]
    assert _files(tmp_path) == {"svg/a.svg", "png/a.png"}
    assert not (tmp_path / "svg/x").exists()


def test_a_fence_that_is_gone_goes(tmp_path: Path) -> None:
    """A source that has fewer diagrams than before loses the pictures of the others."""
    _update(tmp_path, _outcome(tmp_path, "a.md", ["a-1", "a-2"]))
    assert list(_update(tmp_path, _outcome(tmp_path, "a.md", ["a-1"]))) == ["a-1"]
    assert _files(tmp_path) == {"svg/a-1.svg", "png/a-1.png"}


def test_a_diagram_that_fails_loses_its_picture(tmp_path: Path) -> None:
    """What is there would be taken for what the source says."""
    _update(tmp_path, _outcome(tmp_path, "a.mmd", ["a"]))
    assert _update(tmp_path, _outcome(tmp_path, "a.mmd", [])) == {}
    assert _files(tmp_path) == set()


def test_one_format_keeps_the_other_while_the_picture_is_the_same(tmp_path: Path) -> None:
    """And removes it where it is another picture now."""
    _update(tmp_path, _outcome(tmp_path, "a.mmd", ["a"]))
    same = _update(tmp_path, _outcome(tmp_path, "a.mmd", ["a"], ("svg",)))
    assert set(same["a"]["artifacts"]) == {"svg", "png"}
    other = _update(tmp_path, _outcome(tmp_path, "a.mmd", ["a"], ("svg",), "2"))
    assert set(other["a"]["artifacts"]) == {"svg"}
    assert _files(tmp_path) == {"svg/a.svg"}


def test_shards_have_manifests_of_their_own(tmp_path: Path) -> None:
    """One part does not remove another's."""
    _update(tmp_path, _outcome(tmp_path, "a.mmd", ["a"]), whole=True, shard=(1, 2))
    _update(tmp_path, _outcome(tmp_path, "b.mmd", ["b"]), whole=True, shard=(2, 2))
    assert _files(tmp_path) == {f"{kind}/{name}.{kind}" for kind in ("svg", "png") for name in "ab"}


def test_an_unchanged_manifest_is_not_written(tmp_path: Path) -> None:
    """Its time says when something changed."""
    _update(tmp_path, _outcome(tmp_path, "a.mmd", ["a"]))
    before = (tmp_path / "manifest.json").stat().st_mtime_ns
    _update(tmp_path, _outcome(tmp_path, "a.mmd", ["a"]))
    assert (tmp_path / "manifest.json").stat().st_mtime_ns == before


@pytest.mark.parametrize("change", [{"toolchain": {"mermaid": "11"}}, {"diagrams": [{"id": "x"}]}, {"format": 0}])
def test_one_that_says_something_else_is_written(change: dict[str, Any], tmp_path: Path) -> None:
    """Another toolchain, an entry that is none, another form: what is there is not what this run would write."""
    file = tmp_path / "manifest.json"
    _update(tmp_path, _outcome(tmp_path, "a.mmd", ["a"]))
    right = file.read_bytes()
    data = json.loads(right)
    change = {**change, "diagrams": data["diagrams"] + change.get("diagrams", [])}
    file.write_text(json.dumps({**data, **change}), encoding="utf-8")
    _update(tmp_path, _outcome(tmp_path, "a.mmd", ["a"]))
    assert file.read_bytes() == right


def test_a_manifest_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    """As a fault of the machine."""
    (tmp_path / "manifest.json").mkdir()
    with pytest.raises(OutputError, match="cannot write the manifest"):
        _update(tmp_path, _outcome(tmp_path, "a.mmd", ["a"]))
