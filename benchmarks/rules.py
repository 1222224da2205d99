"""What rules cost: matching 10,000 rules, and replaying a rule over 200,000 stored events.

    python benchmarks/rules.py [--pairs 1000000] [--equal 1000000] [--events 200000]

Matching is CPU time of one core, texts not yet prepared. The plain loop tries every rule on as many events as
make up `--pairs`; the loop of closures is the best that trying every rule can be: each is compiled to one
function, without any word of why. `--equal` compares as many pairs of the random rules of the tests, which
know every condition. Backtests are wall time on SQLite, the best of three.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

from rich.console import Console
from rich.table import Table

from alerts.backtest import backtest
from alerts.index import RuleIndex
from alerts.match import match
from alerts.model import ChangeView, Match
from alerts.rules import Rule
from benchmarks import generated
from benchmarks.closures import Told, compiled
from storage.database import open_database
from storage.migrate import upgrade
from tests.alerts.random_rules import RULES as RANDOM_RULES
from tests.alerts.random_rules import compared

T = TypeVar("T")
TROOPS = {"unit": "troops", "gte": 1}
RULES, EVENTS = 10_000, 10_000
EQUAL_AT_ONCE = 50_000


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--pairs", type=int, default=1_000_000, help="pairs of rule and event to try")
    options.add_argument("--equal", type=int, default=1_000_000, help="pairs of random rule and event")
    options.add_argument("--events", type=int, default=200_000, help="stored events to replay")
    given = options.parse_args()
    table = Table(title="Rules")
    for column in ("what", "measured", "goal"):
        table.add_column(column)
    _add_matching(table, given.pairs)
    _add_equality(table, given.equal)
    _add_backtests(table, given.events)
    Console(width=100).print(table)


def _add_matching(table: Table, pairs: int) -> None:
    rules = generated.rules(RULES)
    index, build = _timed(lambda: RuleIndex(rules))
    events = generated.changes(EVENTS)
    found, seconds = _timed(lambda: [index.matching(event) for event in events])
    rate = EVENTS / seconds
    plain_rate, plain = _plain(rules, generated.changes(max(pairs // RULES, 1)))
    agree = plain == found[: len(plain)]
    closure_rate, closures = _closures(rules, generated.changes(len(plain)))
    table.add_row(f"index of {RULES:,} rules", f"{build:.2f} s", "")
    table.add_row("events/s through the index", f"{rate:,.0f}", ">= 10,000")
    table.add_row("... matches an event", f"{sum(map(len, found)) / EVENTS:.1f}", "")
    table.add_row("events/s, plain loop", f"{plain_rate:,.1f}", "")
    table.add_row("... the index is faster by", f"{rate / plain_rate:,.0f} x", ">= 40 x")
    table.add_row("events/s, loop of closures", f"{closure_rate:,.1f}", "")
    table.add_row("... the index is faster by", f"{rate / closure_rate:,.0f} x", ">= 40 x")
    agree = agree and closures == plain
    table.add_row(f"equal results on {len(plain) * RULES:,} pairs", "yes" if agree else "NO", "yes")


def _closures(rules: list[Rule], events: list[ChangeView]) -> tuple[float, list[list[int]]]:
    tests = [compiled(rule) for rule in rules]
    started = time.process_time()
    found = []
    for event in events:
        told = Told(event)
        found.append([n for n, test in enumerate(tests) if test(told)])
    return len(found) / (time.process_time() - started), found


def _add_equality(table: Table, pairs: int) -> None:
    each = min(pairs, EQUAL_AT_ONCE)
    tried = unequal = matches = 0
    for seed in range(pairs // each if each else 0):
        for plain, indexed in compared(each, seed):
            tried += RANDOM_RULES
            matches += len(plain)
            unequal += plain != indexed
    if tried:
        what = f"events that differ, of {tried:,} random pairs with {matches:,} matches"
        table.add_row(what, f"{unequal:,}", "0")


def _plain(rules: list[Rule], events: list[ChangeView]) -> tuple[float, list[list[int]]]:
    found: list[list[int]] = []
    started = time.process_time()
    for event in events:
        found.append([n for n, rule in enumerate(rules) if isinstance(match(rule, event), Match)])
    return len(found) / (time.process_time() - started), found


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    started = time.process_time()
    return work(), time.process_time() - started


def _add_backtests(table: Table, events: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(f"sqlite:///{Path(folder) / 'rules.db'}")
        upgrade(database)
        generated.fill(database, events)
        for name, goal, when in (
            ("selective", "<= 0.1 s", {"kind": "coup", "status": "under_way", "country": ["RU"]}),
            ("broad, three kinds", "<= 1 s", {"kind": ["coup", "visit", "talks"]}),
            (
                "broad, with a count",
                "<= 1 s",
                {"kind": ["coup", "visit"], "count": TROOPS},
            ),
            ("one kind and a text", "", {"kind": "coup", "text": "ceasefire AND missile"}),
        ):
            rule = Rule.model_validate({"id": "replayed", "title": name, "when": when})
            with database.read() as session:
                since = generated.NOW - timedelta(days=90)
                runs = []
                for _ in range(3):
                    started = time.perf_counter()
                    told = backtest(session, rule, since, generated.NOW)
                    runs.append(time.perf_counter() - started)
            what = f"backtest over {events:,} events, {name} ({told.alerts:,} alerts)"
            table.add_row(what, f"{min(runs):.2f} s", goal)
        database.close()


if __name__ == "__main__":
    main()
