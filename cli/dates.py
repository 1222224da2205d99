"""`watchline dates`: the time expressions of articles."""

from __future__ import annotations

from cli._articles import Defaults
from cli.extract import Country, File, Language, Published, Source, Timezone, run
from events.model import Article, Field, Json

_FIELDS: tuple[Field, ...] = ("title", "body")


def dates(
    file: File = None,
    published: Published = "",
    source: Source = "",
    language: Language = "en",
    timezone: Timezone = "UTC",
    country: Country = "",
) -> None:
    """Read articles and print the time expressions in them as JSON Lines.

    In: as `watchline extract`. Out: a line {"id", "dates"} an article; "end" is exclusive, and
    "char_start" and "char_end" count characters of the text that "in" names.

    Example:

        echo '{"id": "1", "body": "They met on Friday.", "published": "2024-10-19"}' | watchline dates
    """
    run(file, Defaults(published, source, language, timezone, country), _answer)


def _answer(article: Article) -> Json:
    from events.dates import find_dates

    found = [
        date.to_json()
        for name in _FIELDS
        for date in find_dates(
            article.text(name),
            article.published,
            language=article.language,
            timezone=article.timezone,
            field=name,
        )
    ]
    return {"id": article.id, "dates": found}
