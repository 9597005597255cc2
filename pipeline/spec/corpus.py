"""Input files -> the diagrams they hold, in input order, with all that is wrong with them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pipeline.findings import Finding, Severity
from pipeline.spec.diagram import load_diagram
from pipeline.spec.inputs import InputFile, InputKind
from pipeline.spec.model import Diagram, Registry
from pipeline.spec.raw import load_raw
from pipeline.spec.references import check_diagram
from pipeline.spec.schema import Schemas
from pipeline.spec.yaml_document import YamlLimits


@dataclass(frozen=True, slots=True)
class Corpus:
    """What a set of input files holds.

    A diagram whose own file is wrong is not among ``diagrams``; one that names something unknown is, with its findings.
    """

    diagrams: tuple[Diagram, ...]
    findings: tuple[Finding, ...]


def load_file(
    item: InputFile, root: Path, schemas: Schemas, registry: Registry, limits: YamlLimits | None = None
) -> Corpus:
    """One file: a spec with its references checked, a raw file, or the fences of a Markdown file."""
    limits = limits or YamlLimits()
    if item.kind is not InputKind.SPEC:
        return Corpus(*load_raw(Path(item.file), root, path=item.path, max_bytes=limits.max_bytes))
    diagram, findings = load_diagram(Path(item.file), root, schemas, limits)
    if diagram is None:
        return Corpus((), findings)
    return Corpus((diagram,), (*findings, *check_diagram(diagram, registry)))


def load_files(
    items: Iterable[InputFile], root: Path, schemas: Schemas, registry: Registry, limits: YamlLimits | None = None
) -> Corpus:
    """All of ``items``. Of two diagrams with one id (rule ``id-unique``) the later is dropped."""
    diagrams: dict[str, Diagram] = {}
    findings: list[Finding] = []
    for item in items:
        loaded = load_file(item, root, schemas, registry, limits)
        findings += loaded.findings
        for diagram in loaded.diagrams:
            earlier = diagrams.setdefault(diagram.id, diagram)
            if earlier is not diagram:
                message = f"the diagram '{diagram.id}' stands already in {earlier.path}"
                at, hint = diagram.source.location(1), "rename one of the files"
                findings.append(Finding("id-unique", Severity.ERROR, message, at, diagram.id, hint))
    return Corpus(tuple(diagrams.values()), tuple(sorted(findings, key=Finding.sort_key)))
