"""Markdown: which fences are diagrams, and where each line of them stands."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipeline.findings import Location
from pipeline.spec.fences import fences

TextAt = Callable[[str, Location], str]


@pytest.mark.parametrize(
    ("opening", "engine"),
    [
        ("```mermaid", "mermaid"), ("``` mermaid", "mermaid"), ("~~~Mermaid", "mermaid"), ("`````mermaid", "mermaid"),
        ("```mermaid {align=center}", "mermaid"), ("``` {.mermaid #id .wide}", "mermaid"), ("```{mermaid}", "mermaid"),
        ("```dot", "graphviz"), ("```graphviz", "graphviz"), ("```{.dot}", "graphviz"), ("```{dot}", "graphviz"),
        ("```gv", "graphviz"), (":::mermaid", "mermaid"), ("::: mermaid", "mermaid"),
    ],
)  # fmt: skip
def test_the_language_names_the_engine(opening: str, engine: str) -> None:
    """The notations of GitHub, Pandoc, MyST, Quarto and Azure DevOps."""
    mark = opening[: len(opening) - len(opening.lstrip("`~:"))]
    (found,) = fences(f"text\n{opening}\nA\n  B\n{mark}\nafter\n", "a.md")
    assert (found.engine, found.source.text, found.source.first_line) == (engine, "A\n  B\n", 3)


@pytest.mark.parametrize(
    "text",
    [
        "```\ngraph TD\n```\n", "```mermaid-example\nx\n```\n", "```python\ndot\n```\n",
        "    ```mermaid\n    x\n    ```\n",
        "````markdown\n```mermaid\nx\n```\n````\n", "~~~text\n```dot\nx\n```\n~~~\n", "<!--\n```mermaid\nx\n```\n-->\n",
        "`mermaid` and ```mermaid x```\n", "---\na: |\n  x\n```mermaid: 1\n---\n", "    :::mermaid\n    x\n",
    ],
)  # fmt: skip
def test_what_is_no_diagram_fence_is_left_alone(text: str) -> None:
    """Other languages, code about fences, comments, front matter."""
    assert list(fences(text, "a.md")) == []


LINES = """\
---
title: front matter
---

# First `code` *heading*

1. item

   ```mermaid
   graph TD
     A --> B

   ```

   - inner
     ~~~dot
     digraph {
       a -> b
     }
     ~~~

> quoted
> ```mermaid
> sequenceDiagram
>   A->>B: ü𝄞
>
> ```
>
> > :::mermaid
> > graph LR
> >   x
> > :::

Second heading
--------------

  ```mermaid
graph TD
    A
  ```

::: mermaid
graph TD
  B
:::
```mermaid
unclosed
  C
"""


@pytest.mark.parametrize("line_break", ["\n", "\r\n"])
def test_every_line_is_mapped_to_its_place(line_break: str, text_at: TextAt) -> None:
    """In lists, quotes, with ragged indents, without an end: line by line the file holds the text at that place."""
    found = list(fences(LINES.replace("\n", line_break), "a.md"))
    assert [(item.number, item.engine, item.source.first_line) for item in found] == [
        (1, "mermaid", 10), (2, "graphviz", 17), (3, "mermaid", 24), (4, "mermaid", 30), (5, "mermaid", 38),
        (6, "mermaid", 43), (7, "mermaid", 47),
    ]  # fmt: skip
    for item in found:
        for number, line in enumerate(item.source.text.split("\n")[:-1], start=1):
            if line:
                assert text_at(LINES, item.source.location(number)) == line, item
    assert [item.heading for item in found] == ["First code heading"] * 4 + ["Second heading"] * 3


def test_lines_stay_right_where_tabs_are_split(text_at: TextAt) -> None:
    """A tab that is half indent, half text: the line is exact and the column that of the first letter."""
    text = "- a\n\n\t```mermaid\n\tgraph TD\n\t\tA\n\t```\n"
    (found,) = fences(text, "a.md")
    for number, line in enumerate(found.source.text.split("\n")[:-1], start=1):
        column = len(line) - len(line.lstrip()) + 1
        assert text_at(text, found.source.location(number, column)) == line.lstrip()


def test_a_colon_fence_ends_with_its_list_or_file() -> None:
    """An unclosed one takes no line of what follows the list."""
    inside, after = fences("- a\n\n  :::mermaid\n  graph TD\n\ntext\n\n:::mermaid\ngraph LR\n", "a.md")
    assert inside.source.text.strip() == "graph TD"
    assert after.source.text == "graph LR\n"
