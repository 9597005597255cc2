"""The family of imported diagrams: a home that fits any of them, until an author gives each a better one."""

from __future__ import annotations

from pathlib import Path

import yaml

from pipeline.author.names import PREFIX
from pipeline.author.yaml_text import schema_line
from pipeline.errors import ConfigError

FAMILY, FOLDER = "imported", "imported"
VIEWS = {"mermaid": "mermaid", "graphviz": "graphviz"}
"""The view of a diagram by its engine: both are called the same, for a source may change its type at any time."""

_BLOCK = f"""\
# Diagrams that were imported and have no home yet: atlas import writes them here.
{FAMILY}:
  title: Imported
  folder: {FOLDER}
  id_pattern: ^{PREFIX}-[A-Z0-9]+(-[A-Z0-9]+)*$
  closed: false
  owes: one
  views:
    mermaid:
      engine: mermaid
      type: any
      question: Which question does it answer?
      must_contain: what it had where it came from
    graphviz:
      engine: graphviz
      type: any
      question: Which question does it answer?
      must_contain: what it had where it came from
"""


def with_family(registry: Path) -> str | None:
    """The text of ``registry.yaml`` with the family in it; None where it is there already.

    Comments and layout of the file stay as they are. Raises ConfigError where its families cannot be read.
    """
    if not registry.is_file():
        head = [*schema_line(registry.parent, registry, "registry"), "families:"]
        return "\n".join(head) + "\n" + _indented(_BLOCK, 2)
    text = registry.read_text(encoding="utf-8")
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        raise ConfigError(f"{registry}: {error}", "mend the registry first") from error
    families = _value(root, "families")
    if families is None or families.flow_style or not families.value:
        raise ConfigError(f"{registry} has no block of families", f"add the family '{FAMILY}' by hand:\n{_BLOCK}")
    if any(key.value == FAMILY for key, _ in families.value):
        return None
    # Before the first family: its mark is the one place whose indentation is sure.
    first = families.value[0][0].start_mark
    lines = text.splitlines(keepends=True)
    at = first.line
    while at > 0 and lines[at - 1].lstrip().startswith("#") and _indent(lines[at - 1]) == first.column:
        at -= 1
    return "".join([*lines[:at], _indented(_BLOCK, first.column), *lines[at:]])


def _value(root: yaml.Node | None, name: str) -> yaml.MappingNode | None:
    if not isinstance(root, yaml.MappingNode):
        return None
    found = [value for key, value in root.value if key.value == name and isinstance(value, yaml.MappingNode)]
    return found[0] if found else None


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _indented(block: str, columns: int) -> str:
    return "".join(" " * columns + line for line in block.splitlines(keepends=True))
