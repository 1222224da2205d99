"""Sources follow the configuration, are leased to one worker, and remember what polls found."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from storage.database import Database
from storage.models import Source
from storage.sources import (
    NOT_CONFIGURED,
    Polled,
    SourceSpec,
    all_sources,
    claim_due,
    record_polls,
    sync_sources,
)

NOW = datetime(2024, 10, 18, 9, tzinfo=UTC)
LEASE = timedelta(minutes=5)
WIRE = SourceSpec("Example Wire", "https://wire.example/rss.xml", interval=300)
POST = SourceSpec("Example Post", "https://post.example/feed", interval=600)


def configure(database: Database, *specs: SourceSpec, now: datetime = NOW) -> None:
    with database.write() as session:
        sync_sources(session, specs, now)


def claim(database: Database, owner: str, now: datetime = NOW) -> list[Source]:
    with database.write() as session:
        return claim_due(session, now, owner=owner, lease=LEASE)


def record(database: Database, source: Source, polled: Polled, now: datetime = NOW) -> None:
    with database.write() as session:
        record_polls(session, [(source, polled)], now)


def only_source(database: Database) -> Source:
    with database.read() as session:
        (source,) = all_sources(session)
        return source


def test_a_new_source_is_due_at_once(database: Database) -> None:
    configure(database, WIRE, POST)

    assert [source.name for source in claim(database, "a")] == ["Example Wire", "Example Post"]


def test_a_leased_source_is_not_given_to_another_worker(database: Database) -> None:
    configure(database, WIRE)
    claim(database, "a")

    assert claim(database, "b") == []


def test_the_lease_of_a_dead_worker_runs_out(database: Database) -> None:
    configure(database, WIRE)
    claim(database, "a")

    assert [s.lease for s in claim(database, "b", NOW + LEASE)] == ["b"]


def test_a_good_poll_keeps_validators_and_sets_the_next_turn(database: Database) -> None:
    configure(database, WIRE)
    (source,) = claim(database, "a")
    record(database, source, Polled("ok", NOW + LEASE, etag='"1"', body_hash="aa"))

    found = only_source(database)
    assert (found.etag, found.body_hash, found.errors, found.last_ok_at) == ('"1"', "aa", 0, NOW)
    assert claim(database, "a") == []
    assert len(claim(database, "a", NOW + LEASE)) == 1


def test_failures_count_up_until_a_good_poll(database: Database) -> None:
    configure(database, WIRE)
    (source,) = claim(database, "a")
    record(database, source, Polled("failed", NOW, error="the server answered 500"))
    record(database, only_source(database), Polled("failed", NOW, error="the server answered 500"))
    assert (only_source(database).errors, only_source(database).last_error) == (2, "the server answered 500")

    record(database, source, Polled("ok", NOW))
    assert (only_source(database).errors, only_source(database).last_error) == (0, "")


def test_a_feed_that_is_gone_was_never_read(database: Database) -> None:
    configure(database, WIRE)
    (source,) = claim(database, "a")
    record(database, source, Polled("paused", NOW, paused_reason="gone for good", answered=410))

    assert only_source(database).last_ok_at is None


def test_the_first_404_in_a_row_is_remembered_through_times_without_any_answer(database: Database) -> None:
    configure(database, WIRE)
    for days, answered in enumerate((404, None, 404)):
        polled = Polled("failed", NOW, error="no feed there", answered=answered)
        record(database, only_source(database), polled, NOW + timedelta(days=days))
    assert only_source(database).missing_since == NOW

    record(database, only_source(database), Polled("failed", NOW, error="busy", answered=503))
    assert only_source(database).missing_since is None


def test_a_source_taken_out_of_the_configuration_is_paused_and_can_come_back(database: Database) -> None:
    configure(database, WIRE)
    configure(database)
    assert only_source(database).paused_reason == NOT_CONFIGURED
    assert claim(database, "a") == []

    configure(database, WIRE)
    assert only_source(database).paused_reason is None
    assert len(claim(database, "a")) == 1


def test_a_new_address_forgets_the_old_validators(database: Database) -> None:
    configure(database, WIRE)
    (source,) = claim(database, "a")
    record(database, source, Polled("ok", NOW + LEASE, etag='"1"', last_modified="x", body_hash="aa"))

    configure(database, SourceSpec("Example Wire", "https://wire.example/moved.xml"))

    moved = only_source(database)
    assert (moved.etag, moved.last_modified, moved.body_hash) == (None, None, None)
    assert len(claim(database, "a")) == 1


def test_a_shorter_interval_takes_effect_without_waiting_for_the_old_one(database: Database) -> None:
    configure(database, POST)
    (source,) = claim(database, "a")
    record(database, source, Polled("ok", NOW + timedelta(hours=6)))

    configure(database, SourceSpec("Example Post", POST.url, interval=60))

    assert only_source(database).next_poll_at == NOW + timedelta(seconds=60)
