"""The hook puts pictures into built pages."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from pipeline.publish.site.hook import on_post_page
from pipeline.publish.site.parts import PICTURE


def test_a_picture_takes_its_place_and_the_search_dialog_a_name(tmp_path: Path) -> None:
    """The place is what ``parts`` writes."""
    (tmp_path / "A").mkdir()
    (tmp_path / "A/b.svg").write_text("<svg>x</svg>", encoding="utf-8")
    config = SimpleNamespace(extra={"atlas_pictures": str(tmp_path)})
    dialog = '<div class="md-search" data-md-component="search" role="dialog">'
    page = on_post_page(f"{dialog}<p>{PICTURE.format('A/b')}</p>", page=None, config=config)
    assert "<svg>x</svg></div></figure></p>" in page
    assert 'role="dialog" aria-label="Search">' in page
    with pytest.raises(FileNotFoundError):
        on_post_page(PICTURE.format("A/c"), page=None, config=config)
