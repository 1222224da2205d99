"""`watchline group`: which articles are the same text, storyline and happening, and their events."""

from __future__ import annotations

from typing import Annotated

import typer

from cli._articles import Defaults
from cli.extract import Country, File, Language, Published, Source, Timezone, run

Why = Annotated[bool, typer.Option("--why", help="Add the reasons for each decision.")]


def group(
    file: File = None,
    published: Published = "",
    source: Source = "",
    language: Language = "en",
    timezone: Timezone = "UTC",
    country: Country = "",
    why: Why = False,
) -> None:
    """Group articles by text, storyline and happening, and print their events' ids as JSON Lines.

    In: as `watchline extract`, in the order of publication. Out: a line {"id", "copy", "story", "cluster",
    "events"} an article: "copy" is the same for copies of one text, "story" for a storyline, "cluster" for
    one happening. A second line with an id is an edit of that article. Nothing is stored.

    Examples:

        watchline group articles.jsonl

        watchline group --why articles.jsonl
    """
    from cli._desk import Desk

    desk = Desk()
    defaults = Defaults(published, source, language, timezone, country)
    run(file, defaults, lambda article: desk.answer(article, with_reasons=why))
