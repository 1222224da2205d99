"""The JSON Schema of a rule file, by which editors complete and check while one types."""

from __future__ import annotations

import json
from typing import Any

from pydantic.json_schema import models_json_schema

from alerts._schema import Rule

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def rule_file_schema() -> dict[str, Any]:
    """The schema of a file with one rule, a list of rules, or nothing yet."""
    _, found = models_json_schema([(Rule, "validation")], ref_template="#/$defs/{model}")
    rule = {"$ref": "#/$defs/Rule"}
    return {
        "$schema": _DIALECT,
        "title": "Watchline rules",
        "description": "A file of watch rules: one rule, or a list of them.",
        "anyOf": [rule, {"type": "array", "items": rule}, {"type": "null"}],
        "$defs": found["$defs"],
    }


def schema_text() -> str:
    """The schema as it stands in docs/rule.schema.json."""
    return json.dumps(rule_file_schema(), indent=1, ensure_ascii=False) + "\n"
