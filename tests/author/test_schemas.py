"""The schemas that come with the program hold where a project has none of its own, kind by kind."""

from __future__ import annotations

import json
from collections.abc import Callable

from pipeline.project import Project
from pipeline.spec import yaml_document

SPEC = b"entity: X\nview: y\nengine: mermaid\ntitle: A title of one's own\nquestion: What is it?\nconfidence: C\nsource: graph TD\n"


def test_a_project_without_schemas_is_held_to_the_shipped_ones(scratch: Callable[..., Project]) -> None:
    schemas = scratch().schemas
    assert schemas.check("diagram", yaml_document.parse(SPEC, "a.yaml")) == ()
    [finding] = schemas.check("diagram", yaml_document.parse(SPEC.replace(b"mermaid", b"paint"), "a.yaml"))
    assert finding.location.line == 3


def test_a_schema_of_its_own_replaces_the_shipped_one_of_that_kind_alone(scratch: Callable[..., Project]) -> None:
    own = {"type": "object", "required": ["owner"]}
    schemas = scratch({"specs/schemas/diagram.schema.json": json.dumps(own)}).schemas
    [finding] = schemas.check("diagram", yaml_document.parse(SPEC, "a.yaml"))
    assert "owner" in finding.message
    assert schemas.check("entity", yaml_document.parse(b"id: X\n", "b.yaml"))
    assert [file.parent.name for file in schemas.files() if file.name == "diagram.schema.json"] == ["schemas"]
    assert len({file.parent for file in schemas.files()}) == 2
