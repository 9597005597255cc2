"""Text without characters that no diagram needs: an input file as UTF-8, of bearable size, and any text for XML."""

from __future__ import annotations

import re
from pathlib import Path

from pipeline.findings import Finding, Location, Severity

LINE_BREAK = re.compile(r"\r\n|\r|\n")

# What YAML calls non-printable, plus the three breaks (NEL, LS, PS) that YAML counts as new lines and editors do not:
# with them inside, no line number would be right.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def for_xml(text: str) -> str:
    """``text`` with a replacement character for each that XML 1.0 cannot hold in any form."""
    return _NOT_XML.sub("\ufffd", text)


def read_bytes(file: Path, path: str, max_bytes: int, kind: str) -> tuple[bytes, tuple[Finding, ...]]:
    """The content of ``file``, or the finding that says why there is none.

    ``path`` is how findings name the file; ``kind`` (``yaml`` or ``raw``) starts the ids of the rules. A file over
    ``max_bytes`` is not read.
    """
    try:
        size = file.stat().st_size
        if size > max_bytes:
            return b"", (too_large(path, size, max_bytes, kind),)
        return file.read_bytes(), ()
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        return b"", (Finding("file-unreadable", Severity.ERROR, f"cannot read the file: {reason}", Location(path)),)


def too_large(path: str, size: int, max_bytes: int, kind: str) -> Finding:
    """The finding for an input of ``size`` bytes where ``max_bytes`` are allowed."""
    message = f"{size:,} bytes are over the limit of {max_bytes:,}"
    return Finding(f"{kind}-size", Severity.ERROR, message, Location(path), hint="split it, or show less in it")


def decode(content: bytes, path: str, kind: str) -> tuple[str | None, tuple[Finding, ...]]:
    """``content`` as text without byte-order mark, or None and a finding at the first byte that is not UTF-8."""
    rule = f"{kind}-encoding"
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        found = Finding(rule, Severity.ERROR, "the file is UTF-16, not UTF-8", Location(path), hint="save it as UTF-8")
        return None, (found,)
    try:
        return content.decode("utf-8-sig"), ()
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8-sig", errors="replace")
        message = f"byte 0x{content[error.start]:02X} is not UTF-8"
        found = Finding(rule, Severity.ERROR, message, place(before, len(before), path), hint="save the file as UTF-8")
        return None, (found,)


def forbidden_character(text: str, path: str, kind: str) -> Finding | None:
    """A finding at the first character of ``text`` that is a control character, a line separator or half a pair."""
    match = FORBIDDEN.search(text)
    if match is None:
        return None
    message = f"character {code_point(match[0])} is not allowed"
    return Finding(f"{kind}-encoding", Severity.ERROR, message, place(text, match.start(), path), hint="remove it")


def code_point(character: str) -> str:
    """How messages write a character that cannot be shown."""
    return f"U+{ord(character):04X}"


def place(text: str, index: int, path: str) -> Location:
    """The line and column of the character at ``index``."""
    line, start = 1, 0
    for match in LINE_BREAK.finditer(text, 0, index):
        line, start = line + 1, match.end()
    return Location(path, line, index - start + 1)


def shown_path(file: Path, root: Path) -> str:
    """``file`` relative to ``root`` where it lies inside, else as given; with forward slashes."""
    return (file.relative_to(root) if file.is_relative_to(root) else file).as_posix()
