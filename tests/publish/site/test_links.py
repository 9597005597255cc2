"""Every link of the real site leads to a page and an anchor that are there, those inside pictures too."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from lxml import html

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("site")]


def test_every_link_leads_somewhere(real_site: Path) -> None:
    """MkDocs checks links of Markdown only; this reads what was built."""
    pages = {path: html.parse(str(path)).getroot() for path in real_site.rglob("*.html")}
    ids = {path: {element.get("id") for element in root.iter() if element.get("id")} for path, root in pages.items()}
    assert len(pages) > 300
    broken, in_pictures = [], 0
    for path, root in pages.items():
        for link in root.iter("a"):
            address = urlsplit(link.get("href") or "")
            if address.scheme or path.name == "404.html":
                continue
            in_pictures += any(ancestor.tag == "svg" for ancestor in link.iterancestors())
            target = Path(os.path.normpath(path.parent / unquote(address.path))) if address.path else path
            if target not in pages or (address.fragment and unquote(address.fragment) not in ids[target]):
                broken.append(f"{path.relative_to(real_site)}: {link.get('href')}")
    assert broken == []
    assert in_pictures > 100


def test_nothing_is_loaded_from_other_hosts(real_site: Path) -> None:
    """No script, style, font, image or frame of a page names another host."""
    loaded = []
    for path in real_site.rglob("*.html"):
        root = html.parse(str(path)).getroot()
        for element in root.iter("script", "link", "img", "iframe", "source", "video", "audio", "object", "embed"):
            for name in ("src", "href", "data"):
                if urlsplit(element.get(name) or "").netloc and element.get("rel") not in ("canonical", "prev", "next"):
                    loaded.append(f"{path.relative_to(real_site)}: {element.get(name)}")
    assert loaded == []
