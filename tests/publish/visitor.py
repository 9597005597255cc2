"""The Python end of ``visitor.mjs``: a visitor of a built site."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Any

from pipeline.process import kill_tree, spawn, tail
from pipeline.toolchain import Toolchain, sandbox_args

_FLAGS = ("--disable-gpu", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1")


class Visitor:
    """Walks a site. Every method raises AssertionError with the page's own words where it cannot do what it should."""

    def __init__(self, toolchain: Toolchain) -> None:
        self._stderr = tempfile.TemporaryFile()  # noqa: SIM115
        flags = json.dumps([*_FLAGS, *sandbox_args()])
        script = Path(__file__).with_name("visitor.mjs")
        env = {**os.environ, **toolchain.browser_env}
        self._process = spawn(
            [toolchain.node, script, toolchain.modules, toolchain.browser, flags], env=env, stderr=self._stderr
        )
        self.url = ""
        self.outside: list[str] = []
        self.errors: list[str] = []

    def do(self, op: str, **job: Any) -> Any:
        """Does one thing and gives its value."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"op": op, **job}).encode() + b"\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            self._stderr.seek(0)
            raise AssertionError(f"the browser is gone: {tail(self._stderr.read().decode(errors='replace'))}")
        answer = json.loads(line)
        self.url, self.outside, self.errors = answer["url"], answer["outside"], answer["errors"]
        assert answer["ok"], answer["message"]
        return answer["value"]

    def text(self, selector: str) -> str:
        """The text of the first such element, in one line."""
        return " ".join(
            str(self.do("evaluate", code=f"document.querySelector({json.dumps(selector)})?.textContent")).split()
        )

    def close(self) -> None:
        """Ends the browser."""
        kill_tree(self._process)
        self._stderr.close()
