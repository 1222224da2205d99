"""Watch rules: what they may say (`Rule`), and reading them from files."""

from __future__ import annotations

from alerts._examples import CONDITIONS, Condition, RuleTest
from alerts._load import LoadedRule, load_rules, load_with_places
from alerts._schema import Rule

__all__ = ["CONDITIONS", "Condition", "LoadedRule", "Rule", "RuleTest", "load_rules", "load_with_places"]
