"""Other people's Markdown: each broken fence is reported at its place, and no good one."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.cli.group import main

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("lint-run")]

GOOD = """\
# A guide

```mermaid
flowchart LR
  A["checkout-service"] -->|produce| B["Kafka 3.6"]
```

- In a list:

  ```dot
  digraph { a [label="HAProxy 2.8"]; a -> "PostgreSQL 16" }
  ```

````markdown
```mermaid
this is only an example of a fence
```
````
"""

BROKEN = """\
# Broken

```mermaid
flowchart LR
  A["checkout-service"] --> B[Kafka
  B --> C
```

> ```dot
> digraph {
>   a -> -> b
> }
> ```

  1. ~~~mermaid
     sequenceDiagram
       Alice->>Bob
     ~~~

```mermaid
nonsense
```

```mermaid
sequenceDiagram
  Alice->>Bob: hello
```
"""


def test_every_broken_fence_and_no_good_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "atlas.toml").write_text("", encoding="utf-8")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "good.md").write_text(GOOD, encoding="utf-8")
    (tmp_path / "docs" / "broken.md").write_text(BROKEN, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["lint", "docs/", "--output", "github", "--jobs", "1"])
    assert result.exit_code == 1
    places = [
        tuple(part.partition("=")[2] for part in line.split("::")[1].split(" ", 1)[1].split(",")[:2])
        for line in result.stdout.splitlines()
    ]
    assert all(path == "docs/broken.md" for path, _ in places)
    lines = [int(line) for _, line in places]
    assert len(lines) == 4
    bounds = [(4, 7), (10, 12), (16, 18), (21, 21)]
    assert all(first <= line <= last for (first, last), line in zip(bounds, lines, strict=True))
