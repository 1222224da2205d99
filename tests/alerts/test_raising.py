"""From pending changes to alerts in the outbox."""

from __future__ import annotations

import threading
from collections.abc import Collection
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from alerts.raising import raise_alerts
from alerts.recording import Recorder
from alerts.rules import Rule
from clock import SimulatedClock
from storage.database import Database
from storage.models import Alert, Delivery, EventChange, RuleState, Silence
from tests.alerts.conftest import Storyteller, make_rule

TO_DESK = {"notify": {"to": ["desk"]}}


def alerts_in(database: Database) -> list[Alert]:
    with database.read() as session:
        return list(session.exec(select(Alert).order_by(col(Alert.id))))


def deliveries_in(database: Database) -> list[Delivery]:
    with database.read() as session:
        return list(session.exec(select(Delivery).order_by(col(Delivery.id))))


def fire(
    database: Database,
    clock: SimulatedClock,
    *rules: Rule,
    channels: Collection[str] = ("desk",),
    **options: Any,
) -> list[int]:
    return raise_alerts(database, rules, channels, clock, **options)


def test_a_matching_change_becomes_an_alert_and_a_message(database: Database, clock: SimulatedClock) -> None:
    with database.write() as session:
        story = Storyteller(session)
        story.change(story.article())

    assert fire(database, clock, make_rule(severity="high", **TO_DESK)) == [1]

    (alert,) = alerts_in(database)
    assert (alert.rule, alert.severity, alert.event, alert.change, alert.state) == (
        "watched",
        "high",
        "ev-1",
        1,
        "open",
    )
    assert alert.explanation["changes"][0]["why"][1] == {
        "condition": "kind",
        "reason": "kind is troop_deployment",
        "words": ["troop_deployment"],
    }
    (delivery,) = deliveries_in(database)
    assert (delivery.channel, delivery.alert, delivery.state) == ("desk", 1, "pending")
    assert "watchline alerts why 1" in delivery.body


def test_a_change_is_seen_once(database: Database, clock: SimulatedClock) -> None:
    with database.write() as session:
        story = Storyteller(session)
        story.change(story.article())

    assert fire(database, clock, make_rule()) == [1]
    assert fire(database, clock, make_rule(), make_rule(id="added-later")) == []


def test_a_change_shown_again_raises_no_second_alert(database: Database, clock: SimulatedClock) -> None:
    with database.write() as session:
        story = Storyteller(session)
        story.change(story.article())
    fire(database, clock, make_rule(**TO_DESK))
    with database.write() as session:
        session.get_one(EventChange, 1).state = "pending"

    assert fire(database, clock, make_rule(title="Edited", **TO_DESK)) == []
    assert len(deliveries_in(database)) == 1


def test_two_claims_of_one_article_are_one_alert(database: Database, clock: SimulatedClock) -> None:
    with database.write() as session:
        story = Storyteller(session)
        article = story.article()
        planned = {"value": 12000, "unit": "troops", "qualifier": "about", "role": "planned_total"}
        sent = {"value": 1500, "unit": "troops", "qualifier": "about", "role": "sent"}
        story.change(article, quantities=[planned])
        story.change(article, quantities=[sent])

    assert fire(database, clock, make_rule(**TO_DESK)) == [1]

    assert alerts_in(database)[0].changes == [1, 2]
    (delivery,) = deliveries_in(database)
    assert "about 12,000 troops (planned in total)" in delivery.body
    assert "about 1,500 troops (sent)" in delivery.body


def test_articles_of_one_story_are_one_alert_and_others_are_not(
    database: Database, clock: SimulatedClock
) -> None:
    with database.write() as session:
        story = Storyteller(session)
        story.change(story.article(story="story-1"))
        story.change(story.article(story="story-1"))
        story.change(story.article())

    fire(database, clock, make_rule())

    assert [alert.changes for alert in alerts_in(database)] == [[1, 2], [3]]


def test_each_rule_raises_its_own(database: Database, clock: SimulatedClock) -> None:
    with database.write() as session:
        story = Storyteller(session)
        article = story.article()
        story.change(article)
        story.change(article, kind="visit")

    fire(database, clock, make_rule(), make_rule(id="visits", when={"kind": "visit"}))

    assert [(alert.rule, alert.changes) for alert in alerts_in(database)] == [
        ("watched", [1]),
        ("visits", [2]),
    ]


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ("new", "new"),
        ("updated", "update"),
        ("denied", "denial"),
        ("corrected", "correction"),
        ("corroborated", "corroborated"),
    ],
)
def test_rules_choose_the_changes_they_want(
    sqlite: Database, clock: SimulatedClock, change: str, name: str
) -> None:
    with sqlite.write() as session:
        story = Storyteller(session)
        story.change(story.article(), change)
    names = ("new", "update", "denial", "correction", "corroborated")

    fire(sqlite, clock, *(make_rule(id=f"on-{each}", change=each) for each in names))

    assert [alert.rule for alert in alerts_in(sqlite)] == [f"on-{name}"]


@pytest.mark.parametrize("change", ["merged", "split"])
def test_bookkeeping_of_the_timeline_is_no_news(sqlite: Database, clock: SimulatedClock, change: str) -> None:
    with sqlite.write() as session:
        story = Storyteller(session)
        story.change(story.article(), change)

    assert fire(sqlite, clock, make_rule()) == []
    with sqlite.read() as session:
        assert session.get_one(EventChange, 1).state == "matched"


def test_a_channel_that_is_not_configured_leaves_the_alert_and_the_reason(
    database: Database, clock: SimulatedClock
) -> None:
    with database.write() as session:
        story = Storyteller(session)
        story.change(story.article())

    fire(database, clock, make_rule(notify={"to": ["desk", "pager"]}))

    assert [delivery.channel for delivery in deliveries_in(database)] == ["desk"]
    assert "channel 'pager' is not in watchline.yaml" in alerts_in(database)[0].explanation["unsent"]["pager"]


def test_a_rule_without_channels_only_records(database: Database, clock: SimulatedClock) -> None:
    with database.write() as session:
        story = Storyteller(session)
        story.change(story.article())

    assert fire(database, clock, make_rule()) == [1]
    assert deliveries_in(database) == []


def silence(session: Session, clock: SimulatedClock, rule: str = "watched") -> None:
    now = clock.now()
    session.add(
        Silence(rule=rule, reason="drill", starts_at=now, ends_at=now + timedelta(hours=1), created_at=now)
    )


def test_a_silenced_rule_records_and_says_why_nothing_was_sent(
    database: Database, clock: SimulatedClock
) -> None:
    with database.write() as session:
        story = Storyteller(session)
        story.change(story.article())
        silence(session, clock)

    fire(database, clock, make_rule(**TO_DESK), make_rule(id="other", **TO_DESK))

    silenced, other = alerts_in(database)
    assert (silenced.state, other.state) == ("suppressed", "open")
    assert silenced.silence == 1
    held, sent = deliveries_in(database)
    assert (held.alert, held.state) == (silenced.id, "suppressed")
    assert held.reason == "silence 1 until 19 October 2024 01:00 UTC (rule watched): drill"
    assert (sent.alert, sent.state) == (other.id, "pending")


def test_a_silence_ends(database: Database, clock: SimulatedClock) -> None:
    with database.write() as session:
        story = Storyteller(session)
        story.change(story.article())
        silence(session, clock)
    clock.advance(timedelta(hours=1))

    fire(database, clock, make_rule(**TO_DESK))

    assert alerts_in(database)[0].state == "open"


def test_what_is_remembered_of_a_rule(database: Database, clock: SimulatedClock) -> None:
    with database.write() as session:
        story = Storyteller(session)
        story.change(story.article())
        story.change(story.article())
    rule = make_rule()

    fire(database, clock, rule)

    with database.read() as session:
        state = session.get_one(RuleState, "watched")
    assert (state.fired, state.rule_hash, state.last_fired_at) == (2, rule.hash, clock.now())


def test_a_batch_never_cuts_an_article_in_two(sqlite: Database, clock: SimulatedClock) -> None:
    with sqlite.write() as session:
        story = Storyteller(session)
        for _ in range(3):
            article = story.article()
            story.change(article)
            story.change(article)

    fire(sqlite, clock, make_rule(), batch=3)

    assert [alert.changes for alert in alerts_in(sqlite)] == [[1, 2], [3, 4], [5, 6]]


def test_the_alert_tells_the_revision_the_change_was_made_from(
    sqlite: Database, clock: SimulatedClock
) -> None:
    with sqlite.write() as session:
        story = Storyteller(session)
        article = story.article("Soldiers arrive")
        story.change(article)
        article.title, article.revision = "Rewritten since", 2

    fire(sqlite, clock, make_rule(when={"text": "arrive"}))

    assert len(alerts_in(sqlite)) == 1


def test_two_workers_raise_each_alert_once(database: Database, clock: SimulatedClock) -> None:
    with database.write() as session:
        story = Storyteller(session)
        for _ in range(10):
            article = story.article()
            story.change(article)
            story.change(article)

    def work() -> None:
        fire(database, clock, make_rule(**TO_DESK), batch=4)

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(change for alert in alerts_in(database) for change in alert.changes) == list(range(1, 21))
    assert len(alerts_in(database)) == len(deliveries_in(database)) == 10


def test_a_kill_before_the_commit_leaves_the_change_pending(
    database: Database, clock: SimulatedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.write() as session:
        story = Storyteller(session)
        story.change(story.article())

    def killed(*_: object, **__: object) -> None:
        raise RuntimeError("killed")

    with monkeypatch.context() as patch:
        patch.setattr(Recorder, "_remember", killed)
        with pytest.raises(RuntimeError):
            fire(database, clock, make_rule(**TO_DESK))
    assert alerts_in(database) == deliveries_in(database) == []

    assert len(fire(database, clock, make_rule(**TO_DESK))) == 1
    assert len(deliveries_in(database)) == 1


def test_hostile_bytes_in_an_article_cost_no_alert(database: Database, clock: SimulatedClock) -> None:
    with database.write() as session:
        story = Storyteller(session)
        story.change(story.article(), title="Troops\u202e \x1b[31m\r\nBcc: all@example.org")

    fire(database, clock, make_rule(**TO_DESK))

    (delivery,) = deliveries_in(database)
    assert "\n" not in delivery.title
    assert not set("\x1b\r\u202e") & set(delivery.title + delivery.body)
