"""Events that turn out to be one, and events that are something to each other."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import select

from clock import SimulatedClock
from events.extract import RuleExtractor
from flows.steps.extract import extract_pending
from storage import timeline
from storage.as_of import reading
from storage.database import Database
from storage.filters import Filters
from storage.models import Article, Event, EventChange, EventLink, Mention, Source

DAY = timedelta(days=1)


def tell(database: Database, clock: SimulatedClock, *told: tuple[str, str]) -> None:
    """Each (title, text) as an article of its own, a day after the one before."""
    for title, body in told:
        with database.write() as session:
            source = session.exec(select(Source)).first() or Source(name="Wire", url="", publisher="Wire")
            session.add(source)
            session.flush()
            session.add(
                Article(
                    source=source.id, key=title, title=title, text=body, content_hash=title,
                    published_at=clock.now(), first_seen_at=clock.now(),
                )
            )  # fmt: skip
        extract_pending(database, RuleExtractor(), clock, owner="test")
        clock.advance(DAY)


PLAN = ("Plan", "North Korea will send about 12,000 troops to Russia, South Korea's spy agency said.")
SENT = ("Sent", "North Korea has sent about 1,500 troops to Russia, South Korea's spy agency said.")
LEFT = ("Left", "North Korea has withdrawn 500 troops from Russia, South Korea's spy agency said.")


def test_what_is_done_is_part_of_the_plan_and_a_withdrawal_reverses_it(
    sqlite: Database, clock: SimulatedClock
) -> None:
    tell(sqlite, clock, PLAN, SENT, LEFT)

    with sqlite.read() as session:
        kinds = {event.id: (event.kind, event.status) for event in session.exec(select(Event))}
        links = [(kinds[x.event], x.kind, kinds[x.other]) for x in session.exec(select(EventLink))]
    plan, sent = ("troop_deployment", "planned"), ("troop_deployment", "completed")
    assert len(kinds) == 3
    assert (sent, "part_of", plan) in links
    assert any(link[:2] == (("troop_withdrawal", "completed"), "reverses") for link in links)


def halves(database: Database, clock: SimulatedClock) -> tuple[str, str]:
    """One event, told of in two halves that nothing had shown to be one."""
    tell(database, clock, SENT)
    with database.write() as session:
        first = session.exec(select(Event)).one()
        mention = session.exec(select(Mention)).one()
        source = session.exec(select(Source)).one()
        article = Article(
            source=source.id, key="twin", content_hash="twin", first_seen_at=clock.now(), state="extracted",
            story=first.story, copy_group="twin",
        )  # fmt: skip
        session.add(article)
        session.flush()
        twin = Event(**first.model_dump() | {"id": "ev_twin", "first_seen_at": clock.now()})
        session.add(twin)
        session.flush()
        row = mention.model_dump() | {"id": None, "article": article.id, "event": twin.id}
        session.add(Mention(**row))
        timeline.keep_active(session, twin, clock.now())
        return first.id, twin.id


def test_a_report_that_fits_both_halves_makes_them_one_for_ever(
    database: Database, clock: SimulatedClock
) -> None:
    older, younger = halves(database, clock)
    before = clock.now()
    clock.advance(timedelta(hours=1))

    tell(database, clock, ("Again", f"{SENT[1]} They left on ships."))

    with database.read() as session:
        kept = timeline.resolve(session, younger)
        assert kept is not None
        assert (kept.id, kept.reach) == (older, 3)
        assert [event.id for event in timeline.find_events(session, Filters())] == [older]
        assert {mention.event for mention in session.exec(select(Mention))} == {older}
        merges = session.exec(select(EventChange).where(EventChange.change == "merged")).all()
        assert {change.state for change in merges} == {"matched"}
        assert {change.event for change in merges} == {older, younger}
    with reading(database, before) as session:
        assert {event.id for event in timeline.find_events(session, Filters())} == {older, younger}
        assert {mention.event for mention in session.exec(select(Mention))} == {older, younger}


def test_what_one_article_tells_apart_is_never_one(sqlite: Database, clock: SimulatedClock) -> None:
    _, younger = halves(sqlite, clock)
    with sqlite.write() as session:
        twin = session.exec(select(Mention).where(Mention.event == younger)).one()
        twin.article, twin.ordinal = 1, 7

    tell(sqlite, clock, ("Again", f"{SENT[1]} They left on ships."))

    with sqlite.read() as session:
        assert len(timeline.find_events(session, Filters())) == 2


MORE = ("More", "North Korea has sent an additional 1,500 troops to Russia, South Korea's spy agency said.")
DENIAL = (
    "Denial",
    "North Korea's envoy to the UN rejected the claim that it had sent troops to Russia as a rumour.",
)


def test_what_is_said_to_be_additional_raises_the_bound_alone(
    sqlite: Database, clock: SimulatedClock
) -> None:
    tell(sqlite, clock, SENT, MORE)

    with sqlite.read() as session:
        (event,) = session.exec(select(Event))
    sent = event.quantities["sent"]
    assert (sent["best"], sent["high"], sent["added"]) == (1500, 3000, 3000)


def test_a_statement_of_denial_is_linked_to_what_it_denies(sqlite: Database, clock: SimulatedClock) -> None:
    tell(sqlite, clock, SENT, DENIAL, ("Again", f"{DENIAL[1]} Nothing more was said."))

    with sqlite.read() as session:
        events = {event.id: event for event in session.exec(select(Event))}
        links = [link for link in session.exec(select(EventLink)) if link.kind == "denies"]
    told = [(events[x.event].kind, events[x.other].kind, events[x.other].disputed) for x in links]
    assert ("deny_statement", "troop_deployment", True) in told
    assert len({(x.event, x.other) for x in links}) == len(links)
