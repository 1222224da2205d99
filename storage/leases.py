"""Leases of workers that are gone: their work is taken up at once, not when the lease has run out."""

from __future__ import annotations

import os
import socket
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, text, union, update
from sqlmodel import Session, col, select

from storage import hosts
from storage.models import PAGE_WANTED, WAITING, Article, Source

# A worker on PostgreSQL holds, in one session, the advisory lock of this kind and the hash of its name.
PRESENT = 5_701_145
_IS_GONE = text("SELECT pg_try_advisory_xact_lock(:kind, hashtext(:owner))")
# What a lease is for. The conditions are those of the indexes over what waits.
_LEASED: tuple[tuple[Any, Any], ...] = (
    (Source, text("lease IS NOT NULL")),
    (Article, text(WAITING)),
    (Article, text(PAGE_WANTED)),
)


def free_abandoned(session: Session) -> int:
    """Gives back what workers hold that are not alive any more; how many they were.

    PostgreSQL knows by their sessions, wherever they ran. On SQLite a worker of this machine is known by its
    process; leases of others run out.
    """
    connection = session.connection()
    asking = hosts.holders(session)
    owners = sorted({*_owners(connection), *asking})
    gone = [owner for owner in owners if _is_gone(connection, owner)]
    hosts.let_go(session, [wish for owner in gone for wish in asking.get(owner, [])])
    for model, condition in _LEASED if gone else ():
        leased = update(model).where(condition, col(model.lease).in_(gone))
        connection.execute(leased.values(lease=None, lease_until=None))
    return len(gone)


def _owners(connection: Connection) -> Sequence[str]:
    leases = (
        select(model.lease).where(condition, col(model.lease).is_not(None)) for model, condition in _LEASED
    )
    return connection.execute(union(*leases)).scalars().all()


def _is_gone(connection: Connection, owner: str) -> bool:
    if connection.dialect.name != "sqlite":
        return bool(connection.execute(_IS_GONE, {"kind": PRESENT, "owner": owner}).scalar())
    host, _, rest = owner.partition(":")
    number = rest.partition(":")[0]
    return host == socket.gethostname() and number.isdecimal() and not _is_alive(int(number))


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
