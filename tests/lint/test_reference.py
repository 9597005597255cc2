"""The reference of the rules is made from the rules: it is current, and every link in it leads somewhere."""

from __future__ import annotations

import re
from pathlib import Path

from pipeline.config import load_settings
from pipeline.lint.reference import explanation, reference
from pipeline.lint.rule_files import load_rules


def test_the_page_is_current(checkout: Path) -> None:
    """Where this fails: atlas rules --markdown > docs/rules.md"""
    settings = load_settings(checkout)
    rules = load_rules(settings.rules, settings.root, settings.lint)
    assert (checkout / "docs" / "rules.md").read_text("utf-8") == reference(rules)


def test_links_lead_to_headings(checkout: Path) -> None:
    text = (checkout / "docs" / "rules.md").read_text("utf-8")
    headings = {
        re.sub(r"[^\w -]", "", line.lstrip("# ").lower()).replace(" ", "-")
        for line in text.split("\n")
        if line.startswith("#")
    }
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= headings


def test_an_explanation_shows_all_of_a_rule(checkout: Path) -> None:
    rule = next(rule for rule in load_rules(checkout / "rules", checkout) if rule.id == "node-budget")
    shown = explanation(rule)
    assert rule.message in shown
    assert "bad (at 2:6)" in shown
    assert "etcd 3.5<br/>one" in shown
