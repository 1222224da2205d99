"""The health of sources and the look at a feed, as tables for people and as data for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from flows.steps.poll import MISSING_FOR

if TYPE_CHECKING:
    from cli._source_target import Target
    from connectors.check import FeedReport, Newest
    from storage.models import Source

# A feed is silent when nothing came for a week and for five times its own rhythm.
SILENT_AFTER = timedelta(days=7)
SILENT_RHYTHMS = 5
_LISTED = (
    "name", "url", "publisher", "country", "timezone", "language", "full_text", "interval", "rhythm",
    "newest_at", "last_status", "last_ok_at", "next_poll_at", "errors", "last_error", "missing_since",
    "paused_reason", "effective_url",
)  # fmt: skip
_STYLES = {"ok": "green", "failing": "red", "paused": "yellow", "silent": "yellow", "new": "dim"}
NOTHING = "-"
_IDENTITY = {
    "guid": "each by its guid",
    "guid+url": "by guid and link, because guids repeat",
    "url": "by link, because there is no guid",
    "hash": "by a hash of title and date: neither guid nor link",
}


def state(source: Source, now: datetime) -> str:
    """paused | failing | new (not polled yet) | silent | ok."""
    if source.paused_reason:
        return "paused"
    if source.errors:
        return "failing"
    if not source.last_status:
        return "new"
    return "silent" if _is_silent(source, now) else "ok"


def trouble(source: Source, now: datetime) -> str:
    """In words what keeps a source from being ok; empty where it is."""
    match state(source, now):
        case "paused":
            return source.paused_reason or ""
        case "failing":
            failed = f"{_count(source.errors, 'failed poll')} in a row: {source.last_error}"
            return failed + _until_paused(source)
        case "silent" if source.newest_at:
            return f"answers, but nothing new for {span(now - source.newest_at)}"
    return ""


def _until_paused(source: Source) -> str:
    if source.missing_since is None:
        return ""
    since, until = source.missing_since, source.missing_since + MISSING_FOR
    return f" since {since:%-d %b %Y}; paused on {until:%-d %b %Y} if that stays so"


def as_row(source: Source, now: datetime) -> dict[str, Any]:
    """A source as data; instants in ISO 8601, `interval`, `rhythm` and `silence` in seconds."""
    values = source.model_dump(include=set(_LISTED))
    row = {name: _plain(values[name]) for name in _LISTED}
    # A clock that is moved for a replay may stand before the newest entry.
    silence = max(round((now - source.newest_at).total_seconds()), 0) if source.newest_at else None
    return {**row, "state": state(source, now), "trouble": trouble(source, now), "silence": silence}


def sources_table(sources: Sequence[Source], now: datetime) -> Table:
    """One line a source."""
    table = Table(box=None, pad_edge=False)
    for column in ("source", "state", "last ok", "next poll", "every", "rhythm", "newest entry"):
        table.add_column(column, no_wrap=column != "source")
    for source in sources:
        kind = state(source, now)
        table.add_row(
            Text(source.name),
            Text(kind, style=_STYLES[kind]),
            _ago(source.last_ok_at, now),
            NOTHING if kind == "paused" else _ahead(source.next_poll_at, now),
            span(timedelta(seconds=source.interval)) if source.interval else "its rhythm",
            span(timedelta(seconds=source.rhythm)) if source.rhythm else NOTHING,
            _ago(source.newest_at, now) if source.newest_at else NOTHING,
        )
    return table


def troubles(sources: Sequence[Source], now: datetime) -> list[Text]:
    """For each source that is not ok, why: a line."""
    return [
        Text.assemble((source.name, _STYLES[state(source, now)]), f": {reason}")
        for source in sources
        if (reason := trouble(source, now))
    ]


def totals(sources: Sequence[Source], now: datetime) -> str:
    """How many there are in each state: "14 sources: 12 ok, 2 failing"."""
    counts = Counter(state(source, now) for source in sources)
    told = ", ".join(f"{counts[kind]:,} {kind}" for kind in _STYLES if counts[kind])
    return f"{_count(len(sources), 'source')}: {told}"


def report_table(report: FeedReport, now: datetime, place: Target) -> Table:
    """What `sources check` found, a line a finding."""
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(style="bold")
    table.add_column(overflow="fold")
    asked = {"source": place.name, "opened with": place.opened_with()}
    for name, value in (asked | _findings(report, now)).items():
        if value:
            table.add_row(name, Text(value))
    return table


def report_row(report: FeedReport) -> dict[str, Any]:
    """The same as data."""
    row = asdict(report)
    if report.newest:
        row["newest"]["published_at"] = _plain(report.newest.published_at)
    return {"feed": True, **row}


def span(length: timedelta) -> str:
    """A length of time in its largest fitting unit: "45 s", "12 min", "3 h", "9 d"."""
    seconds = max(round(length.total_seconds()), 0)
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= 2 * size or seconds == size:
            return f"{round(seconds / size)} {unit}"
    return f"{seconds} s"


def _findings(report: FeedReport, now: datetime) -> dict[str, str]:
    return {
        "feed": f"{report.format}, {report.title or 'without a title'}",
        "redirects to": _redirect(report),
        "entries": f"{report.entries:,} in {report.size:,} bytes",
        "newest": _newest(report.newest, now),
        "rhythm": f"an entry every {span(timedelta(seconds=report.rhythm))}" if report.rhythm else "",
        "dates": _counts(report.date_flags) or "every entry has a clear one",
        "told apart": "; ".join(
            f"{count:,} {_IDENTITY.get(kind, kind)}" for kind, count in report.identity.items()
        ),
        "validators": ", ".join(
            name for name, value in (("ETag", report.etag), ("Last-Modified", report.last_modified)) if value
        ),
        "asked again": report.conditional,
        "caching": ", ".join(f"{name}: {value}" for name, value in report.caching.items()),
        "asks for": f"{span(timedelta(seconds=report.stay_away))} between polls" if report.stay_away else "",
        "encoding": report.encoding,
        "language": _language(report),
    }


def _redirect(report: FeedReport) -> str:
    if report.final_url == report.url:
        return ""
    passed = [address for address in report.redirects if address != report.url]
    chain = " -> ".join([*passed, report.final_url])
    if report.permanent_url:
        return f"{chain} (for good: write {report.permanent_url})"
    return f"{chain} (for now: keep the address you gave)"


def _newest(newest: Newest | None, now: datetime) -> str:
    if newest is None:
        return ""
    when = _ago(newest.published_at, now) if newest.published_at else f"undated ({newest.published_raw!r})"
    return f"{when}: {newest.title or newest.url}"


def _language(report: FeedReport) -> str:
    parts = (
        f"{report.language} (declared)" if report.language else "",
        f"{report.language_guess} (by its words)" if report.language_guess else "",
    )
    return ", ".join(part for part in parts if part) or "unknown"


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in counts.items())


def _is_silent(source: Source, now: datetime) -> bool:
    if source.newest_at is None:
        return False
    usual = timedelta(seconds=source.rhythm or 0) * SILENT_RHYTHMS
    return now - source.newest_at > max(SILENT_AFTER, usual)


def _ago(instant: datetime | None, now: datetime) -> str:
    return f"{span(now - instant)} ago" if instant else "never"


def _ahead(instant: datetime | None, now: datetime) -> str:
    if instant is None:
        return ""
    return f"in {span(instant - now)}" if instant > now else "now"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
