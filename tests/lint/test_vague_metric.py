"""Vague claims: a word instead of a number is found, a term of art and a word beside its number are not."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from pipeline.lint.rule import Rule
from pipeline.lint.vague_metric import Vagueness, vagueness

LABELS = Path(__file__).parent / "labels"


@pytest.fixture(scope="session")
def vague(rules: dict[str, Rule]) -> Vagueness:
    """What the shipped rule calls vague."""
    params: dict[str, Any] = dict(rules["actual-metrics"].params)
    params.pop("except_kinds")
    return vagueness(params)


@pytest.mark.parametrize(
    ("label", "claim"),
    [
        ("Redis, low latency", "low latency"),
        ("highly scalable storage", "highly scalable"),
        ("minimal operational cost", "minimal operational cost"),
        ("Latency: High", "Latency: High"),
        ("Cost\nHigh", "Cost High"),
        ("High availability", "High availability"),
        ("Fast", "Fast"),
        ("• 1-10ms latency\n• Cost-optimized", "Cost-optimized"),
        ("3 nodes, fast reads", "fast reads"),
        ("good performance on S3", "good performance"),
    ],
)
def test_a_word_instead_of_a_number(vague: Vagueness, label: str, claim: str) -> None:
    assert vague.find(label) == (claim,)


@pytest.mark.parametrize(
    "label",
    [
        "Low latency: p99 8 ms",
        "10x faster reads",
        "High throughput: 1M msg/s",
        "30% cheaper storage",
        "high availability, 99.99 %",
        "fail fast",
        "high cardinality",
        "high water mark",
        "slow start",
        "fast path",
        "slow query log",
        "best effort",
        "load balancer",
        "eventually consistent",
        "auto-scaling",
        "Slow disk under the leader",
        "availability over consistency",
        "lag > 60 s for 5 min",
        "high priority queue",
    ],
)
def test_a_term_of_art_or_a_number(vague: Vagueness, label: str) -> None:
    assert vague.find(label) == ()


def test_overlapping_claims_are_one(vague: Vagueness) -> None:
    assert vague.find("highly scalable architecture") == ("highly scalable",)


@pytest.mark.parametrize(("split", "precision", "recall"), [("tune", 1.0, 1.0), ("held-out", 1.0, 0.76)])
def test_other_peoples_labels(vague: Vagueness, split: str, precision: float, recall: float) -> None:
    """No worse than docs/lint-quality.md says."""
    found = right = there = 0
    with (LABELS / f"{split}.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            hit, wanted = bool(vague.find(row["label"].replace("<br/>", "\n"))), row["metric_verdict"] == "vague"
            found, right, there = found + hit, right + (hit and wanted), there + wanted
    assert right / found >= precision
    assert right / there >= recall
