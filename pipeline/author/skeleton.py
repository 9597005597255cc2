"""An entity and a view of its family -> the text of a spec that is as complete as the registry lets it be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from importlib import resources
from pathlib import Path
from textwrap import shorten
from typing import Any

import yaml

from pipeline.author.yaml_text import WIDTH, block, comment, flow, scalar, schema_line
from pipeline.spec.model import Entity, Registry, View

# The blocks of an entity's file that a picture may draw on, with the fields that tell its items apart.
_BLOCKS: Mapping[str, tuple[str, ...]] = {
    "failure_modes": ("fault",),
    "config": ("system", "name", "default"),
    "cost": ("kind", "statement"),
    "migration": ("from", "to"),
    "oncall": ("symptom",),
}
_RELATED = ("guarantees", "mechanisms", "patterns", "case_studies", "incidents")
_TITLE_MAX = 120


def spec_text(entity: Entity, view: View, registry: Registry, specs: Path, file: Path) -> str:
    """A spec for ``file``: valid, with TODO wherever only the author can write."""
    sources = [name for name in _ids(entity.data.get("sources")) if name in registry.sources]
    lines = [
        *schema_line(specs, file, "diagram"),
        f"entity: {scalar(entity.id)}",
        f"view: {scalar(view.slug)}",
        f"engine: {view.engine}",
        f"title: {scalar(_title(entity))}",
        *comment(f"Asked of every picture of this view: {view.question}"),
        f"question: {scalar(view.question)}",
        *comment(f"It must contain: {view.must_contain}"),
        *_related(entity),
        f"confidence: {entity.confidence or 'C'}",
        "# components: [PostgreSQL 16, Kafka 3.5]   # the real names that the picture shows",
        *_facts(sources),
        *([f"sources: {flow(sources)}"] if sources else ["# sources: []   # ids of specs/sources"]),
        *_knowledge(entity),
    ]
    return "\n".join(lines) + "\n" + block("source", source_text(entity, view, registry))


def source_text(entity: Entity, view: View, registry: Registry) -> str:
    """The Mermaid or DOT text that a view begins with: the smallest that its engine draws."""
    known = skeletons()
    text = known.get(view.type) or known["dot" if view.engine == "graphviz" else "flowchart"]
    planes = "\n".join(_plane(name, str(plane.get("title") or name)) for name, plane in registry.planes.items())
    return text.replace("{planes}\n", f"{planes}\n" if planes else "").replace("{name}", _plain(entity.name))


def skeletons() -> dict[str, str]:
    """The sources by type of diagram."""
    text = resources.files("pipeline.author").joinpath("skeletons.yaml").read_text("utf-8")
    loaded: dict[str, str] = yaml.safe_load(text)
    return loaded


def _title(entity: Entity) -> str:
    lead = entity.name if entity.id in entity.name else f"{entity.name} ({entity.id})"
    return f"{lead}, TODO the point of the picture"[:_TITLE_MAX]


def _plane(name: str, title: str) -> str:
    group = f'  subgraph {name}["{title}"]\n    {name}One["TODO a component, or drop the plane"]:::{name}Plane\n  end'
    return f"{group}\n  class {name} {name}Zone"


def _plain(name: str) -> str:
    """A name without what Mermaid, DOT and CSV read as their own."""
    return "".join(letter for letter in name if letter not in '"{}[]<>|;,')


def _related(entity: Entity) -> Iterator[str]:
    related = [name for field in _RELATED for name in _ids(entity.data.get(field))]
    if related:
        yield "# The registry relates these; keep those that the picture shows:"
        yield from comment(f"entities: {flow(dict.fromkeys(related))}", "# ", "#   ")


def _facts(sources: Iterable[str]) -> list[str]:
    first = next(iter(sources), "an-id-of-specs-sources")
    return [
        "# facts:   # every quantity that the picture shows, with where it was read",
        f'#   - {{value: 1000, unit: ms, means: what was measured or set, source: {first}, where: "section …"}}',
    ]


def _knowledge(entity: Entity) -> Iterator[str]:
    """What the entity's file has to draw from, a line an item: the author sees what is there without opening it."""
    for name, fields in _BLOCKS.items():
        items = [item for item in entity.data.get(name) or () if isinstance(item, Mapping)]
        if items:
            yield f"# {entity.path} has under {name}:"
        for item in items:
            said = " ".join(str(item[field]) for field in fields if item.get(field))
            cited = f" [{item['source']}]" if item.get("source") else ""
            yield f"#   - {shorten(said, WIDTH - 6 - len(cited), placeholder=' …')}{cited}"


def _ids(value: Any) -> list[str]:
    found = []
    for item in value if isinstance(value, list) else ():
        identity = item.get("id") if isinstance(item, Mapping) else item
        if isinstance(identity, str):
            found.append(identity)
    return found
