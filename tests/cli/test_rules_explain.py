"""`watchline rules explain` and `schema`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.rules import rules_app
from storage.database import open_database
from tests.alerts.conftest import Storyteller

RULE = """
id: troops
title: Troops
when: {kind: troop_deployment, status: [under_way], text: 'soldier*'}
"""
ARTICLE = "North Korea sends troops to Russia\nNorth Korea has sent about 1,500 soldiers to Vladivostok.\n"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "rules.yaml").write_text(RULE, encoding="utf-8")
    (tmp_path / "watchline.yaml").write_text("rules: rules.yaml\n", encoding="utf-8")
    monkeypatch.setenv("WATCHLINE_CONFIG", str(tmp_path / "watchline.yaml"))
    monkeypatch.setenv("WATCHLINE_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("WATCHLINE_NOW", "2024-10-20T00:00:00Z")
    database = open_database(sqlite_url)
    with database.write() as session:
        story = Storyteller(session)
        story.change(story.article())
        story.change(story.article(), status="planned", title="Soldiers to follow")
    database.close()
    return tmp_path


def explain(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(rules_app, ["explain", *arguments])
    return result.exit_code, result.output


def test_an_event_is_explained_condition_by_condition() -> None:
    code, output = explain("troops", "--event", "ev-2")

    assert code == 0
    assert output.splitlines() == [
        "near miss: Soldiers to follow (ev-2, new)",
        "  ok     change is new",
        "  ok     kind is troop_deployment",
        "  FAILED status is planned, not under_way",
        '  ok     the text has "Soldiers", "soldiers"',
    ]


def test_without_an_event_the_near_misses_are_shown() -> None:
    _, output = explain("troops", "--json")

    answer = json.loads(output)
    assert [one["event"] for one in answer["explained"]] == ["ev-2"]
    assert answer["explained"][0]["near_miss"] is True


def test_near_misses_are_looked_for_in_a_window(monkeypatch: pytest.MonkeyPatch) -> None:
    assert explain("troops", "--since", "1h") == (0, "no near miss in 1h\n")


def test_an_article_is_explained(home: Path) -> None:
    (home / "story.txt").write_text(ARTICLE, encoding="utf-8")

    code, output = explain("troops", str(home / "story.txt"), "--published", "2024-10-19")

    assert code == 0
    assert "ok     kind is troop_deployment" in output


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nothing"], "there is no rule 'nothing'; known: troops"),
        (["troops", "--event", "ev-9"], "there is no event 'ev-9'; see watchline timeline"),
        (["troops", "--since", "soon"], "--since: 'soon' is not a duration"),
    ],
)
def test_what_is_not_there_is_said(arguments: list[str], message: str) -> None:
    code, output = explain(*arguments)

    assert code == 2
    assert message in output


def test_the_schema_is_printed() -> None:
    result = CliRunner().invoke(rules_app, ["schema"])

    assert json.loads(result.output)["title"] == "Watchline rules"
