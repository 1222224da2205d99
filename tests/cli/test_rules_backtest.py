"""`watchline rules backtest`."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.rules import rules_app
from storage.database import open_database
from tests.alerts.conftest import MORNING, Storyteller

RULE = "id: troops\ntitle: Troops\nwhen: {kind: troop_deployment, status: under_way, text: soldier*}\n"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "rules.yaml").write_text(
        "id: troops\ntitle: Troops\nwhen: {kind: troop_deployment, status: under_way, text: soldier*}\n",
        "utf-8",
    )
    (tmp_path / "watchline.yaml").write_text("rules: rules.yaml\n", encoding="utf-8")
    monkeypatch.setenv("WATCHLINE_CONFIG", str(tmp_path / "watchline.yaml"))
    monkeypatch.setenv("WATCHLINE_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("WATCHLINE_NOW", "2024-10-29T00:00:00Z")
    database = open_database(sqlite_url)
    with database.write() as session:
        story = Storyteller(session)
        story.change(story.article())
        story.change(story.article()).at = MORNING + timedelta(days=9)
        story.change(story.article(), status="planned")
    database.close()


def backtest(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(rules_app, ["backtest", *arguments])
    return result.exit_code, result.output


def test_a_person_reads_a_chart_the_first_alerts_and_near_misses() -> None:
    code, output = backtest("troops", "--since", "15d")

    assert code == 0
    assert output.startswith(
        "troops: 2 alerts from 2024-10-14 to 2024-10-29\n"
        f"  week of 2024-10-14       1 {'█' * 40}\n"
        "  week of 2024-10-21       0\n"
        f"  week of 2024-10-28       1 {'█' * 40}\n"
        "About 0.9 a week, at most 1 a day; 0 of 2 repeat"
    )
    assert "  2024-10-19 00:00  New: North Korea sends soldiers to Russia" in output
    assert "near miss: North Korea sends soldiers to Russia (ev-3, new)" in output
    assert "FAILED status is planned, not under_way" in output


def test_json_holds_the_same() -> None:
    _, output = backtest("troops", "--since", "15d", "--json")

    answer = json.loads(output)
    assert [week["alerts"] for week in answer["weeks"]] == [1, 0, 1]
    assert answer["alerts"] == len(answer["first"]) == 2
    assert answer["near_misses"][0]["event"] == "ev-3"
    assert set(answer["noise"]) == {"per_week", "busiest_day", "repeats", "one_origin"}


@pytest.mark.parametrize("arguments", [["nothing"], ["troops", "--since", "long"]])
def test_what_cannot_be_is_said(arguments: list[str]) -> None:
    assert backtest(*arguments)[0] == 2
