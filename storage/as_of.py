"""The timeline as it stood at a past moment, for any query that shows it as it stands.

Views of the same names, seen by one connection only, lie before the tables: events as their changes had
left them by then, and no change, mention, article or alert that came later. Events are rebuilt only where
something became of them since, which is as many as were active then.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Column, Connection, MetaData, Table, func, text
from sqlalchemy import select as rows_of
from sqlmodel import Session, col, select

from storage._parts import in_parts
from storage.database import Database
from storage.event_index import parties_of, words_of
from storage.models import MOVED, Article, Event, EventChange, EventLink, Mention
from storage.models import Alert as AlertRow
from storage.patches import COLUMNS, laid_over

_SEEN: dict[type[Any], str] = {
    EventChange: "at",
    EventLink: "at",
    Article: "first_seen_at",
    AlertRow: "created_at",
}


@contextmanager
def reading(database: Database, as_of: datetime | None = None) -> Iterator[Session]:
    """A consistent view of the timeline as it stood at `as_of`; as it stands where that is None."""
    if as_of is None:
        with database.read() as session:
            yield session
        return
    # Closed for good afterwards, so that no other reader meets these views.
    with database.lone_reader() as connection:
        _look_back(connection, as_of)
        with Session(connection, expire_on_commit=False, autoflush=False) as session:
            yield session


def events_then(session: Session, as_of: datetime) -> list[dict[str, Any]]:
    """The columns of the events that were known by then and have changed since, as they stood."""
    # Wrapped, so that SQLite does not go through all that was known by then, by the index of `first_seen_at`:
    # far fewer have changed since, and their index holds both columns.
    known = func.coalesce(col(Event.first_seen_at), col(Event.first_seen_at)) <= as_of
    changed = col(Event.updated_at) > as_of
    ids = list(session.exec(select(Event.id).where(known, changed)))
    rows: list[dict[str, Any]] = []
    for part in in_parts(ids):
        patches: dict[str, list[Mapping[str, Any]]] = {}
        for event_id, patch in session.exec(
            select(EventChange.event, EventChange.patch)
            .where(col(EventChange.event).in_(part), col(EventChange.at) <= as_of)
            .order_by(col(EventChange.id))
        ):
            patches.setdefault(event_id, []).append(patch)
        rows += _rebuilt(session, part, patches)
    return rows


def _rebuilt(
    session: Session, ids: Sequence[str], patches: Mapping[str, Sequence[Mapping[str, Any]]]
) -> Iterable[dict[str, Any]]:
    """Where an older version kept no patches, what is known today fills the gaps."""
    # Plain rows: objects that a session watches would cost as much again.
    columns = [Event.__table__.columns[name] for name in COLUMNS]  # type: ignore[attr-defined]
    for row in session.connection().execute(rows_of(*columns).where(col(Event.id).in_(ids))).mappings():
        then = dict(row) | {"merged_into": None} | laid_over(patches.get(row["id"], ()))
        texts = {
            "words": words_of(then["title"], then["place"]),
            "parties": parties_of(then["actors"], then["recipients"]),
        }
        yield then | texts


def _look_back(connection: Connection, as_of: datetime) -> None:
    with Session(connection) as session:
        rows, moved = events_then(session, as_of), _moved_since(session, as_of)
        then = None
        if rows:
            then = _temporary(connection, "event_then", list(Event.__table__.columns))  # type: ignore[attr-defined]
            connection.execute(then.insert(), rows)
        tables = _Tables(connection, as_of)
        tables.show(Event, f"first_seen_at <= {tables.moment} AND updated_at <= {tables.moment}", then)
        for model, column in _SEEN.items():
            tables.show(model, f"{column} <= {tables.moment}")
        _show_mentions(connection, tables, moved)


def _show_mentions(connection: Connection, tables: _Tables, moved: dict[int, str]) -> None:
    """The mentions known by then, each under the event it was of."""
    seen = f"seen_at <= {tables.moment}"
    if not moved:
        tables.show(Mention, seen)
        return
    then = _temporary(connection, "mention_then", list(Mention.__table__.columns))  # type: ignore[attr-defined]
    with Session(connection) as session:
        rows = [
            row.model_dump() | {"event": moved[row.id or 0]}
            for part in in_parts(sorted(moved))
            for row in session.exec(select(Mention).where(col(Mention.id).in_(part)))
        ]
    connection.execute(then.insert(), rows)
    stayed = "id NOT IN (SELECT id FROM mention_then)"
    tables.show(Mention, f"{seen} AND {stayed}", then, seen)


def _moved_since(session: Session, as_of: datetime) -> dict[int, str]:
    """The mentions that were taken from their event since, with the event they were of."""
    moves = (
        select(EventChange.diff)
        .where(text(MOVED), col(EventChange.at) > as_of)
        .order_by(col(EventChange.id).desc())
    )
    return {
        int(mention): diff["from"] for diff in session.exec(moves) for mention in diff.get("mentions", ())
    }


def _temporary(connection: Connection, name: str, columns: Sequence[Column[Any]]) -> Table:
    table = Table(
        name, MetaData(), *(Column(c.name, c.type, key=c.key) for c in columns), prefixes=["TEMPORARY"]
    )
    table.create(connection)
    return table


class _Tables:
    """Puts views before the tables of one connection."""

    def __init__(self, connection: Connection, as_of: datetime) -> None:
        self._connection = connection
        sqlite = connection.dialect.name == "sqlite"
        # Views take no parameters; the moment is written as each database stores it.
        form = "%Y-%m-%d %H:%M:%S.%f" if sqlite else "%Y-%m-%d %H:%M:%S.%f+00"
        self.moment = f"'{as_of.astimezone(UTC).strftime(form)}'"
        self._schema = "main" if sqlite else str(connection.scalar(text("SELECT current_schema()")))

    def show(self, model: type[Any], where: str, then: Table | None = None, then_where: str = "") -> None:
        """Let `model`'s table show the rows that fulfil `where`, and those of `then`."""
        table = model.__table__
        names = ", ".join(f'"{column.name}"' for column in table.columns)
        query = f'SELECT {names} FROM "{self._schema}"."{table.name}" WHERE {where}'  # noqa: S608 - our own names
        if then is not None:
            query += f' UNION ALL SELECT {names} FROM "{then.name}"'  # noqa: S608 - our own names
            query += f" WHERE {then_where}" if then_where else ""
        self._connection.execute(text(f'CREATE TEMPORARY VIEW "{table.name}" AS {query}'.replace(":", "\\:")))
