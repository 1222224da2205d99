"""What an article costs to write into a timeline that is already long, and how quickly a long one is shown.

python benchmarks/timeline.py            SQLite
python benchmarks/timeline.py postgres   a throw-away PostgreSQL
Stored rows are made by SQL: articles, mentions, events and changes spread over three years. The articles
whose cost is measured are the labelled storyline among unrelated news.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg

# Run as a script, this file's folder would hide the packages behind the files in it.
sys.path[0] = str(Path(__file__).parents[1])

from sqlalchemy import text  # noqa: E402

from clock import SimulatedClock  # noqa: E402
from connectors.identity import content_hash  # noqa: E402
from events.extract import RuleExtractor, extract  # noqa: E402
from events.model import Article as ArticleText  # noqa: E402
from flows.steps.extract import extract_pending  # noqa: E402
from storage import facets, timeline  # noqa: E402
from storage.as_of import reading  # noqa: E402
from storage.database import Database, open_database  # noqa: E402
from storage.filters import Filters  # noqa: E402
from storage.migrate import upgrade  # noqa: E402
from storage.models import Article, Source  # noqa: E402
from tests.gold.stories.corpus import mixed, noise, storyline  # noqa: E402
from tests.postgres import find_binaries, running_cluster  # noqa: E402

SIZES = (0, 100_000, 1_000_000)
FLOOD = 10_000
NOW = datetime(2025, 6, 10, tzinfo=UTC)
DAYS = 3 * 365
WINDOW = timedelta(days=90)
RUNS = 7
PART = 100_000
KINDS = [
    "troop_deployment",
    "air_strike",
    "protest",
    "talks",
    "agreement",
    "sanction",
    "missile_test",
    "clash",
    "arrest",
    "visit",
    "exercise",
    "blockade",
    "ceasefire",
    "cyber",
    "accuse",
    "threat",
    "demand",
    "military_aid_pledge",
    "arms_transfer",
    "drone_strike",
]
COUNTRIES = [
    "KP",
    "RU",
    "UA",
    "KR",
    "US",
    "CN",
    "JP",
    "IL",
    "LB",
    "SY",
    "IR",
    "TW",
    "PL",
    "NE",
    "ML",
    "SD",
    "DE",
    "FR",
    "GB",
    "IN",
]
QUERIES = {
    "90 days": Filters(since=NOW - WINDOW),
    "90 days, kind": Filters(since=NOW - WINDOW, kinds=("troop_deployment",)),
    "90 days, kind, actor": Filters(since=NOW - WINDOW, kinds=("air_strike",), actor="KP"),
    "90 days, actor that is rare": Filters(since=NOW - WINDOW, actor="Andorra"),
    "90 days, country, status": Filters(since=NOW - WINDOW, country="ML", statuses=("planned",)),
    "90 days, words": Filters(since=NOW - WINDOW, q="bridge 77"),
    "90 days, source": Filters(since=NOW - WINDOW, source="Stored 3"),
    "90 days, by occurrence, kind": Filters(since=NOW - WINDOW, kinds=("talks",), clock="occurred"),
    "90 days, near a place": Filters(since=NOW - WINDOW, near=None, country="UA", kinds=("clash", "protest")),
}


def main() -> None:
    if "postgres" in sys.argv[1:]:
        binaries = find_binaries()
        if binaries is None:
            sys.exit("PostgreSQL is not installed")
        with running_cluster(binaries) as url:
            measure(f"{url}/bench", server=url)
        return
    with tempfile.TemporaryDirectory() as folder:
        measure(f"sqlite:///{folder}/watchline.db")


def measure(url: str, server: str = "") -> None:
    """Both tables for one database."""
    first = 0.0
    print(f"{'stored articles':>16}  {'CPU ms an article':>18}  {'of that reading':>16}  {'ratio':>6}")
    for size in SIZES:
        with fresh(url, server) as database:
            fill(database, size)
            cost, reading_cost = cost_per_article(database)
            first = first or cost
            print(f"{size:>16,}  {cost:>18.2f}  {reading_cost:>16.2f}  {cost / first:>6.2f}", flush=True)
            if size == SIZES[-1]:
                show_queries(database)
                flood(database)


@contextmanager
def fresh(url: str, server: str) -> Iterator[Database]:
    """An empty database with the newest schema."""
    if server:
        with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
            connection.execute("DROP DATABASE IF EXISTS bench")
            connection.execute("CREATE DATABASE bench")
    else:
        Path(url.removeprefix("sqlite:///")).unlink(missing_ok=True)
    database = open_database(url)
    upgrade(database)
    try:
        yield database
    finally:
        database.close()


def fill(database: Database, size: int) -> None:
    """`size` articles with a mention, an event and a change each, spread evenly over three years."""
    with database.write() as session:
        session.add_all(Source(name=f"Stored {n}", url=f"https://s{n}.example/") for n in range(20))
    for start in range(0, size, PART):
        with database.write() as session:
            for statement in _statements(database.is_sqlite, start, min(start + PART, size), size):
                session.connection().execute(text(statement.replace(":", "\\:")))
    if not database.is_sqlite and size:
        with database.write() as session:
            for table in ("article", "mention", "event", "event_change"):
                session.connection().execute(text(f"ANALYZE {table}"))


def _statements(sqlite: bool, start: int, stop: int, size: int) -> Iterator[str]:
    """One INSERT a table; `n` runs from `start` to `stop`."""
    if sqlite:
        numbers = (
            f"WITH RECURSIVE s(n) AS (SELECT {start} UNION ALL SELECT n + 1 FROM s WHERE n < {stop - 1}) "
        )
        series, json, true, false = "s", "", "1", "0"
        day = f"(n * {DAYS} / {size})"
        at = f"strftime('%Y-%m-%d %H:%M:%S.000000', '{NOW:%Y-%m-%d}', '-' || ({DAYS} - {day}) || ' days')"
        date = f"date('{NOW:%Y-%m-%d}', '-' || ({DAYS} - {day}) || ' days')"
        pick = _case_sqlite
    else:
        numbers, series = "", f"generate_series({start}, {stop - 1}) AS s(n)"
        json, true, false = "::jsonb", "true", "false"
        at = f"(timestamptz '{NOW:%Y-%m-%d} 00:00:00+00' - ({DAYS} - n::bigint * {DAYS} / {size}) * interval '1 day')"
        date = f"to_char({at} AT TIME ZONE 'UTC', 'YYYY-MM-DD')"
        pick = _case_postgres
    kind, country = pick(KINDS, "n"), pick(COUNTRIES, "n / 7")
    party = f"""'[{{"name": "Party ' || (n % 300) || '", "country": "' || {country} || '", "sector": "military"}}]'"""
    filler = "'The ministry said on Friday that the matter was closed. ' || n"
    yield (
        f"{numbers}INSERT INTO article (source, key, guid, url, canonical_url, title, text, published_at, "
        "published_raw, date_flags, first_seen_at, revision, content_hash, copy_group, story, backlog, page, "
        f"page_reason, state, state_reason) SELECT 1 + n % 20, 'k' || n, 'k' || n, 'https://x.example/' || n, "
        f"'', 'Item ' || n, {filler}, {at}, '', '[]'{json}, {at}, 1, 'h' || n, 'cp_' || n, 'st_' || (n / 3), "
        f"{false}, '', '', 'extracted', '' FROM {series}"
    )
    yield (
        f"{numbers}INSERT INTO event (id, kind, title, actor, recipient, actors, recipients, place, country, lat, "
        'lon, places, start, "end", precision, edtf, date, status, assertion, quantities, attribution, reach, '
        "texts, origins, disputed, story, first_reported_at, first_seen_at, updated_at) "
        f"SELECT 'ev_' || n, {kind}, 'Report ' || n || ' of bridge ' || (n % 1000), 'Party ' || (n % 300), '', "
        f"({party}){json}, '[]'{json}, 'Town ' || (n % 500), {country}, 20 + n % 40, n % 90, '[]'{json}, {date}, "
        f"{date}, 'day', '', '{{\"basis\": \"expression\"}}'{json}, {pick(['planned', 'under_way', 'completed'], 'n')}, "
        f"'fact', '{{}}'{json}, '[]'{json}, 1, 1, 1, {false}, 'st_' || (n / 3), {at}, {at}, {at} FROM {series}"
    )
    yield (
        f"{numbers}INSERT INTO mention (article, revision, ordinal, event, kind, title, actors, recipients, places, "
        "quantities, date, status, assertion, attribution, evidence, confidence, extractor, seen_at) "
        f"SELECT n + 1, 1, 0, 'ev_' || n, {kind}, 'Report', ({party}){json}, '[]'{json}, '[]'{json}, '[]'{json}, "
        f"'{{}}'{json}, 'completed', 'fact', '[]'{json}, '[]'{json}, 0.9, 'rules/1', {at} FROM {series}"
    )
    yield (
        f"{numbers}INSERT INTO event_change (event, change, mention, article, diff, why, at, state) "
        f"SELECT 'ev_' || n, 'new', n + 1, n + 1, '{{}}'{json}, '', {at}, 'matched' FROM {series}"
    )


def _case_sqlite(values: list[str], number: str) -> str:
    rows = " ".join(f"WHEN {n} THEN '{value}'" for n, value in enumerate(values))
    return f"(CASE ({number}) % {len(values)} {rows} END)"


def _case_postgres(values: list[str], number: str) -> str:
    return f"(ARRAY[{', '.join(repr(value) for value in values)}])[1 + ({number}) % {len(values)}]"


def cost_per_article(database: Database) -> tuple[float, float]:
    """CPU milliseconds to read and write an article, and those of them that reading takes."""
    articles = [labelled.article for labelled in mixed(storyline(), noise())]
    extract(articles[0])
    started = time.process_time()
    for article in articles:
        extract(article)
    reading_cost = time.process_time() - started
    add(database, articles)
    started = time.process_time()
    extract_pending(database, RuleExtractor(), SimulatedClock(NOW), owner="benchmark")
    return (
        1000 * (time.process_time() - started) / len(articles),
        1000 * reading_cost / len(articles),
    )


def add(database: Database, articles: list[ArticleText]) -> None:
    """Articles that wait to be read."""
    with database.write() as session:
        session.add_all(
            Article(
                source=1,
                key=article.id,
                title=article.title,
                text=article.body,
                published_at=article.published,
                first_seen_at=article.published,
                content_hash=content_hash(article.title, article.body),
            )
            for article in articles
        )


def show_queries(database: Database) -> None:
    """The slowest of a few runs, after a first that fills the caches."""
    print(
        f"\n{'one page of a timeline of 1,000,000 events':44}  {'rows':>5}  {'page ms':>8}  {'with counts ms':>14}"
    )
    for name, filters in QUERIES.items():
        with database.read() as session:
            rows = timeline.timeline(session, filters)
            page = _slowest(lambda session=session, f=filters: timeline.timeline(session, f))
            count = _slowest(lambda session=session, f=filters: facets.count(session, f))
        print(f"{name:44}  {len(rows):>5}  {page:>8.1f}  {page + count:>14.1f}", flush=True)
    started = time.perf_counter()
    with reading(database, NOW - timedelta(days=30)) as session:
        rows = timeline.timeline(session, QUERIES["90 days, kind, actor"])
    took = 1000 * (time.perf_counter() - started)
    print(f"{'90 days, kind, actor, as of a month ago':44}  {len(rows):>5}  {took:>8.1f}")


def _slowest(run: object) -> float:
    took = []
    for _ in range(RUNS):
        started = time.perf_counter()
        run()  # type: ignore[operator]
        took.append(time.perf_counter() - started)
    return 1000 * max(took)


def flood(database: Database) -> None:
    """Ten thousand reports of one happening from one feed: the last thousand against the first."""
    rates = []
    for part in range(FLOOD // 1000):
        add(database, [_flooding(part * 1000 + n) for n in range(1000)])
        started = time.process_time()
        extract_pending(database, RuleExtractor(), SimulatedClock(NOW), owner="benchmark")
        rates.append(time.process_time() - started)
    print(
        f"\nflood of {FLOOD:,} from one feed: {rates[0]:.2f} CPU ms an article at first, "
        f"{rates[-1]:.2f} at last, ratio {rates[-1] / rates[0]:.2f}"
    )


def _flooding(number: int) -> ArticleText:
    return ArticleText(
        f"flood-{number}",
        f"Troops on the move, update {number}",
        f"North Korea has sent about {1000 + number % 7 * 100:,} troops to Russia, officials said in report "
        f"{number}. The soldiers of unit {number * 7 % 1009} boarded ships in harbour {number * 13 % 2003}.",
        NOW - timedelta(days=1) + timedelta(seconds=number),
    )


if __name__ == "__main__":
    main()
