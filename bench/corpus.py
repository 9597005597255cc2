"""A project of diagrams for measuring: one in ten is a diagram of this repository, the others are generated and seeded.

Their sizes and types follow real documentation. Of 100 generated ones 72 are flowcharts of 15 to 40 nodes with subgraphs and
long labels, 7 sequence diagrams, 8 Graphviz, and the rest is spread over states, ER, classes, timelines, Gantt, quadrants,
XY charts, Sankey and mind maps.
"""

from __future__ import annotations

import random
from pathlib import Path

import yaml

from bench.repository import real

_NAMES = [
    "PostgreSQL 16 primary",
    "Kafka 3.5 broker",
    "Redis Cluster",
    "Envoy 1.30",
    "etcd 3.5",
    "Cassandra 4.1",
    "HAProxy 2.8",
    "Vitess 19",
    "nginx 1.26",
    "MySQL 8.0 replica",
    "RabbitMQ 3.13",
    "Elasticsearch 8",
    "MinIO",
    "Consul 1.18",
    "Zookeeper 3.9",
    "Memcached 1.6",
    "ClickHouse 24",
    "Flink 1.19",
    "Spark 3.5",
    "Debezium 2.6",
    "Istio 1.22",
    "Prometheus 2.52",
    "Grafana 11",
    "Temporal 1.24",
    "Pulsar 3.2",
    "CockroachDB 24",
    "ScyllaDB 6",
]
_DOES = [
    "takes writes",
    "retries 3 times",
    "waits 250 ms",
    "holds 128 connections",
    "drops after 2 s",
    "keeps 7 days",
    "acks=all",
    "p99 47 ms",
    "max_connections=500",
    "fails over in 10 s",
    "TTL 300 s",
    "1,024 shards",
    "20 % sampled",
    "rejects at 80 %",
    "heartbeat 100 ms",
]
_EDGES = [
    "gRPC",
    "SQL",
    "produce",
    "poll every 5 s",
    "HTTP/2",
    "replicates",
    "WAL",
    "reads",
    "writes",
    "alerts",
    "timeout 2 s",
    "p99 12 ms",
]
_PLANES = (("edge", "Edge"), ("service", "Service"), ("state", "State"), ("control", "Control"))

_MIX = {
    "flowchart": 72,
    "sequence": 7,
    "dot": 8,
    "state": 3,
    "er": 2,
    "timeline": 2,
    "class": 1,
    "gantt": 1,
    "quadrant": 1,
    "xychart": 1,
    "sankey": 1,
    "mindmap": 1,
}

VIEWS_PER_ENTITY = 10

# Generated pictures have no sources, settings or incidents: rules that ask for them would only measure their findings.
_CONFIGURATION = """
[lint]
disable = ["number-has-source", "fact-shown", "failure-documented", "config-details", "cost-stated", "source-cited",
           "migration-path", "alert-threshold", "data-loss", "blast-radius", "rollback", "recovery-time", "log-location"]
"""


def sources(count: int, seed: int = 1) -> list[tuple[str, str, str]]:
    """``count`` diagrams as (type, engine, source)."""
    rng = random.Random(seed)
    types = [name for name, weight in _MIX.items() for _ in range(weight)]
    result: list[tuple[str, str, str]] = []
    for at in range(count):
        if at % 10 == 5:
            result.append(real(at // 10))
            continue
        kind = rng.choice(types)
        result.append((kind, "graphviz" if kind == "dot" else "mermaid", _MAKERS[kind](rng)))
    return result


def write_project(folder: Path, count: int, seed: int = 1) -> None:
    """Writes a project of ``count`` specs, with the registry that they need."""
    folder.mkdir(parents=True)
    (folder / "atlas.toml").write_text(_CONFIGURATION, encoding="utf-8")
    entities = (count + VIEWS_PER_ENTITY - 1) // VIEWS_PER_ENTITY
    _write_registry(folder / "specs", entities)
    for at, (kind, engine, source) in enumerate(sources(count, seed)):
        entity, view = f"B-{at // VIEWS_PER_ENTITY}", f"{engine}-{at % VIEWS_PER_ENTITY}"
        _write_spec(folder / "diagrams" / "bench" / entity / f"{view}.yaml", entity, view, kind, engine, source)


def _write_registry(specs: Path, entities: int) -> None:
    views = {
        f"{engine}-{at}": {
            "engine": engine,
            "type": kind,
            "question": "What is measured here?",
            "must_contain": "generated nodes",
        }
        for engine, kind in (("mermaid", "flowchart"), ("graphviz", "dot"))
        for at in range(VIEWS_PER_ENTITY)
    }
    family = {
        "title": "Bench",
        "folder": "bench",
        "id_pattern": "^B-[0-9]+$",
        "closed": True,
        "count": entities,
        "owes": "all",
        "views": views,
    }
    _dump(specs / "registry.yaml", {"families": {"bench": family}})
    for at in range(entities):
        entity = {"id": f"B-{at}", "name": f"Bench {at}", "summary": "Generated for measuring.", "confidence": "C"}
        _dump(specs / "bench" / f"B-{at}.yaml", entity)


def _write_spec(path: Path, entity: str, view: str, kind: str, engine: str, source: str) -> None:
    facts = [
        {"value": value, "unit": "ms", "means": f"generated quantity number {value}", "derived": "generated"}
        for value in range(1, 11)
    ]
    head = {
        "entity": entity,
        "view": view,
        "engine": engine,
        "title": f"Generated {kind} {entity} {view}",
        "question": "How long does this picture take?",
        "confidence": "C",
        "facts": facts,
    }
    body = "".join(f"  {line}\n" for line in source.splitlines())
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(head, sort_keys=False) + "source: |\n" + body, encoding="utf-8")


def _dump(path: Path, data: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")


def _label(rng: random.Random) -> str:
    return f"{rng.choice(_NAMES)}<br/>{rng.choice(_DOES)}" + (f", {rng.choice(_DOES)}" if rng.random() < 0.3 else "")


def _flowchart(rng: random.Random) -> str:
    nodes = rng.randint(15, 40)
    groups = rng.randint(3, 4)
    lines = [f"flowchart {rng.choice(['TB', 'LR'])}"]
    for group in range(groups):
        plane, title = _PLANES[group]
        lines.append(f'  subgraph g{group}["{title} plane: {rng.choice(_NAMES)}"]')
        lines += [f'    n{at}["{_label(rng)}"]:::{plane}Plane' for at in range(nodes) if at * groups // nodes == group]
        lines.append("  end")
    for at in range(1, nodes):
        label = f"|{rng.choice(_EDGES)}|" if rng.random() < 0.5 else ""
        lines.append(f"  n{max(0, at - rng.randint(1, 5))} {rng.choice(['-->', '-.->', '==>'])}{label} n{at}")
    return "\n".join(lines)


def _sequence(rng: random.Random) -> str:
    actors = rng.sample(_NAMES, rng.randint(4, 6))
    lines = ["sequenceDiagram", *(f"  participant p{at} as {name}" for at, name in enumerate(actors))]
    for at in range(rng.randint(10, 20)):
        a, b = rng.sample(range(len(actors)), 2)
        lines.append(f"  p{a}->>p{b}: {rng.choice(_EDGES)} {at}")
    return "\n".join(lines)


def _dot(rng: random.Random) -> str:
    nodes = rng.randint(12, 30)
    lines = ["digraph bench {", "  rankdir=LR"]
    lines += [f'  n{at} [label="{_label(rng)}"]'.replace("<br/>", "\\n") for at in range(nodes)]
    lines += [f'  n{max(0, at - rng.randint(1, 4))} -> n{at} [label="{rng.choice(_EDGES)}"]' for at in range(1, nodes)]
    return "\n".join([*lines, "}"])


def _state(rng: random.Random) -> str:
    states = rng.randint(6, 12)
    lines = [
        "stateDiagram-v2",
        *(f"  s{at} : {rng.choice(_NAMES)} {rng.choice(_DOES)}" for at in range(states)),
        "  [*] --> s0",
    ]
    return "\n".join(
        [*lines, *(f"  s{max(0, at - rng.randint(1, 3))} --> s{at} : {rng.choice(_EDGES)}" for at in range(1, states))]
    )


def _er(rng: random.Random) -> str:
    count = rng.randint(5, 9)
    lines = ["erDiagram", *(f"  E{max(0, at - rng.randint(1, 3))} ||--o{{ E{at} : holds" for at in range(1, count))]
    for at in range(count):
        rows = [f'    string field{row} "{rng.choice(_DOES)}"' for row in range(3)]
        lines += [f"  E{at} {{", *rows, "  }"]
    return "\n".join(lines)


def _class(rng: random.Random) -> str:
    count = rng.randint(5, 9)
    lines = ["classDiagram"]
    for at in range(count):
        lines += [f"  class C{at} {{", "    +int timeoutMs", "    +retry() bool", "  }"]
    return "\n".join([*lines, *(f"  C{max(0, at - rng.randint(1, 2))} <|-- C{at}" for at in range(1, count))])


def _timeline(rng: random.Random) -> str:
    years = [f"  {2010 + at} : {rng.choice(_NAMES)} : {rng.choice(_DOES)}" for at in range(rng.randint(5, 9))]
    return "\n".join(["timeline", "  title Growth", *years])


def _gantt(rng: random.Random) -> str:
    tasks = [
        f"  {rng.choice(_NAMES)} :t{at}, 2024-01-{at + 1:02d}, {rng.randint(3, 12)}d"
        for at in range(rng.randint(6, 12))
    ]
    return "\n".join(["gantt", "  title Migration", "  dateFormat YYYY-MM-DD", "  section Phase one", *tasks])


def _quadrant(rng: random.Random) -> str:
    points = [
        f'  "{name}": [{rng.uniform(0.05, 0.95):.2f}, {rng.uniform(0.05, 0.95):.2f}]' for name in rng.sample(_NAMES, 7)
    ]
    return "\n".join(["quadrantChart", "  x-axis cheap --> dear", "  y-axis slow --> quick", *points])


def _xychart(rng: random.Random) -> str:
    values = ", ".join(str(rng.randint(5, 95)) for _ in range(8))
    axis = ", ".join(f"r{at}" for at in range(8))
    return f'xychart\n  title "p99 by load"\n  x-axis [{axis}]\n  y-axis "ms" 0 --> 100\n  bar [{values}]\n  line [{values}]'


def _sankey(rng: random.Random) -> str:
    return "sankey\n\n" + "\n".join(
        f"{rng.choice(_NAMES[:9])},{rng.choice(_NAMES[9:])},{rng.randint(5, 50)}" for _ in range(12)
    )


def _mindmap(rng: random.Random) -> str:
    return "\n".join(
        ["mindmap", "  root((Atlas))", *(f"    {rng.choice(_NAMES)}\n      {rng.choice(_DOES)}" for _ in range(8))]
    )


_MAKERS = {
    "flowchart": _flowchart,
    "sequence": _sequence,
    "dot": _dot,
    "state": _state,
    "er": _er,
    "class": _class,
    "timeline": _timeline,
    "gantt": _gantt,
    "quadrant": _quadrant,
    "xychart": _xychart,
    "sankey": _sankey,
    "mindmap": _mindmap,
}
