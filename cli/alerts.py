"""`watchline alerts`: what was raised, why, and what became of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.table import Table
from sqlmodel import col, select

from alerts.neutralise import one_line
from settings import load_settings
from storage import outbox
from storage.database import Database, open_database
from storage.models import Alert, Delivery, DeliveryAttempt

alerts_app = typer.Typer(no_args_is_help=True, help="What was raised, why, and what became of it.")
JsonOption = Annotated[bool, typer.Option("--json", help="JSON instead of text.")]


@alerts_app.command("list")
def list_alerts(
    as_json: JsonOption = False,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many, the newest first.")] = 50,
    rule: Annotated[str, typer.Option(help="Only alerts of this rule.")] = "",
) -> None:
    """The newest alerts and what became of their messages.

    Example: watchline alerts list --rule new-troop-deployments --json
    """
    database = _open()
    with database.read() as session:
        statement = select(Alert).order_by(col(Alert.id).desc()).limit(limit)
        if rule:
            statement = statement.where(Alert.rule == rule)
        rows = [
            _summary(alert, outbox.deliveries_of(session, alert.id or 0)) for alert in session.exec(statement)
        ]
    if as_json:
        typer.echo(json.dumps({"alerts": rows}, ensure_ascii=False))
    elif rows:
        Console().print(_table(rows))
    else:
        typer.echo("no alerts yet")


@alerts_app.command()
def why(alert_id: Annotated[int, typer.Argument(metavar="ID")], as_json: JsonOption = False) -> None:
    """Why an alert was raised, and every attempt to send it.

    Example: watchline alerts why 12
    """
    database = _open()
    with database.read() as session:
        alert = session.get(Alert, alert_id)
        if alert is None:
            _fail(f"there is no alert {alert_id}; see watchline alerts list")
        ledger = [
            (delivery, outbox.attempts_of(session, delivery.id or 0))
            for delivery in outbox.deliveries_of(session, alert_id)
        ]
    if as_json:
        typer.echo(json.dumps(_full(alert, ledger), ensure_ascii=False))
    else:
        typer.echo("\n".join(_story(alert, ledger)))


def _open() -> Database:
    return open_database(load_settings().database_url)


def _fail(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(1)


def _summary(alert: Alert, deliveries: Sequence[Delivery]) -> dict[str, Any]:
    return {
        "id": alert.id,
        "created_at": alert.created_at.isoformat(),
        "rule": alert.rule,
        "severity": alert.severity,
        "title": alert.title,
        "event": alert.event,
        "changes": alert.changes,
        "state": alert.state,
        "deliveries": [{"channel": d.channel, "state": d.state, "attempts": d.attempts} for d in deliveries],
    }


def _full(alert: Alert, ledger: Sequence[tuple[Delivery, Sequence[DeliveryAttempt]]]) -> dict[str, Any]:
    summary = _summary(alert, [delivery for delivery, _ in ledger])
    summary["explanation"] = alert.explanation
    for row, (_, attempts) in zip(summary["deliveries"], ledger, strict=True):
        row["ledger"] = [
            {
                "n": attempt.n,
                "started_at": attempt.started_at.isoformat(),
                "ended_at": attempt.ended_at.isoformat() if attempt.ended_at else None,
                "outcome": attempt.outcome or "not ended",
                "error": attempt.error,
            }
            for attempt in attempts
        ]
    return summary


def _table(rows: Sequence[dict[str, Any]]) -> Table:
    table = Table("id", "raised", "rule", "title", "sent to")
    for row in rows:
        sent = ", ".join(f"{d['channel']} {d['state']}" for d in row["deliveries"]) or row["state"]
        cells = (str(row["id"]), row["created_at"][:16], row["rule"], one_line(row["title"]), sent)
        table.add_row(*cells)
    return table


def _story(alert: Alert, ledger: Sequence[tuple[Delivery, Sequence[DeliveryAttempt]]]) -> Iterator[str]:
    yield f"Alert {alert.id}: {one_line(alert.title)}"
    yield f"Rule {alert.rule} ({alert.severity}), raised {alert.created_at.isoformat()}, {alert.state}"
    for change in alert.explanation.get("changes", []):
        event = change["event"]
        yield f"\nEvent {event['id']}, {change['change']}: {one_line(event['title'])}"
        for reason in change["why"]:
            yield f"  {reason['condition']}: {one_line(reason['reason'])}"
        article = change["article"]
        yield f"  told by {one_line(article['publisher'] or 'an unnamed source')}: {article['url']}"
    yield ""
    for channel, reason in alert.explanation.get("unsent", {}).items():
        yield f"Not sent to {channel}: {one_line(reason)}"
    for delivery, attempts in ledger:
        yield f"Channel {delivery.channel}: {delivery.state} after {len(attempts)} attempts"
        for attempt in attempts:
            error = f" ({one_line(attempt.error)})" if attempt.error else ""
            yield f"  {attempt.n}. {attempt.started_at.isoformat()} {attempt.outcome or 'not ended'}{error}"
