"""Diff reports as files, the format by the suffix."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from pipeline.compare.result import Result
from pipeline.errors import OutputError
from pipeline.render.atomic import write_atomically
from pipeline.report.diff_html import FindSvg, diff_html
from pipeline.report.diff_json import diff_json
from pipeline.report.diff_junit import diff_junit
from pipeline.report.diff_markdown import diff_markdown

Write = Callable[[Result, FindSvg], str]

FORMATS: Mapping[str, Write] = {
    ".html": diff_html,
    ".md": lambda result, svg: diff_markdown(result),
    ".xml": lambda result, svg: diff_junit(result),
    ".json": lambda result, svg: diff_json(result),
}


def write_report(file: Path, result: Result, svg: FindSvg) -> None:
    """Writes a report. Raises OutputError; the suffix has to be one of FORMATS."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        content = FORMATS[file.suffix.lower()](result, svg)
        write_atomically(file, content.encode("utf-8", "surrogatepass"), file.parent)
    except OSError as error:
        raise OutputError(f"cannot write {file}: {error.strerror or error}") from error
