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

# For dark pages: lightness turned over and hues kept (an inversion, then half a turn of the hue, in one matrix). Colours
# of middle lightness are then darkened, so that text on them, which has become white, can be read.
DARK_FILTER = """
<svg class="atlas-filter" width="0" height="0" aria-hidden="true" focusable="false"><filter id="atlas-dark" \
color-interpolation-filters="sRGB" x="0" y="0" width="1" height="1">
<feColorMatrix values="0.574 -1.43 -0.144 0 1  -0.426 -0.43 -0.144 0 1  -0.426 -1.43 0.856 0 1  0 0 0 1 0"/>
<feComponentTransfer><feFuncR type="gamma" exponent="1.6"/><feFuncG type="gamma" exponent="1.6"/>\
<feFuncB type="gamma" exponent="1.6"/></feComponentTransfer></filter></svg>
"""


def on_post_page(output: str, *, page: Any, config: Any) -> str:
    """The page with its pictures. A picture that is not there is an error of the tool: the build stops."""
    folder = Path(config.extra["atlas_pictures"])

    def filled(match: re.Match[str]) -> str:
        svg = (folder / f"{html.unescape(match[1])}.svg").read_text(encoding="utf-8")
        return (
            '<figure class="atlas-figure"><div class="atlas-viewport" tabindex="0" role="group" '
            f'aria-label="Picture: scroll, or zoom with plus, minus and zero">{svg}</div></figure>'
        )

    page_html, pictures = _PLACE.subn(filled, output)
    if pictures:
        page_html = page_html.replace("</body>", f"{DARK_FILTER}</body>")
    return page_html.replace(_DIALOG, f'{_DIALOG} aria-label="Search"')
