"""Ids for diagrams that come from elsewhere: made of the path and the heading, so that they stay as long as those do."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from pathlib import PurePosixPath

PREFIX = "IM"
_LONGEST = 90


def entity_id(path: str, heading: str) -> str:
    """``docs/ops/kafka.md`` and ``Consumer groups`` give ``IM-DOCS-OPS-KAFKA-CONSUMER-GROUPS``.

    Letters outside of ASCII lose their accents; a part without any ASCII letter or digit becomes a digest of itself.
    """
    words = [_word(part) for part in PurePosixPath(path).with_suffix("").parts if part not in ("/", "..", ".")]
    # A document's own title often says what its file is called.
    if heading and _word(heading) != words[-1]:
        words.append(_word(heading))
    identity = "-".join([PREFIX, *words])
    if len(identity) <= _LONGEST:
        return identity
    # A file's name has its limit; the digest keeps two long ones apart.
    return f"{identity[: _LONGEST - 9].rstrip('-')}-{_digest(identity)}"


def _word(part: str) -> str:
    plain = unicodedata.normalize("NFKD", part.casefold()).encode("ascii", "ignore").decode().upper()
    return re.sub(r"[^A-Z0-9]+", "-", plain).strip("-") or _digest(part)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8].upper()
