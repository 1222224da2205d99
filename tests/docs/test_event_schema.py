"""docs/event.schema.json says of every row of `watchline extract` what is in it, and nothing else."""

from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator, ValidationError

from events.extract import MOST_TEXT, extract
from tests.docs.pages import ROOT
from tests.events.conftest import make_article

SCHEMA = json.loads((ROOT / "docs" / "event.schema.json").read_text(encoding="utf-8"))
ROWS = {
    "a deployment": make_article(
        "Seoul said on Friday that North Korea will send between 1,500 and 2,000 soldiers to Russia.",
        "Seoul: troops to leave by the end of 2024",
    ),
    "nothing": make_article("The choir sang."),
    "clock times": make_article(
        "At 14:05 on Friday a drone hit a depot near Kherson, killing at least three."
    ),
    "Korean": make_article("북한이 18일 러시아에 병력 1천500명을 보냈다고 국정원이 밝혔다.", language="ko"),
    "too long": make_article("word " * (MOST_TEXT // 5 + 1)),
}


def row(name: str) -> dict[str, Any]:
    return json.loads(json.dumps(extract(ROWS[name]).to_json()))


@pytest.mark.parametrize("name", ROWS)
def test_a_row_is_valid(name: str) -> None:
    Draft202012Validator(SCHEMA).validate(row(name))


def test_a_key_that_the_schema_does_not_name_is_refused() -> None:
    with pytest.raises(ValidationError, match="surprise"):
        Draft202012Validator(SCHEMA).validate(row("nothing") | {"surprise": 1})


def test_the_examples_hold_every_sort_of_row() -> None:
    assert row("a deployment")["events"]
    assert row("a deployment")["dates"]
    assert row("Korean")["events"]
    assert row("too long")["unread"]
