"""What becomes of a checked feed, or of an OPML list, before it is written to watchline.yaml."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import typer

import yamlfile
from cli._source_file import NewSource
from connectors.check import FeedReport
from connectors.opml import OpmlFeed, OpmlList
from errors import WatchlineError
from settings import Settings, SourceSettings, parse_duration

MAX_NAME = 200


@dataclass(frozen=True, slots=True)
class Intake:
    """An OPML list sorted out: sources to add, names of those already there, and what is left out and why."""

    new: list[NewSource] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def lines(self, *, dry_run: bool) -> Iterator[str]:
        """For people."""
        verb = "would add" if dry_run else "added"
        yield from (f"{verb} {source.name}: {source.url}" for source in self.new)
        yield from (f"left out {reason}" for reason in self.refused)
        yield f"{verb} {len(self.new)}, already there {len(self.known)}, left out {len(self.refused)}"

    def as_json(self, *, dry_run: bool) -> dict[str, Any]:
        """For programs."""
        added = [{"name": source.name, "url": source.url, "category": source.note} for source in self.new]
        return {"dry_run": dry_run, "added": added, "known": self.known, "refused": self.refused}


def require_duration(every: str) -> None:
    """Raise typer's usage error unless `every` is empty or a duration."""
    try:
        if every:
            parse_duration(every)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--every") from error


def require_free(sources: Sequence[SourceSettings], name: str) -> None:
    """Raise WatchlineError where another source bears the name asked for."""
    taken = next((source for source in sources if name and source.name == name), None)
    if taken:
        raise WatchlineError(f"there is a source {name!r} already ({taken.url}); choose another --name")


def known_as(sources: Sequence[SourceSettings], report: FeedReport) -> str:
    """The name of the source that is this feed already, or nothing."""
    addresses = {report.url, report.permanent_url, report.final_url}
    return next((source.name for source in sources if source.url in addresses), "")


def new_source(
    sources: Sequence[SourceSettings],
    report: FeedReport,
    name: str,
    every: str,
    opened_with: Mapping[str, Any],
) -> NewSource:
    """A checked feed as a source: under its new address if it moved for good, and under a name of its own."""
    url = report.permanent_url or report.url
    taken = {source.name for source in sources}
    name = name or _free_name(report.title or _host(url), url, taken)
    return NewSource(name, url, every, opened_with=opened_with)


def sort_out(sources: Sequence[SourceSettings], listed: OpmlList) -> Intake:
    """What of an OPML list to add. A name that is taken gets the host behind it, or a number."""
    found = Intake(refused=list(listed.refused))
    addresses = {source.url: source.name for source in sources}
    taken = {source.name for source in sources}
    for feed in listed.feeds:
        if feed.url in addresses:
            found.known.append(addresses[feed.url])
        elif "${" in feed.url:
            found.refused.append(f"{feed.name}: its address holds a ${{...}} reference")
        else:
            name = _free_name(feed.name, feed.url, taken)
            taken.add(name)
            found.new.append(NewSource(name, feed.url, note=feed.category))
    return found


def exported(settings: Settings) -> tuple[list[OpmlFeed], list[str]]:
    """The sources to export, and the names of those whose address, as written, refers to a secret."""
    written = (yamlfile.read(settings.file).data or {}).get("sources") or []
    secret = {str(item["name"]) for item in written if "${" in str(item["url"])}
    feeds = [OpmlFeed(s.name, s.url) for s in settings.sources if s.name not in secret]
    return feeds, sorted(secret)


def _free_name(wanted: str, url: str, taken: set[str]) -> str:
    """`wanted`, or with the host, or with a number; a `$` would start a reference in configuration."""
    base = " ".join(wanted.replace("$", "").split())[: MAX_NAME - 40] or _host(url)
    if base not in taken:
        return base
    longer = f"{base} ({_host(url)[:30]})"
    candidates = (longer, *(f"{base} {number}" for number in range(2, len(taken) + 3)))
    return next(name for name in candidates if name not in taken)


def _host(url: str) -> str:
    return urlsplit(url).hostname or url[:MAX_NAME]
