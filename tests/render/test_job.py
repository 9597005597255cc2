"""Ids become paths that stay inside out/, and prefixes that no two diagrams share."""

from __future__ import annotations

import pytest

from pipeline.render.engines import Prepared
from pipeline.render.job import Job, safe_path
from pipeline.spec.model import Diagram, SourceText


@pytest.mark.parametrize(
    ("identity", "path"),
    [
        ("G-LIN/failure-map", "G-LIN/failure-map"),
        ("../../etc/passwd", "etc/passwd"),
        ("/etc/passwd", "etc/passwd"),
        ("a/./b//c", "a/b/c"),
        ("C:\\x", "C__x"),
        ('a<b>"|?*\x01', "a_b______"),
    ],
)
def test_a_path_never_leads_out(identity: str, path: str) -> None:
    """Whatever the id says."""
    assert safe_path(identity) == path


def test_prefixes_differ_and_are_names() -> None:
    """They begin ids, so they start with a letter."""
    prefixes = {_job(f"G-LIN/view-{at}").prefix for at in range(500)}
    assert len(prefixes) == 500
    assert all(prefix[0].isalpha() and prefix.isalnum() for prefix in prefixes)


def _job(identity: str) -> Job:
    return Job(Diagram(identity, "x", "mermaid", SourceText("", "x"), ""), Prepared("", {}), "")
