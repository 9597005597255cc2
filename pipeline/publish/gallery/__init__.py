"""The gallery: one page of all rendered diagrams that opens from disk. Its scripts and styles also serve the preview."""

from __future__ import annotations

from pipeline.publish.gallery.page import Card, card_of, gallery_page

__all__ = ["Card", "card_of", "gallery_page"]
