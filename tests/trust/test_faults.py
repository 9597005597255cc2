"""Broken caches, full disks, folders that cannot be written, two runs at once, clocks that jump: right, or it says so."""

from __future__ import annotations

import ctypes
import errno
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.render import atomic

pytestmark = pytest.mark.browser

LINUX = sys.platform.startswith("linux")


def _write(root: Path, count: int = 3) -> None:
    (root / "atlas.toml").write_text("", encoding="utf-8")
    (root / "docs").mkdir(exist_ok=True)
    for number in range(count):
        text = f'digraph {{ a [label="node {number}"]; a -> b }}\n'
        (root / "docs" / f"g{number}.dot").write_text(text, encoding="utf-8")


def _atlas(root: Path, *words: str, **options: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pipeline", *words]
    options = {"cwd": root, "capture_output": True, "text": True, "timeout": 120, **options}
    done = subprocess.run(command, check=False, **options)  # type: ignore[call-overload]
    assert "Traceback" not in done.stderr, done.stderr
    return done


def _pictures(root: Path) -> dict[str, bytes]:
    out = root / "out"
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for name in ("svg", "png")
        for path in sorted((out / name).rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose three diagrams have been rendered; copied by who changes it."""
    root = tmp_path_factory.mktemp("rendered")
    _write(root)
    done = _atlas(root, "render", "docs")
    assert done.returncode == 0, done.stderr
    return root


@pytest.fixture
def site(rendered: Path, tmp_path: Path) -> Path:
    """A copy of that project with its files' times."""
    root = tmp_path / "site"
    shutil.copytree(rendered, root)
    return root


def _objects(root: Path) -> list[Path]:
    return sorted(path for path in (root / ".atlas" / "objects").rglob("*") if path.is_file())


def _spoil(path: Path, how: str) -> None:
    data = path.read_bytes()
    if how == "truncated":
        path.write_bytes(data[: len(data) // 2])
    elif how == "empty":
        path.write_bytes(b"")
    else:
        path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))


@pytest.mark.parametrize("how", ["truncated", "empty", "altered"])
def test_spoilt_cache_is_rebuilt(how: str, site: Path) -> None:
    """A cache file that does not hold what was written is noticed by its digest, and made again."""
    right = _pictures(site)
    for path in _objects(site):
        _spoil(path, how)
    shutil.rmtree(site / "out")
    assert _atlas(site, "render", "docs").returncode == 0
    assert _pictures(site) == right


@pytest.mark.parametrize("content", [b"", b"{", b"[" * 100_000, b'{"format": 1}', b"null", b"\xff\xfe"])
def test_spoilt_index_and_manifest_are_rebuilt(content: bytes, site: Path) -> None:
    """Neither is needed: what they say is found out again from the cache."""
    right, manifest = _pictures(site), (site / "out" / "manifest.json").read_bytes()
    (site / ".atlas" / "index.json").write_bytes(content)
    (site / "out" / "manifest.json").write_bytes(content)
    assert _atlas(site, "render", "docs").returncode == 0
    assert _pictures(site) == right
    assert (site / "out" / "manifest.json").read_bytes() == manifest


def test_spoilt_picture_is_written_again(site: Path) -> None:
    """A picture that somebody changed is not taken for the one that was rendered."""
    right = _pictures(site)
    victim = site / "out" / next(iter(right))
    _spoil(victim, "truncated")
    assert _atlas(site, "render", "docs").returncode == 0
    assert _pictures(site) == right


def _poison(path: Path) -> None:
    """What somebody who knows the program would put there: a script, under a digest that is right."""
    import zlib

    fields = json.loads(zlib.decompress(path.read_bytes()[32:]))
    fields["template"]["text"] = fields["template"]["text"].replace("</svg>", "<script>alert(1)</script></svg>")
    packed = zlib.compress(json.dumps(fields).encode())
    path.write_bytes(hashlib.sha256(packed).digest() + packed)


def test_poisoned_cache_is_not_published(site: Path) -> None:
    """A cache that came with a branch, its digests right, gets no script into a picture."""
    right = _pictures(site)
    drawings = [path for path in _objects(site) if path.suffix == ".drawing"]
    assert drawings
    for path in drawings:
        _poison(path)
    shutil.rmtree(site / "out")
    assert _atlas(site, "render", "docs").returncode == 0
    assert _pictures(site) == right


def test_two_runs_at_once(site: Path) -> None:
    """Both end well; pictures, manifest and index are those of one run after the other."""
    right, manifest = _pictures(site), (site / "out" / "manifest.json").read_bytes()
    shutil.rmtree(site / "out")
    shutil.rmtree(site / ".atlas")
    command = [sys.executable, "-m", "pipeline", "render", "--jobs", "1"]
    runs = [
        subprocess.Popen([*command, target], cwd=site, stderr=subprocess.PIPE, stdout=subprocess.PIPE)
        for target in ("docs/g0.dot", "docs/g[12].dot")
    ]
    said = [run.communicate(timeout=120) for run in runs]
    assert [run.returncode for run in runs] == [0, 0], said
    assert _pictures(site) == right
    assert (site / "out" / "manifest.json").read_bytes() == manifest
    assert sorted(Path(name).name for name in json.loads((site / ".atlas" / "index.json").read_bytes())["entries"]) == [
        "g0.dot",
        "g1.dot",
        "g2.dot",
    ]
    assert list(site.rglob(".atlas-*.tmp")) == []


@pytest.mark.parametrize("shift", [-400_000_000, 400_000_000])
def test_clock_that_jumps(shift: int, site: Path) -> None:
    """A source changed while the clock stood years before or after is still seen to have changed."""
    source = site / "docs" / "g0.dot"
    before = _pictures(site)
    source.write_text(source.read_text("utf-8").replace("node 0", "node 7"), encoding="utf-8")
    at = time.time() + shift
    os.utime(source, (at, at))
    assert _atlas(site, "render", "docs").returncode == 0
    after = _pictures(site)
    assert before.keys() == after.keys()
    changed = {path for path in after if after[path] != before[path]}
    assert changed == {"svg/docs/g0.dot.svg", "png/docs/g0.dot.png"}


def _powerless() -> None:
    """Takes from a process started by root what lets it write where it may not: CAP_DAC_OVERRIDE and its kin."""
    library = ctypes.CDLL(None)
    for capability in (1, 2, 3):
        library.prctl(24, capability, 0, 0, 0)


@pytest.mark.skipif(not LINUX, reason="permissions of another kind")
@pytest.mark.parametrize("folder", ["out", ".atlas"])
def test_folder_that_cannot_be_written(folder: str, site: Path) -> None:
    """Exit code 3, one line that names the folder and what to do; nothing is changed."""
    before = _pictures(site)
    (site / "docs" / "g0.dot").write_text("digraph { changed }", encoding="utf-8")
    os.chmod(site / folder, 0o555)
    preexec = _powerless if os.geteuid() == 0 else None
    try:
        done = _atlas(site, "render", "docs", preexec_fn=preexec)
    finally:
        os.chmod(site / folder, 0o755)
    assert done.returncode == 3, done.stderr
    assert f"cannot write to {site / folder}" in done.stderr
    assert "hint:" in done.stderr
    assert _pictures(site) == before


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system with 12 KB left once it is filled; skipped where none can be mounted."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=112k", "tmpfs", disk], check=False, capture_output=True
    )
    if mounted.returncode != 0:
        pytest.skip("no file system can be mounted here")
    yield disk
    subprocess.run(["umount", disk], check=True)


@pytest.mark.skipif(not LINUX or os.geteuid() != 0, reason="needs to mount a file system")
@pytest.mark.parametrize("target", ["out", "cache"])
def test_full_disk(target: str, site: Path, small_disk: Path) -> None:
    """Exit code 3 and the reason; what was written is whole, and no half-written file is left."""
    right = _pictures(site)
    shutil.rmtree(site / "out")
    shutil.rmtree(site / ".atlas")
    (small_disk / "filler").write_bytes(b"x" * 100_000)
    folder = small_disk / "x"
    (site / "atlas.toml").write_text(f'{target} = "{folder}"\n', encoding="utf-8")
    done = _atlas(site, "render", "docs")
    assert done.returncode == 3, done.stderr + done.stdout
    assert "No space left on device" in done.stderr
    assert list(small_disk.rglob(".atlas-*.tmp")) == []
    shutil.rmtree(folder)
    (small_disk / "filler").unlink()
    (site / "atlas.toml").write_text("", encoding="utf-8")
    assert _atlas(site, "render", "docs").returncode == 0
    assert _pictures(site) == right


@pytest.mark.parametrize("after", [0, 2, 4, 6, 7])
def test_disk_that_fills_up_at_any_write(
    after: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whichever write is the first that fails: exit code 3, no traceback, nothing half-written."""
    from pipeline.cli.group import main

    _write(tmp_path)
    monkeypatch.chdir(tmp_path)
    written = 0
    replace = os.replace

    def full(source: str, target: str) -> None:
        nonlocal written
        written += 1
        if written > after:
            raise OSError(errno.ENOSPC, "No space left on device")
        replace(source, target)

    monkeypatch.setattr(atomic.os, "replace", full)
    with pytest.raises(SystemExit) as ended:
        main(["render", "docs", "--format", "svg", "--jobs", "1"])
    assert ended.value.code == 3
    assert "No space left on device" in capsys.readouterr().err
    assert list(tmp_path.rglob(".atlas-*.tmp")) == []
