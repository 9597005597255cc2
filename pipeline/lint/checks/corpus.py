"""Checks across diagrams: twins, facts that contradict each other, missing views, sizes of files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from fnmatch import fnmatch
from typing import Any

from pipeline.findings import Location
from pipeline.lint.rule import Hit, Rule
from pipeline.lint.subject import Claim, Corpus, Document, Summary
from pipeline.spec.model import Entity


def near_duplicate(rule: Rule, corpus: Corpus) -> Iterator[Hit]:
    """No two diagrams share more than ``share`` (Jaccard) of what they say and connect, of ``least`` features or more.

    Only diagrams that share one of their rarest features are compared, which finds every such pair and keeps the time
    linear for a corpus of pictures that differ.
    """
    share, least = rule.params["share"], rule.params["least"]
    kept = [summary for summary in corpus.summaries if len(summary.features) >= least]
    frequency = Counter(feature for summary in kept for feature in summary.features)
    index: dict[int, list[Summary]] = {}
    for summary in kept:
        rare = sorted(summary.features, key=lambda feature: (frequency[feature], feature))
        prefix = rare[: len(rare) - int(share * len(rare)) + 1]
        own = set(summary.features)
        candidates = {other.id: other for feature in prefix for other in index.get(feature, ())}
        for _, other in sorted(candidates.items()):
            alike = len(own & set(other.features)) / len(own | set(other.features))
            if alike > share:
                yield Hit(summary.at, {"other": other.id, "share": f"{alike:.0%}", "diagram": summary.id})
        for feature in prefix:
            index.setdefault(feature, []).append(summary)


def conflicting_claims(rule: Rule, corpus: Corpus) -> Iterator[Hit]:
    """Facts of different diagrams that mean the same of the same thing have the same value.

    A diagram that has several facts of one meaning (two codes, two members) lists values, and says nothing of others.
    """
    first: dict[str, tuple[Summary, Claim]] = {}
    for summary in corpus.summaries:
        counts = Counter(claim.about for claim in summary.claims)
        for claim in summary.claims:
            if counts[claim.about] > 1:
                continue
            earlier, other = first.setdefault(claim.about, (summary, claim))
            if other.value != claim.value:
                values = {"shown": claim.shown, "other": other.shown, "where": earlier.id, "diagram": summary.id}
                yield Hit(claim.at, values)


def view_set(rule: Rule, corpus: Corpus) -> Iterator[Hit]:
    """An entity with one diagram has one for every view that its family owes."""
    if not corpus.whole:
        return
    views: dict[str, set[str]] = {}
    first: dict[str, Summary] = {}
    for summary in corpus.summaries:
        if summary.view:
            views.setdefault(summary.entity, set()).add(summary.view)
            first.setdefault(summary.entity, summary)
    for identity, there in views.items():
        family = corpus.registry.family_of(identity)
        if family is None or family.owes != "all":
            continue
        missing = [view for view in family.views if view not in there]
        if missing:
            values = {"entity": identity, "count": len(missing), "views": ", ".join(missing)}
            yield Hit(Location(first[identity].at.path), {**values, "diagram": first[identity].id})


def same_fields(rule: Rule, corpus: Corpus) -> Iterator[Hit]:
    """In every entity of ``families`` two fields hold the same set of ids: ``left`` and ``right`` (paths of keys)."""
    for entity in corpus.registry.entities.values():
        if entity.family not in rule.params["families"]:
            continue
        left, right = (_ids(entity, rule.params[side]) for side in ("left", "right"))
        if left is not None and right is not None and left != right:
            at = entity.positions.of(*rule.params["left"])
            values = {"left": ", ".join(sorted(left)) or "none", "right": ", ".join(sorted(right)) or "none"}
            yield Hit(at, {**values, "entity": entity.id})


def _ids(entity: Entity, path: tuple[str, ...]) -> set[str] | None:
    found = Document(entity.data, entity.positions).items(tuple(path))
    if not found or not isinstance(found[0][1], list):
        return None
    return {item["id"] if isinstance(item, Mapping) else str(item) for item in found[0][1]}


def file_size(rule: Rule, corpus: Corpus) -> Iterator[Hit]:
    """No tracked file has more than ``bytes``; the registry's ``limit`` of that name goes before.

    ``only`` and ``except`` are globs of paths.
    """
    params = rule.params
    most = int(corpus.registry.limits.get(params.get("limit", ""), params["bytes"]))
    for path, size in sorted(corpus.files.items()):
        if size > most and _counts(path, params):
            yield Hit(Location(path), {"bytes": f"{size:,}", "most": f"{most:,}"})


def project_size(rule: Rule, corpus: Corpus) -> Iterator[Hit]:
    """All tracked files together have at most ``bytes``; the registry's ``limit`` of that name goes before."""
    most = int(corpus.registry.limits.get(rule.params.get("limit", ""), rule.params["bytes"]))
    total = sum(corpus.files.values())
    if total > most:
        largest = max(corpus.files, key=lambda path: corpus.files[path])
        yield Hit(Location(largest), {"bytes": f"{total:,}", "most": f"{most:,}", "largest": largest})


def _counts(path: str, params: Mapping[str, Any]) -> bool:
    inside = not params.get("only") or any(fnmatch(path, pattern) for pattern in params["only"])
    return inside and not any(fnmatch(path, pattern) for pattern in params.get("except", ()))
