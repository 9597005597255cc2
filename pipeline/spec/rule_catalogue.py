"""The rules that loading itself applies, before any rule file: id -> what it holds, and why."""

from __future__ import annotations

RULES = {
    "file-unreadable": "An input file can be opened. It vanished, or its permissions forbid it.",
    "yaml-size": "A YAML file stays below the size limit: what is longer is no longer one picture or one entity.",
    "yaml-encoding": "YAML is UTF-8, without control characters and without separators that break the line count.",
    "yaml-syntax": "A file is YAML, with text as keys.",
    "yaml-document": "A YAML file holds exactly one document, a mapping: one file is one thing.",
    "yaml-duplicate-key": "A field stands once in its mapping: of two values a parser would silently drop one.",
    "yaml-tag": "YAML tags are not used: a value is what it looks like.",
    "yaml-alias": "An alias repeats an earlier, complete part, within bounds: nested ones can stand for billions.",
    "yaml-depth": "Nesting stays within bounds: no spec needs fifty levels.",
    "raw-size": "A Mermaid or DOT source stays below the size limit.",
    "raw-encoding": "Mermaid, DOT and Markdown are UTF-8, and a source holds no control characters.",
    "raw-empty": "A raw file or fence holds something to draw.",
    "spec-schema": "A file satisfies its JSON Schema: known fields, all that are required, of the right type and form.",
    "spec-path": "A file's name and folder say what it holds, so that it is found without being opened.",
    "entity-id": "An id has the form that its family prescribes.",
    "family-count": "A closed family has as many entities as the registry says.",
    "id-unique": "An id names one thing.",
    "ref-exists": "What a spec refers to exists: entities, incidents, sources.",
    "view-known": "A diagram shows one of the views that its entity's family owes.",
    "engine-allowed": "A view is drawn with the engine that the registry names for it.",
}
