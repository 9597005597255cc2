"""CSS of a picture: parsed, checked, and reduced to the rules that a diagram uses."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain

import tinycss2
from lxml import etree
from lxml.cssselect import CSSSelector

from pipeline.render.allowed import AT_RULES, reaches_outside
from pipeline.render.said import Said
from pipeline.render.selector import NAME, Tree
from pipeline.render.selector import path as _path

_NAMES = re.compile(rf"([.#]?)({NAME})|\[([^\]]*)\]|:(?::)?[\w-]+(?:\([^)]*\))?|\"[^\"]*\"")
_BOLD = re.compile(r"font-weight:\s*(bold|bolder|[6-9]00)\b")


class UnsafeCss(ValueError):
    """A stylesheet says something that a picture must not."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One selector with its declarations; ``needs`` are the tags, .classes, #ids and looks it cannot match without."""

    selector: str
    declarations: str
    needs: frozenset[str]


@dataclass(frozen=True)
class Sheet:
    """A parsed stylesheet: its rules in order, one for each selector, and the @keyframes by name."""

    rules: tuple[Rule, ...]
    keyframes: tuple[tuple[str, str], ...]

    @cached_property
    def ids(self) -> frozenset[str]:
        """Every #id that a rule needs."""
        return frozenset(name for rule in self.rules for name in rule.needs if name.startswith("#"))


@dataclass(frozen=True, slots=True)
class Reduced:
    """What is left of a stylesheet: its text, and the elements that a rule of it sets in bold."""

    css: str
    bold: tuple[etree._Element, ...]


@lru_cache(maxsize=64)
def parse(css: str) -> Sheet:
    """Parses ``css``. Raises UnsafeCss where it reaches outside or holds an at-rule that no picture needs.

    Many drawings have the same sheet, and nearly every rule of one stands in others, too: each is parsed once.
    """
    sheets = [_parse(rule) for rule in _split(css)]
    return Sheet(
        tuple(chain.from_iterable(sheet.rules for sheet in sheets)),
        tuple(chain.from_iterable(sheet.keyframes for sheet in sheets)),
    )


# What opens and closes, and before that what holds some of it and does neither.
_BRACKETS = re.compile(r""""(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|/\*.*?\*/|/\*|[{}()\[\]"'\\]""", re.DOTALL)
_UNCLOSED = ('"', "'", "/*", "\\")
_CLOSING = {"{": "}", "(": ")", "[": "]"}


def _split(css: str) -> list[str]:
    """The rules of a sheet, those within an at-rule with it. A sheet that is not well-formed stays in one piece."""
    pieces = []
    start = 0
    open_: list[str] = []
    for match in _BRACKETS.finditer(css):
        token = match[0]
        if token in _CLOSING:
            open_.append(_CLOSING[token])
        elif token in _CLOSING.values():
            if not open_ or open_.pop() != token:
                return [css]
            if token == "}" and not open_:
                pieces.append(css[start : match.end()])
                start = match.end()
        elif token in _UNCLOSED:
            return [css]
    return [css] if open_ else [*pieces, css[start:]]


@lru_cache(maxsize=8192)
def _parse(css: str) -> Sheet:
    rules: list[Rule] = []
    keyframes: list[tuple[str, str]] = []
    for node in tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True):
        if node.type == "error":
            continue
        body = tinycss2.serialize(node.content or []).strip()
        prelude = tinycss2.serialize(node.prelude).strip()
        if reaches_outside(body) or reaches_outside(prelude):
            raise UnsafeCss(f"CSS that reaches outside the picture: {prelude[:60]} {{{body[:80]}}}")
        if node.type == "at-rule":
            if node.lower_at_keyword in AT_RULES:
                keyframes.append((prelude, body))
            continue
        declarations = _declarations(body)
        if declarations:
            rules += (Rule(one, declarations, _needs(one)) for one in _selectors(node.prelude))
    return Sheet(tuple(rules), tuple(keyframes))


def reduce(sheet: Sheet, said: Said) -> Reduced:
    """Keeps the rules that match some of the elements of a tree without namespaces, in their order."""
    tree = Tree(said, sheet.ids)
    kept: list[Rule] = []
    bold: list[etree._Element] = []
    for rule in sheet.rules:
        if not rule.needs <= tree.names:
            continue
        matched = _matches(rule.selector, tree)
        if matched is None or matched:
            kept.append(rule)
            if matched and _BOLD.search(rule.declarations):
                bold += matched
    text = "".join(f"{selectors}{{{declarations}}}" for selectors, declarations in _joined(kept))
    frames = "".join(
        f"@keyframes {name}{{{body}}}" for name, body in sheet.keyframes if re.search(rf"\b{re.escape(name)}\b", text)
    )
    return Reduced(frames + text, tuple(bold))


def _joined(rules: list[Rule]) -> list[tuple[str, str]]:
    """Neighbours with the same declarations become one rule."""
    result: list[tuple[str, str]] = []
    for rule in rules:
        if result and result[-1][1] == rule.declarations:
            result[-1] = (f"{result[-1][0]},{rule.selector}", rule.declarations)
        else:
            result.append((rule.selector, rule.declarations))
    return result


# Fonts are the picture's own, set once at its root; what only HTML, a page or a pointer would use is left out.
_DROPPED = frozenset(
    [
        "font-family",
        "cursor",
        "pointer-events",
        "z-index",
        "position",
        "text-align",
        "background",
        "background-color",
        "margin",
        "padding",
    ]
)


def _declarations(body: str) -> str:
    kept = []
    for item in tinycss2.parse_declaration_list(body, skip_comments=True, skip_whitespace=True):
        if item.type != "declaration" or item.lower_name in _DROPPED or item.name.startswith("--"):
            continue
        value = tinycss2.serialize(item.value).strip()
        kept.append(f"{item.lower_name}:{value}{'!important' if item.important else ''}")
    return ";".join(kept)


def _selectors(prelude: list[tinycss2.ast.Node]) -> list[str]:
    parts: list[list[tinycss2.ast.Node]] = [[]]
    for token in prelude:
        if token.type == "literal" and token.value == ",":
            parts.append([])
        else:
            parts[-1].append(token)
    return [text for text in (tinycss2.serialize(part).strip() for part in parts) if text]


def _needs(selector: str) -> frozenset[str]:
    found = _NAMES.findall(selector)
    names = {sign + name for sign, name, _ in found if name}
    return frozenset(names | {f"[{attribute}]" for _, _, attribute in found if attribute.startswith("data-look=")})


def _matches(selector: str, tree: Tree) -> list[etree._Element] | None:
    """The elements that ``selector`` matches; None where only a browser could tell."""
    path = _path(selector)
    if path is not None:
        return tree.select(path)
    compiled = _compiled(selector)
    if compiled is None:
        return None
    found: list[etree._Element] = compiled(tree.root)
    return found


@lru_cache(maxsize=4096)
def _compiled(selector: str) -> CSSSelector | None:
    try:
        return CSSSelector(selector)
    except Exception:  # cssselect knows no ::part, :root … ; such a rule is kept as it is
        return None
