"""The texts of a picture in the order in which its model has them: groups, nodes, edges, then what else is drawn."""

from __future__ import annotations

import re

from pipeline.model import Model

_BREAK = re.compile(r"<br\s*/?>|\\n", re.IGNORECASE)


def labels_of(model: Model) -> tuple[str, ...]:
    """Each text once, on one line."""
    texts = (
        model.title,
        *(group.label for group in model.groups),
        *(node.label for node in model.nodes),
        *(edge.label for edge in model.edges),
        *(drawn.text for drawn in model.texts),
    )
    lines = (" ".join(_BREAK.sub(" ", text).split()) for text in texts)
    return tuple(dict.fromkeys(line for line in lines if any(character.isalnum() for character in line)))
