"""YAML -> data and positions: every place is exact, and no input gets past the limits."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
import yaml

from pipeline.findings import Finding, Location
from pipeline.spec import yaml_document
from pipeline.spec.yaml_document import YamlLimits, parse

Shown = Callable[[tuple[Finding, ...]], list[str]]
TextAt = Callable[[str, Location], str]

EVERY_FORM = """\
# comment
plain: some words
"quoted key": "é 𝄞 \\u00fc"   # comment
'single': 'it''s'
𝄞: 𝄞𝄞 x
number: 42
list:
- one
- nested: two

-   - three
flow: {a: [1, "2"], b: }
block: |2-
   one

  two

folded: >
  one
  two
empty:
last: end
"""


def test_every_place_covers_its_text(text_at: TextAt) -> None:
    """The text at the place of each scalar, read as YAML again, is its value; the same for keys."""
    document = parse(EVERY_FORM.encode(), "a.yaml")
    assert document.findings == ()
    checked = 0
    for path in document.positions.nodes:
        value: object = document.data
        for part in path:
            value = value[part]  # type: ignore[index]
        location = document.positions.of(*path)
        if isinstance(value, dict | list) or location.end_line is None:
            continue
        if value is None:
            assert location == document.positions.key(*path)
            continue
        there = text_at(EVERY_FORM, location)
        assert parse(f"x: {there}".encode(), "b").data == {"x": value}, (path, there)
        checked += 1
    for path in document.positions.keys:
        there = text_at(EVERY_FORM, document.positions.key(*path))
        assert parse(f"{there}: 1".encode(), "b").data == {path[-1]: 1}
        checked += 1
    assert checked == 25


def test_places_are_the_same_with_any_line_break_and_byte_order_mark() -> None:
    """CRLF, CR and a BOM move nothing; texts hold LF."""
    plain = parse(EVERY_FORM.encode(), "a.yaml")
    assert plain.data is not None
    for content in (
        EVERY_FORM.replace("\n", "\r\n").encode(),
        EVERY_FORM.replace("\n", "\r").encode(),
        b"\xef\xbb\xbf" + EVERY_FORM.encode(),
    ):
        other = parse(content, "a.yaml")
        assert other.data == plain.data
        assert other.positions == plain.positions
        assert other.lines == plain.lines


def test_mappings_end_with_their_last_child_and_not_at_the_next_token() -> None:
    """Blank lines and comments after a block belong to nobody."""
    document = parse(b"a:\n  b: 1\n  c: [2,\n    3]\n\n# comment\nd: 1\n", "a.yaml")
    assert document.positions.of("a") == Location("a.yaml", 2, 3, 4, 7)
    assert document.positions.of("a", "c") == Location("a.yaml", 3, 6, 4, 7)


def test_the_place_of_what_is_missing_is_that_of_its_nearest_ancestor() -> None:
    """Asking for a field that is not there gives the mapping it would be in."""
    positions = parse(b"a:\n  b: 1\n", "a.yaml").positions
    assert positions.of("a", "x", 3) == positions.of("a")
    assert positions.key("a", "x") == positions.of("a")
    assert positions.of("z") == positions.of()


def test_keys_are_text() -> None:
    """Keys that look like numbers or booleans stay text, as JSON Schema needs them."""
    assert parse(b"1: a\ntrue: b\n~: c\n", "a").data == {"1": "a", "true": "b", "~": "c"}


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("", "1:1 yaml-document the file is empty"),
        ("# only a comment\n\n", "1:1 yaml-document the file is empty"),
        ("---\n", "2:1 yaml-document the file is empty"),
        ("just words\n", "1:1 yaml-document the file must hold 'field: value' lines, not a single text"),
        ("- a\n", "1:1 yaml-document the file must hold 'field: value' lines, not a list"),
        ("a: 1\n---\nb: 2\n", "2:1 yaml-document a second document begins here; one file holds one"),
        ("a: b: c\n", "1:5 yaml-syntax mapping values are not allowed in this context"),
        ("a: 1\nb: 'x\n", "2:4 yaml-syntax found unexpected end of stream, while scanning a quoted scalar"),
        ("é: 1\nb:\n\t- c\n", "3:1 yaml-syntax found character that cannot start any token, while scanning"),
        ("a: 1\nwords\nb: 2\n", "2:1 yaml-syntax could not find expected ':', while scanning a simple key"),
        ("a: [1\nb: 2", "2:2 yaml-syntax did not find expected ',' or ']', while parsing a flow sequence"),
        ("a: {b: 1", "1:9 yaml-syntax did not find expected ',' or '}', while parsing a flow mapping"),
        ("? [a, b]\n: 1\n", "1:3 yaml-syntax a key must be a text, not a list or mapping"),
        ("a: !!python/object/apply:os.system [x]\n", "1:4 yaml-tag the tag '!!python/object/apply:os.system' is not"),
        ("a: !mine x\n", "1:4 yaml-tag the tag '!mine' is not supported"),
        ("a: !!timestamp 2018-10-21\n", "1:4 yaml-tag the tag '!!timestamp' is not supported"),
        ("x: 1\na: *gone\n", "2:4 yaml-alias no anchor '&gone' before this alias"),
        ("a: &a [1, *a]\n", "1:11 yaml-alias the alias '*a' stands inside what it stands for"),
        ("a: &a {b: 1}\nc:\n  <<: *a\n", "3:3 yaml-alias merge keys ('<<') are not supported"),
        ('ok: 1\na: "x\\0y"\n', "2:4 yaml-encoding an escape gives character U+0000, which is not allowed"),
        ("ok: 1\nüa: x\0y\n", "2:6 yaml-encoding character U+0000 is not allowed"),
        ("ok: 1\na: x\u2028y\n", "2:5 yaml-encoding character U+2028 is not allowed"),
        ("ok: 1\r\na: x\x1by\n", "2:5 yaml-encoding character U+001B is not allowed"),
    ],
)
def test_what_is_wrong_is_found_at_its_place(text: str, finding: str, shown: Shown) -> None:
    """One finding, at the line and column where the author has to look."""
    findings = parse(text.encode(), "a.yaml").findings
    assert len(findings) == 1
    assert shown(findings)[0].startswith(finding)


def test_bytes_that_are_not_utf_8_are_found_at_their_place(shown: Shown) -> None:
    """Latin-1 and UTF-16 are named, columns count characters."""
    assert shown(parse("a: ü\nb: ".encode() + b"\xe9t\xe9\n", "a").findings) == [
        "2:4 yaml-encoding byte 0xE9 is not UTF-8"
    ]
    assert shown(parse("a: 1\n".encode("utf-16"), "a").findings) == ["1:1 yaml-encoding the file is UTF-16, not UTF-8"]


def test_every_duplicate_key_is_found_at_its_second_place(shown: Shown) -> None:
    """Also in flow mappings, and with the line of the first."""
    document = parse(b"a: 1\nb: {c: 1, d: 2, c: 3}\na: 2\n", "a.yaml")
    assert shown(document.findings) == [
        "2:17 yaml-duplicate-key 'c' stands here again; it is already on line 2",
        "3:1 yaml-duplicate-key 'a' stands here again; it is already on line 1",
    ]


def test_a_few_aliases_are_fine() -> None:
    """An alias gives the value again, at its own place."""
    document = parse(b"a: &a [1, 2]\nb: *a\nc: &d x\ne: *d\n", "a.yaml")
    assert document.findings == ()
    assert document.data == {"a": [1, 2], "b": [1, 2], "c": "x", "e": "x"}
    assert document.positions.of("b", 1) == Location("a.yaml", 2, 4, 2, 6)


def test_an_alias_bomb_is_refused_at_once(shown: Shown) -> None:
    """Nine levels of nine aliases stand for 3 billion nodes and cost nothing."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    began = time.perf_counter()
    findings = parse("\n".join(lines).encode(), "a.yaml").findings
    assert time.perf_counter() - began < 0.5
    assert shown(findings)[0].startswith("4:10 yaml-alias the aliases stand for more than 1,000 nodes")


def test_aliases_count_all_that_is_inside_them(shown: Shown) -> None:
    """Nested parts too: two aliases of 600 nodes are over the limit of 1,000."""
    inner = ", ".join(["x"] * 598)
    assert parse(f"a: &a {{b: [{inner}]}}\nc: *a\n".encode(), "a").findings == ()
    assert shown(parse(f"a: &a {{b: [{inner}]}}\nc: [*a, *a]\n".encode(), "a").findings) == [
        "2:9 yaml-alias the aliases stand for more than 1,000 nodes"
    ]


@pytest.mark.parametrize("unit", ["[", "{a: ", "- "])
def test_deep_nesting_is_refused_without_recursion(unit: str, shown: Shown) -> None:
    """Tens of thousands of levels give a finding, in every notation, and never exhaust the stack."""
    began = time.perf_counter()
    findings = parse(("a:\n " + unit * 40_000).encode()[:199_000], "a.yaml").findings
    assert time.perf_counter() - began < 2
    assert [finding.rule for finding in findings] == ["yaml-depth"]


def test_nesting_up_to_the_limit_is_fine() -> None:
    """Fifty levels pass, fifty-one do not."""
    assert parse(b"a: " + b"[" * 49 + b"]" * 49, "a").findings == ()
    assert [item.rule for item in parse(b"a: " + b"[" * 50 + b"]" * 50, "a").findings] == ["yaml-depth"]


def test_a_large_file_is_refused_before_it_is_parsed(shown: Shown) -> None:
    """One megabyte takes no time; the limit itself still passes."""
    began = time.perf_counter()
    assert shown(parse(b"a: " + b"x" * 1_000_000, "a").findings) == [
        "1:1 yaml-size 1,000,003 bytes are over the limit of 200,000"
    ]
    assert time.perf_counter() - began < 0.05
    assert parse(b"a: 45678", "a", YamlLimits(max_bytes=8)).findings == ()
    assert parse(b"a: 456789", "a", YamlLimits(max_bytes=8)).findings != ()


def test_the_pure_python_parser_gives_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where PyYAML has no libyaml, data and places do not change."""
    fast = parse(EVERY_FORM.encode(), "a.yaml")
    monkeypatch.setattr(yaml_document, "_LOADER", yaml.SafeLoader)
    slow = parse(EVERY_FORM.encode(), "a.yaml")
    assert slow.data == fast.data
    assert slow.positions == fast.positions
    assert slow.literals == fast.literals
