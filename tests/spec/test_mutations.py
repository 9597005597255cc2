"""Whatever a file holds, loading gives a diagram or findings at places that exist, and never an exception."""

from __future__ import annotations

import random
from typing import Any

import pytest

from pipeline.spec.diagram import parse_diagram
from pipeline.spec.raw import parse_raw
from pipeline.spec.text_file import LINE_BREAK

Repository = Any

TOKENS = [
    b"\x00", b"\xff", b"\t", b"\r", b"\n", b": ", b"- ", b"[", b"{", b"}", b"]", b'"', b"'", b"&a ", b"*a", b"!x ",
    b"<<: *a", b"|2", b">-", b"#", b"---\n", b"? ", b"\xe2\x80\xa8", b"\xef\xbb\xbf", b"1e99", b"~", b"@",
    b"```mermaid\n", b":::mermaid\n", b"> ", b"    ", b"\\ud800",
]  # fmt: skip


def mutated(content: bytes, chance: random.Random) -> bytes:
    """The content with one to six random changes: tokens put in, bytes changed, parts taken out or doubled."""
    changed = bytearray(content)
    for _ in range(chance.randint(1, 6)):
        at, kind = chance.randrange(len(changed)), chance.random()
        if kind < 0.5:
            changed[at:at] = chance.choice(TOKENS)
        elif kind < 0.7:
            del changed[at : at + chance.randint(1, 60)]
        elif kind < 0.85:
            changed[at] = chance.randrange(256)
        else:
            start = chance.randrange(len(changed))
            changed[at:at] = changed[start : start + chance.randint(1, 200)]
    return bytes(changed)


@pytest.mark.parametrize("seed", range(4))
def test_mutated_files_never_raise_and_their_places_exist(repository: Repository, seed: int) -> None:
    """Hundreds of broken copies of a spec, read as YAML, Markdown and Mermaid."""
    chance, original, schemas = random.Random(seed), repository.spec.read_bytes(), repository.schemas
    drawn = 0
    for _ in range(150):
        content = mutated(original, chance)
        diagram, findings = parse_diagram(content, "G-LIN/proof-sequence.yaml", schemas)
        assert (diagram is None) == bool(findings)
        for path in ("x.md", "x.mmd"):
            diagrams, more = parse_raw(content, path)
            findings += more
            drawn += len(diagrams)
        lines = LINE_BREAK.split(content.decode("utf-8-sig", errors="replace"))
        for finding in findings:
            assert 1 <= finding.location.line <= len(lines)
            assert 1 <= finding.location.column <= len(lines[finding.location.line - 1]) + 1
        if diagram is not None and diagram.source.exact:
            for number, line in enumerate(diagram.source.text.split("\n")[:-1], start=1):
                location = diagram.source.location(number)
                assert lines[location.line - 1][location.column - 1 :] == line
    assert drawn > 0
