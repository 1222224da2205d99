"""`watchline silence`: hold alerts back for a time, with a reason and an end."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from typing import Annotated, Any

import typer
from rich import box
from rich.table import Table
from rich.text import Text

from alerts import words
from alerts.silencing import hold_back_waiting, in_words
from cli._alert_store import JsonOption, open_store
from cli._alert_words import plain
from cli._moments import length
from cli._output import fail, out, print_json
from clock import clock_from_environment, parse_instant
from settings import load_settings
from storage import silences
from storage.models import Silence

silence_app = typer.Typer(no_args_is_help=True, help="Hold alerts back for a time.")


@silence_app.command("add")
def add(
    reason: Annotated[str, typer.Option(help="Why, for whoever wonders.")],
    rule: Annotated[str, typer.Option(help="Id of a rule.")] = "",
    kind: Annotated[str, typer.Option(help="Kind of event.")] = "",
    country: Annotated[str, typer.Option(help="Country code of a place or party.")] = "",
    actor: Annotated[str, typer.Option(help="Name or country code of who acts.")] = "",
    story: Annotated[str, typer.Option(help="Id of a story.")] = "",
    event: Annotated[str, typer.Option(help="Id of an event.")] = "",
    lasts: Annotated[str, typer.Option("--for", help="How long: 90m, 2h or 7d.")] = "",
    until: Annotated[str, typer.Option(help="An ISO instant instead.")] = "",
) -> None:
    """Record alerts that fit, but do not send them, nor what of them waits now. All that is given must fit.

    Examples:

        watchline silence add --rule new-troop-deployments --for 2h --reason "exercise week"

        watchline silence add --kind exercise --country KR --until 2024-10-21T00:00:00Z --reason "known"
    """
    wanted = {"kind": kind, "country": country, "actor": actor, "story": story, "event": event}
    matchers = {name: value for name, value in wanted.items() if value}
    if not (rule or matchers):
        raise typer.BadParameter("say what: --rule, --kind, --country, --actor, --story or --event")
    _check(rule, kind, country)
    now = clock_from_environment().now()
    ends_at = _end(now, lasts, until)
    with closing(open_store()) as database, database.write() as session:
        silence = silences.add(session, rule=rule, matchers=matchers, reason=reason, now=now, ends_at=ends_at)
        held = hold_back_waiting(session, silence)
    waiting = f"; {held} waiting message{'' if held == 1 else 's'} held back" if held else ""
    text = f"silence {silence.id} until {words.instant(ends_at)}: {in_words(silence)}{waiting}"
    out.print(text, markup=False, soft_wrap=True)


@silence_app.command("list")
def list_silences(
    everything: Annotated[bool, typer.Option("--all", help="Those that are over as well.")] = False,
    as_json: JsonOption = False,
) -> None:
    """The silences in force, and how many alerts each held back.

    Example: watchline silence list --all --json
    """
    now = clock_from_environment().now()
    with closing(open_store()) as database, database.read() as session:
        found = silences.newest(session) if everything else silences.active(session, now)
        held = silences.held_back(session)
    rows = [_row(silence, held.get(silence.id or 0, 0), now) for silence in found]
    if as_json:
        print_json({"silences": rows})
    elif rows:
        out.print(_table(rows))
    else:
        out.print("nothing is silenced")


@silence_app.command("end")
def end(silence_id: Annotated[int, typer.Argument(metavar="ID")]) -> None:
    """End a silence now. What it held back stays listed; `alerts replay --silence ID` sends it after all.

    Example: watchline silence end 3
    """
    now = clock_from_environment().now()
    with closing(open_store()) as database, database.write() as session:
        if not silences.end(session, silence_id, now):
            fail(f"no silence {silence_id} is in force; see watchline silence list")
        held = silences.held_back(session).get(silence_id, 0)
    out.print(f"silence {silence_id} is over; it held back {held} alert{'' if held == 1 else 's'}")
    if held:
        out.print(f"see them: watchline alerts list --silence {silence_id}")
        out.print(f"send them after all: watchline alerts replay --silence {silence_id}")


def _check(rule: str, kind: str, country: str) -> None:
    """Refuses what no alert can ever fit."""
    from alerts.rules import load_rules
    from alerts.vocabulary import check_country, check_kind

    try:
        for check, value in ((check_kind, kind), (check_country, country)):
            if value:
                check(value)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    known = [one.id for one in load_rules(load_settings().rules)] if rule else []
    if rule and rule not in known:
        raise typer.BadParameter(f"there is no rule {rule!r}; known: {', '.join(known) or 'none'}")


def _end(now: datetime, lasts: str, until: str) -> datetime:
    if bool(lasts) == bool(until):
        raise typer.BadParameter("say how long: either --for 2h or --until with an instant")
    ends_at = now + length(lasts) if lasts else parse_instant(until, name="--until")
    if ends_at <= now:
        raise typer.BadParameter("the silence would be over before it begins")
    return ends_at


def _row(silence: Silence, held: int, now: datetime) -> dict[str, Any]:
    return {
        "id": silence.id,
        "rule": silence.rule,
        **silence.matchers,
        "reason": silence.reason,
        "starts_at": silence.starts_at.isoformat(),
        "ends_at": silence.ends_at.isoformat(),
        "active": silence.starts_at <= now < silence.ends_at,
        "held_back": held,
        "in_words": in_words(silence),
    }


def _table(rows: Sequence[dict[str, Any]]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in ("id", "what", "until (UTC)", "alerts held back", "reason"):
        table.add_column(column, overflow="fold")
    for row in rows:
        until = datetime.fromisoformat(row["ends_at"])
        ended = "" if row["active"] else " (over)"
        table.add_row(
            str(row["id"]),
            Text(plain(row["in_words"])),
            f"{until:%-d %b %Y %H:%M}{ended}",
            str(row["held_back"]),
            Text(plain(row["reason"])),
        )
    return table
