"""MkDocs calls this while it builds: puts each picture's SVG into its page, after search has indexed the page.

The theme's search dialog has no name that a screen reader could say; it gets one here.

MkDocs loads this file by its path, so it imports nothing of the package.
"""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any

_PLACE = re.compile(r'<div class="atlas-figure" data-atlas-picture="([^"]+)"></div>')
_DIALOG = '<div class="md-search" data-md-component="search" role="dialog"'


def on_post_page(output: str, *, page: Any, config: Any) -> str:
    """The page with its pictures. A picture that is not there is an error of the tool: the build stops."""
    folder = Path(config.extra["atlas_pictures"])

    def filled(match: re.Match[str]) -> str:
        svg = (folder / f"{html.unescape(match[1])}.svg").read_text(encoding="utf-8")
        return (
            '<figure class="atlas-figure"><div class="atlas-viewport" tabindex="0" role="group" '
            f'aria-label="Picture: scroll, or zoom with plus, minus and zero">{svg}</div></figure>'
        )

    return _PLACE.sub(filled, output).replace(_DIALOG, f'{_DIALOG} aria-label="Search"')
