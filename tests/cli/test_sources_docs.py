"""docs/sources.md: its examples load, and it names every field and state there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cli._source_tables import _STYLES
from cli.sources import sources_app
from settings import NetworkSettings, SourceSettings, load_settings

DOCS = (Path(__file__).parents[2] / "docs" / "sources.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("example", re.findall(r"```yaml\n(.*?)```", DOCS, re.DOTALL))
def test_an_example_is_a_configuration_that_loads(example: str, tmp_path: Path) -> None:
    file = tmp_path / "watchline.yaml"
    file.write_text(example, encoding="utf-8")

    assert load_settings(file).file == file


def test_every_field_and_state_is_documented() -> None:
    documented = set(re.findall(r"^\| `(\w+)` \|", DOCS, re.MULTILINE))

    assert set(SourceSettings.model_fields) | set(NetworkSettings.model_fields) <= documented
    assert set(_STYLES) <= documented


def test_every_verb_is_shown() -> None:
    for command in sources_app.registered_commands:
        name = command.name or (command.callback.__name__ if command.callback else "")
        assert f"watchline sources {name}" in DOCS
