"""The examples of docs/rules.md are rules that load and pass their own tests."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from alerts._notify import Notify
from alerts.rules import CONDITIONS, load_with_places
from alerts.selftest import run_tests
from events.extract import extract

PAGE = (Path(__file__).parents[2] / "docs" / "rules.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda text: text.splitlines()[0])
def test_an_example_loads_and_passes_its_tests(example: str, tmp_path: Path) -> None:
    file = tmp_path / "example.yaml"
    file.write_text(example, encoding="utf-8")

    results = list(run_tests(load_with_places(file), extract))

    assert [str(result.problem) for result in results if result.problem] == []


def test_the_page_has_examples_and_names_every_condition() -> None:
    assert len(EXAMPLES) >= 4
    for condition in CONDITIONS:
        assert f"`{condition}`" in PAGE


def test_the_page_tells_every_key_of_notify() -> None:
    for key in Notify.model_fields:
        assert f"`{key}`" in PAGE
