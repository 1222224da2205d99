"""The JSON Schema for editors agrees with what the program accepts and refuses."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from alerts._jsonschema import rule_file_schema, schema_text

ROOT = Path(__file__).parents[2]
FIXTURES = Path(__file__).parent / "rules"
GOOD = [*FIXTURES.glob("good.*.yaml"), *(ROOT / "config" / "rules").glob("*.yaml")]
# What only the program can tell: a query, bounds that are missing, ids given twice.
SHAPE = ["unknown-key", "unknown-key-in-near", "unknown-kind", "status", "title-missing", "duration"]
VALIDATOR = Draft202012Validator(rule_file_schema())


class AsEditors(yaml.SafeLoader):
    """Reads dates as the texts they are written as, which is what JSON Schema sees in an editor."""


AsEditors.add_constructor("tag:yaml.org,2002:timestamp", lambda loader, node: loader.construct_scalar(node))


def document(file: Path) -> object:
    return yaml.load(file.read_text(encoding="utf-8"), AsEditors)


def test_the_published_schema_is_the_one_the_program_makes() -> None:
    published = (ROOT / "docs" / "rule.schema.json").read_text(encoding="utf-8")

    assert published == schema_text(), "run: watchline rules schema > docs/rule.schema.json"


def test_it_is_a_json_schema() -> None:
    Draft202012Validator.check_schema(rule_file_schema())


@pytest.mark.parametrize("file", GOOD, ids=lambda file: file.name)
def test_what_the_program_reads_is_valid(file: Path) -> None:
    assert [error.message for error in VALIDATOR.iter_errors(document(file))] == []


@pytest.mark.parametrize("name", SHAPE)
def test_what_has_the_wrong_shape_is_marked_in_the_editor(name: str) -> None:
    assert not VALIDATOR.is_valid(document(FIXTURES / f"bad.{name}.yaml"))
