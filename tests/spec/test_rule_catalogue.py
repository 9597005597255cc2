"""Every rule that this room reports is explained."""

from __future__ import annotations

import re
from pathlib import Path

from pipeline import spec
from pipeline.spec.rule_catalogue import RULES


def test_every_rule_id_in_the_sources_is_in_the_catalogue() -> None:
    """And nothing else is: the catalogue neither lacks nor invents a rule."""
    folder = Path(str(spec.__file__)).parent
    text = "\n".join(file.read_text() for file in folder.glob("*.py") if file.name != "rule_catalogue.py")
    literal = re.findall(r'"((?:file|yaml|raw|spec|entity|family|id|ref|view|engine)-[a-z-]+)"', text)
    built = {f"{kind}-{name}" for name in re.findall(r'f"\{kind\}-([a-z]+)"', text) for kind in ("yaml", "raw")}
    assert {*literal, *built} == set(RULES)
