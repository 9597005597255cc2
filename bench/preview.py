"""A preview that runs while something is measured."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pipeline.process import kill_tree, spawn


@contextmanager
def running_preview(folder: Path, *targets: Path) -> Iterator[str]:
    """The address of a preview of ``targets`` in ``folder``, which is up. Raises SystemExit where it does not come up."""
    with tempfile.TemporaryFile() as said:
        server = spawn([sys.executable, "-m", "pipeline", "preview", *targets], cwd=folder, stderr=said)
        try:
            yield _address(said)
        finally:
            kill_tree(server)


def _address(said: Any) -> str:
    for _ in range(600):
        said.seek(0)
        text = said.read().decode()
        if "http://" in text:
            return str(text[text.index("http://") :].split()[0])
        time.sleep(0.05)
    raise SystemExit(f"the preview did not come up: {text}")
