"""Where everything stands on the site: the path of the page of each entity, diagram, incident, view and report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.errors import ConfigError
from pipeline.publish.inventory import BLOCKS, Inventory, Item
from pipeline.publish.site.markdown import Place

HOME = Place("index.md")
SYMPTOMS = Place("symptoms/index.md")
INCIDENTS = Place("incidents/index.md")
READINESS = Place("readiness.md")
COVERAGE = Place("coverage.md")
MAP = Place("map.md")
SOURCES = Place("sources.md")
QUICK_STARTS = Place("quick-starts/index.md")

_OWN_FOLDERS = frozenset({"symptoms", "incidents", "quick-starts", "evidence", "assets", "search"})
PAGE_PREFIX = "page:"


@dataclass(frozen=True, slots=True)
class Target:
    """What a name leads to. ``missing`` says what is not there yet, where the page is the nearest that exists."""

    label: str
    place: Place
    missing: str = ""


_FIXED: Mapping[str, Target] = {
    "home": Target("Home", HOME),
    "symptoms": Target("Symptoms", SYMPTOMS),
    "incidents": Target("Incidents", INCIDENTS),
    "readiness": Target("Readiness", READINESS),
    "coverage": Target("Coverage", COVERAGE),
    "map": Target("Map", MAP),
    "sources": Target("Sources", SOURCES),
    "quick-starts": Target("Quick starts", QUICK_STARTS),
}


class Book:
    """Paths of pages. Raises ConfigError where a family's folder is one that the site needs itself."""

    def __init__(self, inventory: Inventory) -> None:
        self._inventory = inventory
        self._registry = inventory.registry
        for family in self._registry.families.values():
            if family.folder in _OWN_FOLDERS:
                hint = f"the site keeps pages of its own in {', '.join(sorted(_OWN_FOLDERS))}"
                raise ConfigError(f"the family '{family.name}' cannot have the folder '{family.folder}'", hint)

    def family(self, name: str) -> Place:
        """The page of a family."""
        return Place(f"{self._registry.families[name].folder}/index.md")

    def view(self, family: str, slug: str) -> Place:
        """The page with all diagrams of one view."""
        return Place(f"{self._registry.families[family].folder}/views/{slug}.md")

    def entity(self, identity: str, anchor: str = "") -> Place:
        """The page of an entity."""
        family = self._registry.families[self._registry.entities[identity].family]
        return Place(f"{family.folder}/{identity}/index.md", anchor)

    def diagram(self, identity: str, anchor: str = "") -> Place:
        """The page of a diagram that exists."""
        entity, _, view = identity.partition("/")
        family = self._registry.families[self._registry.entities[entity].family]
        return Place(f"{family.folder}/{entity}/{view}.md", anchor)

    def incident(self, identity: str) -> Place:
        """The page of an incident."""
        return Place(f"incidents/{identity}.md")

    def symptom_class(self, identity: str) -> Place:
        """The page of a class of symptoms."""
        return Place(f"symptoms/{identity}.md")

    def quick_start(self, identity: str) -> Place:
        """The page of a quick start."""
        return Place(f"quick-starts/{identity}.md")

    def block(self, name: str) -> Place:
        """The page with every item of one block."""
        return Place(f"evidence/{name.replace('_', '-')}.md")

    def item(self, item: Item) -> Place:
        """Where an item of a block stands: on its diagram's page or on its entity's."""
        return self.diagram(item.diagram, item.anchor) if item.diagram else self.entity(item.entity, item.anchor)

    def source(self, identity: str) -> Place:
        """A source in the list of sources."""
        return Place(SOURCES.path, f"source-{identity}")

    def find(self, name: str) -> Target | None:
        """What a name of ``specs/site`` leads to; None where there is no such thing."""
        registry = self._registry
        if name.startswith(PAGE_PREFIX):
            return self._page(name.removeprefix(PAGE_PREFIX))
        if name in registry.entities:
            return Target(f"{registry.entities[name].name} ({name})", self.entity(name))
        if name in registry.incidents:
            return Target(registry.incidents[name].headline, self.incident(name))
        if name in registry.families:
            return Target(registry.families[name].title, self.family(name))
        return self._view_of(*name.split("/", 1)) if "/" in name else None

    def _page(self, name: str) -> Target | None:
        if name in _FIXED:
            return _FIXED[name]
        return Target(BLOCKS[name], self.block(name)) if name in BLOCKS else None

    def _view_of(self, owner: str, slug: str) -> Target | None:
        """A view of a family: its page. A view of an entity: the diagram, or the entity where nobody drew it yet."""
        family = self._registry.families.get(owner)
        if family is not None:
            return Target(f"{family.title}: {words(slug)}", self.view(owner, slug)) if slug in family.views else None
        entity = self._registry.entities.get(owner)
        if entity is None or slug not in self._registry.families[entity.family].views:
            return None
        diagram = self._inventory.diagrams.get(f"{owner}/{slug}")
        if diagram is not None:
            return Target(diagram.title, self.diagram(diagram.id))
        return Target(f"{entity.name} ({owner})", self.entity(owner, "diagrams"), f"{words(slug)} is not drawn yet")


def words(slug: str) -> str:
    """A slug as words."""
    return slug.replace("-", " ").replace("_", " ")
