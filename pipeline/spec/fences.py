"""Markdown: the Mermaid and DOT fences of a file, each with its lines in that file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

from pipeline.spec.model import SourceText
from pipeline.spec.text_file import LINE_BREAK

ENGINES = {"mermaid": "mermaid", "mmd": "mermaid", "dot": "graphviz", "graphviz": "graphviz", "gv": "graphviz"}

# ``mermaid``, ``mermaid {align=center}``, ``{.mermaid #id}`` (Pandoc), ``{mermaid}`` (MyST, Quarto).
_LANGUAGE = re.compile(r"\s*(?:\{\s*\.?([\w-]+)|([\w-]+))")
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n.*?\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_COLON_FENCE = re.compile(r":{3,}\s*mermaid\s*$")


@dataclass(frozen=True, slots=True)
class Fence:
    """A fence that holds a diagram. ``number`` counts such fences from 1, ``heading`` is the nearest one above."""

    number: int
    engine: str
    source: SourceText
    heading: str


def fences(text: str, path: str) -> Iterator[Fence]:
    """The fences of a Markdown text whose language is Mermaid or DOT, in order, by the rules of CommonMark.

    Fences with more than three backticks or with tildes, indented in lists or quoted count; what stands inside another
    fence, an indented code block or an HTML comment does not. ``:::mermaid`` (Azure DevOps) counts too.
    """
    lines = LINE_BREAK.split(text)
    number, heading, inside_heading = 0, "", False
    for token in _parser().parse(_without_front_matter("\n".join(lines))):
        if token.type in ("heading_open", "heading_close"):
            inside_heading = token.type == "heading_open"
        elif inside_heading and token.type == "inline":
            heading = _plain(token)
        elif token.type == "fence" and token.map is not None:
            engine = _engine(token.info)
            if engine is not None:
                number += 1
                yield Fence(number, engine, _source(token, token.map[0], lines, path), heading)


def _parser() -> MarkdownIt:
    markdown = MarkdownIt("commonmark").enable("table")
    interrupts: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list"]}
    markdown.block.ruler.before("fence", "colon_fence", _colon_fence, interrupts)
    return markdown


def _engine(info: str) -> str | None:
    match = _LANGUAGE.match(info)
    return None if match is None else ENGINES.get((match[1] or match[2]).lower())


def _without_front_matter(text: str) -> str:
    """The text with its YAML front matter blanked: CommonMark would take its last line for a heading."""
    match = _FRONT_MATTER.match(text)
    return text if match is None else "\n" * match[0].count("\n") + text[match.end() :]


def _plain(inline: Token) -> str:
    parts = (child.content for child in inline.children or () if child.type in ("text", "code_inline"))
    return "".join(parts).strip() or inline.content


def _source(token: Token, opening: int, lines: list[str], path: str) -> SourceText:
    """The fence's text; ``opening`` is the 0-based line of its opening mark. Lists and quotes put prefixes there."""
    content = token.content.split("\n")
    if not content[-1]:
        content.pop()
    raw = lines[opening + 1 : opening + 1 + len(content)]
    indents = tuple(_indent(there, line) for there, line in zip(raw, content, strict=False))
    usual = next((indent for indent, line in zip(indents, content, strict=False) if line), 0)
    uniform = all(indent == usual for indent, line in zip(indents, content, strict=False) if line)
    return SourceText(token.content, path, opening + 2, usual, indents=() if uniform else indents)


def _indent(there: str, line: str) -> int:
    """How many columns the file puts before a line; where a tab was split into spaces, up to its first letter."""
    if there.endswith(line):
        return len(there) - len(line)
    stripped = line.lstrip()
    return max(0, len(there) - len(stripped) - (len(line) - len(stripped)))


def _colon_fence(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A markdown-it block rule for ``:::mermaid`` up to ``:::``; gives the token of an ordinary fence."""
    if state.is_code_block(start) or not _COLON_FENCE.match(_line(state, start)):
        return False
    if silent:
        return True
    close = start + 1
    while close < end and not (_line(state, close).rstrip() == ":::" or _left(state, close)):
        close += 1
    closed = close < end and not _left(state, close)
    state.line = close + (1 if closed else 0)
    token = state.push("fence", "code", 0)
    token.info = "mermaid"
    token.content = state.getLines(start + 1, close, state.sCount[start], True)
    token.map = [start, state.line]
    return True


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def _left(state: StateBlock, line: int) -> bool:
    """Whether a line has left the list or quote around the fence."""
    return not state.isEmpty(line) and state.sCount[line] < state.blkIndent
