"""JSON Schema of the specs: compiled once, applied to parsed documents, answered with findings."""

from __future__ import annotations

import json
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import ConfigError
from pipeline.findings import Finding

if TYPE_CHECKING:
    import jsonschema_rs
    from jsonschema import Draft202012Validator
    from referencing import Registry

    from pipeline.spec.yaml_document import YamlDocument

_SUFFIX = ".schema.json"


class Schemas:
    """The schema files of a folder, each named by its kind: ``diagram`` is ``diagram.schema.json``.

    Kinds that ``folder`` has no file for come from ``fallback``. Files are read and compiled at the first check. They
    may refer to one another by file name; nothing else is looked up, and no network is used. Raises ConfigError where a
    schema is missing or is none.

    Nearly every document is valid, which jsonschema-rs tells in a hundredth of the time. jsonschema checks the others: its
    errors hold what a finding needs.
    """

    def __init__(self, folder: Path, fallback: Path | None = None) -> None:
        self.folder = folder
        self._fallback = fallback
        self._validators: dict[str, Draft202012Validator] = {}
        self._registry: Registry[Any] | None = None
        self._quick: dict[str, jsonschema_rs.Validator | None] = {}

    def files(self) -> tuple[Path, ...]:
        """Every schema file, sorted by name: what the outcome of a check depends on besides the document."""
        found = {file.name: file for file in self._fallback.glob(f"*{_SUFFIX}")} if self._fallback else {}
        found |= {file.name: file for file in self.folder.glob(f"*{_SUFFIX}")}
        return tuple(found[name] for name in sorted(found))

    def check(self, kind: str, document: YamlDocument) -> tuple[Finding, ...]:
        """The findings (rule ``spec-schema``) of a document that was parsed; none where it has no data."""
        if document.data is None or self._is_valid(kind, document.data):
            return ()
        from referencing.exceptions import Unresolvable

        from pipeline.spec.schema_findings import explain

        try:
            errors = list(self._validator(kind).iter_errors(document.data))
        except Unresolvable as error:
            message = f"{self.folder / kind}{_SUFFIX} refers to what does not exist: {error.ref}"
            raise ConfigError(message, "a schema may refer to the other files of its folder") from error
        findings = {finding: None for error in errors for finding in explain(error, document)}
        return tuple(sorted(findings, key=Finding.sort_key))

    def _is_valid(self, kind: str, data: Any) -> bool:
        """Whether a document is known to be valid; false where it is not, and where that cannot be told here."""
        if kind not in self._quick:
            self._quick[kind] = self._quick_validator(f"{kind}{_SUFFIX}")
        validator = self._quick[kind]
        try:
            return validator is not None and validator.is_valid(data)
        except ValueError:  # it is not what JSON can hold
            return False

    def _quick_validator(self, name: str) -> jsonschema_rs.Validator | None:
        """None where something is wrong with the schemas: ``_validator`` says what."""
        import jsonschema_rs

        try:
            registry = self._quick_registry
            return jsonschema_rs.Draft202012Validator({"$ref": name}, registry=registry, offline=True)
        except (OSError, ValueError, jsonschema_rs.ReferencingError):
            return None

    @cached_property
    def _quick_registry(self) -> jsonschema_rs.Registry:
        """All schemas, for every kind. Raises OSError, ValueError or ReferencingError where something is wrong with one."""
        import jsonschema_rs

        contents = {file.name: json.loads(file.read_bytes()) for file in self.files()}
        for file in self.folder.glob(f"*{_SUFFIX}"):
            jsonschema_rs.meta.validate(contents[file.name])
        return jsonschema_rs.Registry(list(contents.items()), draft=jsonschema_rs.Draft202012)

    def _validator(self, kind: str) -> Draft202012Validator:
        found = self._validators.get(kind)
        if found is None:
            from jsonschema import Draft202012Validator

            if self._registry is None:
                self._registry = self._load()
            name = f"{kind}{_SUFFIX}"
            if name not in self._registry:
                hint = "every kind of spec file needs its JSON Schema there"
                raise ConfigError(f"{self.folder / name} does not exist", hint)
            # The reference gives the schema its file name as base, against which its own references resolve.
            found = Draft202012Validator({"$ref": name}, registry=self._registry)
            self._validators[kind] = found
        return found

    def _load(self) -> Registry[Any]:
        from jsonschema import Draft202012Validator
        from jsonschema.exceptions import SchemaError
        from referencing import Registry
        from referencing.jsonschema import DRAFT202012

        resources = []
        for file in self.files():
            try:
                contents = json.loads(file.read_bytes())
                if file.parent == self.folder:  # what comes with the program is tested, and checking takes its time
                    Draft202012Validator.check_schema(contents)
            except (OSError, ValueError, SchemaError) as error:
                reason = error.message if isinstance(error, SchemaError) else str(error)
                raise ConfigError(f"{file} is not a JSON Schema: {reason}") from error
            resources.append((file.name, DRAFT202012.create_resource(contents)))
        return Registry().with_resources(resources)
