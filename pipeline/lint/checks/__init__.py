"""The kinds of checks, in one explicit dict: a rule file names one of them and gives it parameters."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.lint.check import Check, CorpusCheck, DocumentCheck, SubjectCheck
from pipeline.lint.checks import (
    arithmetic,
    components,
    corpus,
    dates,
    facts,
    fields,
    graph,
    ids,
    loading,
    picture,
    planes,
    sources,
    texts,
)
from pipeline.lint.rule import Scope

__all__ = ["CHECKS"]

_SPEC, _TEXT, _MODEL, _ARTIFACT, _CORPUS = Scope.SPEC, Scope.TEXT, Scope.MODEL, Scope.ARTIFACT, Scope.CORPUS


def _check(scopes: Scope | tuple[Scope, ...], params: str, function: SubjectCheck) -> Check:
    return Check(
        scopes if isinstance(scopes, tuple) else (scopes,), frozenset(params.split()), _about(function), function
    )


def _document(params: str, function: DocumentCheck) -> Check:
    return Check((_SPEC,), frozenset(params.split()), _about(function), document=function)


def _corpus(params: str, function: CorpusCheck) -> Check:
    return Check((_CORPUS,), frozenset(params.split()), _about(function), corpus=function)


def _about(function: object) -> str:
    return " ".join((function.__doc__ or "").split("\n\n")[0].split())


CHECKS: Mapping[str, Check] = {
    "aspect-ratio": _check(_ARTIFACT, "widest tallest px", picture.aspect_ratio),
    "block-required": _check((_SPEC, _MODEL), "block any_of shown", fields.block_required),
    "budget": _check(_MODEL, "nodes label_lines limits tables", graph.budget),
    "class-known": _check(_MODEL, "", planes.class_known),
    "clean-text": _check(_TEXT, "", texts.clean_text),
    "component-names": _check(_MODEL, "elements classes names", components.component_names),
    "component-shown": _check(_MODEL, "", facts.component_shown),
    "conflicting-claims": _corpus("", corpus.conflicting_claims),
    "content": _check(_MODEL, "views", graph.content),
    "dated": _check(_MODEL, "", dates.dated),
    "edge-crossings": _check(_ARTIFACT, "base per_edge", picture.edge_crossings),
    "fact-pattern": _check(_SPEC, "unit means require source_date", facts.fact_pattern),
    "fact-shown": _check(_MODEL, "", facts.fact_shown),
    "field-pattern": _document("path require forbid unless when missing", fields.field_pattern),
    "file-bytes": _check(_TEXT, "bytes limit", loading.file_bytes),
    "file-size": _corpus("bytes limit only except", corpus.file_size),
    "grade-fits": _check(_SPEC, "grades", sources.grade_fits),
    "id-tokens": _check(_MODEL, "family looks_like known", ids.id_tokens),
    "incident-named": _check(_MODEL, "unless", dates.incident_named),
    "inference-marked": _check(_MODEL, "kinds classes label", graph.inference_marked),
    "known-planes": _check(_MODEL, "other", planes.known_planes),
    "label-pattern": _check(_MODEL, "match unless hosts title", texts.label_pattern),
    "missing-glyphs": _check(_ARTIFACT, "", picture.missing_glyphs),
    "near-duplicate": _corpus("share least", corpus.near_duplicate),
    "number-has-source": _check(_MODEL, "blocks ignore", facts.number_has_source),
    "orphans": _check(_MODEL, "classes kinds", graph.orphans),
    "palette": _check(_TEXT, "allow", planes.palette),
    "plane-named": _check(_MODEL, "suffix", planes.plane_named),
    "project-size": _corpus("bytes limit", corpus.project_size),
    "real-title": _check(_SPEC, "empty", sources.real_title),
    "recomputes": _check((_SPEC, _MODEL), "tolerance", arithmetic.recomputes),
    "same-fields": _corpus("families left right", corpus.same_fields),
    "shared-name": _check(_MODEL, "", ids.shared_name),
    "source-age": _check(_MODEL, "years", sources.source_age),
    "source-cited": _check(_SPEC, "least", sources.source_cited),
    "source-mix": _check(_SPEC, "least one_of", sources.source_mix),
    "svg-bytes": _check(_ARTIFACT, "bytes limit", picture.svg_bytes),
    "text-clipped": _check(_ARTIFACT, "px", picture.text_clipped),
    "text-contrast": _check(_ARTIFACT, "ratio", picture.text_contrast),
    "text-outside": _check(_ARTIFACT, "px", picture.text_outside),
    "text-overlap": _check(_ARTIFACT, "share", picture.text_overlap),
    "text-pattern": _check((_TEXT, _SPEC), "patterns unless where", texts.text_pattern),
    "text-size": _check(_ARTIFACT, "px", picture.text_size),
    "undirected": _check(_MODEL, "open", graph.undirected),
    "vague-metrics": _check(
        _MODEL, "degrees intensifiers stated nouns claims numbers terms except_kinds", components.vague_metrics
    ),
    "view-set": _corpus("", corpus.view_set),
}
