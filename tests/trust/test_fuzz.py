"""Whatever the bytes: the YAML loader, the fences' reader, the stylesheet's and the SVG's checker neither raise nor hang.

The examples are the same in every run. The normal suite takes a few hundred of each; the slow one ten thousand.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from pipeline.render import stylesheet
from pipeline.render.allowed import ATTRIBUTES, ELEMENTS, reaches_outside
from pipeline.render.fonts import FontStack
from pipeline.render.safety import UnsafeSvg, verify
from pipeline.render.said import Said
from pipeline.render.svg import make_template
from pipeline.spec import yaml_document
from pipeline.spec.raw import parse_raw

FEW, MANY = 300, 10_000
SPEC = (Path(__file__).parents[2] / "diagrams/guarantees/G-DUR/failure-map.yaml").read_bytes()


def fuzz(count: int) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Settings of a property: always the same examples, none slower than two seconds."""
    return settings(
        max_examples=count,
        derandomize=True,
        database=None,
        deadline=timedelta(seconds=2),
        suppress_health_check=list(HealthCheck),
    )


# --- YAML ---------------------------------------------------------------------------------------------------------------

YAML_WORDS = [
    "a", ": ", "- ", "\n", "  ", "    ", "\t", "[", "]", "{", "}", ",", "&a ", "*a", "!!python/object/apply:os.system ",
    "!!binary ", "!<x> ", "|", ">", "|2-", "'", '"', "\\x00", "\\ud800", "#", "%YAML 1.1\n", "---\n", "...\n", "<<: *a",
    "? ", "~", "null", "0x1f", "1e999", ".inf", "2001-01-01", "\u2028", "\x85", "\ufeff", "\x00", "\x1b[31m", "é", "😀",
]  # fmt: skip


def yamls() -> st.SearchStrategy[bytes]:
    """Bytes, sentences of YAML's own words, and a real spec with a piece of it replaced."""
    words = st.lists(st.sampled_from(YAML_WORDS), max_size=60).map(
        lambda parts: "".join(parts).encode("utf-8", "replace")
    )
    places = st.integers(0, len(SPEC))
    mutated = st.tuples(places, st.integers(0, 60), words).map(
        lambda item: SPEC[: item[0]] + item[2] + SPEC[item[0] + item[1] :]
    )
    return st.one_of(st.binary(max_size=200), words, mutated)


def check_yaml(content: bytes) -> None:
    """Data or findings, each with a place inside the file."""
    document = yaml_document.parse(content, "x.yaml")
    assert document.data is not None or document.findings
    lines = content.count(b"\n") + content.count(b"\r") + 2  # behind "---" the empty document begins on the next line
    assert all(1 <= finding.location.line <= lines and finding.location.column >= 1 for finding in document.findings)


def check_markdown(content: bytes) -> None:
    """Diagrams or findings; every diagram has something in it."""
    diagrams, findings = parse_raw(b"# Head\n\n```mermaid\n" + content + b"\n```\n\n" + content, "x.md")
    assert all(diagram.source.text.strip() for diagram in diagrams)
    assert all(finding.location.line >= 1 for finding in findings)


# --- CSS ----------------------------------------------------------------------------------------------------------------

CSS_WORDS = [
    "#atlas", ".a", "g", "*", " ", ">", ",", ":not(", ")", "(", "[", "]", "{", "}", ";", ":", "fill", "stroke", "red",
    "url(", "url(#x)", "url(http://x/y)", "@import", "@font-face", "@media", "@keyframes k", "expression(", "\\72 l",
    "/*", "*/", "'", '"', "!important", "--x", "var(--x)", "image-set(", "<", "</style>", "::part(x)", "\x00", "\n", "é",
]  # fmt: skip


def css() -> st.SearchStrategy[str]:
    """Sentences of CSS's own words, and text."""
    words = st.lists(st.sampled_from(CSS_WORDS), max_size=80).map("".join)
    nested = st.integers(1, 3000).map(lambda depth: "a{fill:" + "(" * depth + ")" * depth + "}")
    return st.one_of(words, nested, st.text(max_size=200))


def check_css(text: str) -> None:
    """Refused, or reduced to rules that stay inside the picture."""
    root = etree.fromstring('<svg id="atlas"><g class="a"><rect id="x"/><text>t</text></g></svg>')
    try:
        reduced = stylesheet.reduce(stylesheet.parse(text), Said.of(root))
    except (stylesheet.UnsafeCss, RecursionError):  # make_template turns both into UnsafeSvg
        return
    assert not reaches_outside(reduced.css)
    assert "@import" not in reduced.css


# --- SVG ----------------------------------------------------------------------------------------------------------------

TAGS = [
    *sorted(ELEMENTS),
    "script",
    "foreignObject",
    "image",
    "a",
    "iframe",
    "animate",
    "set",
    "handler",
    "svg:script",
    "x:y",
]
NAMES = [
    *sorted(ATTRIBUTES),
    "onload",
    "ONCLICK",
    "xlink:href",
    "xml:base",
    "data-x",
    "aria-label",
    "requiredExtensions",
]
VALUES = [
    "", "0", "1", "-1e9", "nan", "red", "#x", "url(#x)", "url(http://x)", "url( #x )", "javascript:alert(1)", "none", "x y",
    "fill:red;stroke:url(//x)", "font-weight:bold", "M0 0L1 1", "M0,0 C0,0 1,1 2,2", "9" * 400, "\\75rl(x)", "translate(1,2)",
    "data:image/png;base64,AA", "@import", "a-1", "atlas-x", "expression(1)", "currentColor",
]  # fmt: skip
TEXTS = [
    "",
    "x",
    "&lt;script&gt;",
    "&amp;",
    "&xxe;",
    "<!-- c -->",
    "<![CDATA[<script>]]>",
    "<?pi x?>",
    "\ue000\ue001",
    "😀",
    "\n ",
]


def elements() -> st.SearchStrategy[str]:
    """Trees of allowed and of hostile elements and attributes."""
    attributes = st.dictionaries(st.sampled_from(NAMES), st.sampled_from(VALUES), max_size=4)

    def element(content: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        return st.tuples(st.sampled_from(TAGS), attributes, st.lists(content, max_size=4)).map(_written)

    return st.recursive(st.sampled_from(TEXTS), element, max_leaves=20)


def _written(item: tuple[str, dict[str, str], list[str]]) -> str:
    tag, attributes, content = item
    written = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return f"<{tag}{written}>{''.join(content)}</{tag}>"


def svgs() -> st.SearchStrategy[str]:
    """Whole pictures, with a stylesheet, some of them cut or with rubbish around."""
    head = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" id="atlas" viewBox="0 0 9 9">'
    whole = st.tuples(css(), st.lists(elements(), max_size=4)).map(
        lambda item: (
            f"{head}<style>{item[0].replace('<', '&lt;').replace('&', '&amp;')}</style>{''.join(item[1])}</svg>"
        )
    )
    cut = st.tuples(whole, st.integers(0, 400)).map(lambda item: item[0][: item[1]])
    return st.one_of(whole, whole, cut, st.text(max_size=100).map(lambda text: f"<svg{text}"))


FONTS = FontStack(())


def check_svg(raw: str) -> None:
    """Refused, or made into a picture that passes the same check again, with any title."""
    try:
        template = make_template(raw, FONTS, "#ffffff", 2.0)
    except UnsafeSvg:
        return
    picture = template.fill("p", '<script>"&', raw[:50])
    verify(picture)
    root = etree.fromstring(picture.encode())
    assert all(element.get("id", "p").startswith("p") for element in root.iter(etree.Element))
    assert root[0].text == '<script>"&'


# --- the tests ----------------------------------------------------------------------------------------------------------


@fuzz(FEW)
@given(yamls())
def test_yaml(content: bytes) -> None:
    """The YAML loader gives data or findings with places."""
    check_yaml(content)


@fuzz(FEW)
@given(yamls())
def test_markdown(content: bytes) -> None:
    """The reader of fences gives diagrams or findings."""
    check_markdown(content)


@fuzz(FEW)
@given(css())
def test_css(text: str) -> None:
    """The stylesheet's reducer refuses or stays inside."""
    check_css(text)


@fuzz(FEW)
@given(svgs())
def test_svg(raw: str) -> None:
    """The SVG's checker refuses or makes a safe picture."""
    check_svg(raw)


@pytest.mark.slow
@fuzz(MANY)
@given(yamls())
def test_yaml_at_length(content: bytes) -> None:
    """The same with ten thousand examples."""
    check_yaml(content)


@pytest.mark.slow
@fuzz(MANY)
@given(yamls())
def test_markdown_at_length(content: bytes) -> None:
    """The same with ten thousand examples."""
    check_markdown(content)


@pytest.mark.slow
@fuzz(MANY)
@given(css())
def test_css_at_length(text: str) -> None:
    """The same with ten thousand examples."""
    check_css(text)


@pytest.mark.slow
@fuzz(MANY)
@given(svgs())
def test_svg_at_length(raw: str) -> None:
    """The same with ten thousand examples."""
    check_svg(raw)


@pytest.mark.parametrize(
    "word",
    [
        "<script>alert(1)</script>",
        '<image href="http://x"/>',
        '<rect onclick="x"/>',
        '<a href="#x"/>',
        '<s:a xmlns:s="http://www.w3.org/2000/svg" href="javascript:x"/>',
    ],
)
def test_the_check_can_fail(word: str) -> None:
    """A picture with something hostile in it does not pass ``verify``: the properties above can fail."""
    head = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">'
    verify(f"{head}<rect/></svg>")
    with pytest.raises(UnsafeSvg):
        verify(f"{head}{word}</svg>")
