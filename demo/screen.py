"""What `watchline demo` shows: the days as they pass, then what came of them."""

from __future__ import annotations

import shutil
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn
from rich.text import Text
from sqlmodel import col, select

from alerts.neutralise import one_line
from cli.timeline import timeline_table
from demo.inbox import Inbox
from demo.replay import Outcome, Stage, Step
from storage.filters import Filters
from storage.models import Alert
from storage.timeline import timeline


@dataclass
class _Day:
    """What the cycles of one simulated day did."""

    date: date
    counts: Counter[str] = field(default_factory=Counter)
    troubles: list[str] = field(default_factory=list)

    def add(self, step: Step) -> None:
        report = step.report
        self.counts.update(articles=report.articles, events=report.events, alerts=report.alerts)
        failed = (source for source in report.sources if source.status == "failed")
        self.troubles += [f"{source.name} failed: {source.reason}" for source in failed]

    def lines(self) -> Iterator[Text]:
        parts = [_count(self.counts[noun + "s"], noun) for noun in ("article", "event", "alert")]
        yield Text(f"{self.date:%a %d %b %Y}  {', '.join(parts)}")
        yield from (
            Text(f"                 {one_line(trouble)}", style="yellow") for trouble in self.troubles
        )


class DayLog:
    """Prints a line for each simulated day; a terminal also gets a bar that moves."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._day: _Day | None = None
        self._progress = Progress(
            TextColumn("{task.description}"), BarColumn(), console=console, transient=True
        )
        self._task = self._progress.add_task("starting", total=None)

    @classmethod
    @contextmanager
    def on(cls, console: Console) -> Iterator[Self]:
        log = cls(console)
        if not console.is_terminal:
            yield log
            log._end_day()
            return
        with log._progress:
            yield log
            log._end_day()

    def on_step(self, step: Step) -> None:
        if self._day is None or self._day.date != step.now.date():
            self._end_day()
            self._day = _Day(step.now.date())
        self._day.add(step)
        now = f"{step.now:%a %d %b %Y %H:%M} UTC"
        self._progress.update(self._task, total=step.total, completed=step.number, description=now)

    def _end_day(self) -> None:
        for line in self._day.lines() if self._day else ():
            _say(self._console, line)


def show_outcome(console: Console, stage: Stage, outcome: Outcome) -> None:
    """The timeline, the alerts, the inbox, and where to look next."""
    with stage.database.read() as session:
        rows = timeline(session, Filters())
        alerts = session.exec(select(Alert).order_by(col(Alert.id))).all()
    console.rule("Timeline")
    console.print(timeline_table(rows))
    console.rule("Alerts")
    for alert in alerts:
        _say(console, _alert(alert))
    console.rule("Inbox")
    _show_inbox(console, stage.inbox, outcome)
    console.rule("Where to look next")
    _show_next(console, stage, alerts)


def _alert(alert: Alert) -> Text:
    """The alert with the conditions that were met, as `watchline alerts why` has them."""
    text = Text(f"{alert.id}. ").append(one_line(alert.title), style="bold")
    text.append(f"\n   rule {alert.rule}, {alert.created_at:%a %d %b %H:%M} UTC")
    for change in alert.explanation["changes"]:
        text.append(f"\n   {change['change']}: {one_line(change['event']['title'])}")
        reasons = "; ".join(one_line(reason["reason"]) for reason in change["why"])
        text.append(f"\n      because {reasons}", style="dim")
        text.append(f"\n      told by {one_line(change['article']['publisher'])}", style="dim")
    return text


def _show_inbox(console: Console, inbox: Inbox, outcome: Outcome) -> None:
    _say(console, Text(f"{_count(len(inbox.mails), 'mail')} to desk@demo.example:"))
    for mail in inbox.mails:
        _say(console, Text(f"  {one_line(mail.subject)}"))
    _say(console, Text(f"{_count(len(inbox.hooks), 'webhook call')} to {inbox.hook_url}"))
    if outcome.complete:
        _say(console, Text("Every notice that was written has arrived.", style="green"))
    else:
        _say(console, Text(f"Written {outcome.written}, received {outcome.received}.", style="red"))


def _show_next(console: Console, stage: Stage, alerts: Sequence[Alert]) -> None:
    first = alerts[0].id if alerts else 1
    watchline = _command()
    lines = {
        f"export WATCHLINE_HOME={stage.settings.home}": "",
        f"{watchline} timeline": "this timeline; --help shows the filters",
        f"{watchline} alerts why {first}": "why an alert fired, and each attempt to send it",
        f"less {stage.settings.file}": "",
        f"less {stage.settings.rules}/troops.yaml": "",
        "make run": "the same with real feeds, on a schedule",
    }
    for command, meaning in lines.items():
        _say(console, Text(f"{command:<34}{meaning}".rstrip()))


def _command() -> str:
    """How to call this program from here: by name where the shell finds it, else by its path."""
    if shutil.which("watchline"):
        return "watchline"
    own = Path(sys.argv[0])
    return (
        str(own.relative_to(Path.cwd())) if own.is_absolute() and own.is_relative_to(Path.cwd()) else str(own)
    )


def _say(console: Console, text: Text) -> None:
    """Print without breaking lines: a terminal wraps them, a pipe keeps them whole."""
    console.print(text, soft_wrap=True)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
