"""Comparisons as JUnit XML: a test case a diagram, failed where it differs."""

from __future__ import annotations

from xml.etree import ElementTree as Xml

from pipeline.compare.result import Result
from pipeline.compare.verdict import Comparison, Verdict
from pipeline.spec.text_file import for_xml


def diff_junit(result: Result) -> str:
    """The result as one test suite."""
    broken = sum(comparison.verdict is Verdict.BROKEN for comparison in result.comparisons)
    numbers = {
        "tests": str(len(result.comparisons)),
        "failures": str(len(result.differing) - broken),
        "errors": str(broken),
    }
    root = Xml.Element("testsuites", numbers)
    suite = Xml.SubElement(root, "testsuite", {"name": for_xml(f"diagrams against {result.base}"), **numbers})
    for comparison in result.comparisons:
        _add_case(suite, comparison)
    Xml.indent(root, " ")
    return Xml.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _add_case(suite: Xml.Element, comparison: Comparison) -> None:
    entity, slash, view = comparison.diagram.rpartition("/")
    about = {"classname": entity if slash else "diagrams", "name": view or comparison.diagram, "file": comparison.path}
    case = Xml.SubElement(suite, "testcase", {key: for_xml(value) for key, value in about.items()})
    if comparison.differs:
        kind = "error" if comparison.verdict is Verdict.BROKEN else "failure"
        first = comparison.changes[0] if comparison.changes else str(comparison.verdict)
        problem = Xml.SubElement(case, kind, {"type": str(comparison.verdict), "message": for_xml(first)})
        problem.text = for_xml("\n".join(comparison.changes))
