"""`watchline alerts`: the list, and the story of one alert."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from typer.testing import CliRunner

from alerts.deliver import deliver_due
from alerts.raising import raise_alerts
from alerts.senders import Channel, SendResult
from cli.alerts import alerts_app
from clock import SimulatedClock
from storage.database import Database
from tests.alerts.conftest import Scripted, Storyteller, make_rule

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(sqlite: Database, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the verb on the test's database."""
    monkeypatch.setenv("WATCHLINE_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("COLUMNS", "200")

    def invoke(*arguments: str) -> tuple[int, str]:
        result = CliRunner().invoke(alerts_app, arguments)
        return result.exit_code, result.output

    return invoke


@pytest.fixture
def told(sqlite: Database, clock: SimulatedClock) -> None:
    """One alert, whose message was refused, and whose second channel does not exist."""
    with sqlite.write() as session:
        story = Storyteller(session)
        story.change(story.article())
    raise_alerts(sqlite, [make_rule(notify={"to": ["desk", "pager"]})], ["desk"], clock)

    refuse = Scripted(SendResult("permanent", "HTTP 410"))
    deliver_due(sqlite, {"desk": Channel("desk", "json://x")}, clock, owner="one", connect=refuse)


def test_an_empty_list_says_so(run: Run) -> None:
    assert run("list") == (0, "no alerts yet\n")
    assert run("list", "--json") == (0, '{"alerts": []}\n')


@pytest.mark.usefixtures("told")
def test_the_list_shows_what_became_of_each(run: Run) -> None:
    code, output = run("list")

    assert code == 0
    assert "North Korea sends soldiers to Russia" in output
    assert "desk dead" in output


@pytest.mark.usefixtures("told")
def test_the_list_is_data_where_asked(run: Run) -> None:
    (alert,) = json.loads(run("list", "--json")[1])["alerts"]

    assert (alert["id"], alert["rule"], alert["event"]) == (1, "watched", "ev-1")
    assert alert["deliveries"] == [{"channel": "desk", "state": "dead", "attempts": 1}]
    assert json.loads(run("list", "--json", "--rule", "another")[1]) == {"alerts": []}


@pytest.mark.usefixtures("told")
def test_why_tells_the_conditions_the_channels_and_every_attempt(run: Run) -> None:
    code, output = run("why", "1")

    assert code == 0
    assert "Event ev-1, new: North Korea sends soldiers to Russia" in output
    assert "kind: kind is troop_deployment" in output
    assert "told by Wire: https://news.example.org/1" in output
    assert "Not sent to pager: channel 'pager' is not in watchline.yaml" in output
    assert "Channel desk: dead after 1 attempts" in output
    assert "1. 2024-10-19T00:00:00+00:00 permanent (HTTP 410)" in output


@pytest.mark.usefixtures("told")
def test_why_is_data_where_asked(run: Run) -> None:
    answer = json.loads(run("why", "1", "--json")[1])

    assert answer["explanation"]["changes"][0]["why"][1]["reason"] == "kind is troop_deployment"
    assert answer["deliveries"][0]["ledger"][0]["outcome"] == "permanent"


def test_an_alert_that_does_not_exist_is_said_so(run: Run) -> None:
    assert run("why", "7") == (1, "there is no alert 7; see watchline alerts list\n")
