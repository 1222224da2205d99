from __future__ import annotations

from alerts.rules import load_rules
from demo.replay import RULES


def test_the_demo_rules_load_and_carry_tests() -> None:
    rules = load_rules(RULES)
    assert {rule.id for rule in rules} == {
        "large-deployments",
        "deployments-denied",
        "figures-corrected",
        "missile-tests",
    }
    assert all(rule.tests for rule in rules)
