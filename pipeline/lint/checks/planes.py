"""Checks of planes and colours: titles that name the plane, no planes but the registry's, no colours but the theme's."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.lint.labels import Host
from pipeline.lint.places import Span, find_word, label_location, location
from pipeline.lint.rule import Hit, Rule
from pipeline.lint.subject import Subject
from pipeline.spec.suggestion import nearest


def plane_named(rule: Rule, subject: Subject) -> Iterator[Hit]:
    """A group whose class is ``<plane>`` and ``suffix`` names that plane in its title."""
    suffix = rule.params["suffix"]
    for group in subject.model.groups if subject.model is not None else ():
        for plane in subject.registry.planes:
            if f"{plane}{suffix}" in group.classes and plane not in group.label.casefold():
                at = label_location(subject.diagram.source, group.label, group.id)
                yield Hit(at, {"title": " ".join(group.label.split()) or group.id, "plane": plane})


def known_planes(rule: Rule, subject: Subject) -> Iterator[Hit]:
    """A title of a group that begins with a plane's name names one of the registry's planes, or one of ``other``."""
    planes = {*subject.registry.planes, *rule.params.get("other", ())}
    if subject.model is None or not subject.registry.planes:
        return
    for label in subject.labels:
        match = re.match(r"(\w+) plane\b", label.flat, re.IGNORECASE)
        if match and label.host is Host.GROUP and match[1].casefold() not in planes:
            known = ", ".join(subject.registry.planes)
            yield Hit(subject.place(label, match[0]), {"plane": match[1].casefold(), "planes": known})


_MERMAID_STYLE = re.compile(r"[ \t]*(?:style|classDef|linkStyle|box|rect)\b[^\n]*", re.MULTILINE)
_DOT_TEXT = re.compile(r"\b\w*label\s*=\s*(?:\"(?:[^\"\\]|\\.)*\"|<[^\]]*>)|//[^\n]*|/\*.*?\*/", re.DOTALL)
_COLOUR = re.compile(r"#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{3})\b|rgba?\([^)\n]*\)")
_NAMED = re.compile(r"\b(?:fill|stroke|color|bgcolor|fillcolor|fontcolor|pencolor)\s*[:=]\s*\"?([A-Za-z]+)\b(?!\()")
_NO_COLOUR = frozenset({"none", "transparent", "inherit", "currentcolor"})


def palette(rule: Rule, subject: Subject) -> Iterator[Hit]:
    """Every colour that the source sets is one of the theme's or of ``allow``."""
    source = subject.diagram.source
    text = _styling(source.text, subject.diagram.engine)
    spans = [(match.start(), match.end()) for match in _COLOUR.finditer(text)]
    spans += [(match.start(1), match.end(1)) for match in _NAMED.finditer(text)]
    if not spans:
        return
    known = {_plain(colour) for colour in (*subject.context.colours, *rule.params.get("allow", ()))} | _NO_COLOUR
    for start, end in sorted(spans):
        if _plain(text[start:end]) not in known:
            yield Hit(location(source, Span(start, end)), {"colour": text[start:end]})


def _styling(source: str, engine: str) -> str:
    """A source with everything blanked that cannot set a colour; offsets stay."""
    if engine == "graphviz":
        return _DOT_TEXT.sub(_blank, source)
    parts, end = [], 0
    for match in _MERMAID_STYLE.finditer(source):
        parts += [_blanked(source[end : match.start()]), match[0]]
        end = match.end()
    return "".join(parts)


def _blank(match: re.Match[str]) -> str:
    return _blanked(match[0])


def _blanked(text: str) -> str:
    return "\n".join(" " * len(line) for line in text.split("\n"))


def _plain(colour: str) -> str:
    text = re.sub(r"\s+", "", colour.casefold())
    return "#" + "".join(letter * 2 for letter in text[1:]) if re.fullmatch(r"#[0-9a-f]{3}", text) else text


def class_known(rule: Rule, subject: Subject) -> Iterator[Hit]:
    """Every class that the source gives to something is one of the theme's, or defined in the source itself."""
    if subject.model is None or not subject.context.classes:
        return
    source = subject.diagram.source.text
    own = {name for line in re.findall(r"^\s*classDef\s+([\w,-]+)", source, re.MULTILINE) for name in line.split(",")}
    known = subject.context.classes | own | {"default"}
    seen = set[str]()
    model = subject.model
    given = [item.classes for item in model.nodes] + [item.classes for item in model.edges]
    for classes in [*given, *(group.classes for group in model.groups)]:
        for name in classes:
            span = find_word(source, name) if name not in known and name not in seen else None
            if span is not None:
                seen.add(name)
                near = nearest(name, subject.context.classes)
                hint = f"did you mean '{near}'?" if near else None
                yield Hit(location(subject.diagram.source, span), {"class": name}, hint)
