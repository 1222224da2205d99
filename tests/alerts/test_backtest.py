"""Backtests: a replay says what live matching did, to the alert."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from alerts.backtest import backtest, replay
from alerts.raising import raise_alerts
from alerts.rules import Rule
from clock import SimulatedClock
from storage.database import Database
from storage.models import Alert, Article, ArticleRevision, Delivery, Event, EventChange, Mention, Source
from tests.alerts.conftest import MORNING, Storyteller, make_rule

CHANGES = ("new", "updated", "denied", "corrected", "corroborated", "merged")
PLACES: list[list[dict[str, Any]]] = [
    [],
    [{"name": "Vladivostok", "country": "RU", "lat": 43.1, "lon": 131.9, "precision": "city"}],
    [{"name": "Seoul", "country": "KR", "lat": 37.6, "lon": 127.0, "precision": "city"}],
]
ARMY = {"name": "Korean People's Army", "country": "KP", "sector": "military"}
RULES = [
    make_rule(id="all-deployments"),
    make_rule(id="any-change", change=["new", "update", "denial", "correction", "corroborated"]),
    make_rule(id="by-status", when={"status": ["under_way", "denied"]}),
    make_rule(id="in-russia", when={"country": "RU"}),
    make_rule(id="near-seoul", when={"near": {"lat": 37.5, "lon": 127.0, "km": 50}}),
    make_rule(id="by-korea", when={"kind": ["visit", "troop_deployment"], "actors": ["KP"]}),
    make_rule(id="by-army", when={"actors": ["army", "RU"]}),
    make_rule(id="many", when={"count": {"unit": "people", "gte": 1000}}, change=["new", "update"]),
    make_rule(id="by-text", when={"text": "파병 AND convoy*"}),
    make_rule(id="by-source", when={"sources": ["Wire"], "language": "en"}),
    make_rule(id="lately", when={"event_date": {"within": "3d"}}),
]

VISIT, DEPLOYED = {"kind": "visit"}, {"kind": "troop_deployment"}
REMEMBERING = [
    make_rule(id="confirmed", confirm={"gte": 2, "within": "96h"}),
    make_rule(id="by-publishers", when=VISIT, confirm={"distinct": "publisher", "gte": 2, "within": "7d"}),
    make_rule(id="news", novelty={"per": ["actor", "place", "count_band"], "window": "4d"}),
    make_rule(
        id="confirmed-news",
        when=VISIT,
        confirm={"gte": 2, "within": "7d"},
        novelty={"per": ["country"], "window": "3d"},
    ),
    make_rule(id="often", kind="frequency", frequency={"at_least": 2, "within": "48h", "per": ["country"]}),
    make_rule(
        id="more-than-usual",
        kind="spike",
        when=VISIT,
        spike={"within": "12h", "baseline": "72h", "times": 1.5, "at_least": 2},
    ),
    Rule.model_validate(
        {
            "id": "then",
            "title": "One after the other",
            "kind": "sequence",
            "sequence": {"steps": [{"when": VISIT}, {"when": DEPLOYED}], "within": "3d", "per": ["country"]},
        }
    ),
    make_rule(id="no-visit", kind="absence", when=VISIT, absence={"for": "30h"}),
    Rule.model_validate(
        {
            "id": "wire-silent",
            "title": "Silent",
            "kind": "absence",
            "absence": {"for": "25h", "source": "wire"},
        }
    ),
]


def tell(database: Database, rng: random.Random, clock: SimulatedClock) -> None:
    """What one cycle writes: some articles with changes of events, new ones and earlier ones."""
    with database.write() as session:
        known = sorted(session.exec(select(Event.id)).all(), key=lambda name: int(name.removeprefix("ev-")))
        story = Storyteller(session, len(session.exec(select(Article.id)).all()), len(known))
        sources = session.exec(select(Source).order_by(Source.name)).all()
        for _ in range(rng.randint(1, 4)):
            title = rng.choice(("Convoys arrive", "Soldiers arrive"))
            story.source = rng.choice(sources)
            article = story.article(title, story=rng.choice((None, "story-1", "story-2")))
            article.first_seen_at = clock.now()
            for _ in range(rng.randint(1, 3)):
                change = story.change(article, rng.choice(CHANGES), **_said(rng))
                change.at = clock.now()
                event = rng.choice(known[-8:]) if known and rng.random() < 0.5 else change.event
                _fold(session, change, event)


def _said(rng: random.Random) -> dict[str, Any]:
    return {
        "kind": rng.choice(("troop_deployment", "visit")),
        "status": rng.choice(("under_way", "planned", "denied")),
        "places": rng.choice(PLACES),
        "actors": rng.choice(([], [{"name": "Korean People's Army", "country": "KP", "sector": "military"}])),
        "quantities": rng.choice(
            ([], [{"value": rng.choice((500, 1500)), "unit": "troops", "role": "sent"}])
        ),
        "attribution": [{"speaker": rng.choice(("Ministry", "Army", "NIS")), "cue": "said"}],
        "date": {"start": f"2024-10-{rng.randint(10, 20)}", "end": None, "open_end": True},
    }


def _fold(session: Session, change: EventChange, event_id: str) -> None:
    """The change is of this event, which learns from it what it did not know."""
    mention, event = session.get_one(Mention, change.mention), session.get_one(Event, event_id)
    change.event = mention.event = event_id
    event.actors = event.actors or mention.actors
    event.places = event.places or mention.places


@pytest.mark.parametrize("rules", [RULES, REMEMBERING], ids=["plain", "remembering"])
@pytest.mark.parametrize("seed", range(4))
def test_a_replay_equals_live_to_the_alert(
    database: Database, clock: SimulatedClock, seed: int, rules: list[Rule]
) -> None:
    rng = random.Random(seed)
    with database.write() as session:
        session.add(Source(name="wire", url="http://wire", publisher="Wire"))
        session.add(Source(name="agency", url="http://agency", publisher="Agency"))
    raise_alerts(database, rules, (), clock)
    for _ in range(20):
        clock.advance(timedelta(hours=rng.randint(1, 40)))
        tell(database, rng, clock)
        raise_alerts(database, rules, (), clock)

    with database.read() as session:
        raised = session.exec(select(Alert).order_by(col(Alert.id))).all()
        live = sorted((alert.rule, alert.changes) for alert in raised)
        replayed = sorted(
            (rule.id, [one.change.change_id for one in notice.matched])
            for rule in rules
            for notice in replay(session, rule, MORNING, clock.now() + timedelta(seconds=1))
        )
        near = [one for rule in rules for one in backtest(session, rule, MORNING, clock.now()).near]

    assert len({rule for rule, _ in live}) >= len(rules) - 2
    assert all(one.is_near_miss for one in near)
    assert replayed == live


def test_what_a_late_full_text_adds_is_no_second_alert_in_a_replay_either(
    sqlite: Database, clock: SimulatedClock
) -> None:
    rule = make_rule()
    with sqlite.write() as session:
        story = Storyteller(session)
        article = story.article()
        story.change(article)
    raise_alerts(sqlite, [rule], (), clock)
    clock.advance(timedelta(hours=1))
    with sqlite.write() as session:
        page = ArticleRevision(article=article.id, revision=2, content_hash="p", seen_at=clock.now())
        page.from_page = True
        session.add(page)
        added = Storyteller(session, 1, 1).change(article)
        added.at = clock.now()
        session.get_one(Mention, added.mention).revision = 2
    raise_alerts(sqlite, [rule], (), clock)

    with sqlite.read() as session:
        assert len(session.exec(select(Alert)).all()) == 1
        notices = replay(session, rule, MORNING, clock.now() + timedelta(hours=1))
    assert [[one.change.change_id for one in notice.matched] for notice in notices] == [[1]]


def told(database: Database, clock: SimulatedClock, rule: Rule, days: int = 30) -> Any:
    with database.read() as session:
        return backtest(session, rule, clock.now() - timedelta(days=days), clock.now())


@pytest.fixture
def month(sqlite: Database, clock: SimulatedClock) -> Database:
    """Two deployments in one week, one two weeks later, and one that is only planned."""
    with sqlite.write() as session:
        story = Storyteller(session)
        for day in (0, 1, 14):
            story.change(story.article(f"Day {day}")).at = MORNING + timedelta(days=day)
        story.change(story.article(), status="planned").at = MORNING + timedelta(days=15)
    clock.advance(timedelta(days=20))
    return sqlite


SENT = make_rule(when={"kind": "troop_deployment", "status": "under_way", "text": "soldiers"})


def test_alerts_are_counted_by_week(month: Database, clock: SimulatedClock) -> None:
    weeks = {week.monday: week.alerts for week in told(month, clock, SENT).weeks}

    assert weeks == {
        date(2024, 10, 7): 0,
        date(2024, 10, 14): 2,
        date(2024, 10, 21): 0,
        date(2024, 10, 28): 1,
        date(2024, 11, 4): 0,
    }


def test_the_first_alerts_read_as_they_would_have_been_sent(month: Database, clock: SimulatedClock) -> None:
    first = told(month, clock, SENT).first

    assert [sent.changes for sent in first] == [(1,), (2,), (3,)]
    assert first[0].title.startswith("New: North Korea sends soldiers to Russia")


def test_near_misses_show_what_one_condition_kept_out(month: Database, clock: SimulatedClock) -> None:
    (near,) = told(month, clock, SENT).near

    assert near.change.event == "ev-4"
    assert [check.reason for check in near.failed] == ["status is planned, not under_way"]


def test_noise_counts_repeats_and_single_origins(month: Database, clock: SimulatedClock) -> None:
    noise = told(month, clock, SENT).noise

    assert (noise.busiest_day, noise.repeats, noise.one_origin) == (1, 1, 3)
    assert noise.per_week == pytest.approx(3 / (30 / 7))


def test_the_window_bounds_what_is_replayed(month: Database, clock: SimulatedClock) -> None:
    assert told(month, clock, SENT, days=7).alerts == 1


def test_what_a_source_held_at_first_is_left_out(sqlite: Database, clock: SimulatedClock) -> None:
    with sqlite.write() as session:
        story = Storyteller(session)
        story.change(story.article()).state = "backlog"
    clock.advance(timedelta(days=1))

    assert told(sqlite, clock, SENT).alerts == 0


def test_nothing_is_written(month: Database, clock: SimulatedClock) -> None:
    told(month, clock, make_rule(notify={"to": ["desk"]}))

    with month.read() as session:
        assert session.exec(select(Alert)).all() == []
        assert session.exec(select(Delivery)).all() == []
        assert {change.state for change in session.exec(select(EventChange))} == {"pending"}
