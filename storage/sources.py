"""Sources: what is configured, whose turn it is, and what each poll found."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any

from sqlalchemy import func, update
from sqlmodel import Session, col, or_, select

from storage._parts import in_parts
from storage.models import Json, Source

_KEPT = ("etag", "last_modified", "body_hash", "hints", "rhythm", "newest_at", "effective_url")
NOT_FOUND = 404
NOT_CONFIGURED = "no longer in watchline.yaml"


@dataclass(frozen=True, slots=True)
class SourceSpec:
    """A source as configured; `interval` in seconds, None where the feed's own rhythm decides."""

    name: str
    url: str
    publisher: str = ""
    country: str = ""
    timezone: str = "UTC"
    language: str = "en"
    full_text: str = "on_match"
    interval: int | None = None


@dataclass(frozen=True, slots=True)
class Polled:
    """What one poll of a source ended with; the fields are columns where they have the same name.

    `error` is empty on success. A field that is None on success leaves its column as it was. `answered` is
    the HTTP status, None where no server answered.
    """

    status: str
    next_poll_at: datetime
    error: str = ""
    paused_reason: str | None = None
    answered: int | None = None
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    hints: Json | None = None
    rhythm: int | None = None
    newest_at: datetime | None = None
    effective_url: str | None = None
    moved_to: str | None = None
    moved_seen: int = 0


@dataclass(frozen=True, slots=True)
class Resting:
    """A source that was not polled."""

    name: str
    paused_reason: str | None
    errors: int
    last_error: str
    next_poll_at: datetime | None


_RESTING: Any = tuple(getattr(Source, field.name) for field in fields(Resting))
_configured = attrgetter(*(field.name for field in fields(SourceSpec) if field.name != "name"))
_CONFIGURED: Any = (*(getattr(Source, field.name) for field in fields(SourceSpec)), Source.paused_reason)


def sync_sources(session: Session, specs: Iterable[SourceSpec], now: datetime) -> None:
    """Make the table agree with the configuration. Sources that went away are paused, never deleted.

    Only what differs is loaded, so thousands of unchanged sources cost one plain query.
    """
    stored = {row[0]: row[1:] for row in session.exec(select(*_CONFIGURED))}
    wanted = {spec.name: spec for spec in specs}
    _add(session, [spec for name, spec in wanted.items() if name not in stored], now)
    changed = [name for name, spec in wanted.items() if name in stored and _differs(stored[name], spec)]
    for source in _named(session, changed):
        _update(source, wanted[source.name], now)
    gone = [name for name, row in stored.items() if name not in wanted and row[-1] is None]
    for source in _named(session, gone):
        source.paused_reason = NOT_CONFIGURED


def _add(session: Session, specs: Sequence[SourceSpec], now: datetime) -> None:
    """New sources, in parts: objects of thousands at once were a quarter of the first cycle's memory."""
    for part in in_parts(specs):
        added = [Source(**asdict(spec), next_poll_at=now) for spec in part]
        session.add_all(added)
        session.flush()
        for source in added:
            session.expunge(source)


def _differs(stored: Sequence[Any], spec: SourceSpec) -> bool:
    return stored[-1] == NOT_CONFIGURED or tuple(stored[:-1]) != _configured(spec)


def _named(session: Session, names: Sequence[str]) -> Iterator[Source]:
    for part in in_parts(names):
        yield from session.exec(select(Source).where(col(Source.name).in_(part)))


def claim_due(
    session: Session,
    now: datetime,
    *,
    owner: str,
    lease: timedelta,
    slack: timedelta = timedelta(0),
    limit: int = 10_000,
) -> list[Source]:
    """Sources whose turn has come, leased to `owner` so that no other worker polls them meanwhile.

    A source without errors may be taken `slack` before its turn; one that failed never is.
    """
    due = (
        select(Source)
        .where(*_is_due(now, slack))
        .order_by(col(Source.next_poll_at), col(Source.id))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    sources = list(session.exec(due))
    leased = {"lease": owner, "lease_until": now + lease}
    for part in in_parts(sources):
        ids = [source.id for source in part]
        session.connection().execute(update(Source).where(col(Source.id).in_(ids)).values(leased))
    for source in sources:
        session.expunge(source)
        source.lease, source.lease_until = owner, now + lease
    return sources


def count_due(session: Session, now: datetime, *, slack: timedelta = timedelta(0)) -> int:
    """How many sources `claim_due` could hand out."""
    return session.exec(select(func.count()).select_from(Source).where(*_is_due(now, slack))).one()


def _is_due(now: datetime, slack: timedelta) -> tuple[Any, ...]:
    turn = col(Source.next_poll_at)
    return (
        col(Source.paused_reason).is_(None),
        turn <= now + slack,
        or_(turn <= now, col(Source.errors) == 0),
        or_(col(Source.lease).is_(None), col(Source.lease_until) <= now),
    )


def still_leased(session: Session, claimed: Sequence[Source]) -> set[int]:
    """The ids of those that nobody else has claimed since, and nobody will before this transaction ends.

    A worker that was held up for longer than its lease must not store what another has stored already.
    """
    owners = {source.id: source.lease for source in claimed}
    rows = select(Source.id, Source.lease).where(col(Source.id).in_(list(owners)))
    ordered = rows.order_by(col(Source.id)).with_for_update()
    return {
        number for number, owner in session.exec(ordered) if number is not None and owner == owners[number]
    }


def give_back(session: Session, owner: str) -> None:
    """Gives back what `owner` has leased and will not poll."""
    leased = col(Source.lease) == owner
    session.connection().execute(update(Source).where(leased).values(lease=None, lease_until=None))


def record_polls(session: Session, polls: Sequence[tuple[Source, Polled]], now: datetime) -> None:
    """Write what polls found and give the leases back. Each source is as it was when it was claimed."""
    if polls:
        session.execute(update(Source), [_after(source, polled, now) for source, polled in polls])


def _after(source: Source, polled: Polled, now: datetime) -> dict[str, Any]:
    """The columns of a source after a poll. Validators are kept where the poll brought none."""
    failed = bool(polled.error)
    brought_nothing = failed or polled.status == "paused"
    kept = {
        name: getattr(source, name) if failed or getattr(polled, name) is None else getattr(polled, name)
        for name in _KEPT
    }
    return kept | {
        "id": source.id,
        "last_status": polled.status,
        "last_error": polled.error,
        "next_poll_at": polled.next_poll_at,
        "paused_reason": polled.paused_reason,
        "moved_to": polled.moved_to,
        "moved_seen": polled.moved_seen,
        "lease": None,
        "lease_until": None,
        "errors": source.errors + 1 if failed else 0,
        "last_ok_at": source.last_ok_at if brought_nothing else now,
        "missing_since": _missing_since(source, polled, now),
    }


def _missing_since(source: Source, polled: Polled, now: datetime) -> datetime | None:
    """The first 404 in a row: any other answer ends the row, a server that does not answer does not."""
    if polled.answered is None:
        return source.missing_since
    return (source.missing_since or now) if polled.answered == NOT_FOUND else None


def resume(session: Session, name: str, now: datetime) -> Source | None:
    """Poll a paused source again, from now; None where there is no source of that name."""
    source = session.exec(select(Source).where(Source.name == name)).first()
    if source is not None:
        source.paused_reason = None
        source.errors = 0
        source.missing_since = None
        source.next_poll_at = now
    return source


def resting(session: Session, polled: Collection[str]) -> list[Resting]:
    """Every source but the `polled` ones, by name, with what a cycle says of it."""
    rows = session.exec(select(*_RESTING).order_by(col(Source.name)))
    return [Resting(*row) for row in rows if row[0] not in polled]


def all_sources(session: Session) -> Sequence[Source]:
    """Every source, by name."""
    return session.exec(select(Source).order_by(col(Source.name))).all()


def _update(source: Source, spec: SourceSpec, now: datetime) -> None:
    moved = source.url != spec.url
    for name, value in asdict(spec).items():
        setattr(source, name, value)
    if source.paused_reason == NOT_CONFIGURED:
        source.paused_reason = None
    if moved:
        source.etag = source.last_modified = source.body_hash = None
        source.effective_url = source.moved_to = None
        source.moved_seen = 0
        source.missing_since = None
        source.next_poll_at = now
        return
    if spec.interval is None:
        return
    soonest = now + timedelta(seconds=spec.interval)
    if not source.errors and source.next_poll_at and source.next_poll_at > soonest:
        source.next_poll_at = soonest
