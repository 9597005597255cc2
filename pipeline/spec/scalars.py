"""What an unquoted YAML scalar means: the JSON types of YAML 1.2, and text for everything that only looks clever."""

from __future__ import annotations

import math
import re

Scalar = str | int | float | bool | None

_CONSTANTS: dict[str, Scalar] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True,
    "false": False, "False": False, "FALSE": False,
}  # fmt: skip

# Eighteen digits always fit 64 bits; longer ones are serial numbers rather than quantities.
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
_FLOAT = re.compile(r"[-+]?(0|[1-9][0-9]*)?\.[0-9]+([eE][-+]?[0-9]{1,3})?|[-+]?(0|[1-9][0-9]*)[eE][-+]?[0-9]{1,3}")


def resolve(text: str) -> Scalar:
    """The value of a plain scalar.

    Null, true, false, decimal integers and finite floats. Dates, times (``22:52``), ``yes`` and ``off``, numbers with
    leading zeros or underscores, hexadecimal and infinite ones stay text: what an author sees is what a picture shows.
    """
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text):
        number = float(text)
        return number if math.isfinite(number) else text
    return text
