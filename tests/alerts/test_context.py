"""What an alert says of the last alert on the same event, and of similar events before."""

from __future__ import annotations

from typing import Any

from sqlmodel import Session, col, select

from alerts.raising import raise_alerts
from clock import SimulatedClock
from storage.database import Database
from storage.models import Delivery, Event, EventChange, Mention
from tests.alerts.conftest import MORNING, Storyteller, make_rule

RULE = make_rule(change=["new", "update"], notify={"to": ["desk"]})
SENT = {"unit": "troops", "qualifier": "about", "role": "sent"}


def event(session: Session, number: str, **fields: Any) -> None:
    """A deployment of North Korea that the timeline knows already."""
    known: dict[str, Any] = {
        "kind": "troop_deployment",
        "title": f"Deployment {number}",
        "actor": "North Korea",
        "first_seen_at": MORNING,
        "updated_at": MORNING,
    }
    session.add(Event(id=number, **(known | fields)))
    session.flush()


def change(session: Session, story: Storyteller, number: str, kind: str, **said: Any) -> None:
    """A change of that event, told by an article of its own."""
    article = story.article()
    mention = Mention(
        article=article.id or 0, revision=1, ordinal=1, event=number, kind="troop_deployment",
        status=said.pop("status", "under_way"), assertion="claimed", extractor="test", seen_at=MORNING,
        **said,
    )  # fmt: skip
    session.add(mention)
    session.flush()
    session.add(EventChange(event=number, change=kind, mention=mention.id, article=article.id, at=MORNING))


def bodies(database: Database, clock: SimulatedClock) -> list[str]:
    raise_alerts(database, [RULE], ["desk"], clock, public_url="https://watch.example/")
    with database.read() as session:
        return list(session.exec(select(Delivery.body).order_by(col(Delivery.id))))


def payload(database: Database) -> dict[str, Any]:
    with database.read() as session:
        return session.exec(select(Delivery).order_by(col(Delivery.id).desc())).first().payload  # type: ignore[union-attr]


def test_an_update_says_what_is_new_since_the_last_alert_of_its_rule(
    database: Database, clock: SimulatedClock
) -> None:
    with database.write() as session:
        event(session, "ev")
        change(session, Storyteller(session), "ev", "new", quantities=[SENT | {"value": 1500}])
    bodies(database, clock)
    with database.write() as session:
        known = session.get_one(Event, "ev")
        known.origins, known.reach = 3, 4
        story = Storyteller(session, articles=1)
        story.source = session.merge(story.source)
        story.source.name = "another wire"
        change(
            session, story, "ev", "updated",
            quantities=[SENT | {"value": 3000}], status="completed", places=[{"name": "Kursk"}],
        )  # fmt: skip

    _, body = bodies(database, clock)

    assert (
        "   Since alert 1: sent: about 1,500 troops then, about 3,000 troops now; status: under way then, "
        "completed now; now in Kursk; 2 more independent origins; 3 more sources\n"
    ) in body
    assert "News:" not in body
    assert payload(database)["since"][0]["alert"] == 1


def test_what_is_taken_back_is_a_correction_that_says_so(sqlite: Database, clock: SimulatedClock) -> None:
    rule = make_rule(change=["new", "correction"], notify={"to": ["desk"]})
    with sqlite.write() as session:
        event(session, "ev")
        change(session, Storyteller(session), "ev", "new", quantities=[SENT | {"value": 1500}])
    raise_alerts(sqlite, [rule], ["desk"], clock)
    with sqlite.write() as session:
        taken_back = {
            "standing": {"from": "reported", "to": "retracted"},
            "quantities": {"sent": {"from": SENT | {"best": 1500}, "to": None}},
        }
        session.add(EventChange(event="ev", change="corrected", diff=taken_back, at=MORNING))
    raise_alerts(sqlite, [rule], ["desk"], clock)

    with sqlite.read() as session:
        _, body = session.exec(select(Delivery.body).order_by(col(Delivery.id)))

    assert "standing: reported, now retracted" in body


def test_the_first_alert_on_an_event_has_nothing_to_compare_with(
    sqlite: Database, clock: SimulatedClock
) -> None:
    with sqlite.write() as session:
        event(session, "ev")
        change(session, Storyteller(session), "ev", "new")

    (body,) = bodies(sqlite, clock)

    assert "Since alert" not in body
    assert "News: reported for the first time" in body
    assert payload(sqlite)["since"] == []


def test_the_three_nearest_similar_events_before_are_named(database: Database, clock: SimulatedClock) -> None:
    with database.write() as session:
        for day in (1, 5, 9, 12):
            event(session, f"ev-{day}", start=f"2024-10-{day:02}", end=f"2024-10-{day + 1:02}")
        event(session, "ev-bounded", end="2024-10-11", precision="range")
        event(session, "ev-merged", start="2024-10-16", end="2024-10-17", merged_into="ev-12")
        event(session, "ev-later", start="2024-10-20", end="2024-10-21")
        event(session, "ev-other-kind", start="2024-10-16", end="2024-10-17", kind="talks")
        event(session, "ev-other-actor", start="2024-10-16", end="2024-10-17", actor="Kenya")
        event(session, "ev", start="2024-10-18", end="2024-10-19")
        change(session, Storyteller(session), "ev", "new")

    (body,) = bodies(database, clock)

    assert body.split("Before that, the nearest first:\n")[1].split("\n\n")[0].splitlines() == [
        "   12 October 2024: Deployment ev-12 (ev-12)",
        "   by 10 October 2024: Deployment ev-bounded (ev-bounded)",
        "   9 October 2024: Deployment ev-9 (ev-9)",
    ]
    assert [one["id"] for one in payload(database)["earlier"]] == ["ev-12", "ev-bounded", "ev-9"]


def test_an_alert_links_to_the_event_where_the_page_is_known(sqlite: Database, clock: SimulatedClock) -> None:
    with sqlite.write() as session:
        event(session, "ev")
        change(session, Storyteller(session), "ev", "new")

    assert "   Event: https://watch.example/events/ev\n" in bodies(sqlite, clock)[0]
