"""The command `watchline`: a verb a file, imported when it runs."""

from __future__ import annotations

import os
import sys
from importlib.metadata import version

import typer

from cli._lazy import LazyGroup, Verb
from errors import WatchlineError

EXIT_USAGE = 2


class Watchline(LazyGroup):
    """Every verb, in the order a new user meets them."""

    verbs = {  # noqa: RUF012
        "demo": Verb("demo.command:demo", "See it work: a small news world on this machine, offline."),
        "run": Verb("cli.run:run", "Start everything: scheduled cycles, Prefect server, timeline page."),
        "cycle": Verb("cli.cycle:cycle", "Run one cycle now: poll, extract, match, deliver."),
        "web": Verb("cli.web:web", "Serve the timeline page, its exports and its API."),
        "timeline": Verb("cli.timeline:timeline_app", "Show the events, newest first."),
        "alerts": Verb("cli.alerts:alerts_app", "List alerts, explain, acknowledge and resend them."),
        "silence": Verb("cli.silence:silence_app", "Hold alerts back for a time, with a reason."),
        "sources": Verb("cli.sources:sources_app", "Show the sources and their health."),
        "rules": Verb("cli.rules:rules_app", "Check watch rules, and try them on articles."),
        "extract": Verb("cli.extract:extract", "Read articles and print their dates, places and events."),
        "group": Verb("cli.group:group", "Group articles by text, storyline and happening."),
        "dates": Verb("cli.dates:dates", "Read articles and print their dates alone."),
        "feed-dates": Verb("cli.feed_dates:feed_dates", "Read feed date texts and print them as UTC."),
        "db": Verb("cli.db:db_app", "Look after the database."),
        "doctor": Verb("cli.doctor.command:doctor", "Check the set-up, and say what to mend."),
    }


app = typer.Typer(
    cls=Watchline,
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode="rich",
    # Its tracebacks could show the values of variables, and some hold secrets.
    pretty_exceptions_enable=False,
    help="Polls news feeds, turns articles into an event timeline, and alerts on watch rules.",
    epilog="First time here? Try:  watchline demo",
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"watchline {version('watchline')}")
        raise typer.Exit


@app.callback()
def _options(
    _version: bool = typer.Option(
        False, "--version", callback=_show_version, is_eager=True, help="Print the version and exit."
    ),
) -> None:
    """Options of the command itself."""


def main() -> None:
    """Run a verb. A mendable error is one message and exit code 2, never a traceback."""
    try:
        app()
    except WatchlineError as error:
        typer.secho(str(error), fg="red", err=True)
        sys.exit(EXIT_USAGE)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        # The reader of our output went away (`watchline timeline | head`); that is not an error.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


if __name__ == "__main__":
    main()
