"""`watchline extract`: what articles say happened."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from cli._articles import ArticleError, Defaults, opened, read_articles
from cli._output import err, print_json
from events.model import Article, Json

File = Annotated[
    Path | None, typer.Argument(help="JSON Lines or one plain text; - or nothing for standard input.")
]
Published = Annotated[
    str,
    typer.Option(help="Publication time of articles that do not say: an ISO 8601 date or instant."),
]
Source = Annotated[str, typer.Option(help="The publisher's name, for articles that do not say.")]
Language = Annotated[str, typer.Option(help="ISO 639-1 code, for articles that do not say.")]
Timezone = Annotated[str, typer.Option(help="The publisher's zone, such as Asia/Seoul.")]
Country = Annotated[str, typer.Option(help="The publisher's country, ISO 3166-1 alpha-2.")]


def extract(
    file: File = None,
    published: Published = "",
    source: Source = "",
    language: Language = "en",
    timezone: Timezone = "UTC",
    country: Country = "",
) -> None:
    """Read articles and print their dates, places and events as JSON Lines.

    In: lines {"id", "title", "body", "published", "source"?, "language"?, "timezone"?, "country"?}, or one
    plain text whose first line is the title, with --published. Out: a line {"id", "dates", "places",
    "events"} an article; the main happening comes first. A line that cannot be read is named on standard
    error and the rest goes on; the exit code is then 1.

    Examples:

        watchline extract articles.jsonl

        watchline extract story.txt --published 2024-10-19 --timezone Asia/Seoul --country KR
    """
    from events.extract import extract as read

    defaults = Defaults(published, source, language, timezone, country)
    run(file, defaults, lambda article: read(article).to_json())


def run(file: Path | None, defaults: Defaults, answer: Callable[[Article], Json]) -> None:
    """Print the answer to each article; exit with 1 when a line could not be read."""
    failed = False
    with opened(file) as stream:
        for number, article in read_articles(stream, defaults):
            if isinstance(article, ArticleError):
                failed = True
                err.print(f"line {number}: {article}", style="red", markup=False, soft_wrap=True)
            else:
                print_json(answer(article))
    if failed:
        raise typer.Exit(1)
