"""Names that more than one entity goes by, which say nothing without an id."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.spec.model import Registry


def shared_names(registry: Registry) -> Mapping[str, list[str]]:
    """Names, in lower case, that more than one entity of a closed family goes by, with the ids of all of them.

    A name is shared, too, where the other's name only adds a word to it (Shadow, Shadow Traffic).
    """
    names = [
        (identity, entity.name.casefold())
        for identity, entity in registry.entities.items()
        if registry.families[entity.family].owes == "all" and not _is_open(registry, entity.family)
    ]
    found: dict[str, list[str]] = {}
    for _, name in names:
        bearers = [other for other, longer in names if longer == name or longer.startswith(f"{name} ")]
        if len(bearers) > 1:
            found[name] = bearers
    return found


def _is_open(registry: Registry, family: str) -> bool:
    block = registry.data.get("families", {}).get(family, {})
    return not (isinstance(block, Mapping) and block.get("closed") is True)
