"""YAML text -> plain data and the place of every node, from the parser's own marks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from pipeline.findings import Finding, Location, Severity
from pipeline.spec import scalars, text_file
from pipeline.spec.model import Path, Positions, Span
from pipeline.spec.suggestion import closest

# libyaml, which every PyYAML wheel brings. Without it the same data and places, but much slower, with messages of its
# own, and a little stricter: PyYAML's own scanner takes no '?' at the end of a word inside brackets.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_PLAIN_TAGS = frozenset({"!", "tag:yaml.org,2002:str", "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"})

_HINTS = {
    "mapping values are not allowed": "put the text in quotes: it holds a colon and a space, or check the indentation",
    "cannot start any token": "put the text in quotes; tabs cannot indent",
    "did not find expected key": "check the indentation, and quote text that begins with a quoted word",
    "could not find expected ':'": "a line without a colon stands where 'field: value' belongs; check the indentation",
    "unexpected end of stream": "a quote or bracket opened here is not closed",
    "did not find expected ',' or": "close the bracket, or put text that holds brackets in quotes",
}


@dataclass(frozen=True, slots=True)
class YamlLimits:
    """How much YAML one file may hold: bytes, levels of nesting, nodes that aliases stand for (their own count too)."""

    max_bytes: int = 200_000
    max_depth: int = 50
    max_aliased_nodes: int = 1_000


@dataclass(frozen=True, slots=True)
class YamlDocument:
    """One parsed file.

    ``data`` is None where the findings left nothing to work with, else the root mapping: text keys; text, int, float,
    bool, None, lists and mappings as values. It is to be read only: aliased parts are shared. ``literals`` holds the
    paths of the block scalars in literal style (``|``), ``lines`` the file's lines without their breaks.
    """

    path: str
    data: Mapping[str, Any] | None
    positions: Positions
    literals: frozenset[Path] = frozenset()
    lines: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


def load_plain(text: str) -> Any:
    """The data of YAML, without checks and without the places in it. Raises yaml.YAMLError."""
    return yaml.load(text, Loader=_LOADER)


def parse(content: bytes, path: str, limits: YamlLimits | None = None) -> YamlDocument:
    """Parses one YAML file; never raises for what it holds. ``path`` is how findings name it."""
    limits = limits or YamlLimits()
    if len(content) > limits.max_bytes:
        return _refused(path, text_file.too_large(path, len(content), limits.max_bytes, "yaml"))
    text, findings = text_file.decode(content, path, "yaml")
    if text is None:
        return _refused(path, *findings)
    forbidden = text_file.forbidden_character(text, path, "yaml")
    if forbidden is not None:
        return _refused(path, forbidden)
    builder = _Builder(path, limits)
    try:
        builder.build(text)
    except _Refused as refusal:
        return _refused(path, *builder.findings, refusal.finding)
    except yaml.YAMLError as error:
        return _refused(path, *builder.findings, _syntax(error, path, text))
    return YamlDocument(
        path=path,
        data=builder.root,
        positions=Positions(path, builder.nodes, builder.keys),
        literals=frozenset(builder.literals),
        lines=tuple(text.replace("\r\n", "\n").replace("\r", "\n").split("\n")),
        findings=tuple(builder.findings),
    )


def _refused(path: str, *findings: Finding) -> YamlDocument:
    return YamlDocument(path, None, Positions(path), findings=findings)


def _syntax(error: yaml.YAMLError, path: str, text: str) -> Finding:
    """The parser's own message, at the place where the author has to look."""
    problem = getattr(error, "problem", None) or str(error)
    context, start, mark = (getattr(error, name, None) for name in ("context", "context_mark", "problem_mark"))
    if start is not None and any(words in problem for words in ("end of stream", "expected ':'")):
        mark = start  # where the quote was opened or the line began, rather than where the parser gave up
    location = text_file.place(text, len(text) if mark is None else min(mark.index, len(text)), path)
    rule = "yaml-depth" if "nesting depth" in problem else "yaml-syntax"
    hint = next((hint for text, hint in _HINTS.items() if text in problem), None)
    return Finding(rule, Severity.ERROR, f"{problem}, {context}" if context else problem, location, hint=hint)


class _Refused(Exception):
    """Nothing after this point of the document can be used."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


@dataclass(slots=True)
class _Frame:
    """A mapping or list that is being filled.

    ``key`` is the path of the value that a mapping's last key waits for; ``size`` counts the nodes with every alias
    written out.
    """

    value: dict[str, Any] | list[Any]
    path: Path
    anchor: str | None
    flow: bool
    key: Path | None = None
    size: int = 1
    end: Span = (1, 1, None, None)


@dataclass(slots=True)
class _Builder:
    """Builds data from parser events. No recursion, so that no nesting can exhaust the stack."""

    path: str
    limits: YamlLimits
    root: dict[str, Any] | None = None
    nodes: dict[Path, Span] = field(default_factory=dict)
    keys: dict[Path, Span] = field(default_factory=dict)
    literals: set[Path] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)
    stack: list[_Frame] = field(default_factory=list)
    anchors: dict[str, tuple[Any, int]] = field(default_factory=dict)
    open_anchors: set[str] = field(default_factory=set)
    aliased: int = 0

    def build(self, text: str) -> None:
        """Reads all of ``text``; raises _Refused or yaml.YAMLError."""
        documents = 0
        for event in yaml.parse(text, Loader=_LOADER):
            if isinstance(event, yaml.ScalarEvent):
                self._scalar(event)
            elif isinstance(event, yaml.MappingStartEvent):
                self._open(event, {})
            elif isinstance(event, yaml.SequenceStartEvent):
                self._open(event, [])
            elif isinstance(event, yaml.CollectionEndEvent):
                self._close(event)
            elif isinstance(event, yaml.AliasEvent):
                self._alias(event)
            elif isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise self._refusal("yaml-document", "a second document begins here; one file holds one", event)
        if documents == 0:
            raise _Refused(self._finding("yaml-document", "the file is empty", (1, 1, None, None)))

    def _scalar(self, event: Any) -> None:
        span = _span(event)
        text: str = event.value
        frame = self.stack[-1] if self.stack else None
        if frame is not None and frame.key is None and isinstance(frame.value, dict):
            self._take_key(frame, text, event, span)
            return
        if frame is None:
            if text == "" and not event.style:
                raise _Refused(self._finding("yaml-document", "the file is empty", span))
            raise self._refusal("yaml-document", "the file must hold 'field: value' lines, not a single text", event)
        if event.tag is not None:
            self._check_tag(event)
        if event.style == '"':
            self._check_escapes(text, span)
        value = scalars.resolve(text) if not event.style and event.tag is None else text
        path = self._insert(frame, value, 1)
        if value is None and text == "":
            span = self.keys.get(path, span)  # an empty value is nowhere; its key can be pointed at
        self.nodes[path] = frame.end = span
        if event.style == "|":
            self.literals.add(path)
        if event.anchor:
            self.anchors[event.anchor] = (value, 1)

    def _take_key(self, frame: _Frame, key: str, event: Any, span: Span) -> None:
        """Remembers the key of the next value. Keys are always text: JSON Schema knows no others."""
        path = (*frame.path, key)
        first = self.keys.get(path)
        if first is not None:
            message = f"'{key}' stands here again; it is already on line {first[0]}"
            self._add("yaml-duplicate-key", message, span, "keep one of the two")
        elif key == "<<" and not event.style:
            self._add("yaml-alias", "merge keys ('<<') are not supported", span, "write the fields out")
        if event.tag is not None:
            self._check_tag(event)
        if event.style == '"':
            self._check_escapes(key, span)
        self.keys[path] = frame.end = span
        frame.key = path
        if event.anchor:
            self.anchors[event.anchor] = (key, 1)

    def _open(self, event: Any, value: dict[str, Any] | list[Any]) -> None:
        parent = self.stack[-1] if self.stack else None
        if parent is None:
            if not isinstance(value, dict):
                raise self._refusal("yaml-document", "the file must hold 'field: value' lines, not a list", event)
            path: Path = ()
            self.root = value
        else:
            if parent.key is None and isinstance(parent.value, dict):
                raise self._refusal("yaml-syntax", "a key must be a text, not a list or mapping", event)
            path = self._insert(parent, value, 0)
        if len(self.stack) >= self.limits.max_depth:
            raise self._refusal("yaml-depth", f"more than {self.limits.max_depth} levels of nesting", event)
        if event.tag is not None:
            self._check_tag(event)
        self.nodes[path] = span = _span(event)
        if event.anchor:
            self.open_anchors.add(event.anchor)
        self.stack.append(_Frame(value, path, event.anchor, bool(event.flow_style), end=span))

    def _close(self, event: Any) -> None:
        frame = self.stack.pop()
        # A block collection ends, for the parser, where the next token begins; for a reader, with its last child.
        end = _span(event) if frame.flow else frame.end
        self.nodes[frame.path] = (*self.nodes[frame.path][:2], end[2], end[3])
        if frame.anchor:
            self.open_anchors.discard(frame.anchor)
            self.anchors[frame.anchor] = (frame.value, frame.size)
        if self.stack:
            self.stack[-1].size += frame.size
            self.stack[-1].end = end

    def _alias(self, event: Any) -> None:
        name: str = event.anchor
        frame = self.stack[-1] if self.stack else None
        if frame is None or (frame.key is None and isinstance(frame.value, dict)):
            raise self._refusal("yaml-alias", f"the alias '*{name}' cannot stand here", event)
        if name in self.open_anchors:
            raise self._refusal("yaml-alias", f"the alias '*{name}' stands inside what it stands for", event)
        if name not in self.anchors:
            hint = closest(name, self.anchors)
            raise self._refusal("yaml-alias", f"no anchor '&{name}' before this alias", event, hint)
        value, size = self.anchors[name]
        self.aliased += size
        if self.aliased > self.limits.max_aliased_nodes:
            message = f"the aliases stand for more than {self.limits.max_aliased_nodes:,} nodes"
            raise self._refusal("yaml-alias", message, event, "write out what differs, drop what does not")
        path = self._insert(frame, value, size)
        self.nodes[path] = frame.end = _span(event)

    def _insert(self, frame: _Frame, value: Any, size: int) -> Path:
        frame.size += size
        if isinstance(frame.value, list):
            frame.value.append(value)
            return (*frame.path, len(frame.value) - 1)
        path, frame.key = frame.key or (*frame.path, ""), None
        frame.value[str(path[-1])] = value
        return path

    def _check_tag(self, event: Any) -> None:
        if event.tag not in _PLAIN_TAGS:
            shown = str(event.tag).replace("tag:yaml.org,2002:", "!!")
            self._add("yaml-tag", f"the tag '{shown}' is not supported", _span(event), "leave it out; quotes make text")

    def _check_escapes(self, text: str, span: Span) -> None:
        match = text_file.FORBIDDEN.search(text)
        if match is not None:
            message = f"an escape gives character {text_file.code_point(match[0])}, which is not allowed"
            self._add("yaml-encoding", message, span, "remove it")

    def _finding(self, rule: str, message: str, span: Span, hint: str | None = None) -> Finding:
        return Finding(rule, Severity.ERROR, message, Location(self.path, *span), hint=hint)

    def _add(self, rule: str, message: str, span: Span, hint: str) -> None:
        self.findings.append(self._finding(rule, message, span, hint))

    def _refusal(self, rule: str, message: str, event: Any, hint: str | None = None) -> _Refused:
        return _Refused(self._finding(rule, message, _span(event), hint))


def _span(event: Any) -> Span:
    """Where an event stands. A block scalar's end is left open: for the parser it lies after the blank lines."""
    start, end = event.start_mark, event.end_mark
    if isinstance(event, yaml.ScalarEvent) and event.style in ("|", ">"):
        return (start.line + 1, start.column + 1, None, None)
    return (start.line + 1, start.column + 1, end.line + 1, end.column + 1)
