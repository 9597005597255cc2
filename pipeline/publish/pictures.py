"""Pictures of the corpus itself, as diagrams for the pipeline's own Graphviz engine: the map and the coverage.

pydot builds the graphs, which carry no colours of their own: the theme gives them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

import pydot

from pipeline.publish.coverage import Coverage, FamilyCoverage
from pipeline.publish.crossmap import Chain, CrossMap
from pipeline.spec.model import Diagram, Registry, SourceText

_ENGINE = "graphviz"
_WRAP = 26

# Squares are characters, not cells of a table: a hundredth of the source, and a reader can select them.
_FULL, _EMPTY = "\u25a0", "\u25a1"
_LINE = 60
_HEAD = 34


def map_id(root: str) -> str:
    """The id of the picture of one chain."""
    return f"map/{root}"


WHOLE_MAP = "map"
COVERAGE = "coverage"


def map_diagrams(cross_map: CrossMap, registry: Registry) -> Iterator[Diagram]:
    """One picture for each chain that links anything, and one of all levels but the last."""
    for chain in cross_map.chains:
        if chain.pairs:
            name = registry.entities[chain.root].name
            title = f"What {name} ({chain.root}) stands on"
            titles = [level.title for level in cross_map.levels]
            yield _diagram(map_id(chain.root), title, _chain_graph(chain, titles, registry), _described(chain, titles))
    pairs = dict.fromkeys(pair for chain in cross_map.chains for pair in chain.pairs)
    last = {name for chain in cross_map.chains for name in chain.levels[-1]}
    kept = [pair for pair in pairs if not last & set(pair)]
    if kept:
        titles = [level.title for level in cross_map.levels[:-1]]
        title = " to ".join(titles)
        graph = _graph()
        for source, target in kept:
            graph.add_edge(pydot.Edge(_quoted(source), _quoted(target)))
        for name in dict.fromkeys(name for pair in kept for name in pair):
            graph.add_node(_node(name, registry))
        yield _diagram(WHOLE_MAP, title, graph, f"{len(kept)} links; the tables below the picture name each.")


def _chain_graph(chain: Chain, titles: Sequence[str], registry: Registry) -> pydot.Dot:
    graph = _graph()
    for number, (title, names) in enumerate(zip(titles, chain.levels, strict=True)):
        if not names:
            continue
        cluster = pydot.Subgraph(f"cluster_level{number}", label=_quoted(title if len(names) == 1 else _plural(title)))
        for name in names:
            cluster.add_node(_node(name, registry))
        graph.add_subgraph(cluster)
    for source, target in chain.pairs:
        graph.add_edge(pydot.Edge(_quoted(source), _quoted(target)))
    return graph


def _graph() -> pydot.Dot:
    return pydot.Dot("map", graph_type="digraph", rankdir="LR", ranksep="0.7", nodesep="0.16")


def _node(name: str, registry: Registry) -> pydot.Node:
    label = f"{name}\\n{_wrapped(registry.entities[name].name)}"
    return pydot.Node(_quoted(name), label=_quoted(label), shape="box")


def _described(chain: Chain, titles: Sequence[str]) -> str:
    parts = [
        f"{_plural(title) if len(names) > 1 else title}: {', '.join(names)}"
        for title, names in zip(titles, chain.levels, strict=True)
        if names
    ]
    return "; ".join(parts) + "."


def _plural(title: str) -> str:
    return f"{title[:-1]}ies" if title.endswith("y") else f"{title}s"


def _wrapped(text: str) -> str:
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + len(word) >= _WRAP:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return "\\n".join(lines)


def _quoted(text: str) -> str:
    """A DOT string. ``\\n`` in it stays a line break; any other backslash would be an escape and goes."""
    kept = text.replace("\\n", "\x00").replace("\\", "").replace('"', '\\"').replace("\x00", "\\n")
    return f'"{kept}"'


def _diagram(identity: str, title: str, graph: pydot.Dot, description: str) -> Diagram:
    text = graph.to_string()
    source = SourceText(text, identity)
    return Diagram(identity, identity, _ENGINE, source, title, description=description, raw=True)


# --- coverage ----------------------------------------------------------------------------------------------------------


def coverage_diagram(coverage: Coverage) -> Diagram:
    """A square for every picture that is owed: filled where it exists, empty where it does not."""
    graph = pydot.Dot("coverage", graph_type="graph")
    rows = "".join(row for family in coverage.families for row in _rows(family))
    table = f'<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="1" CELLPADDING="2">{rows}</TABLE>'
    graph.add_node(pydot.Node("squares", shape="plain", style="solid", label=f"<{table}>"))
    planned = "" if coverage.total.planned is None else f" of {coverage.total.planned:,} planned"
    title = f"{coverage.total.existing:,}{planned} pictures exist"
    return _diagram(COVERAGE, title, graph, "A square is a picture that is owed: filled where it exists, else empty.")


def _rows(family: FamilyCoverage) -> Iterator[str]:
    planned = "" if family.count.planned is None else f" of {family.count.planned:,}"
    head = escape(f"{family.title}: {family.count.existing:,}{planned}")
    yield f'<TR><TD ALIGN="LEFT" VALIGN="BOTTOM" HEIGHT="{_HEAD}" COLSPAN="2"><B>{head}</B></TD></TR>'
    for view in family.views:
        squares = _squares(family, view.slug, view.count.planned)
        lines = [squares[at : at + _LINE] for at in range(0, len(squares), _LINE)] or [" "]
        cell = "".join(f'{line}<BR ALIGN="LEFT"/>' for line in lines)
        yield f'<TR><TD ALIGN="LEFT" VALIGN="TOP">{escape(view.slug)}</TD><TD ALIGN="LEFT">{cell}</TD></TR>'


def _squares(family: FamilyCoverage, view: str, planned: int | None) -> str:
    """A square for each entity that owes the view or has it; where entities owe one, for each that is planned."""
    if any(entity.owed for entity in family.entities):
        owing = (entity for entity in family.entities if view in entity.owed or view in entity.existing)
        return "".join(_FULL if view in entity.existing else _EMPTY for entity in owing)
    there = sum(view in entity.existing for entity in family.entities)
    return (_FULL * there).ljust(planned or 0, _EMPTY)
