"""`watchline alerts list` and `why`: what was raised, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

import typer
from rich import box
from rich.table import Table
from rich.text import Text
from sqlmodel import col, select

from cli._alert_store import JsonOption, find, open_store
from cli._alert_words import Told, full, outcome, plain, story, summary
from cli._moments import since as moment
from cli._output import out, print_json
from cli.alerts_event import why_of_event
from clock import clock_from_environment
from storage import channels, outbox
from storage.models import Alert, ChannelState, Delivery

_WAITING = ("pending", "sending", "retry")


class State(StrEnum):
    """What `list --state` may ask for: states of alerts, and of their messages."""

    open = "open"
    acknowledged = "acknowledged"
    suppressed = "suppressed"
    waiting = "waiting"
    sent = "sent"
    dead = "dead"
    held = "held"


def list_alerts(
    as_json: JsonOption = False,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many, the newest first.")] = 50,
    rule: Annotated[str, typer.Option(help="Only alerts of this rule.")] = "",
    state: Annotated[
        State | None, typer.Option(help="Only alerts in this state, or with a message in it.")
    ] = None,
    since: Annotated[str, typer.Option(help="Only alerts raised since: 2h, 7d or an ISO instant.")] = "",
    silence: Annotated[int | None, typer.Option(help="Only alerts this silence held back.")] = None,
) -> None:
    """The newest alerts and what became of their messages.

    Examples:

        watchline alerts list --since 7d --rule new-troop-deployments

        watchline alerts list --state dead --json | jq '.alerts[].title'
    """
    now = clock_from_environment().now()
    wanted = select(Alert).order_by(col(Alert.id).desc()).limit(limit)
    if rule:
        wanted = wanted.where(Alert.rule == rule)
    if since:
        wanted = wanted.where(col(Alert.created_at) >= moment(since, now))
    if silence is not None:
        wanted = wanted.where(Alert.silence == silence)
    if state is not None:
        wanted = wanted.where(_in_state(state))
    with closing(open_store()) as database, database.read() as session:
        rows = [(alert, outbox.deliveries_of(session, alert.id or 0)) for alert in session.exec(wanted)]
        known = channels.known_states(session)
    if as_json:
        print_json({"alerts": [summary(alert, deliveries) for alert, deliveries in rows]})
    elif rows:
        out.print(_table(rows, known, now))
    else:
        out.print("no alerts yet" if not (rule or since or state or silence) else "no alert is like that")


def why(
    alert_id: Annotated[int | None, typer.Argument(metavar="[ID]", help="An alert.")] = None,
    event: Annotated[str, typer.Option("--event", help="Or an event: what each rule made of it.")] = "",
    rule: Annotated[str, typer.Option(help="With --event: this rule alone.")] = "",
    as_json: JsonOption = False,
) -> None:
    """Why an alert was raised, every attempt to send it, and why it did not go out where it did not.

    With --event: which rules alerted on an event, and why the others did not.

    Examples:

        watchline alerts why 12

        watchline alerts why --event ev_0123456789abcdef --rule new-troop-deployments
    """
    if (alert_id is None) == (not event) or (rule and not event):
        raise typer.BadParameter("name an alert's ID, or an event with --event EVENT [--rule RULE]")
    if alert_id is None:
        why_of_event(event, rule, as_json=as_json)
        return
    with closing(open_store()) as database, database.read() as session:
        told = Told(
            find(session, alert_id),
            [
                (delivery, outbox.attempts_of(session, delivery.id or 0))
                for delivery in outbox.deliveries_of(session, alert_id)
            ],
            channels.known_states(session),
            clock_from_environment().now(),
        )
    if as_json:
        print_json(full(told))
    else:
        out.print("\n".join(story(told)), markup=False, soft_wrap=True)


def _in_state(state: State) -> Any:
    if state in (State.open, State.acknowledged):
        return Alert.state == state.value
    states = _WAITING if state is State.waiting else (state.value,)
    having = select(Delivery.alert).where(col(Delivery.state).in_(states))
    of_messages = col(Alert.id).in_(having)
    return of_messages | (col(Alert.state) == "suppressed") if state is State.suppressed else of_messages


def _table(
    rows: Sequence[tuple[Alert, Sequence[Delivery]]], known: dict[str, ChannelState], now: datetime
) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("id", justify="right")
    table.add_column("raised (UTC)", no_wrap=True)
    table.add_column("rule", overflow="fold")
    table.add_column("alert", overflow="fold")
    table.add_column("what became of it", overflow="fold")
    for alert, deliveries in rows:
        urgent = "bold red" if alert.severity == "critical" else "bold" if alert.severity == "high" else ""
        table.add_row(
            str(alert.id),
            f"{alert.created_at:%-d %b %Y %H:%M}",
            Text(alert.rule),
            Text(plain(alert.title), style=urgent),
            Text("\n".join(_outcomes(alert, deliveries, known, now))),
        )
    return table


def _outcomes(
    alert: Alert, deliveries: Sequence[Delivery], known: dict[str, ChannelState], now: datetime
) -> list[str]:
    """One short line a channel; `why` has the long one."""
    lines = []
    for delivery in deliveries:
        said = outcome(delivery, known.get(delivery.channel), now).partition(";")[0]
        short = "sent" if delivery.state == "sent" else said
        lines.append(f"{delivery.channel}: {short if len(short) <= 60 else short[:59] + '…'}")
    lines += [f"{name}: not configured" for name in alert.explanation.get("unsent", {}) if name]
    if alert.acked_at is not None:
        lines.append("acknowledged")
    return lines or ["recorded only"]
