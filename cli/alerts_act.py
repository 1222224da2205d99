"""The verbs of `watchline alerts` that change something or make something leave."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from typing import Annotated

import typer
from sqlmodel import Session

from cli._alert_store import find, open_store
from cli._alert_words import plain
from cli._output import fail, out
from clock import clock_from_environment
from settings import load_settings
from storage import channels, outbox
from storage.models import Delivery


def ack(
    alert_ids: Annotated[list[int], typer.Argument(metavar="ID...")],
    note: Annotated[str, typer.Option(help="What is done about it.")] = "",
) -> None:
    """Acknowledge alerts: somebody has seen them, and what was to be sent otherwise is not.

    Example: watchline alerts ack 12 --note "called the desk in Seoul"
    """
    now = clock_from_environment().now()
    with closing(open_store()) as database, database.write() as session:
        for alert_id in alert_ids:
            find(session, alert_id)
            is_new = outbox.acknowledge(session, alert_id, now, note)
            out.print(f"alert {alert_id} {'is' if is_new else 'was already'} acknowledged")


def replay(
    alert_id: Annotated[int | None, typer.Argument(metavar="[ID]", help="An alert.")] = None,
    channel: Annotated[str, typer.Option(help="What is dead or held for this channel.")] = "",
    all_dead: Annotated[bool, typer.Option("--all-dead", help="Every dead letter.")] = False,
    silence: Annotated[int | None, typer.Option(help="What this silence held back.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be sent.")] = False,
) -> None:
    """Send at once what waits for its time, or after all what was given up, held or silenced.

    Examples:

        watchline alerts replay 12

        watchline alerts replay --channel desk --dry-run
    """
    if sum([alert_id is not None, bool(channel), all_dead, silence is not None]) != 1:
        raise typer.BadParameter("name one of: an alert's ID, --channel, --all-dead, --silence")
    now = clock_from_environment().now()
    with closing(open_store()) as database, database.write() as session:
        if alert_id is not None:
            find(session, alert_id)
        chosen = outbox.replayable(
            session,
            states=_states(whole=alert_id is not None or silence is not None, only_dead=all_dead),
            alert=alert_id,
            channel=channel or None,
            silence=silence,
            later_than=now if alert_id is not None else None,
        )
        for delivery in chosen:
            out.print(_line(delivery), markup=False, soft_wrap=True)
        if not dry_run:
            _send_again(session, chosen, now)
    out.print(_what_happens(len(chosen), dry_run=dry_run))


def test(channel: Annotated[str, typer.Argument(help="The name of a channel in watchline.yaml.")]) -> None:
    """Send a test message to a channel now, and say what came of it. Exit code 1 if it was not taken.

    Example: watchline alerts test desk
    """
    from cli._channel_test import send_test
    from flows.steps.channels import configured_channels

    settings = load_settings()
    known = configured_channels(settings)
    if channel not in known:
        fail(f"there is no channel {channel!r} in {settings.file}; known: {', '.join(known) or 'none'}")
    result = send_test(settings, known[channel])
    if result.outcome != "sent":
        fail(f"channel {channel}: {result.outcome}: {plain(result.error)}")
    out.print(f"channel {channel} took the test message", markup=False)


def watchdog() -> None:
    """Tell, once, that no cycle has finished for three intervals. Exit code 1 while that is so.

    `watchline run` does this by itself; for cycles started by cron, start this by cron as well.

    Example: watchline alerts watchdog
    """
    from flows.health import watch_over

    settings = load_settings()
    with closing(open_store()) as database:
        if not watch_over(database, settings, clock_from_environment(), owner=f"watchdog-{os.getpid()}"):
            fail("no cycle has finished for three intervals; see watchline alerts list --rule watchline")
    out.print("cycles come as expected")


def schema() -> None:
    """Print the JSON Schema of what webhooks receive.

    Example: watchline alerts schema > webhook.schema.json
    """
    from alerts.payload import schema as webhook_schema

    typer.echo(json.dumps(webhook_schema(), indent=2, ensure_ascii=False))


def _states(*, whole: bool, only_dead: bool) -> Sequence[str]:
    """What was silenced is only sent where the alert or the silence is named."""
    if only_dead:
        return ("dead",)
    return outbox.REPLAYABLE if whole else ("dead", "held")


def _send_again(session: Session, chosen: Sequence[Delivery], now: datetime) -> None:
    for delivery in chosen:
        outbox.replay(session, delivery.id or 0, now)
    for name in {delivery.channel for delivery in chosen}:
        channels.try_soon(session, name)


def _line(delivery: Delivery) -> str:
    because = f" ({plain(delivery.reason)})" if delivery.reason else ""
    return f"alert {delivery.alert} to {delivery.channel}: {delivery.state}{because}"


def _what_happens(count: int, *, dry_run: bool) -> str:
    if not count:
        return "nothing to send again"
    messages = "1 message" if count == 1 else f"{count} messages"
    return f"{messages} would be sent" if dry_run else f"{messages} will leave with the next cycle"
