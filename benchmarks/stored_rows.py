"""A timeline of any length, made by SQL: for each article a mention, an event, a change, over three years."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from sqlalchemy import text

from storage.database import Database
from storage.models import Source

# When the stored news ends; what is written later finds it no longer active.
ENDS = datetime(2025, 5, 1, tzinfo=UTC)
NOW = datetime(2025, 6, 10, tzinfo=UTC)
DAYS = 3 * 365
PART = 100_000
KINDS = (
    "troop_deployment air_strike protest talks agreement sanction missile_test clash arrest visit exercise "
    "blockade ceasefire cyber accuse threat demand military_aid_pledge arms_transfer drone_strike"
)
COUNTRIES = "KP RU UA KR US CN JP IL LB SY IR TW PL NE ML SD DE FR GB IN"
Expressions = Mapping[str, str]


def fill(database: Database, size: int) -> None:
    """Store `size` articles with all that came of them, evenly spread."""
    with database.write() as session:
        session.add_all(Source(name=f"Stored {n}", url=f"https://s{n}.example/") for n in range(20))
    dialect = _Sqlite(size) if database.is_sqlite else _Postgres(size)
    for start in range(0, size, PART):
        with database.write() as session:
            for table, columns in _tables(dialect):
                statement = dialect.insert(table, columns, start, min(start + PART, size))
                session.connection().execute(text(statement.replace(":", "\\:")))
    if size and not database.is_sqlite:
        # What autovacuum does by and by.
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))


class _Sqlite:
    """How SQLite counts, picks and writes instants."""

    json, false = "", "0"

    def __init__(self, size: int) -> None:
        self.day = f"({DAYS} - n * {DAYS} / {max(size, 1)})"
        self.at = f"strftime('%Y-%m-%d 00:00:00.000000', '{ENDS:%Y-%m-%d}', '-' || {self.day} || ' days')"
        self.date = f"date('{ENDS:%Y-%m-%d}', '-' || {self.day} || ' days')"

    def insert(self, table: str, columns: Expressions, start: int, stop: int) -> str:
        """One INSERT for the numbers from `start` to `stop`."""
        numbers = f"SELECT {start} AS n UNION ALL SELECT n + 1 FROM s WHERE n < {stop - 1}"
        return f"WITH RECURSIVE s(n) AS ({numbers}) {_insert(table, columns)} FROM s WHERE true"

    def pick(self, values: str, number: str) -> str:
        """The value whose turn it is."""
        listed = values.split()
        turns = " ".join(f"WHEN {n} THEN '{value}'" for n, value in enumerate(listed))
        return f"(CASE ({number}) % {len(listed)} {turns} END)"


class _Postgres(_Sqlite):
    json, false = "::jsonb", "false"

    def __init__(self, size: int) -> None:
        self.day = f"({DAYS} - n::bigint * {DAYS} / {max(size, 1)})"
        self.at = f"(timestamptz '{ENDS:%Y-%m-%d} 00:00:00+00' - {self.day} * interval '1 day')"
        self.date = f"to_char({self.at} AT TIME ZONE 'UTC', 'YYYY-MM-DD')"

    def insert(self, table: str, columns: Expressions, start: int, stop: int) -> str:
        return f"{_insert(table, columns)} FROM generate_series({start}, {stop - 1}) AS s(n) WHERE true"


def _insert(table: str, columns: Expressions) -> str:
    names = ", ".join(f'"{name}"' for name in columns)
    return f'INSERT INTO "{table}" ({names}) SELECT {", ".join(columns.values())}'


def _tables(d: _Sqlite) -> Iterator[tuple[str, Expressions]]:
    kind, country = d.pick(KINDS, "n"), d.pick(COUNTRIES, "n / 7")
    empty, nothing = f"'{{}}'{d.json}", f"'[]'{d.json}"
    name = "'Party ' || (n % 300)"
    party = f"""('[{{"name": "' || {name} || '", "country": "' || {country} || '"}}]'){d.json}"""
    yield "article", _article(d, nothing)
    yield "event", _event(d, kind, country, name, party) | _untold(empty, nothing)
    yield (
        "mention",
        {
            "article": "n + 1",
            "revision": "1",
            "ordinal": "0",
            "event": "'ev_' || n",
            "kind": kind,
            "title": "'Report'",
            "actors": party,
            "recipients": nothing,
            "places": nothing,
            "quantities": nothing,
            "date": empty,
            "status": "'completed'",
            "assertion": "'fact'",
            "attribution": nothing,
            "evidence": nothing,
            "confidence": "0.9",
            "extractor": "'rules/1'",
            "seen_at": d.at,
        },
    )
    yield (
        "event_change",
        {
            "event": "'ev_' || n",
            "change": "'new'",
            "mention": "n + 1",
            "article": "n + 1",
            "diff": empty,
            "why": "''",
            "at": d.at,
            "state": "'matched'",
        },
    )


def _article(d: _Sqlite, nothing: str) -> dict[str, str]:
    return {
        "source": "1 + n % 20",
        "key": "'k' || n",
        "guid": "'k' || n",
        "url": "'https://x.example/' || n",
        "canonical_url": "''",
        "title": "'Item ' || n",
        "text": "'The ministry said on Friday that the matter was closed. ' || n",
        "published_at": d.at,
        "published_raw": "''",
        "date_flags": nothing,
        "first_seen_at": d.at,
        "revision": "1",
        "content_hash": "'h' || n",
        "copy_group": "'cp_' || n",
        "story": "'st_' || (n / 3)",
        "backlog": d.false,
        "page": "''",
        "page_reason": "''",
        "state": "'extracted'",
        "state_reason": "''",
    }


def _event(d: _Sqlite, kind: str, country: str, name: str, party: str) -> dict[str, str]:
    title = "'Report ' || n || ' of bridge ' || (n % 1000)"
    return {
        "id": "'ev_' || n",
        "kind": kind,
        "title": title,
        "actor": name,
        "actors": party,
        "place": "'Town ' || (n % 500)",
        "country": country,
        "lat": "20 + n % 40",
        "lon": "n % 90",
        "start": d.date,
        "end": d.date,
        "status": d.pick("planned under_way completed", "n"),
        "story": "'st_' || (n / 3)",
        "first_reported_at": d.at,
        "first_seen_at": d.at,
        "updated_at": d.at,
        "words": f"lower({title} || ' town ' || (n % 500))",
        "parties": f"'[' || {country} || ']' || lower({name}) || ';|'",
        "disputed": d.false,
    }


def _untold(empty: str, nothing: str) -> dict[str, str]:
    return {
        "recipient": "''",
        "recipients": nothing,
        "places": nothing,
        "precision": "'day'",
        "edtf": "''",
        "date": empty,
        "assertion": "'fact'",
        "quantities": empty,
        "attribution": nothing,
        "reach": "1",
        "texts": "1",
        "origins": "1",
    }
