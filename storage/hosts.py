"""Turns at hosts that workers share: how often and how widely one host is asked, by all of them together."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Column, Float, Text, bindparam, cast, delete, text
from sqlmodel import Field, Session, SQLModel, col, select

from storage._columns import JSON_COLUMN

# A worker that was killed gives its connections back by this; a request's own deadline is shorter.
HOLD_S = 120.0
Reserve = Callable[[float, float], tuple[float, float]]
"""(when the bucket is full, now) to (when it will be full, seconds until the token may be used)."""


class HostTurn(SQLModel, table=True):
    """A host that was asked of late. Instants are seconds of the database server's clock (Unix time).

    `full_at` is when its token bucket is full again, `held` its open connections: by the name of each, when
    it counts as given back at the latest.
    """

    __tablename__ = "host_turn"

    host: str = Field(primary_key=True)
    full_at: float = Field(sa_column=Column(Float, nullable=False))
    held: dict[str, float] = Field(sa_column=Column(JSON_COLUMN, nullable=False))


_TABLE = HostTurn.__table__  # type: ignore[attr-defined]
_ENTER = text("INSERT INTO host_turn (host, full_at, held) VALUES (:host, 0, '{}') ON CONFLICT DO NOTHING")
_CHANGE = (
    _TABLE.update()
    .where(_TABLE.c.host == bindparam("of"))
    .values(full_at=bindparam("full"), held=bindparam("holds"))
)


@dataclass(frozen=True, slots=True)
class Wish:
    """A connection to `host` that is asked for, or given back, under a name of its own: OWNER/..."""

    host: str
    name: str


def enter(session: Session, hosts: Iterable[str]) -> None:
    """Makes the rows `exchange` works on.

    In a transaction of its own: one that held other rows meanwhile could wait crosswise with another.
    """
    rows = [{"host": host} for host in sorted(hosts)]
    if rows:
        session.connection().execute(_ENTER, rows)


def exchange(
    session: Session,
    asked: Sequence[Wish],
    returned: Sequence[Wish],
    *,
    reserve: Reserve,
    connections: int,
) -> dict[Wish, float | None]:
    """Gives connections back and hands out others: the seconds to wait first; None: none is free.

    A host that was not entered gets no answer. Rows are locked in the order of their names, so any number of
    workers may do this at a time.
    """
    hosts = {wish.host for wish in (*asked, *returned)}
    rows = _locked(session, hosts)
    now = _now(session)
    for wish in returned:
        if wish.host in rows:
            rows[wish.host].held.pop(wish.name, None)
    there = [wish for wish in asked if wish.host in rows]
    answers = {wish: rows[wish.host].take(wish.name, now, reserve, connections) for wish in there}
    changes = [{"of": host, "full": row.full_at, "holds": row.held} for host, row in rows.items()]
    if changes:
        session.connection().execute(_CHANGE, changes)
    return answers


def holders(session: Session) -> dict[str, list[Wish]]:
    """Who holds connections, and which."""
    held = select(HostTurn.host, HostTurn.held).where(cast(HostTurn.held, Text) != "{}")
    found: dict[str, list[Wish]] = {}
    for host, names in session.exec(held):
        for name in names:
            found.setdefault(name.partition("/")[0], []).append(Wish(host, name))
    return found


def let_go(session: Session, wishes: Sequence[Wish]) -> None:
    """Gives back connections on behalf of those who cannot any more."""
    exchange(session, [], wishes, reserve=lambda full_at, _now: (full_at, 0.0), connections=0)


def forget_idle(session: Session, older_than_s: float = 86_400.0) -> int:
    """Removes hosts that nobody asked for so long; how many."""
    idle = delete(HostTurn).where(col(HostTurn.full_at) < _now(session) - older_than_s)
    return int(session.connection().execute(idle).rowcount)


@dataclass(slots=True)
class _Row:
    full_at: float
    held: dict[str, float]

    def take(self, name: str, now: float, reserve: Reserve, connections: int) -> float | None:
        self.held = {other: until for other, until in self.held.items() if until > now}
        if len(self.held) >= connections:
            return None
        self.full_at, wait = reserve(self.full_at, now)
        self.held[name] = now + max(wait, 0.0) + HOLD_S
        return max(wait, 0.0)


def _locked(session: Session, hosts: Collection[str]) -> Mapping[str, _Row]:
    rows = select(HostTurn.host, HostTurn.full_at, HostTurn.held).where(col(HostTurn.host).in_(sorted(hosts)))
    ordered = rows.order_by(col(HostTurn.host)).with_for_update()
    return {host: _Row(full_at, dict(held)) for host, full_at, held in session.exec(ordered)}


def _now(session: Session) -> float:
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        return time.time()
    return float(connection.execute(text("SELECT extract(epoch FROM clock_timestamp())")).scalar_one())
