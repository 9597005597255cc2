"""A site is built whole or not at all: a broken link stops it, and what was there before stays."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html

from pipeline.errors import ConfigError, OutputError
from pipeline.publish.site.book import Book
from pipeline.publish.site.build import MARK, build_site, check_out, pages_of, write_pages
from pipeline.publish.site.content import Content, compile_content
from pipeline.publish.site.markdown import Page, Place
from pipeline.runs.site import read_corpus
from tests.publish.conftest import SmallCorpus, build

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><text>{}</text></svg>'


def content_of(small: SmallCorpus) -> Content:
    """What the pages show, with one label in each picture."""
    plan, findings = small.plan()
    assert findings == ()
    content = compile_content(small.inventory(), plan)
    return replace(content, labels={name: (f"label of {name}",) for name in content.inventory.diagrams})


def built(small: SmallCorpus, *more: Page) -> tuple[str, ...]:
    """Builds the small site with pictures of one word each, and ``more`` pages. Gives the warnings."""
    content, folder = content_of(small), small.root / "work"
    for name in (*content.inventory.diagrams, *content.own_pictures):
        file = folder / "pictures" / f"{name}.svg"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(SVG.format(name), encoding="utf-8")
    write_pages([*pages_of(content), *more], folder / "docs")
    return build_site(content, folder, small.root / "site")


def page_text(small: SmallCorpus, path: str) -> str:
    """The words of a built page."""
    root = html.parse(str(small.root / "site" / path)).getroot()
    return " ".join(root.find(".//article").text_content().split())


def test_the_pages_of_a_corpus_of_any_names_are_built(small: SmallCorpus) -> None:
    """Pages hold what the specs say, as text, and pictures stand where they belong."""
    assert built(small) == ()
    keep = page_text(small, "promises/P-KEEP/index.html")
    assert "Keeping <things> (P-KEEP)" in keep
    assert "whatever happens to *one* copy" in keep
    assert "price: not drawn yet" in keep
    diagram = (small.root / "site/promises/P-KEEP/map.html").read_text(encoding="utf-8")
    assert "<text>P-KEEP/map</text>" in diagram
    assert (small.root / "site" / MARK).is_file()
    assert not (small.root / "site.partial").exists()


def test_a_fact_that_changes_in_specs_changes_the_matrix_on_the_site(small: SmallCorpus) -> None:
    """The cell loses its only evidence with the source of its fact."""
    built(small)
    row = re.compile(r"Keeping <things> \(P-KEEP\) (.*?) Telling")
    assert row.findall(page_text(small, "readiness.html")) == ["1 diagram 1 incident 1 cited fact"]
    small.change("specs/promises/P-KEEP.yaml", "source: manual, where: chapter 2", "inferred: true")
    for name in ("docs", "pictures"):
        (small.root / "work" / name).rename(small.root / f"{name}.before")
    built(small)
    assert row.findall(page_text(small, "readiness.html")) == ["1 diagram 1 incident"]


@pytest.mark.parametrize(
    ("place", "warning"),
    [(Place("nowhere.md"), "nowhere.md"), (Place("promises/P-KEEP/map.md", "no-such-anchor"), "no-such-anchor")],
)
def test_a_broken_link_stops_the_build_and_the_old_site_stays(small: SmallCorpus, place: Place, warning: str) -> None:
    """Strict mode: of a page that is not there, and of an anchor that is not on its page."""
    site = small.root / "site"
    site.mkdir()
    (site / MARK).write_text("old", encoding="utf-8")
    broken = Page("broken.md", "Broken")
    broken.paragraph(broken.link("x", place))
    warnings = built(small, broken)
    assert len(warnings) == 1
    assert "broken.md" in warnings[0]
    assert warning in warnings[0]
    assert [path.name for path in site.iterdir()] == [MARK]


def test_a_folder_that_is_no_site_is_not_touched(tmp_path: Path) -> None:
    """The site replaces its folder, so it has to be sure of it."""
    (tmp_path / "thesis.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match="no site of atlas"):
        check_out(tmp_path)
    with pytest.raises(OutputError, match="no site of atlas"):
        check_out(tmp_path / "thesis.txt")
    check_out(tmp_path / "new")
    (tmp_path / MARK).write_text("", encoding="utf-8")
    check_out(tmp_path)


def test_a_family_cannot_have_a_folder_of_the_site(small: SmallCorpus) -> None:
    """Its pages and the site's own would overwrite each other."""
    small.change("specs/registry.yaml", "folder: lessons", "folder: quick-starts")
    with pytest.raises(ConfigError, match="cannot have the folder 'quick-starts'"):
        Book(read_corpus(small.project)[0])


@pytest.mark.browser
def test_a_spec_with_errors_leaves_the_site_alone(small: SmallCorpus) -> None:
    """A picture that cannot be drawn, and a plan that leads nowhere: reported, nothing built."""
    out = small.root / "out"
    small.change("diagrams/stories/S-ACME/replay.yaml", "digraph { a -> b }", "digraph { a -> }")
    run = build(small.root, out)
    assert [failure.diagram for failure in run.failures] == ["S-ACME/replay"]
    small.change("specs/site/site.yaml", "to: [P-KEEP, ", "to: [P-KEPT, ")
    run = build(small.root, out)
    assert [finding.message for finding in run.findings] == ["'P-KEPT' leads nowhere"]
    assert not out.exists()
