"""Rule files: shipped rules, a project's own over them, its configuration on top, and mistakes with their place."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import ConfigError
from pipeline.findings import Severity
from pipeline.lint import shipped
from pipeline.lint.rule_files import load_rules

RULE = """\
id: own-rule
check: label-pattern
scope: model
severity: warning
message: "'{text}' is out of fashion"
why: Somebody in this project has agreed on it once.
params: {match: "\\\\bmaster\\\\b"}
good:
  - source: "graph TD\\n  A[leader]"
bad:
  - source: "graph TD\\n  A[master]"
    at: "2:5"
"""


def _write(folder: Path, text: str = RULE, name: str = "own-rule.yaml") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_a_project_without_rules_has_the_shipped_ones(tmp_path: Path) -> None:
    ids = {rule.id for rule in load_rules(tmp_path / "rules", tmp_path)}
    assert {"real-component-names", "actual-metrics", "number-has-source"} <= ids


def test_the_rules_of_this_repository_are_the_shipped_ones(checkout: Path) -> None:
    assert shipped.folder("rules") == checkout / "rules"


def test_a_project_adds_a_rule_and_replaces_one(tmp_path: Path) -> None:
    folder = _write(tmp_path / "rules")
    _write(folder, RULE.replace("own-rule", "node-budget"), "node-budget.yaml")
    rules = {rule.id: rule for rule in load_rules(folder, tmp_path)}
    assert rules["own-rule"].severity is Severity.WARNING
    assert rules["node-budget"].check == "label-pattern"
    assert rules["node-budget"].origin.path == "rules/node-budget.yaml"


def test_configuration_tunes_switches_off_and_on(tmp_path: Path) -> None:
    settings = {
        "disable": ["text-size"],
        "enable": ["view-set-complete"],
        "rules": {"node-budget": {"severity": "error", "params": {"nodes": 9}}},
    }
    rules = {rule.id: rule for rule in load_rules(tmp_path, tmp_path, settings)}
    assert not rules["text-size"].enabled
    assert rules["view-set-complete"].enabled
    assert rules["node-budget"].severity is Severity.ERROR
    assert rules["node-budget"].params["nodes"] == 9
    assert rules["node-budget"].params["label_lines"] == 6


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("check: label-pattern", "check: label-patern", r"rules/own-rule.yaml:2:8: there is no check 'label-patern'"),
        ("scope: model", "scope: corpus", "3:8: the check 'label-pattern' has the scope model"),
        ("{match:", "{mach:", "7:9: the check 'label-pattern' has no parameter 'mach'"),
        ("severity: warning", "severity: fatal", "4:11: severity must be one of"),
        ("id: own-rule", "id: other-rule", "1:5: the id is 'other-rule', but the file is called 'own-rule.yaml'"),
        ("why:", "wy:", "unknown field 'wy'|missing field 'why'"),
        ('    at: "2:5"\n', "", "missing field 'at'"),
        ("good:", "good: [", "own-rule.yaml:"),
    ],
)
def test_a_mistake_is_said_with_its_place(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert old in RULE
    folder = _write(tmp_path / "rules", RULE.replace(old, new, 1))
    with pytest.raises(ConfigError, match=says):
        load_rules(folder, tmp_path)


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"disable": ["node-budgt"]}, "there is no rule 'node-budgt'"),
        ({"disable": "node-budget"}, "must be a list"),
        ({"of": []}, "unknown key 'of'"),
        ({"rules": {"node-budget": {"severty": "error"}}}, "unknown key 'severty'"),
        ({"rules": {"node-budget": {"severity": "fatal"}}}, "must be one of error, warning, note"),
        ({"rules": {"node-budget": {"params": {"node": 1}}}}, "no parameter 'node'"),
        ({"rules": {"node-budget": 5}}, "must be a table"),
        ({"rules": []}, "must be a table"),
    ],
)
def test_a_mistake_in_the_configuration_is_said(tmp_path: Path, settings: dict[str, object], says: str) -> None:
    with pytest.raises(ConfigError, match=says):
        load_rules(tmp_path, tmp_path, settings)


def test_did_you_mean(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load_rules(tmp_path, tmp_path, {"disable": ["node-budgt"]})
    assert caught.value.hint == "did you mean 'node-budget'?"
