"""`watchline rules backtest`: what a rule would have sent."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Annotated

import typer

from alerts.backtest import Backtest, Noise, Week, backtest
from alerts.neutralise import one_line
from cli.rules_explain import RuleArgument, told
from cli.rules_shared import JsonOption, RulesOption, load_one, usage_error
from clock import clock_from_environment
from settings import load_settings, parse_duration
from storage.database import open_database

_WIDEST_BAR = 40


def backtest_rule(
    rule_id: RuleArgument,
    since: Annotated[str, typer.Option(help="How far back to replay: 36h, 90d.")] = "90d",
    rules: RulesOption = None,
    as_json: JsonOption = False,
) -> None:
    """What a rule would have sent: per week, the first ten alerts, near misses, and how noisy it is.

    The stored changes run through the code that decides live; nothing is written or sent. Silences and
    channels play no part.

    Example: watchline rules backtest new-troop-deployments --since 90d
    """
    rule = load_one(rules, rule_id, as_json=as_json)
    try:
        back = timedelta(seconds=parse_duration(since))
    except ValueError as error:
        usage_error(f"--since: {error}")
    now = clock_from_environment().now()
    database = open_database(load_settings().database_url)
    with database.read() as session:
        found = backtest(session, rule, now - back, now)
    typer.echo(json.dumps(found.to_json(), ensure_ascii=False) if as_json else "\n".join(_told(found)))


def _told(found: Backtest) -> Iterator[str]:
    alerts = "1 alert" if found.alerts == 1 else f"{found.alerts:,} alerts"
    yield f"{found.rule}: {alerts} from {found.since:%Y-%m-%d} to {found.until:%Y-%m-%d}"
    yield from _chart(found.weeks)
    if found.alerts:
        yield _noise(found.noise, found.alerts)
        yield f"\nThe first {len(found.first)}:"
    for sent in found.first:
        yield f"  {sent.at:%Y-%m-%d %H:%M}  {one_line(sent.title)} ({sent.event})"
    if found.near:
        yield "\nNear misses, the newest first:"
    for explained in found.near:
        yield told(explained)


def _chart(weeks: tuple[Week, ...]) -> Iterator[str]:
    most = max((week.alerts for week in weeks), default=0)
    for week in weeks:
        bar = "█" * -(-week.alerts * _WIDEST_BAR // most) if most else ""
        yield f"  week of {week.monday}  {week.alerts:>6,} {bar}".rstrip()


def _noise(noise: Noise, alerts: int) -> str:
    return (
        f"About {noise.per_week:.1f} a week, at most {noise.busiest_day} a day; {noise.repeats} of {alerts} "
        "repeat the kind, actor and place of an alert in the seven days before; "
        f"{noise.one_origin} rest on one origin."
    )
