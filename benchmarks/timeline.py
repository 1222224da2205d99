"""What an article costs to write into a timeline that is already long, and how quickly a long one is shown.

python benchmarks/timeline.py [SIZE]...             SQLite, with 0, 100,000 and 1,000,000 articles stored
python benchmarks/timeline.py postgres [SIZE]...    the same on a throw-away PostgreSQL
python benchmarks/timeline.py flood                 ten thousand reports of one happening from one feed
The articles whose cost is measured are the labelled storyline among unrelated news.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import psycopg

# Run as a script, this file's folder would hide the packages behind the files in it.
sys.path[0] = str(Path(__file__).parents[1])

from benchmarks.stored_rows import ENDS, NOW, fill  # noqa: E402
from clock import SimulatedClock  # noqa: E402
from connectors.identity import content_hash  # noqa: E402
from events.extract import RuleExtractor, extract  # noqa: E402
from events.model import Article as ArticleText  # noqa: E402
from flows.steps.extract import extract_pending  # noqa: E402
from storage import timeline  # noqa: E402
from storage.as_of import reading  # noqa: E402
from storage.database import Database, open_database  # noqa: E402
from storage.filters import Filters  # noqa: E402
from storage.migrate import upgrade  # noqa: E402
from storage.models import Article  # noqa: E402
from tests.gold.stories.corpus import mixed, noise, storyline  # noqa: E402
from tests.postgres import find_binaries, running_cluster  # noqa: E402

SIZES = (0, 100_000, 1_000_000)
FLOOD, FLOOD_PART = 10_000, 1_000
RUNS = 7
SINCE = ENDS - timedelta(days=90)
QUERIES = {
    "90 days": Filters(since=SINCE),
    "90 days, kind": Filters(since=SINCE, kinds=("troop_deployment",)),
    "90 days, kind, actor": Filters(since=SINCE, kinds=("air_strike",), actor="KP"),
    "90 days, actor that is rare": Filters(since=SINCE, actor="Andorra"),
    "90 days, country, status": Filters(since=SINCE, country="ML", statuses=("planned",)),
    "90 days, two kinds, country": Filters(since=SINCE, country="UA", kinds=("clash", "talks")),
    "90 days, words": Filters(since=SINCE, q="bridge 77"),
    "90 days, source": Filters(since=SINCE, source="Stored 3"),
    "90 days, by occurrence, kind": Filters(since=SINCE, kinds=("talks",), clock="occurred"),
}


def main() -> None:
    arguments = sys.argv[1:]
    sizes = [int(word.replace(",", "")) for word in arguments if word[0].isdigit()] or list(SIZES)
    if "flood" in arguments:
        with tempfile.TemporaryDirectory() as folder:
            flood(f"sqlite:///{folder}/watchline.db")
    elif "postgres" in arguments:
        binaries = find_binaries()
        if binaries is None:
            sys.exit("PostgreSQL is not installed")
        with running_cluster(binaries) as url:
            measure(sizes, f"{url}/bench", server=url)
    else:
        with tempfile.TemporaryDirectory() as folder:
            measure(sizes, f"sqlite:///{folder}/watchline.db")


def measure(sizes: Sequence[int], url: str, server: str = "") -> None:
    """Both tables for one database."""
    first = 0.0
    print(f"{'stored articles':>16}  {'CPU ms an article':>18}  {'of that reading':>16}  {'ratio':>6}")
    for size in sizes:
        with fresh(url, server) as database:
            fill(database, size)
            cost, read = cost_per_article(database)
            first = first or cost
            print(f"{size:>16,}  {cost:>18.2f}  {read:>16.2f}  {cost / first:>6.2f}", flush=True)
            if size == sizes[-1]:
                show_queries(database, size)


@contextmanager
def fresh(url: str, server: str = "") -> Iterator[Database]:
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


def cost_per_article(database: Database) -> tuple[float, float]:
    """CPU milliseconds to read and write an article, and those of them that reading takes."""
    articles = [labelled.article for labelled in mixed(storyline(), noise())]
    extract(articles[0])
    read = _cpu(lambda: [extract(article) for article in articles])
    add(database, articles)
    clock = SimulatedClock(NOW)
    whole = _cpu(lambda: extract_pending(database, RuleExtractor(), clock, owner="benchmark"))
    return 1000 * whole / len(articles), 1000 * read / len(articles)


def add(database: Database, articles: Sequence[ArticleText]) -> None:
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


def show_queries(database: Database, size: int) -> None:
    """The median and the slowest of a few runs, after a first that fills the caches."""
    print(f"\n{f'one page of {size:,} events':44}  {'rows':>5}  {'median ms':>9}  {'slowest ms':>10}")
    for name, filters in QUERIES.items():
        with database.read() as session:
            rows = timeline.timeline(session, filters)
            page = _times(lambda s=session, f=filters: timeline.timeline(s, f))
        print(f"{name:44}  {len(rows):>5}  {page[RUNS // 2]:>9.1f}  {page[-1]:>10.1f}", flush=True)
    started = time.perf_counter()
    with reading(database, ENDS - timedelta(days=30)) as session:
        rows = timeline.timeline(session, QUERIES["90 days, kind, actor"])
    took = 1000 * (time.perf_counter() - started)
    print(f"{'90 days, kind, actor, as of a month ago':44}  {len(rows):>5}  {took:>9.1f}")


def flood(url: str) -> None:
    """The last thousand against the first."""
    with fresh(url) as database:
        fill(database, 0)
        costs = []
        for start in range(0, FLOOD, FLOOD_PART):
            add(database, [_flooding(start + n) for n in range(FLOOD_PART)])
            clock = SimulatedClock(NOW)
            cost = _cpu(lambda c=clock: extract_pending(database, RuleExtractor(), c, owner="benchmark"))
            costs.append(1000 * cost / FLOOD_PART)
            print(f"reports {start:>6,} and on: {costs[-1]:.2f} CPU ms an article", flush=True)
    print(f"last against first {costs[-1] / costs[0]:.2f}")


def _flooding(number: int) -> ArticleText:
    return ArticleText(
        f"flood-{number}",
        f"Troops on the move, update {number}",
        f"North Korea has sent about {1000 + number % 7 * 100:,} troops to Russia, officials said in report "
        f"{number}. The soldiers of unit {number * 7 % 1009} boarded ships in harbour {number * 13 % 2003}.",
        NOW - timedelta(days=1) + timedelta(seconds=number),
    )


def _cpu(run: Callable[[], object]) -> float:
    started = time.process_time()
    run()
    return time.process_time() - started


def _times(run: Callable[[], object]) -> list[float]:
    """Milliseconds of a few runs, the quickest first."""
    took = []
    for _ in range(RUNS):
        started = time.perf_counter()
        run()
        took.append(1000 * (time.perf_counter() - started))
    return sorted(took)


if __name__ == "__main__":
    main()
