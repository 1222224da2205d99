"""`watchline sources`: which feeds are watched, how they are, and new ones."""

from __future__ import annotations

import asyncio
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from rich.text import Text

from cli._output import err, out, print_json
from cli._source_access import (
    HeaderOption,
    Opening,
    PasswordOption,
    ProxyOption,
    TokenOption,
    UserOption,
    opening,
)

if TYPE_CHECKING:
    from cli._source_file import NewSource
    from cli._source_target import Target
    from connectors.check import FeedReport, NotAFeedError
    from connectors.http import HttpClient
    from settings import Settings
    from storage.database import Database

sources_app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="Show the sources and their health; add, check, import."
)

JsonOption = Annotated[bool, typer.Option("--json", help="JSON instead of text.")]
UrlArgument = Annotated[str, typer.Argument(metavar="URL", help="The address of a feed, or of a web page.")]


class ExportFormat(StrEnum):
    """What `sources export` writes."""

    opml = "opml"


@sources_app.callback()
def _sources() -> None:
    """Show the sources and their health; add, check, import."""


@sources_app.command("list")
def list_sources(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")] = False,
) -> None:
    """List the sources: state, last good poll, next poll, rhythm, silence, and the last error in words.

    "rhythm" is the usual gap between two entries, "newest entry" how long ago the last one was published.

    Examples:

        watchline sources list

        watchline sources list --json | jq 'select(.state != "ok")'
    """
    from cli._source_tables import as_row, sources_table, totals, troubles
    from clock import clock_from_environment
    from flows.steps.poll import sync_configured
    from settings import load_settings
    from storage.sources import all_sources

    settings = load_settings()
    now = clock_from_environment().now()
    database = _open(settings)
    sync_configured(database, settings.sources, now)
    with database.read() as session:
        rows = all_sources(session)
    if as_json:
        for row in rows:
            print_json(as_row(row, now))
        return
    if not rows:
        out.print("No sources yet. Add one:  watchline sources add https://example.org/")
        return
    out.print(sources_table(rows, now))
    out.print()
    for line in troubles(rows, now):
        # A pipe's reader looks for lines, however long they are.
        out.print(line, soft_wrap=not out.is_terminal)
    out.print(totals(rows, now))


@sources_app.command()
def check(
    target: Annotated[
        str,
        typer.Argument(metavar="URL|NAME", help="The address of a feed or web page, or a configured source."),
    ],
    user: UserOption = "",
    password: PasswordOption = "",
    token: TokenOption = "",
    header: HeaderOption = None,
    proxy: ProxyOption = "",
    as_json: JsonOption = False,
) -> None:
    """Look at an address: is it a feed, what is in it, how well behaved is its server?

    A configured source, by its name or its address, is opened with what watchline.yaml says. For a web
    page, the feeds it announces are listed. Exit code 1 when the address is no feed.

    Examples:

        watchline sources check https://feeds.bbci.co.uk/news/world/rss.xml

        watchline sources check "Example Wire" --json

        watchline sources check https://wire.example/rss --auth-token '${WIRE_TOKEN}'
    """
    from cli._source_tables import report_row, report_table
    from cli._source_target import find_target
    from clock import clock_from_environment
    from connectors.check import NotAFeedError
    from connectors.http import FetchError
    from settings import load_settings

    settings = load_settings()
    place = find_target(settings.sources, target, opening(user, password, token, header, proxy).access)
    try:
        report = _check(settings, place)
    except (FetchError, NotAFeedError) as error:
        _refuse(place.url, error, as_json=as_json)
    if as_json:
        print_json({"name": place.name, **report_row(report)})
    else:
        out.print(report_table(report, clock_from_environment().now(), place))


@sources_app.command()
def add(
    url: UrlArgument,
    name: Annotated[str, typer.Option(help="How to call it; the feed's own title when left out.")] = "",
    every: Annotated[
        str, typer.Option(metavar="5m", help="How often to ask; its own rhythm when left out.")
    ] = "",
    user: UserOption = "",
    password: PasswordOption = "",
    token: TokenOption = "",
    header: HeaderOption = None,
    proxy: ProxyOption = "",
) -> None:
    """Check a feed and append it to watchline.yaml, whose comments and layout stay as they are.

    A web page that announces one feed stands for that feed.

    Examples:

        watchline sources add https://feeds.bbci.co.uk/news/world/rss.xml

        watchline sources add https://example.org/rss --name "Example Wire" --every 5m

        watchline sources add https://wire.example/rss --auth-user me --auth-password '${WIRE_PASSWORD}'
    """
    from cli import _source_intake as intake
    from cli._source_target import Target
    from connectors.check import NotAFeedError
    from connectors.http import FetchError
    from settings import load_settings

    settings = load_settings()
    intake.require_duration(every)
    intake.require_free(settings.sources, name)
    opened_with = opening(user, password, token, header, proxy)
    try:
        report = _check(settings, Target(url, access=opened_with.access), follow=True)
    except (FetchError, NotAFeedError) as error:
        _refuse(url, error, as_json=False)
    if known := intake.known_as(settings.sources, report):
        out.print(Text(f"{report.url} is already a source: {known}"))
        return
    source = intake.new_source(settings.sources, report, name, every, opened_with.written)
    _require_same_site(opened_with, source.url, url)
    _append(settings, [source])
    out.print(Text(f"added {source.name}: {source.url}"))


@sources_app.command("import")
def import_opml(
    list_file: Annotated[str, typer.Argument(metavar="FILE|URL", help="An OPML file or its address.")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be added, change nothing.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Append the feeds of an OPML list (from a feed reader) to watchline.yaml.

    Feeds that are sources already are left out. The feeds are not fetched here; `watchline sources list`
    shows after the next cycle which of them answer.

    Examples:

        watchline sources import feeds.opml --dry-run

        watchline sources import https://example.org/feeds.opml
    """
    from cli import _source_intake as intake
    from connectors.opml import read_opml
    from settings import load_settings

    settings = load_settings()
    found = intake.sort_out(settings.sources, read_opml(_document(settings, list_file)))
    if found.new and not dry_run:
        _append(settings, found.new)
    if as_json:
        print_json(found.as_json(dry_run=dry_run))
        return
    for line in found.lines(dry_run=dry_run):
        out.print(Text(line))


@sources_app.command()
def export(
    fmt: Annotated[ExportFormat, typer.Option("--format", help="What to write.")] = ExportFormat.opml,
) -> None:
    """Write the sources as an OPML list to standard output.

    A source whose address is written with a ${...} reference is left out: it may hold a secret.

    Example:

        watchline sources export > watchline.opml
    """
    from cli import _source_intake as intake
    from connectors.opml import write_opml
    from settings import load_settings

    feeds, secret = intake.exported(load_settings())
    for name in secret:
        err.print(Text(f"left out {name}: its address holds a reference to a secret"))
    writers = {ExportFormat.opml: write_opml}
    typer.echo(writers[fmt](feeds, title="Watchline sources"), nl=False)


@sources_app.command()
def resume(name: Annotated[str, typer.Argument(metavar="NAME", help="A source as `list` names it.")]) -> None:
    """Poll a paused source again, and let its quarantined articles be read.

    Example:

        watchline sources resume "Example Wire"
    """
    from clock import clock_from_environment
    from settings import load_settings
    from storage import articles, sources

    database = _open(load_settings())
    with database.write() as session:
        source = sources.resume(session, name, clock_from_environment().now())
        released = articles.release(session, source.id) if source and source.id else 0
    if source is None:
        _fail(f"there is no source {name!r}; see watchline sources list")
    out.print(Text(f"{name} is polled again in the next cycle; {released} quarantined articles released"))


def _check(settings: Settings, place: Target, *, follow: bool = False) -> FeedReport:
    """The report on a feed. With `follow`, a web page that announces a single feed stands for it."""
    from clock import clock_from_environment
    from connectors._cage import Cage
    from connectors.check import Door, NotAFeedError, check_feed

    now = clock_from_environment().now()

    async def go() -> FeedReport:
        async with _client(settings) as http, Cage(workers=1) as cage:
            door = Door(http, place.access, home=place.url)
            try:
                return await check_feed(
                    door, cage, place.url, now, timezone=place.timezone, language=place.language
                )
            except NotAFeedError as error:
                if not follow or len(error.candidates) != 1:
                    raise
                (candidate,) = error.candidates
                out.print(Text(f"{place.url} is a web page; taking its feed {candidate.url}"))
                return await check_feed(door, cage, candidate.url, now)

    return asyncio.run(go())


def _require_same_site(opened_with: Opening, found: str, given: str) -> None:
    """Secrets given for one site are not written down for another that its pages or redirects name."""
    if opened_with.access.towards(found, home=given) is not opened_with.access:
        _fail(
            f"the feed is at {found}, on another site than {given}, so nothing of what opens it was sent "
            f"there; if it is meant for that site: watchline sources add {found} with the same options"
        )


def _client(settings: Settings) -> HttpClient:
    """A client with the configured guard, contact, politeness and proxy."""
    from connectors.http import HostGates, HttpClient

    network = settings.network
    return HttpClient(
        allow_private=network.allow_private,
        contact=network.contact,
        proxy=network.proxy.get_secret_value() if network.proxy else None,
        hosts=HostGates(network.requests_per_second),
    )


def _document(settings: Settings, place: str) -> bytes:
    """The bytes of an OPML file, or of what an http(s) address sends."""
    from connectors.http import FetchError

    async def fetch() -> bytes:
        async with _client(settings) as http:
            reply = await http.get(place)
        if reply.status != 200:
            raise FetchError(f"the server answered {reply.status}")
        return reply.body

    try:
        if place.startswith(("http://", "https://")):
            return asyncio.run(fetch())
        return sys.stdin.buffer.read() if place == "-" else Path(place).read_bytes()
    except FetchError as error:
        _fail(f"{place}: {error}")
    except OSError as error:
        _fail(f"{place} cannot be read: {error.strerror}")


def _append(settings: Settings, sources: list[NewSource]) -> None:
    from cli._source_file import append_to_file, own_file

    file, copied = own_file(settings.file)
    if copied:
        names = " and ".join(f"./{path}" for path in copied)
        out.print(Text(f"copied the starter configuration to {names}"))
    append_to_file(file, sources)


def _open(settings: Settings) -> Database:
    from storage.database import open_database
    from storage.migrate import upgrade

    database = open_database(settings.database_url)
    upgrade(database, backups=settings.home / "backups")
    return database


def _refuse(url: str, error: Exception | NotAFeedError, *, as_json: bool) -> NoReturn:
    """Say why an address is no feed, and which feeds its page announces."""
    candidates = getattr(error, "candidates", [])
    if as_json:
        shown = [{"url": c.url, "title": c.title, "announced": c.announced} for c in candidates]
        print_json({"feed": False, "url": url, "reason": str(error), "candidates": shown})
        raise typer.Exit(1)
    err.print(Text(f"{url}: {error}"))
    for candidate in candidates:
        found = "announced" if candidate.announced else "found"
        out.print(Text(f"  {found}: {candidate.url}  {candidate.title}".rstrip()))
    raise typer.Exit(1)


def _fail(message: str) -> NoReturn:
    err.print(Text(message))
    raise typer.Exit(1)
