"""An engine's SVG becomes a picture that is checked, self-contained and addressable."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from lxml import etree

from pipeline.render.safety import UnsafeSvg
from pipeline.render.svg import Template

Picture = Callable[..., Template]


@pytest.mark.parametrize(
    "content",
    [
        "<script>1</script>",
        "<foreignObject><p/></foreignObject>",
        '<image href="https://example.com/x.png"/>',
        '<rect onclick="1"/>',
        '<use href="other.svg#a"/>',
        '<rect fill="url(https://example.com/#a)"/>',
        '<rect style="fill:url(//example.com/a)"/>',
        "<style>@import url(https://example.com/a.css);</style><rect class='a'/>",
        "<style>.a{fill:url(https://example.com/a)}</style><rect class='a'/>",
        "<text>&unknown;</text>",
        "<iframe/>",
        "<rect",
        '<rect ONclick="x()"/>',
        '<rect fill="URL( https://example.com/#a)"/>',
        '<rect fill="u&#114;l(https://example.com/#a)"/>',
        '<rect fill="u&#x5c;72l(https://example.com/#a)"/>',
        """<rect fill='urxmlns="http://www.w3.org/2000/svg"l(https://example.com/#a)'/>""",
        '<rect style="fill:url(&quot;https://example.com/#a&quot;)"/>',
        '<rect style="fill:\\75rl(https://example.com/#a)"/>',
        '<text style="background:image-SET(a)"/>',
        '<rect xlink:href="https://example.com"/>',
    ],
)
def test_what_acts_or_reaches_outside_is_refused(picture: Picture, content: str) -> None:
    """No picture comes of it, whatever else it holds."""
    with pytest.raises(UnsafeSvg):
        picture(content)


def test_a_link_becomes_a_group_in_its_place(picture: Picture) -> None:
    """The address goes, the transform stays."""
    text = picture('<a href="#x" xlink:href="#y" transform="translate(3,4)"><rect width="1" height="1"/></a>').text
    assert "<a" not in text
    assert 'transform="translate(3,4)"' in text


def test_title_and_description_are_text(picture: Picture) -> None:
    """Markup in them is shown, not obeyed, and they come first."""
    text = picture('<rect width="9" height="9"/>').fill("p", "<b> & co", "it says </desc>")
    root = etree.fromstring(text)
    assert [(child.tag.split("}")[1], child.text) for child in root[:2]] == [
        ("title", "<b> & co"),
        ("desc", "it says </desc>"),
    ]
    assert root.get("aria-labelledby") == "p-title p-desc"


def test_every_id_and_reference_carries_the_prefix(picture: Picture) -> None:
    """Two pictures in one page do not meet."""
    content = (
        '<defs><linearGradient id="g7"/><marker id="atlas_end"/></defs>'
        '<path id="atlas-e" d="M0,0L1,1" marker-end="url(#atlas_end)" fill="url(#g7)"/>'
    )
    text = picture(content).fill("pre", "", "")
    ids = re.findall(r' id="([^"]*)"', text)
    assert all(identity == "pre" or identity.startswith("pre-") for identity in ids)
    assert set(re.findall(r"url\(#([^)]*)\)", text)) <= set(ids)


def test_numbers_of_ids_do_not_depend_on_what_was_drawn_before(picture: Picture) -> None:
    """The same diagram drawn second in a page has other numbers, and gives the same picture."""
    drawn = '<g id="actor{0}"><rect width="1" height="1"/></g><g id="actor{1}"><rect width="2" height="1"/></g>'
    assert picture(drawn.format(0, 1)).text == picture(drawn.format(12, 13)).text


def test_clusters_keep_the_authors_id(picture: Picture) -> None:
    """It is what pages link to."""
    text = picture('<g class="cluster" id="atlas-zone2"><rect width="1" height="1"/></g>').fill("p", "", "")
    assert 'id="p-zone2"' in text


def test_unused_definitions_and_data_go(picture: Picture) -> None:
    """Only what is referred to, or seen, is kept."""
    text = picture(
        '<defs><filter id="f"/><marker id="m"/></defs><path data-points="x" d="M0,0" marker-end="url(#m)"/>'
    ).text
    assert "filter" not in text
    assert "data-points" not in text
    assert "marker id" in text


def test_the_margin_surrounds_the_drawing(fonts: object, picture: Picture) -> None:
    """Background, view and size grow alike."""
    from pipeline.render.svg import make_template

    raw = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 50"><rect width="1" height="1"/></svg>'
    made = make_template(raw, fonts, "#ffffff", 10)  # type: ignore[arg-type]
    assert (made.width, made.height) == (120, 70)
    assert 'viewBox="-10 -10 120 70"' in made.text
    assert '<rect x="-10" y="-10" width="120" height="70" fill="#ffffff"/>' in made.text


@pytest.mark.parametrize("attributes", ["", 'viewBox="0 0 0 10"', 'viewBox="a b c d"', 'width="9" height="1e9"'])
def test_a_picture_without_a_size_is_refused(picture: Picture, attributes: str) -> None:
    """Nobody could place it."""
    with pytest.raises(UnsafeSvg, match="size"):
        picture("<rect/>", attributes)


def test_fonts_hold_the_glyphs_that_are_used(picture: Picture) -> None:
    """Regular text embeds one face; bold text another; a character without a glyph is reported."""
    plain, bold = picture("<text>Kafka</text>"), picture('<text font-weight="bold">Kafka</text>')
    assert plain.text.count("@font-face") == 1
    assert bold.text.count("font-weight:700;src") == 1
    assert picture("<text>\U000f0000x</text>").missing == "" or picture("<text>\u0e01</text>").missing == "\u0e01"
    assert len(picture("<text>K</text>").text) < len(plain.text)


def test_what_is_painted_in_bold_gets_the_bold_face(fonts: object) -> None:
    """Also where the engine's own text says nothing of it: painting comes later."""
    from pipeline.render.svg import make_template

    raw = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><text stroke-dasharray="1 1">Kafka</text></svg>'

    def paint(root: etree._Element) -> None:
        root[0].set("font-weight", "bold")
        root[0].set("stroke-dasharray", "0 0")
        root[0].set("style", "color:red")

    text = make_template(raw, fonts, "#ffffff", 0, paint).text  # type: ignore[arg-type]
    assert "font-weight:700;src" in text
    assert "0 0" not in text.split("<text")[1]
    assert "color" not in text.split("<text")[1]


@pytest.mark.parametrize("style", ["<style>.a{fill:red}</style>", ""])
def test_what_stands_before_a_stylesheet_is_shortened_as_well(picture: Picture, style: str) -> None:
    """Some engines write it last."""
    text = picture(f'<path d="M0 0L1.23456 5" style="color:red"/> <text font-weight="normal">x</text>{style}').text
    assert '<path d="M0 0L1.23 5"/><text' in text


def test_a_rule_sees_attributes_that_no_picture_needs(picture: Picture) -> None:
    """They go when it is known which rules match."""
    css = "<style>.a:not([aria-x]){fill:red}.a[aria-x]{fill:blue}</style>"
    text = picture(f'{css}<g class="a" aria-x="2"><rect width="1" height="1"/></g>').text
    assert "{fill:blue}" in text
    assert "{fill:red}" not in text
    assert 'aria-x="' not in text


def test_text_uses_the_embedded_font_and_no_other(picture: Picture) -> None:
    """An engine's own words on families go, in attributes, styles and stylesheets."""
    content = (
        "<style>.t{font-family:Courier}</style>"
        '<text class="t" font-family="Courier" style="text-anchor: middle; font-family: Arimo, &quot;Noto Sans&quot;; font-size: 9px">x</text>'
    )
    text = picture(content).fill("p", "", "")
    assert len(re.findall("font-family", text)) == 2
    assert "Courier" not in text
    assert 'style="text-anchor: middle; font-size: 9px"' in text
