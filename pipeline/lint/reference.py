"""The reference of the rules as Markdown, made from the rules themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import yaml

from pipeline.lint.builtin import BUILT_IN
from pipeline.lint.checks import CHECKS
from pipeline.lint.rule import Example, Rule, Scope

_HEAD = """\
# Lint rules

Made by `atlas rules --markdown` from the rule files in `rules/`; a test holds that it is current.

`atlas explain RULE` shows one rule in the terminal. A rule is a YAML file: a kind of check, its parameters, a message, a
hint, why it matters, and examples that are run as tests. `docs/rules.md` is for reading; to write a rule, copy a file and
see [the kinds of checks](#kinds-of-checks).

## In a project

```toml
[tool.atlas.lint]
disable = ["version-pinned"]           # off
enable = ["view-set-complete"]         # rules that are off unless asked for

[tool.atlas.lint.rules.node-budget]
severity = "error"                     # error, warning or note
params = {nodes = 40}                  # laid over the rule's own
```

A file in the project's `rules/` folder adds a rule, or replaces the one of the same name. One finding is accepted where
it stands, with a reason:

| file | comment |
|---|---|
| YAML | `# atlas: allow node-budget -- the incident had that many steps` |
| Mermaid | `%% atlas: allow node-budget -- …` |
| DOT | `// atlas: allow node-budget -- …` |
| Markdown | `<!-- atlas: allow node-budget -- … -->` above the fence |

Behind something it covers its line; alone on a line, what begins on the next one (a field with all that is in it, a
line of a source, a fence); above the first line of a source, the whole source. A spec's `allow:` list covers the whole
spec. An allowance that covers nothing any more is reported (`unused-allow`), one without a reason is an error
(`allow-reason`).
"""

_MISSING = """\
## What no rule decides

Some demands cannot be decided well from the files alone. No rule guesses at them:

| demand | why not |
|---|---|
| `url-live`: addresses of sources resolve | needs the network, and says more about today's network than about the source. |
| `not-copied`: no long run of words is shared with a source | needs the source's text, which the repository does not hold. |
| `acronym-defined`: every acronym is expanded | needs a glossary; without one it would report the trade's everyday words (API, TTL, DNS) and miss a company's own. |
| protocol on every edge of the critical path | which edges carry a protocol worth naming is a matter of the picture's question; `directed-edges` holds the direction only. |
| a fact's number is what its source says | needs somebody to read it; `read` in `specs/sources` says who has. |
"""


def reference(rules: Sequence[Rule]) -> str:
    """The whole page."""
    parts = [_HEAD, *_table(rules), *_built_in(rules), _MISSING, "## Rules\n"]
    for rule in rules:
        parts += _section(rule)
    parts += ["## Kinds of checks\n", *_checks()]
    return "\n".join(parts).rstrip() + "\n"


def _table(rules: Sequence[Rule]) -> Iterator[str]:
    yield "## All rules\n\n| rule | severity | looks at | raw | says |\n|---|---|---|---|---|"
    for rule in rules:
        severity = rule.severity if rule.enabled else f"{rule.severity}, off"
        raw = "yes" if rule.applies.raw else ""
        yield f"| [{rule.id}](#{rule.id}) | {severity} | {_SCOPES[rule.scope]} | {raw} | {_cell(rule.message)} |"
    yield "\nRaw: also for Mermaid, DOT and fences without metadata.\n"


_SCOPES = {
    Scope.SPEC: "fields",
    Scope.TEXT: "text",
    Scope.MODEL: "diagram",
    Scope.ARTIFACT: "picture",
    Scope.CORPUS: "corpus",
}


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _built_in(rules: Sequence[Rule]) -> Iterator[str]:
    known = {rule.id for rule in rules}
    yield "## Built in\n\nApplied while files are read and drawn, before any rule file.\n\n| rule | holds |\n|---|---|"
    for identity, text in BUILT_IN.items():
        if identity not in known:
            yield f"| `{identity}` | {_cell(text)} |"
    yield ""


def _section(rule: Rule) -> Iterator[str]:
    yield f"### {rule.id}\n"
    yield f"{' '.join(rule.why.split())}\n"
    facts = [f"{rule.severity}", f"looks at the {_SCOPES[rule.scope]}", f"check `{rule.check}`"]
    facts += [f"gate {rule.gate}"] if rule.gate else []
    facts += ["off unless enabled"] if not rule.enabled else []
    facts += list(_limits(rule))
    yield f"*{', '.join(facts)}*\n"
    yield f"Says: {_cell(rule.message)}\n"
    if rule.hint:
        yield f"What to do: {_cell(rule.hint)}\n"
    for title, examples in (("Good", rule.good), ("Bad", rule.bad)):
        for example in examples:
            yield f"{title}{_expected(example)}:\n"
            yield from _example(example)


def _limits(rule: Rule) -> Iterator[str]:
    applies = rule.applies
    for name, values in (
        ("families", applies.families),
        ("views", applies.views),
        ("engines", applies.engines),
        ("kinds of diagram", applies.types),
        ("confidence", applies.confidence),
    ):
        if values:
            yield f"{name}: {', '.join(values)}"


def _expected(example: Example) -> str:
    places = ", ".join(f"{line}:{column}" for line, column in example.at)
    tuned = f", with {_inline(example.params)}" if example.params else ""
    return f" (at {places}{tuned})" if places else ""


def _inline(params: Mapping[str, object]) -> str:
    return str(yaml.safe_dump(dict(params), default_flow_style=True, width=1000)).strip()


_LANGUAGES = {"mermaid": "text", "graphviz": "text"}


def _example(example: Example) -> Iterator[str]:
    for name, text in example.given.items():
        if name == "engine":
            continue
        if name == "beside":
            yield "beside\n"
        language = "yaml" if name != "source" else "text"
        yield f"```{language}\n{text.rstrip()}\n```\n"


def _checks() -> Iterator[str]:
    yield "| check | looks at | parameters | holds |\n|---|---|---|---|"
    for name, check in sorted(CHECKS.items()):
        scopes = ", ".join(_SCOPES[scope] for scope in check.scopes)
        params = ", ".join(f"`{param}`" for param in sorted(check.params))
        yield f"| `{name}` | {scopes} | {params} | {_cell(check.about)} |"


def explanation(rule: Rule) -> str:
    """One rule for the terminal."""
    state = "" if rule.enabled else ", off unless enabled"
    lines = [
        f"{rule.id} ({rule.severity}{state})",
        "",
        *(f"  {line}" for line in _wrapped(rule.why)),
        "",
        f"  says:   {rule.message}",
        *([f"  to do:  {rule.hint}"] if rule.hint else []),
        f"  looks:  at the {_SCOPES[rule.scope]}{'' if rule.applies.raw else ' of diagrams with a spec'}",
        *(f"  only:   {limit}" for limit in _limits(rule)),
        f"  check:  {rule.check}",
        *([f"  params: {_inline(rule.params)[:400]}"] if rule.params else []),
    ]
    for title, examples in (("good", rule.good), ("bad", rule.bad)):
        for example in examples:
            lines += ["", f"  {title}{_expected(example)}:"]
            for name, text in example.given.items():
                lines += [] if name == "engine" else [f"    {line}" for line in text.rstrip().split("\n")]
    return "\n".join(lines)


def _wrapped(text: str) -> list[str]:
    import textwrap

    return textwrap.wrap(" ".join(text.split()), 96)
