"""Changes to Mermaid's code: each finds its place in the version that is pinned, once, and changes no picture."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.config import load_settings
from pipeline.process import run
from pipeline.project import Project
from pipeline.render.draw import Studio
from pipeline.render.pool import Seat
from pipeline.toolchain.packages import worker_folder
from pipeline.toolchain.page import build_page
from tests.conftest import ROOT
from tests.render.conftest import call_in_node, draw_mermaid, mermaid_drawing

COUNT = """
import { readFile } from "node:fs/promises";
const { CHANGES } = await import(process.argv[1]);
const texts = await Promise.all(process.argv.slice(2).map((file) => readFile(file, "utf8")));
console.log(JSON.stringify(CHANGES.map(({ found }) => texts.filter((text) => found.test(text)).length)));
"""


def test_every_change_finds_its_place() -> None:
    """Where one does not, pictures stay right and take twice as long, which nothing else would tell."""
    toolchain = Project(load_settings(ROOT), lambda line: None).toolchain
    dist = toolchain.modules / "mermaid" / "dist"
    # What the page loads; the package holds the same code in other wrappings too.
    served = [dist / "mermaid.esm.mjs", *sorted((dist / "chunks" / "mermaid.esm").glob("*.mjs"))]
    patch = (worker_folder() / "mermaid_patch.mjs").as_uri()
    told = run([toolchain.node, "--input-type=module", "-e", COUNT, patch, *served], timeout=60).text
    assert json.loads(told) == [1] * 9


# What takes the short way through a change, and what must not.
SOURCES = {
    "breaks": 'flowchart LR\n a["one<br>two<BR/> three<br />"] -->|"x<br/>y"| b["<script>1</script>2<br/>3"] --> c["\u00a04 &amp; 5"]',
    "wrapped": f'flowchart LR\n a["{"many words " * 9}<br/>few"] --> b["{"wide" * 20}"] --> c["`**one** two\n three`"]',
    "cardinalities": 'classDiagram\n A "1" --> "many" B : has\n A "1" --> C\n B --> "0..1" C : owns',
    "neo": "---\nconfig:\n  look: neo\n---\nflowchart LR\n a --> b\n b -.-> c",
    "crossed": "flowchart TB\n a --> y & z\n b --> v & x\n c --> y & z\n d --> x & y",
    "groups": "flowchart RL\n subgraph g\n subgraph h\n a --> b\n end\n c\n end\n subgraph i\n d --> e\n end\n"
    " b --> d\n c --> e\n a --> e\n a --> e\n e --> a\n d --> d\n b --> i",
    "named": "flowchart TB\n 2 --> 1\n 10 --> 3\n 1 --> length\n length --> 10",
    "signs": 'flowchart LR\n a["1 < 2 & 3 > 2, <b>bold</b>, 🚀"] --> b["#lt;br#gt; #quot;x#quot; ="]\n c["&lt;i&gt; &"]',
    "linked": 'flowchart LR\n a --> b\n click a href "https://example.org" "a <b>tip</b>" _blank',
    "styled": "flowchart LR\n a:::x --> b\n classDef x fill:#eee,stroke-dasharray:4 3,font-weight:bold\n linkStyle 0 stroke:red",
    "titled": "flowchart LR\n accTitle: who calls <whom>\n accDescr: a & b\n a --> b",
}


@pytest.mark.browser
@pytest.mark.parametrize("name", SOURCES)
def test_no_change_is_seen(name: str, seat: Seat, studio: Studio) -> None:
    """Mermaid CLI, whose Mermaid is the published one, draws the same."""
    hot, cli = (draw_mermaid(SOURCES[name], name, seat, replace(studio, mode=mode))[0] for mode in ("hot", "mmdc"))
    assert hot.text == cli.text


@pytest.mark.browser
def test_a_mermaid_that_reads_otherwise_is_drawn_the_long_way(seat: Seat, studio: Studio, tmp_path: Path) -> None:
    """One change that does not find its place takes none of the others along: the same picture with the same places."""
    project = Project(load_settings(ROOT), lambda line: None)
    spec = project.worker_spec()
    modules = tmp_path / "node_modules"
    dist = modules / "mermaid" / "dist"
    dist.mkdir(parents=True)
    for entry in (*spec.modules.iterdir(), *(spec.modules / "mermaid").iterdir()):
        target = modules / entry.relative_to(spec.modules)
        if not target.exists():
            target.symlink_to(entry, target_is_directory=entry.is_dir())
    (dist / "chunks").symlink_to(spec.modules / "mermaid" / "dist" / "chunks", target_is_directory=True)
    text = (spec.modules / "mermaid" / "dist" / "mermaid.esm.mjs").read_text(encoding="utf-8")
    assert text.count("const serializeSvg = ") == 1
    (dist / "mermaid.esm.mjs").write_text(
        text.replace("const serializeSvg = ", "var serializeSvg = "), encoding="utf-8"
    )
    page = build_page(modules, tmp_path)
    assert "__whenDrawn?.(" not in (page / "common.mjs").read_text(encoding="utf-8")
    place = Seat(lambda: replace(spec, modules=modules, page=page))
    try:
        for name in ("groups", "breaks"):
            usual, other = (mermaid_drawing(SOURCES[name], name, at, studio)[0] for at in (seat, place))
            assert other.template.text == usual.template.text
            assert [node.box for node in other.model.nodes] == [node.box for node in usual.model.nodes]
    finally:
        place.close()


def test_labels_of_an_earlier_mermaid_stay_as_they_are() -> None:
    """It neither centres them nor measures together, and the change would name what is not there."""
    lines = (
        " {\n  let lineIndex = 0;\n  for (const line of structuredText) {\n    const checkWidth = 1;\n  }\n}\n"
        "const svgLabel = createFormattedText("
    )
    earlier = f"function createFormattedText(width, g, structuredText){lines}"
    later = f"var fastdom_default2 = 1;\nfunction createFormattedText(width, g, structuredText, centerText){lines}"
    kept, changed = call_in_node("patch", "mermaid_patch.mjs", [earlier, later])
    assert kept == earlier
    assert changed is not None
    assert "fastdom_default2.measure" in changed


@pytest.mark.browser
def test_a_model_has_the_places_of_the_picture(seat: Seat, studio: Studio) -> None:
    """Edges begin and end at their nodes: all is told in the units of one view, which does not begin at 0."""
    source = "flowchart LR\n subgraph g\n a --> b\n end\n b -->|text| c"
    model = mermaid_drawing(source, "places", seat, studio)[0].model
    boxes = {node.id: node.box for node in model.nodes}
    assert model.view is not None
    assert model.view[:2] != (0, 0)
    for edge in model.edges:
        for identity, (x, y) in ((edge.source, edge.points[0]), (edge.target, edge.points[-1])):
            left, top, width, height = boxes[identity]
            # An arrow's head lies between the line's end and the node.
            assert left - 5 <= x <= left + width + 5
            assert top <= y <= top + height
    label = next(text for text in model.texts if text.text == "text")
    assert (label.host_kind, label.host) == ("edge", model.edges[-1].id)


@pytest.mark.browser
def test_a_model_is_that_of_the_type(seat: Seat, studio: Studio) -> None:
    """A picture whose view has another shape than the picture itself is measured without the view's scale."""
    source = 'C4Context\n title Payments\n Person(user, "Buyer")\n System(api, "API")\n Rel(user, api, "pays")'
    model = mermaid_drawing(source, "c4", seat, studio)[0].model
    assert {text.size for text in model.texts if text.text in ("Buyer", "API")} == {14}


DOCUMENT = 'globalThis.document = { createElement: () => ({ action: "" }), body: "" };'
SVG = '<svg xmlns="http://www.w3.org/2000/svg" id="atlas"><style xmlns="http://www.w3.org/1999/xhtml">{css}</style>{content}</svg>'


def _cleaned(*texts: str) -> list[str | None]:
    return call_in_node("cleaned", "svg_cleaned.mjs", texts, before=DOCUMENT)


def test_what_cleaning_leaves_as_it_is_needs_none() -> None:
    """Spaces around values go; quotes and equals signs of a text stay."""
    content = '<g class=" a b "><text x="1" data-points="eA== "> say =" x " &gt; &amp; </text><path d="M0 0" style="a:b"/></g>'
    (kept,) = _cleaned(SVG.format(css="#atlas g{fill:red}", content=content))
    assert kept == SVG.format(css="#atlas g{fill:red}", content=content).replace(
        ' xmlns="http://www.w3.org/1999/xhtml"', ""
    ).replace('" a b "', '"a b"').replace('"eA== "', '"eA=="')


@pytest.mark.parametrize(
    "content",
    [
        "<script>1</script>",
        "<foreignObject/>",
        '<a href="x"><g/></a>',
        '<image href="x"/>',
        '<g onclick="x()"/>',
        '<rect fill="javascript:x"/>',
        '<rect fill="url(https://example.org/#x)"/>',
        '<path marker-end="url(x#y)"/>',
        '<g id="body"/>',
        '<g id="action"/>',
        '<g style="a&quot;b"/>',
        "<g data-x='1'/>",
        "<text>a\u00a0b</text>",
        "<text>&lt;b</text>",
        "<text>&#x1f680;</text>",
        "<text>\U0001f680</text>",
        "<text>ﬂ°35¶ß</text>",
        "<text><b xmlns='http://www.w3.org/1999/xhtml'>x</b></text>",
        '<style xmlns="http://www.w3.org/1999/xhtml">g{fill:red}</style>',
        "<style>g{fill:red}</style>",
        "<!-- x -->",
        "<![CDATA[x]]>",
    ],
)
def test_anything_else_is_cleaned(content: str) -> None:
    """What Mermaid's cleaning would take away or write otherwise, and what nobody foresaw."""
    assert _cleaned(SVG.format(css="", content=content)) == [None]


def test_a_stylesheet_with_markup_is_cleaned() -> None:
    """Parsed again, it would not be one text."""
    assert _cleaned(
        SVG.format(css="a{b:c}&lt;script&gt;", content=""), SVG.format(css="a{b:'&amp;lt;'}", content="")
    ) == [
        None,
        None,
    ]


FLOW = "flowchart LR\n a --> b & c\n subgraph g\n b\n end"
CONFIGURED = [
    FLOW,
    f'%%{{init: {{"flowchart": {{"nodeSpacing": 90}}}}}}%%\n{FLOW}',
    f'%%{{init: {{"flowchart": {{"nodeSpacing": "90"}}}}}}%%\n{FLOW}',
    f'%%{{init: {{"theme": "forest"}}}}%%\n{FLOW}',
    f"---\nconfig:\n  theme: forest\n  themeVariables:\n    lineColor: '#123456'\n  flowchart:\n    nodeSpacing: null\n---\n{FLOW}",
    f'%%{{init: {{"flowchart": {{"curve": "step"}}, "themeVariables": {{"primaryColor": "#ffeeaa", "lineColor": "#333333", '
    f'"nodeBorder": "#112233", "clusterBkg": "#fafafa", "clusterBorder": "#222222", "edgeLabelBackground": "#ffffff"}}}}}}%%\n{FLOW}',
    "erDiagram\n A ||--o{ B : has",
]


@pytest.mark.browser
def test_what_a_source_configures_holds_for_it_alone(seat: Seat, studio: Studio) -> None:
    """Whatever the same page has drawn before, forwards and back again: its states of configuration are remembered."""
    cli = replace(studio, mode="mmdc")
    wanted = [draw_mermaid(source, f"configured{at}", seat, cli)[0].text for at, source in enumerate(CONFIGURED)]
    assert len(set(wanted)) > 4
    for at in [*range(len(CONFIGURED)), *reversed(range(len(CONFIGURED)))]:
        assert draw_mermaid(CONFIGURED[at], f"configured{at}", seat, studio)[0].text == wanted[at]
