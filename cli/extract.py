"""`watchline extract`: what articles say happened."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from cli._articles import ArticleError, Defaults, opened, read_articles
from cli._output import err, out, print_json
from events.model import Article, Extraction, Json

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
    extractor: Annotated[
        str, typer.Option(help="Who reads: rules (built in), or llm, the model of watchline.yaml.")
    ] = "rules",
    explain: Annotated[
        bool, typer.Option("--explain", help="Show each event in its sentence with the rules that read it.")
    ] = False,
) -> None:
    """Read articles and print their dates, places and events as JSON Lines.

    In: lines {"id", "title", "body", "published", "source"?, "language"?, "timezone"?, "country"?}, or one
    plain text whose first line is the title, with --published. Out: a line {"id", "dates", "places",
    "events"} an article; the main happening comes first. A line that cannot be read is named on standard
    error and the rest goes on; the exit code is then 1.

    Examples:

        watchline extract articles.jsonl

        watchline extract story.txt --published 2024-10-19 --timezone Asia/Seoul --country KR

        watchline extract story.txt --published 2024-10-19 --explain

        watchline extract story.txt --published 2024-10-19 --extractor llm
    """
    read = _reader(extractor)
    defaults = Defaults(published, source, language, timezone, country)
    if explain:
        each(file, defaults, lambda article: _show(article, read(article)))
    else:
        run(file, defaults, lambda article: read(article).to_json())


def _reader(name: str) -> Callable[[Article], Extraction]:
    """How the extractor called `name` reads. The built-in one needs no configuration."""
    if name == "rules":
        from events.extract import extract as read

        return read
    if name != "llm":
        raise typer.BadParameter(f"{name!r} is no extractor; write rules or llm", param_hint="--extractor")
    from flows.extractors import extractor_for
    from settings import load_settings

    return extractor_for(load_settings(), "llm").extract


def _show(article: Article, extraction: Extraction) -> None:
    from cli._explained import explained

    for line in explained(article, extraction, out.width):
        out.print(line, soft_wrap=True)


def run(file: Path | None, defaults: Defaults, answer: Callable[[Article], Json]) -> None:
    """Print the answer to each article; exit with 1 when a line could not be read."""
    each(file, defaults, lambda article: print_json(answer(article)))


def each(file: Path | None, defaults: Defaults, act: Callable[[Article], None]) -> None:
    """Act on each article; exit with 1 when a line could not be read."""
    failed = False
    with opened(file) as stream:
        for number, article in read_articles(stream, defaults):
            if isinstance(article, ArticleError):
                failed = True
                err.print(f"line {number}: {article}", style="red", markup=False, soft_wrap=True)
            else:
                act(article)
    if failed:
        raise typer.Exit(1)
