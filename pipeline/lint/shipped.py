"""Data that comes with the program: the default rules, the catalogue of components, the schemas of both."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent.parent
_INSTALLED = _PACKAGE / "shipped"

# Where the repository of this program keeps what a wheel carries in one folder.
_CHECKOUT = {"rules": "rules", "components": "specs/components", "schemas": "specs/schemas"}


def folder(name: str) -> Path:
    """The folder of ``rules``, ``components`` or ``schemas``: inside the installed package, else in the checkout."""
    installed = _INSTALLED / name
    return installed if installed.is_dir() else _PACKAGE.parent / _CHECKOUT[name]
