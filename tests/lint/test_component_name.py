"""Names of components: what names something, what names a function, and what is no component at all."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from pipeline.lint import shipped
from pipeline.lint.catalogue import Catalogue, load_catalogue, with_names
from pipeline.lint.component_name import Element, Judge, Verdict
from pipeline.lint.vocabulary import vocabulary

LABELS = Path(__file__).parent / "labels"


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """The catalogue that comes with the program."""
    return load_catalogue([shipped.folder("components")])


@pytest.fixture(scope="session")
def judge(catalogue: Catalogue) -> Judge:
    """A judge with that catalogue."""
    return Judge(catalogue, vocabulary())


GENERIC = """Service A | Database | Cache | Load Balancer | Node 2 | User Service | API Gateway | 3 App Servers | Worker 1 |
Message Queue | 🛒 Order Service | Order Service\\nJava 17\\n📦 50 pods | Auth Server (internal) | Java | gRPC | Microservice1 |
Load Balancer / API Gateway | Dashboards and alerts | Rate Limiter | Edge Cache\\nLondon | Vector DB | LoadBalancer"""
NAMES = """PostgreSQL 16 primary | Kafka | Zuul gateway | Netflix EVCache | Redis Cache\\n2GB | Load Balancer\\nALB | Vault |
checkout-service | BillingWorker | proxy/proxy_server.py | IdP\\n(e.g. Keycloak) | Redis/Memcached | Postgres+Cassandra |
Kafka-3.5 | Consul server | React Web Platform | Ray cluster | api.stripe.com | cache.get() | order_events | Amazon S3"""
OTHER = """User | Internet | Mobile Client | Check Cache | Query Database | Update the cache | Cache hit | Is it cached? |
Client calls API | Follower becomes leader | Failed node | p99 45 ms | lag > 60 s | Storage: | Step 2: Build image | Order placed |
Foobar gateway | Falcon API | Project Manager | Network partition | Write to WAL | The cache is cold | Database migration"""


def _labels(text: str) -> list[str]:
    return [label.strip().replace("\\n", "\n") for label in text.replace("\n", " ").split("|")]


@pytest.mark.parametrize(
    ("label", "verdict"),
    [(label, Verdict.GENERIC) for label in _labels(GENERIC)]
    + [(label, Verdict.NAMES) for label in _labels(NAMES)]
    + [(label, Verdict.OTHER) for label in _labels(OTHER)],
)
def test_verdict(judge: Judge, label: str, verdict: Verdict) -> None:
    assert judge.judge(label, Element.NODE).verdict is verdict


def test_what_a_spec_declares_is_a_name(catalogue: Catalogue) -> None:
    plain, declared = Judge(catalogue, vocabulary()), Judge(with_names(catalogue, ["Order Router"]), vocabulary())
    assert plain.judge("Order Router", Element.NODE).verdict is Verdict.GENERIC
    assert declared.judge("Order Router v2", Element.NODE).verdict is Verdict.NAMES


def test_a_part_in_a_group_that_names_the_whole_is_named(judge: Judge) -> None:
    assert judge.judge("leader", Element.NODE, ["Control plane", "etcd cluster"]).verdict is Verdict.OTHER
    assert judge.judge("leader", Element.NODE, ["Control plane"]).verdict is Verdict.GENERIC
    assert judge.judge("User Service", Element.NODE, ["Kubernetes"]).verdict is Verdict.GENERIC


def test_the_shape_counts(judge: Judge) -> None:
    """A cylinder is a store whatever its label; a participant does not act in its own label."""
    assert judge.judge("Metrics", Element.NODE).verdict is Verdict.OTHER
    assert judge.judge("Metrics", Element.STORE).verdict is Verdict.GENERIC
    assert judge.judge("Check Cache", Element.NODE).verdict is Verdict.OTHER
    assert judge.judge("Check Cache", Element.PARTICIPANT).verdict is Verdict.GENERIC


def _measured(judge: Judge, split: str) -> tuple[float, float]:
    """Precision and recall of ``generic`` on the labels of other people's docs."""
    found = right = there = 0
    with (LABELS / f"{split}.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            elements = {element.value for element in Element}
            hit = row["element"] in elements and (
                judge.judge(row["label"].replace("<br/>", "\n"), Element(row["element"])).verdict is Verdict.GENERIC
            )
            wanted = row["component_verdict"] == "generic"
            found, right, there = found + hit, right + (hit and wanted), there + wanted
    return right / found, right / there


@pytest.mark.parametrize(("split", "precision", "recall"), [("tune", 0.97, 0.93), ("held-out", 0.94, 0.80)])
def test_other_peoples_labels(judge: Judge, split: str, precision: float, recall: float) -> None:
    """No worse than docs/lint-quality.md says."""
    measured = _measured(judge, split)
    assert measured[0] >= precision
    assert measured[1] >= recall
