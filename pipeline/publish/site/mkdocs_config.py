"""The configuration of MkDocs Material, made of the project: strict, without other hosts, readable from a disk."""

from __future__ import annotations

import html
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipeline.publish.inventory import BLOCKS
from pipeline.publish.site.book import COVERAGE, HOME, INCIDENTS, MAP, QUICK_STARTS, READINESS, SOURCES, SYMPTOMS
from pipeline.publish.site.content import Content

HOOK = Path(__file__).parent / "hook.py"
ASSETS = Path(__file__).parent / "assets"

_THEME: Mapping[str, Any] = {
    "name": "material",
    "language": "en",
    "font": False,
    "features": ["navigation.top", "search.highlight", "search.suggest", "toc.follow"],
    "palette": [
        {
            "media": "(prefers-color-scheme: light)",
            "scheme": "default",
            "primary": "black",
            "toggle": {"icon": "material/weather-night", "name": "Dark"},
        },
        {
            "media": "(prefers-color-scheme: dark)",
            "scheme": "slate",
            "primary": "black",
            "toggle": {"icon": "material/weather-sunny", "name": "Light"},
        },
    ],
}

# Words end at punctuation, so that a line of a log and a label of a picture have the same words; a dot within a name or
# number stays.
_SEARCH: Mapping[str, Any] = {
    "lang": "en",
    "separator": r"[\s\-,:;!?=\[\](){}\"'`/#&<>|+*]+|\.(?!\w)|&[lg]t;|&amp;",
    "pipeline": ["stemmer", "stopWordFilter", "trimmer"],
    "fields": {"title": {"boost": 2}, "text": {"boost": 1}},
}

_EXTENSIONS = ["attr_list", "tables", {"toc": {"permalink": True, "permalink_title": "Link to this section"}}]

_VALIDATION = {
    "nav": {"omitted_files": "ignore", "not_found": "warn", "absolute_links": "warn"},
    "links": {"not_found": "warn", "anchors": "warn", "absolute_links": "warn", "unrecognized_links": "warn"},
}


def mkdocs_config(content: Content, *, docs: Path, pictures: Path, site: Path) -> dict[str, Any]:
    """The configuration as plain data. The navigation holds no diagrams: it would be repeated on every page."""
    return {
        "site_name": html.escape(content.plan.title),
        "site_description": html.escape(content.plan.description),
        "docs_dir": str(docs),
        "site_dir": str(site),
        "use_directory_urls": False,
        "strict": True,
        "theme": dict(_THEME),
        "plugins": [{"search": dict(_SEARCH)}, "offline"],
        "markdown_extensions": list(_EXTENSIONS),
        "validation": _VALIDATION,
        "hooks": [str(HOOK)],
        "extra": {
            "generator": False,
            "atlas_pictures": str(pictures),
            # With a script of this name here, the offline plugin asks no other host for one.
            "polyfills": ["assets/iframe-worker.js"],
        },
        "extra_css": ["assets/atlas.css"],
        "extra_javascript": [{"path": "assets/atlas.js", "defer": True}],
        "nav": _navigation(content),
    }


def _navigation(content: Content) -> list[dict[str, Any]]:
    book, registry = content.book, content.inventory.registry
    reports = [{"Coverage": COVERAGE.path}]
    reports += [{"Readiness": READINESS.path}] if content.readiness.columns else []
    reports += [{"Map": MAP.path}] if content.cross_map.levels else []
    reports += [{title: book.block(block).path} for block, title in BLOCKS.items()]
    navigation: list[dict[str, Any]] = [{"Home": HOME.path}, {"Symptoms": SYMPTOMS.path}, {"Incidents": INCIDENTS.path}]
    if content.plan.quick_starts:
        starts = [{"All": QUICK_STARTS.path}]
        starts += [{html.escape(start.title): book.quick_start(start.id).path} for start in content.plan.quick_starts]
        navigation.append({"Quick starts": starts})
    navigation.append(
        {
            "Families": [
                {html.escape(family.title): book.family(family.name).path} for family in registry.families.values()
            ]
        }
    )
    return [*navigation, {"Evidence": [*reports, {"Sources": SOURCES.path}]}]
