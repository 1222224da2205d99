"""`watchline alerts`: the list, the story of one alert, and what can be done about it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from alerts.deliver import deliver_due
from alerts.raising import raise_alerts
from alerts.rules import load_rules
from alerts.senders import Channel, SendResult
from cli.alerts import alerts_app
from clock import SimulatedClock
from storage import outbox, silences
from storage.database import Database
from tests.alerts.conftest import Scripted, Storyteller, make_rule
from tests.alerts.hooks import running_hook

Run = Callable[..., tuple[int, str]]
GONE = SendResult("permanent", "HTTP 410", scope="channel")


@pytest.fixture
def run(sqlite_url: str, clock: SimulatedClock, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the verb on the test's database, at the test's time."""
    monkeypatch.setenv("WATCHLINE_DATABASE_URL", sqlite_url)

    def invoke(*arguments: str) -> tuple[int, str]:
        monkeypatch.setenv("WATCHLINE_NOW", clock.now().isoformat())
        result = CliRunner().invoke(alerts_app, arguments)
        return result.exit_code, result.output

    return invoke


def raise_one(database: Database, clock: SimulatedClock, *to: str, **rule: Any) -> None:
    """An alert to each of the channels, of which `pager` is not configured."""
    with database.write() as session:
        story = Storyteller(session, events=len(outbox.attempts_of(session, 1)))
        story.change(story.article())
    raise_alerts(database, [make_rule(notify={"to": list(to)}, **rule)], {"desk", "hook"}, clock)


def deliver(database: Database, clock: SimulatedClock, **results: SendResult) -> None:
    """Sends what is due; a channel answers as given, else it takes everything."""
    channels = {name: Channel(name, f"json://{name}") for name in ("desk", "hook")}
    answers = Scripted(answer=lambda channel, _message: results.get(channel.name, SendResult("sent")))
    deliver_due(database, channels, clock, owner="one", connect=answers, seed=1)


@pytest.fixture
def told(sqlite: Database, clock: SimulatedClock) -> None:
    """One alert, whose message was refused, and whose second channel does not exist."""
    raise_one(sqlite, clock, "desk", "pager")
    deliver(sqlite, clock, desk=GONE)


def test_an_empty_list_says_so(run: Run) -> None:
    assert run("list") == (0, "no alerts yet\n")
    assert run("list", "--json") == (0, '{"alerts": []}\n')
    assert run("list", "--state", "dead") == (0, "no alert is like that\n")


@pytest.mark.usefixtures("told")
def test_the_list_shows_what_became_of_each(run: Run) -> None:
    code, output = run("list")

    assert code == 0
    assert "19 Oct 2024 00:00" in output
    assert "North Korea sends soldiers to Russia" in output
    assert "desk: given up after 1 attempt: HTTP 410" in output
    assert "pager: not configured" in output


@pytest.mark.usefixtures("told")
def test_the_list_is_data_where_asked(run: Run) -> None:
    first, notice = reversed(json.loads(run("list", "--json")[1])["alerts"])

    assert (first["id"], first["rule"], first["event"]) == (1, "watched", "ev-1")
    assert first["deliveries"] == [{"channel": "desk", "state": "dead", "attempts": 1, "reason": "HTTP 410"}]
    assert (notice["rule"], notice["event"]) == ("watchline", None)
    assert json.loads(run("list", "--json", "--rule", "another")[1]) == {"alerts": []}


def test_the_list_is_narrowed_by_state_and_time(sqlite: Database, clock: SimulatedClock, run: Run) -> None:
    raise_one(sqlite, clock, "desk")
    deliver(sqlite, clock)
    clock.advance(timedelta(hours=3))

    def ids(*options: str) -> list[int]:
        return [alert["id"] for alert in json.loads(run("list", "--json", *options)[1])["alerts"]]

    assert ids("--state", "sent") == ids("--state", "open") == ids("--since", "4h") == [1]
    assert ids("--since", "2024-10-19T00:00:00Z") == [1]
    assert ids("--state", "dead") == ids("--state", "waiting") == ids("--since", "2h") == []
    assert run("list", "--since", "yesterday")[0] == 2


@pytest.mark.usefixtures("told")
def test_why_tells_the_conditions_the_channels_and_every_attempt(run: Run) -> None:
    code, output = run("why", "1")

    assert code == 0
    assert "raised 19 October 2024 00:00 UTC, open" in output
    assert "Event ev-1, new: North Korea sends soldiers to Russia" in output
    assert "kind: kind is troop_deployment" in output
    assert "told by Wire: https://news.example.org/1" in output
    assert "Not sent to pager: channel 'pager' is not in watchline.yaml" in output
    assert "Channel desk: given up after 1 attempt: HTTP 410; send it all the same: watchline alerts replay 1"
    assert "1. 19 October 2024 00:00:00 UTC permanent (HTTP 410)" in output


@pytest.mark.usefixtures("told")
def test_why_is_data_where_asked(run: Run) -> None:
    answer = json.loads(run("why", "1", "--json")[1])

    assert answer["explanation"]["changes"][0]["why"][1]["reason"] == "kind is troop_deployment"
    assert answer["deliveries"][0]["ledger"][0]["outcome"] == "permanent"
    assert answer["deliveries"][0]["in_words"].startswith("given up after 1 attempt: HTTP 410")


def test_why_says_that_a_rule_names_no_channel(sqlite: Database, clock: SimulatedClock, run: Run) -> None:
    raise_one(sqlite, clock)

    assert "Not sent: the rule names no channel" in run("why", "1")[1]


def test_why_says_what_a_message_waits_for(sqlite: Database, clock: SimulatedClock, run: Run) -> None:
    raise_one(sqlite, clock, "desk", "hook")
    busy = SendResult("retry", "HTTP 429", retry_after_s=600)
    deliver(sqlite, clock, desk=SendResult("retry", "HTTP 503"), hook=busy)

    output = run("why", "1")[1]

    assert "waits until 19 October 2024 00:00 UTC: HTTP 503" in output
    assert "waits for the channel, which is tried again at 19 October 2024 00:10 UTC (HTTP 429)" in output


def test_why_says_which_silence_held_an_alert_back(sqlite: Database, clock: SimulatedClock, run: Run) -> None:
    with sqlite.write() as session:
        until = clock.now() + timedelta(hours=2)
        silences.add(session, rule="watched", matchers={}, reason="drill", now=clock.now(), ends_at=until)
    raise_one(sqlite, clock, "desk")

    output = run("why", "1")[1]

    assert "suppressed" in output
    assert "held back by silence 1 until 19 October 2024 02:00 UTC (rule watched): drill" in output
    assert '"id": 1' in run("list", "--silence", "1", "--json")[1]
    assert '"id": 1' in run("list", "--state", "suppressed", "--json")[1]


def test_a_notice_explains_itself(sqlite: Database, clock: SimulatedClock, run: Run) -> None:
    raise_one(sqlite, clock, "desk")
    deliver(sqlite, clock, desk=GONE)

    output = run("why", "2")[1]

    assert "Watchline: Channel desk does not take alerts" in output
    assert "HTTP 410" in output
    assert "Channel hook: " in output


def test_an_alert_that_does_not_exist_is_said_so(run: Run) -> None:
    for verb in ("why", "ack", "replay"):
        assert run(verb, "7") == (1, "there is no alert 7; see watchline alerts list\n")


def test_an_alert_is_acknowledged_once_with_a_note(sqlite: Database, clock: SimulatedClock, run: Run) -> None:
    raise_one(sqlite, clock)

    assert run("ack", "1", "--note", "on it") == (0, "alert 1 is acknowledged\n")
    assert run("ack", "1") == (0, "alert 1 was already acknowledged\n")
    assert "acknowledged 19 October 2024 00:00 UTC: on it" in run("why", "1")[1]


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize("which", [("1",), ("--channel", "desk"), ("--all-dead",)])
def test_what_was_given_up_is_sent_after_all(
    sqlite: Database, clock: SimulatedClock, run: Run, which: tuple[str, ...]
) -> None:
    assert run("replay", *which, "--dry-run") == (
        0,
        "alert 1 to desk: dead (HTTP 410)\n1 message would be sent\n",
    )
    assert run("replay", *which)[1].endswith("1 message will leave with the next cycle\n")
    assert run("replay", *which) == (0, "nothing to send again\n")

    deliver(sqlite, clock)

    assert "Channel desk: sent 19 October 2024 00:00 UTC" in run("why", "1")[1]


def test_what_a_silence_held_back_is_sent_only_when_that_is_named(
    sqlite: Database, clock: SimulatedClock, run: Run
) -> None:
    with sqlite.write() as session:
        until = clock.now() + timedelta(hours=2)
        silences.add(session, rule="watched", matchers={}, reason="drill", now=clock.now(), ends_at=until)
    raise_one(sqlite, clock, "desk")

    assert run("replay", "--all-dead") == run("replay", "--channel", "desk") == (0, "nothing to send again\n")
    assert "1 message will leave" in run("replay", "--silence", "1")[1]
    assert ", open" in run("why", "1")[1]


def test_replay_wants_to_know_what(run: Run) -> None:
    assert run("replay")[0] == run("replay", "1", "--all-dead")[0] == 2


def test_a_channel_is_tried_out(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "watchline.yaml"
    monkeypatch.setenv("WATCHLINE_CONFIG", str(file))
    with running_hook() as hook:
        file.write_text(
            f"channels: {{hook: {{url: '{hook.url}'}}}}\nnetwork: {{allow_private: [127.0.0.1/32]}}\n"
        )
        taken = run("test", "hook")
        hook.status = 404
        refused = run("test", "hook")
        unknown = run("test", "desk")

    assert taken == (0, "channel hook took the test message\n")
    assert hook.calls[0].body["title"] == "Test of Watchline"
    assert refused[0] == 1
    assert "the service answered HTTP 404" in refused[1]
    assert (unknown[0], "known: hook" in unknown[1]) == (1, True)


def test_the_schema_of_webhooks_is_printed(run: Run) -> None:
    written = (Path(__file__).parents[2] / "docs" / "webhook.schema.json").read_text(encoding="utf-8")

    assert run("schema") == (0, written)


def rule_files(folder: Path, monkeypatch: pytest.MonkeyPatch, *rules: str) -> None:
    """A configuration with these rules, one a line."""
    (folder / "rules").mkdir()
    (folder / "rules" / "all.yaml").write_text("\n".join(rules), encoding="utf-8")
    (folder / "watchline.yaml").write_text("rules: rules/\n", encoding="utf-8")
    monkeypatch.setenv("WATCHLINE_CONFIG", str(folder / "watchline.yaml"))


ALL = "- {id: all, title: All, when: {kind: troop_deployment}}"
TOLD_TWICE = (
    "- {id: twice, title: Twice, when: {kind: troop_deployment}, confirm: {gte: 2, within: 48h},"
    " novelty: {per: [kind], window: 7d}}"
)
NEWS = "- {id: news, title: News, when: {kind: troop_deployment}, novelty: {per: [kind, place], window: 7d}}"
NEAR = "- {id: big, title: Big, when: {kind: troop_deployment, count: {unit: troops, gte: 9000}}}"
OTHER = "- {id: other, title: Other, when: {kind: ceasefire, status: announced}}"


def test_why_an_event_raised_no_alert_is_told_for_each_rule(
    sqlite: Database, clock: SimulatedClock, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule_files(tmp_path, monkeypatch, ALL, TOLD_TWICE, NEWS, NEAR, OTHER)
    with sqlite.write() as session:
        story = Storyteller(session)
        for _ in range(2):
            story.change(story.article())
    raise_alerts(sqlite, load_rules(tmp_path / "rules"), [], clock)

    assert run("why", "--event", "ev-2") == (
        0,
        "all (new, 19 October 2024 00:00 UTC): alerted: alert 2: "
        "New: North Korea sends soldiers to Russia (date not known)\n"
        "twice (new, 19 October 2024 00:00 UTC): no alert: confirm: held: 1 of 2 independent origins told of "
        "it so far (wire); until 21 October 2024 00:00 UTC\n"
        "news (new, 19 October 2024 00:00 UTC): no alert: novelty: an alert on the same (kind "
        "troop_deployment, place not known) was raised 2024-10-19 00:00 UTC, and the rule is quiet for 7 "
        "days after it; until 26 October 2024 00:00 UTC\n"
        "big (new, 19 October 2024 00:00 UTC): no alert, by one condition: no figure is at least 9,000 "
        "troops; found: none\n"
        "1 rule asks for something else; see what with --rule RULE\n"
        "What became of an alert's messages: watchline alerts why ID\n",
    )
    assert "kind is troop_deployment, not ceasefire" in run("why", "--event", "ev-2", "--rule", "other")[1]
    clock.advance(timedelta(days=3))
    assert "that time ended 21 October" in run("why", "--event", "ev-2", "--rule", "twice")[1]
    found = json.loads(run("why", "--event", "ev-2", "--json")[1])["verdicts"]
    assert [one["became"] for one in found] == ["alerted", "withheld", "withheld", "near_miss", "no_match"]


def test_what_no_rule_has_seen_yet_and_what_is_not_there_is_said(
    sqlite: Database, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule_files(tmp_path, monkeypatch, ALL)
    with sqlite.write() as session:
        story = Storyteller(session)
        story.change(story.article())

    assert "no cycle has shown it to the rules yet" in run("why", "--event", "ev-1")[1]
    assert run("why", "--event", "ev-9") == (1, "there is no event 'ev-9'; see watchline timeline\n")
    assert run("why", "--event", "ev-1", "--rule", "x") == (1, "there is no rule 'x'; known: all\n")
    assert run("why")[0] == 2


@pytest.mark.parametrize(
    ("notify", "reason"),
    [
        ({"group_wait": "5m"}, "00:05 UTC: waits 5 minutes for more of the same"),
        (
            {"digest": "daily@08:00"},
            "08:00 UTC: for the digest daily@08:00 (UTC)",
        ),
        (
            {"quiet_hours": "22:00-07:00"},
            "07:00 UTC: quiet hours (22:00-07:00 UTC)",
        ),
    ],
)
def test_what_waits_says_for_what_and_can_be_sent_at_once(
    sqlite: Database, clock: SimulatedClock, run: Run, notify: dict[str, str], reason: str
) -> None:
    with sqlite.write() as session:
        story = Storyteller(session)
        story.change(story.article())
    raise_alerts(sqlite, [make_rule(notify={"to": "desk"} | notify)], ["desk"], clock)

    assert f"Channel desk: waits until 19 October 2024 {reason}" in run("why", "1")[1]
    assert run("replay", "1")[1].endswith("1 message will leave with the next cycle\n")
    deliver(sqlite, clock)
    assert "Channel desk: sent 19 October 2024 00:00 UTC" in run("why", "1")[1]
