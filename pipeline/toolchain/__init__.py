"""Provides Node, the npm packages, a browser and the fonts below the user's cache folder, without root.

``ensure`` installs what is missing, ``locate`` only looks, ``identity`` names the toolchain for cache keys and
``doctor`` reports on every part.
"""

from __future__ import annotations

from pipeline.toolchain.doctor import doctor
from pipeline.toolchain.fonts import covers, read_sfnt
from pipeline.toolchain.installation import ensure, identity, locate, toolchains_folder
from pipeline.toolchain.model import Check, Font, Toolchain, ToolchainSettings
from pipeline.toolchain.sandbox import sandbox_args, sandbox_works

__all__ = [
    "Check",
    "Font",
    "Toolchain",
    "ToolchainSettings",
    "covers",
    "doctor",
    "ensure",
    "identity",
    "locate",
    "read_sfnt",
    "sandbox_args",
    "sandbox_works",
    "toolchains_folder",
]
