"""A toolchain is installed whole or not at all, once, and found again without starting anything."""

from __future__ import annotations

import json
import os
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.errors import ToolchainError
from pipeline.toolchain import ensure, identity, installation, locate
from pipeline.toolchain.browser import BrowserChoice
from pipeline.toolchain.model import Toolchain, ToolchainSettings


class Machine:
    """A machine whose npm and browser are stand-ins; counts what is asked of them."""

    def __init__(self, folder: Path) -> None:
        self.settings = ToolchainSettings(folder=folder)
        self.folder = folder
        self.installs = 0
        self.launches: list[Path] = []
        self.pages = 0
        self.progress: list[str] = []
        self.during_install: Callable[[Path], None] = lambda root: None

    def ensure(self) -> Toolchain:
        return ensure(self.settings, self.progress.append)

    def leftovers(self) -> list[str]:
        """Everything in the folder but the lock file."""
        return sorted(path.name for path in self.folder.iterdir() if path.suffix != ".lock")


@pytest.fixture
def machine(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    font_modules: Callable[[Path], Path],
    bundle: Callable[[Path], Path],
) -> Machine:
    result = Machine(tmp_path / "toolchains")

    def install(root: Path, *, bundled_browser: bool) -> Path:
        result.installs += 1
        modules = font_modules(root / "node_modules")
        (modules / "mermaid").mkdir()
        (modules / "mermaid" / "package.json").write_text('{"version": "1.2.3"}', encoding="utf-8")
        if bundled_browser:
            bundle(modules / installation.BUNDLE)
        result.during_install(root)
        return modules

    def launch(browser: Path, env: object, modules: Path) -> str:
        assert modules.is_dir()
        result.launches.append(browser)
        return f"Test/{len(result.launches)}"

    def bundle_page(modules: Path, root: Path) -> Path:
        assert modules.is_dir()
        result.pages += 1
        page = root / installation.page_name()
        page.mkdir()
        return page

    monkeypatch.setattr(installation, "choose_browser", lambda settings: BrowserChoice("bundled"))
    monkeypatch.setattr(installation, "install_packages", install)
    monkeypatch.setattr(installation, "build_page", bundle_page)
    monkeypatch.setattr(installation, "launch_version", launch)
    return result


def test_nothing_is_found_where_nothing_is_installed(machine: Machine) -> None:
    """locate() looks and does not make folders."""
    assert locate(machine.settings) is None
    assert not machine.folder.exists()


def test_a_toolchain_is_whole_when_it_is_ready(machine: Machine) -> None:
    """Every path that it names exists, and lies below its root."""
    toolchain = machine.ensure()
    paths = [toolchain.modules, toolchain.page, toolchain.browser, toolchain.fonts_css, toolchain.root / "fonts.conf"]
    paths += [font.woff2 for font in toolchain.fonts] + [font.ttf for font in toolchain.fonts if font.ttf]
    assert [path for path in paths if not path.exists() or not path.is_relative_to(toolchain.root)] == []
    assert toolchain.versions["mermaid"] == "1.2.3"
    assert toolchain.versions["browser"] == "Test/1"
    assert machine.progress
    assert machine.leftovers() == [toolchain.root.name]


def test_what_was_unpacked_is_not_kept_twice(machine: Machine) -> None:
    """The packages of the browser and the fonts go once their content is in place."""
    toolchain = machine.ensure()
    assert sorted(path.name for path in toolchain.modules.iterdir() if any(path.iterdir())) == ["mermaid"]


def test_the_second_call_does_nothing(machine: Machine) -> None:
    """Neither npm nor the browser is started again, and the same toolchain comes back."""
    first = machine.ensure()
    machine.progress.clear()
    assert machine.ensure() == first == locate(machine.settings)
    assert (machine.installs, len(machine.launches), machine.pages, machine.progress) == (1, 1, 1, [])


def test_fontconfig_points_at_the_final_place(machine: Machine) -> None:
    """The folder that the toolchain was built in is never named: a browser would make it anew."""
    toolchain = machine.ensure()
    text = (toolchain.root / "fonts.conf").read_text(encoding="utf-8")
    assert str(toolchain.root / "fontconfig") in text
    assert ".partial" not in text


@pytest.mark.parametrize("error", [KeyboardInterrupt(), ToolchainError("no network"), OSError("disk full")])
def test_an_interrupted_installation_leaves_nothing(machine: Machine, error: BaseException) -> None:
    """Neither a half toolchain nor its rubble; the next call installs afresh."""

    def interrupt(root: Path) -> None:
        raise error

    machine.during_install = interrupt
    with pytest.raises(ToolchainError if isinstance(error, OSError) else type(error)):
        machine.ensure()
    assert machine.leftovers() == []
    machine.during_install = lambda root: None
    machine.ensure()
    assert machine.installs == 2


def test_a_killed_installation_is_swept_up_by_the_next(machine: Machine) -> None:
    """What kill -9 leaves behind goes; a young folder of another toolchain may be in use and stays."""
    root = installation.toolchain_root(machine.settings)
    mine, young, old = (machine.folder / f".partial-{name}" for name in (f"{root.name}-x", "other-y", "other-z"))
    for path in (mine, young, old):
        path.mkdir(parents=True)
    os.utime(old, (0, 0))
    machine.ensure()
    assert machine.leftovers() == sorted([young.name, root.name])


def test_a_browser_that_does_not_start_is_tried_again_without_installing(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever adds the missing library need not download everything again."""

    def fail(*args: object) -> str:
        raise ToolchainError("does not start")

    with monkeypatch.context() as patch:
        patch.setattr(installation, "launch_version", fail)
        with pytest.raises(ToolchainError, match="does not start"):
            machine.ensure()
    assert locate(machine.settings) is None
    machine.ensure()
    assert machine.installs == 1


def test_a_toolchain_without_its_browser_is_installed_again(machine: Machine) -> None:
    """A cleaner that took the largest file does not leave a toolchain that never works again."""
    machine.ensure().browser.unlink()
    assert locate(machine.settings) is None
    assert machine.ensure().browser.is_file()
    assert machine.installs == 2


def test_other_modules_of_ours_give_another_page_and_no_installation(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever changes the worker, or has two checkouts, installs nothing anew."""
    first = machine.ensure()
    monkeypatch.setattr(installation, "page_name", lambda: "page-other")
    assert locate(machine.settings) is None
    assert machine.ensure().page != first.page
    assert (machine.installs, len(machine.launches), machine.pages) == (1, 1, 2)


def test_a_damaged_record_is_no_toolchain(machine: Machine) -> None:
    """ready.json that does not parse counts as absent."""
    toolchain = machine.ensure()
    (toolchain.root / "ready.json").write_text("{", encoding="utf-8")
    assert locate(machine.settings) is None
    machine.ensure()
    assert json.loads((toolchain.root / "ready.json").read_text(encoding="utf-8"))["packages"] == {"mermaid": "1.2.3"}


def test_a_replaced_browser_is_started_once_more(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """An installed browser's version is asked again after an upgrade, and the packages stay."""
    chromium = tmp_path / "chromium"
    chromium.write_text("1")
    monkeypatch.setattr(installation, "choose_browser", lambda settings: BrowserChoice("installed", chromium))
    assert machine.ensure().versions["browser"] == "Test/1"
    before = identity(machine.settings)
    chromium.write_text("22")
    assert machine.ensure().versions["browser"] == "Test/2"
    assert identity(machine.settings) != before
    assert machine.installs == 1


def test_two_at_once_install_once(machine: Machine) -> None:
    """The second waits for the first and says so."""
    inside, go_on = threading.Event(), threading.Event()

    def wait(root: Path) -> None:
        inside.set()
        assert go_on.wait(30)

    machine.during_install = wait
    first = threading.Thread(target=machine.ensure)
    first.start()
    assert inside.wait(30)
    said: list[str] = []

    def progress(message: str) -> None:
        said.append(message)
        go_on.set()

    found = ensure(machine.settings, progress)
    first.join(30)
    assert said == ["toolchain: another process is installing it; waiting"]
    assert (machine.installs, found) == (1, locate(machine.settings))


def test_a_folder_that_cannot_be_made_is_an_error_with_a_way_out(machine: Machine) -> None:
    """A file where the folder should be gives a message and a hint, no traceback."""
    machine.folder.touch()
    with pytest.raises(ToolchainError) as caught:
        machine.ensure()
    assert "ATLAS_TOOLCHAIN_DIR" in (caught.value.hint or "")


def test_the_environment_names_the_folder(machine: Machine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """ATLAS_TOOLCHAIN_DIR goes before the settings."""
    monkeypatch.setenv("ATLAS_TOOLCHAIN_DIR", str(tmp_path / "elsewhere"))
    assert machine.ensure().root.parent == tmp_path / "elsewhere"


def test_identity_needs_no_installation_and_survives_one(machine: Machine) -> None:
    """Cache keys are the same before and after the toolchain is there, and wherever it lies."""
    before = identity(machine.settings)
    assert (len(before), machine.installs, machine.launches) == (64, 0, [])
    machine.ensure()
    assert identity(machine.settings) == before == identity(ToolchainSettings(folder=machine.folder / "b"))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("lock_digest", lambda: "other"),
        ("node_version", lambda: "other"),
        ("machine", lambda: "other"),
        ("RECIPE", "other"),
        ("FONTS", ()),
        ("fontconfig", lambda root: "other"),
        ("choose_browser", lambda settings: BrowserChoice("downloaded")),
    ],
)
def test_everything_that_changes_a_picture_changes_the_identity(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, name: str, value: object
) -> None:
    """And the place of the toolchain with it, so that no version overwrites another."""
    before, place = identity(machine.settings), installation.toolchain_root(machine.settings)
    monkeypatch.setattr(installation, name, value)
    assert identity(machine.settings) != before
    assert installation.toolchain_root(machine.settings) != place


def test_a_moved_toolchain_still_works(machine: Machine, tmp_path: Path) -> None:
    """No path in the record is absolute: a cache restored elsewhere is used, its browser started once."""
    moved = ToolchainSettings(folder=tmp_path / "moved")
    shutil.move(machine.ensure().root, installation.toolchain_root(moved))
    assert locate(moved) is None
    found = ensure(moved, machine.progress.append)
    assert found.root.parent == tmp_path / "moved"
    assert (machine.installs, len(machine.launches)) == (1, 2)
