"""An edited article takes back or corrects what it told, and leaves alone what others tell."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import col, select

from clock import SimulatedClock
from connectors.identity import content_hash
from events.extract import RuleExtractor
from flows.steps.extract import extract_pending
from storage._revisions import keep_revision
from storage.database import Database
from storage.models import Article, Event, EventChange, EventLink, Mention, Source

SENT = "North Korea has sent about 1,500 troops to Russia, South Korea's spy agency said."
SENT_3000 = "North Korea has sent about 3,000 troops to Russia, South Korea's spy agency said."
ELSEWHERE = "North Korea has sent about 1,500 troops to Belarus, South Korea's spy agency said."
AGREED = "Some 1,500 North Korean troops were sent to Russia, the Pentagon said."
DENIED = "North Korea denied that it has sent troops to Russia."
PLAN = "North Korea plans to send about 1,500 troops to Russia, South Korea's spy agency said."
NOTHING = "This report was withdrawn after a review."


def tell(
    database: Database,
    clock: SimulatedClock,
    name: str,
    text: str,
    *,
    title: str = "",
    page: bool = False,
    of_feed: str = "",
) -> list[str]:
    """An article, or its next version, read at once; the changes it made, oldest first."""
    with database.write() as session:
        before = session.exec(select(EventChange.id)).all()
        source = session.exec(select(Source).where(Source.name == name)).first()
        if source is None:
            source = Source(name=name, url="", publisher=name)
            session.add(source)
            session.flush()
        article = session.exec(select(Article).where(Article.source == source.id)).first()
        if article is None:
            article = Article(
                source=source.id, key="a", published_at=clock.now(), first_seen_at=clock.now(),
                content_hash="",
            )  # fmt: skip
            session.add(article)
        else:
            article.revision += 1
        article.title, article.text, article.state = title or name, text, "pending"
        article.page = "fetched" if page else ""
        if not page:
            article.content_hash = content_hash(name, of_feed or text)
        session.flush()
        keep_revision(session, article, clock.now(), from_page=page)
    extract_pending(database, RuleExtractor(), clock, owner="test")
    clock.advance(timedelta(hours=1))
    with database.read() as session:
        made = (
            select(EventChange.change).where(col(EventChange.id).not_in(before)).order_by(col(EventChange.id))
        )
        return list(session.exec(made))


def events(database: Database) -> list[Event]:
    with database.read() as session:
        return list(session.exec(select(Event).order_by(col(Event.first_seen_at), col(Event.id))))


def last(database: Database) -> EventChange:
    with database.read() as session:
        return session.exec(select(EventChange).order_by(col(EventChange.id).desc())).first()  # type: ignore[return-value]


def test_what_its_only_article_tells_no_more_is_retracted(sqlite: Database, clock: SimulatedClock) -> None:
    tell(sqlite, clock, "Wire", SENT)

    assert tell(sqlite, clock, "Wire", NOTHING) == ["corrected"]

    (event,) = events(sqlite)
    assert (event.standing, event.reach, event.origins) == ("retracted", 0, 0)
    assert event.quantities["sent"]["best"] == 1500
    change = last(sqlite)
    assert change.diff == {"standing": {"from": "reported", "to": "retracted"}}
    assert (change.state, change.patch["standing"]) == ("pending", "retracted")


def test_other_news_in_its_place_takes_nothing_back(sqlite: Database, clock: SimulatedClock) -> None:
    tell(sqlite, clock, "Wire", SENT, title="Troops leave for Russia")

    other = "Kenya will send 600 police officers to Haiti, the interior ministry said."
    assert tell(sqlite, clock, "Wire", other, title="Officers to fly to Port-au-Prince") == ["new"]

    assert [event.standing for event in events(sqlite)] == ["reported", "reported"]


def test_what_is_told_again_stands_again_under_its_id(sqlite: Database, clock: SimulatedClock) -> None:
    tell(sqlite, clock, "Wire", SENT)
    (before,) = events(sqlite)
    tell(sqlite, clock, "Wire", NOTHING)
    assert tell(sqlite, clock, "Wire", NOTHING + " More follows.") == []

    tell(sqlite, clock, "Wire", SENT)

    (event,) = events(sqlite)
    assert (event.id, event.standing, event.reach, event.origins) == (before.id, "reported", 1, 1)


def test_what_others_tell_stands_and_loses_one_teller(sqlite: Database, clock: SimulatedClock) -> None:
    tell(sqlite, clock, "Wire", SENT)
    tell(sqlite, clock, "Post", AGREED)
    assert events(sqlite)[0].standing == "confirmed"

    assert tell(sqlite, clock, "Post", NOTHING) == ["corrected"]

    (event,) = events(sqlite)
    assert (event.standing, event.reach, event.texts, event.origins) == ("reported", 1, 1, 1)
    with sqlite.read() as session:
        taken_back = session.exec(select(Mention.withdrawn_at).order_by(col(Mention.id))).all()
    assert [moment is None for moment in taken_back] == [True, False]


def test_a_figure_that_is_told_no_more_leaves_the_range(sqlite: Database, clock: SimulatedClock) -> None:
    tell(sqlite, clock, "Wire", SENT)
    tell(sqlite, clock, "Post", SENT_3000)
    assert events(sqlite)[0].quantities["sent"]["best"] == 3000

    assert tell(sqlite, clock, "Post", NOTHING) == ["corrected"]

    assert events(sqlite)[0].quantities["sent"]["high"] == 1500
    assert last(sqlite).diff["quantities"]["sent"]["from"]["best"] == 3000


def test_a_denial_taken_back_ends_the_dispute(sqlite: Database, clock: SimulatedClock) -> None:
    tell(sqlite, clock, "Wire", SENT)
    tell(sqlite, clock, "State", DENIED)
    assert events(sqlite)[0].disputed

    assert tell(sqlite, clock, "State", NOTHING) == ["corrected"]

    (event,) = events(sqlite)
    assert (event.disputed, event.standing, event.reach) == (False, "reported", 1)


def test_a_teaser_takes_nothing_back_that_its_page_tells(sqlite: Database, clock: SimulatedClock) -> None:
    tell(sqlite, clock, "Wire", "A short teaser.")
    tell(sqlite, clock, "Wire", SENT, page=True)

    assert tell(sqlite, clock, "Wire", "Another short teaser.") == []
    assert tell(sqlite, clock, "Wire", NOTHING, page=True) == ["corrected"]


def test_a_plan_that_was_carried_out_is_not_taken_back(sqlite: Database, clock: SimulatedClock) -> None:
    tell(sqlite, clock, "Wire", PLAN)

    assert tell(sqlite, clock, "Wire", SENT) == ["new"]

    assert [event.standing for event in events(sqlite)] == ["reported", "reported"]


def test_an_edit_that_contradicts_what_it_alone_told_corrects_it(
    sqlite: Database, clock: SimulatedClock
) -> None:
    tell(sqlite, clock, "Wire", ELSEWHERE)
    (before,) = events(sqlite)

    assert tell(sqlite, clock, "Wire", SENT) == ["corrected"]

    (event,) = events(sqlite)
    assert (event.id, event.country, event.standing) == (before.id, "RU", "corrected")
    assert "Russia" in event.title
    diff = last(sqlite).diff["places"]
    assert (diff["from"][0]["name"], diff["to"][0]["name"]) == ("Belarus", "Russia")


def test_an_edit_that_contradicts_what_others_tell_becomes_an_event_of_its_own(
    sqlite: Database, clock: SimulatedClock
) -> None:
    tell(sqlite, clock, "Wire", SENT)
    tell(sqlite, clock, "Post", AGREED)
    (before,) = events(sqlite)

    assert tell(sqlite, clock, "Post", ELSEWHERE) == ["new", "split"]

    kept, own = events(sqlite)
    assert (kept.id, kept.reach, own.reach, own.country) == (before.id, 1, 1, "BY")
    with sqlite.read() as session:
        links = [(link.event, link.kind, link.other) for link in session.exec(select(EventLink))]
        waiting = session.exec(select(EventChange).where(EventChange.event == kept.id)).all()
    assert (own.id, "split_from", kept.id) in links
    assert waiting[-1].change == "split"
    assert waiting[-1].state == "matched"
    assert waiting[-1].diff["into"] == own.id
