"""The vocabulary of the toolchain: what the user may set, what an installed one consists of, what a check found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

BrowserKind = Literal["bundled", "downloaded", "installed"]
"""Where the browser comes from: out of an npm package, by Puppeteer's download, or it was there already."""

FontRole = Literal["text", "symbols", "emoji", "cjk"]


@dataclass(frozen=True, slots=True)
class ToolchainSettings:
    """What the user may set.

    ``browser`` is the path of a Chromium or Chrome, or a command on PATH; None lets the toolchain provide one.
    ``folder`` holds the installed toolchains; None means the user's cache folder.
    The environment variables ATLAS_BROWSER and ATLAS_TOOLCHAIN_DIR take precedence over both.
    """

    browser: str | None = None
    folder: Path | None = None


@dataclass(frozen=True, slots=True)
class Font:
    """One font file, as a picture may use it.

    ``weight`` is a CSS font-weight: one number, or two for the range of a variable font. ``unicode_range`` names the
    font's characters in CSS notation; a font cut into slices is one Font a slice. ``ttf`` is what the browser finds as
    an installed font; None where the font comes as WOFF2 alone.
    """

    family: str
    weight: str
    role: FontRole
    woff2: Path
    unicode_range: str
    ttf: Path | None = None


@dataclass(frozen=True, slots=True)
class Toolchain:
    """An installed toolchain. Nothing below ``root`` changes once it is ready.

    ``modules`` is the node_modules folder, ``page`` the folder of the page that draws Mermaid, ``browser_env`` what a
    browser needs on top of the environment, ``fonts_css`` the stylesheet that declares every font, with URLs relative to
    itself. ``versions`` names Node, the browser and each npm package that the worker or a picture depends on.
    """

    root: Path
    node: Path
    modules: Path
    page: Path
    browser: Path
    browser_kind: BrowserKind
    browser_env: Mapping[str, str]
    fonts: tuple[Font, ...]
    fonts_css: Path
    versions: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the doctor's report. ``ok`` is None where something is absent that nobody has to have."""

    name: str
    ok: bool | None
    version: str = ""
    detail: str = ""
    fix: str = ""
