"""``atlas new``: a spec that is valid for every view there is, and that lint finds fault with only where it says TODO."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.author.family import with_family
from pipeline.author.new import new_spec, write
from pipeline.author.skeleton import skeletons, spec_text
from pipeline.config import load_settings
from pipeline.errors import OutputError, UsageError
from pipeline.project import Project
from pipeline.spec.diagram import parse_diagram
from pipeline.spec.model import Diagram, Entity, Registry, View
from pipeline.spec.references import check_diagram


@pytest.fixture(scope="module")
def atlas() -> Project:
    return Project(load_settings(Path(__file__).parent.parent.parent), lambda line: None)


def fullest(registry: Registry) -> list[Entity]:
    """One entity of each family: the one with most to say, and the one with least."""
    found = []
    for family in registry.families:
        members = sorted((e for e in registry.entities.values() if e.family == family), key=lambda e: len(str(e.data)))
        found += [members[-1], members[0]]
    return found


def begun(project: Project) -> list[Diagram]:
    """What ``atlas new`` begins for every view of those entities; fails where anything is wrong with it."""
    diagrams = []
    registry, settings = project.registry, project.settings
    for entity in fullest(registry):
        family = registry.families[entity.family]
        for view in family.views.values():
            path = settings.diagrams / family.folder / entity.id / f"{view.slug}.yaml"
            text = spec_text(entity, view, registry, settings.specs, path)
            diagram, findings = parse_diagram(
                text.encode(), path.relative_to(settings.root).as_posix(), project.schemas
            )
            assert findings == ()
            assert diagram is not None
            assert check_diagram(diagram, registry) == ()
            assert diagram.question == view.question
            assert " ".join(view.must_contain.split())[:60] in text
            diagrams.append(diagram)
    return diagrams


def test_the_spec_of_every_view_is_valid(atlas: Project) -> None:
    diagrams = begun(atlas)
    assert len(diagrams) == 2 * sum(len(family.views) for family in atlas.registry.families.values())


@pytest.mark.browser
@pytest.mark.slow
def test_every_skeleton_can_be_drawn(atlas: Project) -> None:
    failures = {d.id: drawn.failure for d, drawn in atlas.renderer().drawings(begun(atlas)) if drawn.failure}
    assert failures == {}


def test_every_type_of_the_registry_has_a_skeleton(atlas: Project) -> None:
    types = {view.type for family in atlas.registry.families.values() for view in family.views.values()}
    assert types <= set(skeletons())


def test_what_the_entity_says_is_at_hand(atlas: Project, tmp_path: Path) -> None:
    settings = replace(atlas.settings, diagrams=tmp_path)
    [file] = new_spec(settings, atlas.registry, "M5", "state-machine")
    assert file.path == tmp_path / "mechanisms" / "M5" / "state-machine.yaml"
    assert "#   - A majority of the members is lost [etcd-failure-modes]" in file.text.splitlines()
    assert "# entities: [INC-20201102-CLOUDFLARE]" in file.text.splitlines()


def test_a_view_that_is_not_known_is_refused_with_those_that_are(atlas: Project) -> None:
    with pytest.raises(UsageError, match="no view 'state-machin'") as caught:
        new_spec(atlas.settings, atlas.registry, "M5", "state-machin")
    assert "did you mean 'state-machine'?" in str(caught.value.hint)
    assert "load-response" in str(caught.value.hint)


@pytest.mark.parametrize(("entity", "hint"), [("M55", "M5"), ("CS-NEWCOMER", "--name"), ("whatever", "ids:")])
def test_an_entity_that_is_not_known_is_refused_with_what_to_do(atlas: Project, entity: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        new_spec(atlas.settings, atlas.registry, entity, "state-machine")
    assert hint in str(caught.value.hint)


def test_a_closed_family_takes_no_new_entity(atlas: Project) -> None:
    missing = {name: entity for name, entity in atlas.registry.entities.items() if name != "M5"}
    registry = Registry(families=atlas.registry.families, entities=missing, data=atlas.registry.data)
    with pytest.raises(UsageError, match="closed"):
        new_spec(atlas.settings, registry, "M5", "state-machine", "Consensus")


def test_a_spec_that_is_there_is_never_overwritten(scratch: Callable[..., Project], tmp_path: Path) -> None:
    registry = with_family(tmp_path / "none.yaml") or ""
    project = scratch({"specs/registry.yaml": registry})
    about, spec = new_spec(project.settings, project.registry, "IM-X", "mermaid", "A thing")
    write(about)
    write(spec)
    fresh = Project(project.settings, lambda line: None)
    assert fresh.registry.entities["IM-X"].name == "A thing"
    assert fresh.registry_findings == ()
    with pytest.raises(UsageError, match="there already"):
        new_spec(fresh.settings, fresh.registry, "IM-X", "mermaid")
    with pytest.raises(OutputError):
        write(spec)


def test_without_a_registry_it_says_where_one_comes_from(scratch: Callable[..., Project]) -> None:
    project = scratch()
    with pytest.raises(UsageError) as caught:
        new_spec(project.settings, project.registry, "X", "y")
    assert "atlas init" in str(caught.value.hint)


def test_planes_are_those_of_the_registry(atlas: Project) -> None:
    entity = atlas.registry.entities["M5"]
    view = View("v", "mermaid", "flowchart", "question?", "content")
    path = atlas.settings.diagrams / "mechanisms" / "M5" / "v.yaml"
    with_planes = spec_text(entity, view, atlas.registry, atlas.settings.specs, path)
    without = spec_text(entity, view, Registry(families=atlas.registry.families), atlas.settings.specs, path)
    assert 'subgraph edge["Edge plane"]' in with_planes
    assert "subgraph" not in without
