"""Where the registry lies below ``specs/``. Imports nothing heavy: whether it has changed is asked at each start."""

from __future__ import annotations

from pathlib import Path

REGISTRY_FILE = "registry.yaml"
SOURCES_FOLDER = "sources"
INCIDENTS_FOLDER = "incidents"
SCHEMAS_FOLDER = "schemas"


def registry_files(specs: Path) -> tuple[Path, ...]:
    """Every file that the outcome of load_registry may depend on, sorted: YAML below ``specs`` and the schemas."""
    return tuple(sorted([*specs.glob("*.yaml"), *specs.glob("*/*.yaml"), *specs.glob(f"{SCHEMAS_FOLDER}/*.json")]))
