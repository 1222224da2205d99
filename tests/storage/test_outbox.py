"""The outbox on both databases: claims, the ledger, and what a crash leaves behind."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session

from clock import SimulatedClock
from storage import outbox
from storage.database import Database
from storage.models import Alert, Delivery, DeliveryAttempt, Event, EventChange

LEASE = timedelta(seconds=60)
SOON = timedelta(seconds=30)


@pytest.fixture
def alert(database: Database, clock: SimulatedClock) -> int:
    now = clock.now()
    with database.write() as session:
        session.add(Event(id="ev", kind="talks", first_seen_at=now, updated_at=now))
        session.flush()
        change = EventChange(event="ev", change="new", at=now)
        session.add(change)
        session.flush()
        found = Alert(rule="r", rule_hash="h", event="ev", change=change.id, created_at=now)
        session.add(found)
        session.flush()
        assert found.id is not None
        return found.id


def put(
    session: Session, alert: int, now: datetime, *, key: str = "key", channel: str = "desk", **options: Any
) -> bool:
    return outbox.enqueue(
        session,
        dedupe_key=key,
        alert=alert,
        channel=channel,
        title="T",
        body="B",
        payload={"한": 1},
        now=now,
        **options,
    )


def claim(session: Session, now: datetime, owner: str = "one", **options: object) -> list[Delivery]:
    return outbox.claim_due(session, now, owner=owner, lease=LEASE, **options)  # type: ignore[arg-type]


def begin(database: Database, now: datetime, owner: str = "one") -> int:
    """Claims the one delivery that is due and opens its attempt, as a sender does before it sends."""
    with database.write() as session:
        (delivery,) = claim(session, now, owner)
        return outbox.begin_attempt(session, delivery, now).id or 0


def fail(database: Database, attempt: int, now: datetime) -> str:
    """Records that an attempt did not arrive and may be repeated soon."""
    with database.write() as session:
        return outbox.finish_attempt(session, attempt, "one", now, "retry", error="no", retry_at=now + SOON)


def only(database: Database) -> tuple[Delivery, list[DeliveryAttempt]]:
    with database.read() as session:
        delivery = session.get_one(Delivery, 1)
        return delivery, list(outbox.attempts_of(session, 1))


def test_a_message_enters_once_for_its_key(database: Database, clock: SimulatedClock, alert: int) -> None:
    with database.write() as session:
        assert put(session, alert, clock.now())
        assert not put(session, alert, clock.now())
        assert put(session, alert, clock.now(), key="another")

    with database.read() as session:
        assert outbox.counts(session)["pending"] == 2
        assert outbox.deliveries_of(session, alert)[0].payload == {"한": 1}


def test_a_claim_takes_what_is_due_and_no_one_else_gets_it(
    database: Database, clock: SimulatedClock, alert: int
) -> None:
    with database.write() as session:
        put(session, alert, clock.now(), key="due")
        put(session, alert, clock.now() + SOON, key="later")

    with database.write() as session:
        assert [delivery.dedupe_key for delivery in claim(session, clock.now(), "one", limit=5)] == ["due"]
    with database.write() as session:
        assert claim(session, clock.now(), "two", limit=5) == []


def test_a_claim_can_be_for_one_channel(database: Database, clock: SimulatedClock, alert: int) -> None:
    with database.write() as session:
        put(session, alert, clock.now(), key="a", channel="desk")
        put(session, alert, clock.now(), key="b", channel="hook")

    with database.write() as session:
        assert outbox.due_channels(session, clock.now()) == ["desk", "hook"]
        assert [d.channel for d in claim(session, clock.now(), limit=5, channel="hook")] == ["hook"]
        assert outbox.due_channels(session, clock.now()) == ["desk"]


def test_two_workers_never_hold_the_same_delivery(
    database: Database, clock: SimulatedClock, alert: int
) -> None:
    with database.write() as session:
        for number in range(40):
            put(session, alert, clock.now(), key=f"key-{number}")
    taken: list[int | None] = []

    def work(owner: str) -> None:
        while True:
            with database.write() as session:
                claimed = claim(session, clock.now(), owner, limit=3)
                if not claimed:
                    return
                taken.extend(delivery.id for delivery in claimed)

    threads = [threading.Thread(target=work, args=(f"worker-{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(taken) == list(range(1, 41))


def test_a_sent_message_is_done(database: Database, clock: SimulatedClock, alert: int) -> None:
    with database.write() as session:
        put(session, alert, clock.now())
    attempt = begin(database, clock.now())

    with database.write() as session:
        assert outbox.finish_attempt(session, attempt, "one", clock.now(), "sent") == "sent"

    delivery, ledger = only(database)
    assert (delivery.state, delivery.sent_at, delivery.lease) == ("sent", clock.now(), None)
    assert [(a.n, a.outcome, a.ended_at) for a in ledger] == [(1, "sent", clock.now())]


@pytest.mark.parametrize("outcome", ["retry", "unknown"])
def test_a_failed_message_waits_for_its_next_attempt(
    database: Database, clock: SimulatedClock, alert: int, outcome: outbox.Outcome
) -> None:
    with database.write() as session:
        put(session, alert, clock.now())
    attempt = begin(database, clock.now())
    with database.write() as session:
        state = outbox.finish_attempt(
            session, attempt, "one", clock.now(), outcome, error="no", retry_at=clock.now() + SOON
        )

    assert state == "retry"
    with database.write() as session:
        assert claim(session, clock.now()) == []
        assert len(claim(session, clock.now() + SOON)) == 1
        assert outbox.may_be_repeat(session, session.get_one(Delivery, 1)) is (outcome == "unknown")


def test_a_permanent_failure_is_a_dead_letter_and_can_be_replayed(
    database: Database, clock: SimulatedClock, alert: int
) -> None:
    with database.write() as session:
        put(session, alert, clock.now())
    attempt = begin(database, clock.now())
    with database.write() as session:
        assert outbox.finish_attempt(session, attempt, "one", clock.now(), "permanent", error="410") == "dead"

    with database.write() as session:
        assert [delivery.id for delivery in outbox.dead_letters(session)] == [1]
        assert claim(session, clock.now() + timedelta(days=30)) == []
        assert outbox.replay(session, 1, clock.now())
        assert not outbox.replay(session, 99, clock.now())
    assert begin(database, clock.now())


def test_a_message_is_given_up_after_three_days_of_trying(
    database: Database, clock: SimulatedClock, alert: int
) -> None:
    with database.write() as session:
        put(session, alert, clock.now())
    states = []
    for _ in range(13):
        attempt = begin(database, clock.now())
        states.append(fail(database, attempt, clock.now()))
        clock.advance(timedelta(hours=6))

    assert states == ["retry"] * 12 + ["dead"]
    with database.write() as session:
        assert outbox.replay(session, 1, clock.now())
    attempt = begin(database, clock.now())
    assert fail(database, attempt, clock.now()) == "retry"


def test_an_attempt_that_never_ended_is_closed_as_unknown(
    database: Database, clock: SimulatedClock, alert: int
) -> None:
    with database.write() as session:
        put(session, alert, clock.now())
    begin(database, clock.now(), "killed")

    with database.write() as session:
        assert outbox.close_lost_attempts(session, clock.now()) == 0
    clock.advance(LEASE)
    with database.write() as session:
        assert outbox.close_lost_attempts(session, clock.now()) == 1

    delivery, ledger = only(database)
    assert (delivery.state, delivery.last_outcome, delivery.dedupe_key) == ("retry", "unknown", "key")
    assert [(a.outcome, a.ended_at, a.error) for a in ledger] == [
        ("unknown", clock.now(), "the sender stopped before it recorded an outcome")
    ]
    with database.write() as session:
        assert outbox.may_be_repeat(session, delivery)


def test_a_claim_without_an_attempt_is_simply_due_again(
    database: Database, clock: SimulatedClock, alert: int
) -> None:
    with database.write() as session:
        put(session, alert, clock.now())
        claim(session, clock.now(), "killed")
    clock.advance(LEASE)

    with database.write() as session:
        outbox.close_lost_attempts(session, clock.now())

    delivery, ledger = only(database)
    assert (delivery.state, ledger) == ("retry", [])
    with database.write() as session:
        assert not outbox.may_be_repeat(session, delivery)


def test_a_message_that_kills_its_sender_each_time_is_given_up(
    database: Database, clock: SimulatedClock, alert: int
) -> None:
    with database.write() as session:
        put(session, alert, clock.now())
    for _ in range(outbox.MAX_UNKNOWN):
        begin(database, clock.now(), "killed")
        clock.advance(LEASE)
        with database.write() as session:
            outbox.close_lost_attempts(session, clock.now())

    delivery, ledger = only(database)
    assert delivery.state == "dead"
    assert [attempt.outcome for attempt in ledger] == ["unknown"] * outbox.MAX_UNKNOWN


def test_a_late_failure_of_a_lost_lease_changes_nothing(
    database: Database, clock: SimulatedClock, alert: int
) -> None:
    with database.write() as session:
        put(session, alert, clock.now())
    slow = begin(database, clock.now(), "slow")
    clock.advance(LEASE)
    with database.write() as session:
        outbox.close_lost_attempts(session, clock.now())
    begin(database, clock.now(), "other")

    with database.write() as session:
        assert outbox.finish_attempt(session, slow, "slow", clock.now(), "permanent") == "sending"
        assert outbox.finish_attempt(session, slow, "slow", clock.now(), "sent") == "sending"

    delivery, ledger = only(database)
    assert delivery.lease == "other"
    assert [attempt.outcome for attempt in ledger] == ["unknown", ""]


def test_a_late_success_spares_the_repeat(database: Database, clock: SimulatedClock, alert: int) -> None:
    with database.write() as session:
        put(session, alert, clock.now())
    slow = begin(database, clock.now(), "slow")
    clock.advance(LEASE)
    with database.write() as session:
        outbox.close_lost_attempts(session, clock.now())
        assert outbox.finish_attempt(session, slow, "slow", clock.now(), "sent") == "sent"

    with database.write() as session:
        assert claim(session, clock.now()) == []


def test_a_released_claim_is_due_at_once(database: Database, clock: SimulatedClock, alert: int) -> None:
    with database.write() as session:
        put(session, alert, clock.now())
        outbox.release(claim(session, clock.now())[0])

    with database.write() as session:
        assert len(claim(session, clock.now(), "another")) == 1


def test_a_buried_delivery_says_why(database: Database, clock: SimulatedClock, alert: int) -> None:
    with database.write() as session:
        put(session, alert, clock.now())
        outbox.bury(session, claim(session, clock.now())[0], clock.now(), "no such channel")

    delivery, ledger = only(database)
    assert delivery.state == "dead"
    assert [(attempt.outcome, attempt.error) for attempt in ledger] == [("permanent", "no such channel")]


def test_what_is_rolled_back_was_never_enqueued(
    database: Database, clock: SimulatedClock, alert: int
) -> None:
    with pytest.raises(RuntimeError), database.write() as session:
        put(session, alert, clock.now())
        raise RuntimeError("killed between the decision and its commit")

    with database.read() as session:
        assert set(outbox.counts(session).values()) == {0}


def test_what_is_urgent_leaves_first(database: Database, clock: SimulatedClock, alert: int) -> None:
    with database.write() as session:
        for severity in ("low", "normal", "high", "critical"):
            put(session, alert, clock.now(), key=severity, severity=severity)

    with database.write() as session:
        order = [delivery.dedupe_key for delivery in claim(session, clock.now(), limit=4)]
    assert order == ["critical", "high", "normal", "low"]


def test_a_bundle_leaves_together_and_stays_together(
    database: Database, clock: SimulatedClock, alert: int
) -> None:
    with database.write() as session:
        for number in range(5):
            put(session, alert, clock.now(), key=f"key-{number}")

    first = claim_together(database, clock.now(), 3)
    rest = claim_together(database, clock.now(), 3)
    clock.advance(LEASE)
    with database.write() as session:
        outbox.close_lost_attempts(session, clock.now())
        put(session, alert, clock.now(), key="younger")

    assert (first, rest) == (["key-0", "key-1", "key-2"], ["key-3", "key-4"])
    assert [claim_together(database, clock.now(), 9) for _ in range(3)] == [first, rest, ["younger"]]


def test_a_digest_collects_what_comes_until_it_is_due(
    database: Database, clock: SimulatedClock, alert: int
) -> None:
    morning = clock.now() + timedelta(hours=8)
    with database.write() as session:
        for key in ("a", "b"):
            put(
                session, alert, clock.now(), key=key, bundle="daily", send_at=morning, reason="daily at 08:00"
            )
        put(session, alert, clock.now(), key="at once")

    assert claim_together(database, clock.now(), 1) == ["at once"]
    assert claim_together(database, clock.now(), 1) == []
    assert claim_together(database, morning, 1) == ["a", "b"]


def claim_together(database: Database, now: datetime, together: int) -> list[str]:
    with database.write() as session:
        claimed = outbox.claim_message(
            session, now, owner="one", lease=LEASE, channel="desk", together=together
        )
        return [delivery.dedupe_key for delivery in claimed]


def test_what_may_have_arrived_can_be_held_for_a_person(
    database: Database, clock: SimulatedClock, alert: int
) -> None:
    with database.write() as session:
        put(session, alert, clock.now())
    attempt = begin(database, clock.now())
    with database.write() as session:
        state = outbox.finish_attempt(
            session, attempt, "one", clock.now(), "unknown", error="lost", hold=True, progress={"done": ["a"]}
        )

    delivery, _ = only(database)
    assert (state, delivery.reason, delivery.progress) == ("held", "lost", {"done": ["a"]})
    with database.write() as session:
        assert claim(session, clock.now() + timedelta(days=1)) == []
        assert outbox.replay(session, 1, clock.now())
    assert begin(database, clock.now())


def test_an_acknowledged_alert_needs_no_escalation(
    database: Database, clock: SimulatedClock, alert: int
) -> None:
    later = clock.now() + timedelta(minutes=10)
    with database.write() as session:
        put(session, alert, clock.now(), key="first")
        put(session, alert, clock.now(), key="escalation", send_at=later, unless_acked=True)

    with database.write() as session:
        assert outbox.acknowledge(session, alert, clock.now(), "on it")
        assert not outbox.acknowledge(session, alert, clock.now())

    with database.write() as session:
        assert [delivery.dedupe_key for delivery in claim(session, later, limit=5)] == ["first"]
        assert outbox.counts(session)["cancelled"] == 1
        seen = session.get_one(Alert, alert)
        assert (seen.state, seen.acked_at, seen.ack_note) == ("acknowledged", clock.now(), "on it")


def test_a_channel_that_works_again_gets_what_waited_for_it(
    database: Database, clock: SimulatedClock, alert: int
) -> None:
    with database.write() as session:
        put(session, alert, clock.now(), key="failed")
        put(session, alert, clock.now() + SOON, key="not due yet")
    fail(database, begin(database, clock.now()), clock.now())

    with database.write() as session:
        outbox.hurry(session, "desk", clock.now())
        assert [delivery.dedupe_key for delivery in claim(session, clock.now(), limit=5)] == ["failed"]


def test_what_is_not_sent_is_found_by_channel_alert_and_state(
    database: Database, clock: SimulatedClock, alert: int
) -> None:
    with database.write() as session:
        put(session, alert, clock.now(), key="dead", state="dead", reason="no such channel")
        put(session, alert, clock.now(), key="silenced", channel="hook", state="suppressed")
        put(session, alert, clock.now(), key="waiting")

    with database.read() as session:
        everything = outbox.replayable(session, alert=alert)
        to_hook = outbox.replayable(session, channel="hook")
        dead = outbox.replayable(session, states=["dead"])
        nothing = outbox.replayable(session, silence=1)
    assert [one.dedupe_key for one in everything] == ["dead", "silenced"]
    assert [one.dedupe_key for one in to_hook] == ["silenced"]
    assert [one.reason for one in dead] == ["no such channel"]
    assert nothing == []
