"""docs/operate.md and docs/upgrading.md name what there is: metrics, checks, fields, verbs, files."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from cli.app import app
from cli.doctor import command
from settings import RetentionSettings, load_settings
from web.pages.metrics import METRICS

ROOT = Path(__file__).parents[1]
OPERATE = (ROOT / "docs" / "operate.md").read_text(encoding="utf-8")
BOTH = OPERATE + (ROOT / "docs" / "upgrading.md").read_text(encoding="utf-8")


def first_cells(under: str) -> list[str]:
    """The code in the first column of the table that follows the line `under`."""
    table = OPERATE.partition(under)[2].lstrip("\n").partition("\n\n")[0]
    return re.findall(r"^\| `([^`]+)` \|", table, re.MULTILINE)


def test_every_metric_is_listed_as_it_is() -> None:
    rows = [
        f"| `{one.full_name}` | {one.kind} | {f'`{one.label}`' if one.label else ''} | {one.told} |"
        for one in METRICS
    ]

    assert "\n".join(rows) in OPERATE


def test_every_metric_of_an_example_exists() -> None:
    known = {metric.full_name for metric in METRICS}

    assert set(re.findall(r"expr: (\w+)", OPERATE)) <= known


def test_every_check_of_the_doctor_is_explained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "watchline.yaml"
    file.write_text('channels: {desk: {url: "json://127.0.0.1:9/x"}}\n')
    (tmp_path / "rules").mkdir()
    monkeypatch.setenv("WATCHLINE_CONFIG", str(file))
    monkeypatch.setenv("WATCHLINE_HOME", str(tmp_path / "var"))
    monkeypatch.delenv("WATCHLINE_DATABASE_URL", raising=False)
    CliRunner().invoke(app, ["db", "upgrade"])

    found = ["channel NAME" if one.name == "channel desk" else one.name for one in command.examine(4200)]

    assert sorted(found) == sorted(first_cells("| check | what is looked at |\n|---|---|"))


def test_every_field_of_retention_is_explained() -> None:
    assert set(first_cells("| field | what goes | what stays |\n|---|---|---|")) == set(
        RetentionSettings.model_fields
    )


@pytest.mark.parametrize("example", re.findall(r"```yaml\n(.*?)```", BOTH, re.DOTALL))
def test_an_example_is_yaml_and_one_of_ours_loads(example: str, tmp_path: Path) -> None:
    if "retention" in yaml.safe_load(example):
        (tmp_path / "watchline.yaml").write_text(example)
        assert load_settings(tmp_path / "watchline.yaml").retention.texts == 365 * 86_400


@pytest.mark.parametrize("line", sorted(set(re.findall(r"watchline (db \w+|doctor|alerts test)", BOTH))))
def test_every_verb_exists(line: str) -> None:
    assert CliRunner().invoke(app, [*line.split(), "--help"]).exit_code == 0


def test_every_option_exists() -> None:
    for verb in ("backup", "restore", "prune", "upgrade"):
        help_text = CliRunner().invoke(app, ["db", verb, "--help"]).output
        for option in re.findall(rf"watchline db {verb}[^`\n#]*?(--[\w-]+)", BOTH):
            assert option in help_text


def test_every_file_named_exists() -> None:
    named = re.findall(r"`((?:tests|benchmarks|deploy|\.ci)/[\w./-]+)`", BOTH)

    assert len(named) > 8
    assert [name for name in named if not (ROOT / name).exists()] == []
