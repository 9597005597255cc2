"""Every file of the hostile corpus is stopped: it is refused, or drawn without what it tries.

Nothing of it gets out of the page, and the page draws the next diagram as if nothing had been.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from pipeline.render.safety import verify
from pipeline.spec.raw import parse_raw

FOLDER = Path(__file__).parent / "hostile"
OUTCOMES = yaml.safe_load((FOLDER / "outcomes.yaml").read_text("utf-8"))
REFERENCE = 'flowchart LR\n  A["one"] --> B{"two"}\n'

# Enough for every file that can be drawn; the endless ones are ended after it.
SECONDS = 6.0


@pytest.fixture(scope="module")
def reference(draw_source) -> str:
    """A harmless picture, drawn before anything hostile was."""
    drawing = draw_source(REFERENCE, name="reference").drawing
    assert drawing is not None
    return drawing.template.text


def test_corpus_is_complete() -> None:
    """Every hostile file says what it tries and what has to become of it, and there is no outcome without a file."""
    files = {path.name for path in FOLDER.iterdir() if path.suffix in (".mmd", ".dot")}
    assert files == set(OUTCOMES)
    assert {item["outcome"] for item in OUTCOMES.values()} == {"drawn", "refused"}


@pytest.mark.browser
@pytest.mark.parametrize("name", sorted(OUTCOMES))
def test_hostile_file_is_stopped(name: str, draw_source, listener, reference: str, language_of) -> None:
    """The outcome is the one that is written down; no request, no unsafe picture, no trace in the next diagram."""
    listener.hits.clear()
    content = (FOLDER / name).read_bytes().replace(b"{{server}}", listener.url.encode())
    diagrams, findings = parse_raw(content, name)
    if not diagrams:
        assert findings
        assert OUTCOMES[name]["outcome"] == "refused"
        return
    drawn = draw_source(diagrams[0].source.text, language_of(Path(name)), name, timeout=SECONDS)
    assert (drawn.failure is not None) == (OUTCOMES[name]["outcome"] == "refused"), drawn.failure
    if drawn.drawing is not None:
        verify(drawn.drawing.template.text)
    else:
        assert drawn.failure is not None
        assert drawn.failure.message
    again = draw_source(REFERENCE, name="reference").drawing
    assert again is not None
    assert again.template.text == reference
    assert listener.hits == []


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(name for name in OUTCOMES if name.endswith(".mmd")))
def test_hostile_file_is_stopped_in_mermaid_cli(name: str, draw_source, listener) -> None:
    """Mermaid CLI's own page lets nothing out either, and its picture goes through the same wall."""
    listener.hits.clear()
    source = (FOLDER / name).read_text("utf-8").replace("{{server}}", listener.url)
    drawn = draw_source(source, "mermaid", name, timeout=SECONDS, mode="mmdc")
    if drawn.drawing is not None:
        verify(drawn.drawing.template.text)
    assert listener.hits == []
