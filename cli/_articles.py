"""Articles from the command line: JSON Lines, or one plain text with its publication time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO
from zoneinfo import ZoneInfo

import typer

from events.model import Article

STANDARD_INPUT = Path("-")


class ArticleError(ValueError):
    """An input line that is no article; the message says what is wrong and what to write."""


@dataclass(frozen=True, slots=True)
class Defaults:
    """What the options say for articles that do not say it themselves."""

    published: str = ""
    source: str = ""
    language: str = "en"
    timezone: str = "UTC"
    country: str = ""


@contextmanager
def opened(file: Path | None) -> Iterator[TextIO]:
    """The named file, or standard input for `-` and nothing."""
    if file is None or file == STANDARD_INPUT:
        yield typer.get_text_stream("stdin", encoding="utf-8", errors="replace")
        return
    try:
        handle = file.open(encoding="utf-8", errors="replace")
    except OSError as error:
        raise typer.BadParameter(f"{file} cannot be read: {error.strerror}") from error
    with handle:
        yield handle


def read_articles(stream: TextIO, defaults: Defaults) -> Iterator[tuple[int, Article | ArticleError]]:
    """Each article with its line number, or what is wrong with that line.

    A stream whose first line that is not blank opens with "{" is JSON Lines. Anything else is one plain
    text: its first line is the title.
    """
    number, first = _first_line(stream)
    if first.lstrip().startswith("{"):
        yield number, _from_line(first, number, defaults)
        for later, line in enumerate(stream, start=number + 1):
            if line.strip():
                yield later, _from_line(line, later, defaults)
    elif first:
        yield number, _from_text(first + stream.read(), defaults)


def _first_line(stream: TextIO) -> tuple[int, str]:
    for number, line in enumerate(stream, start=1):
        if line.strip():
            return number, line.removeprefix("\ufeff")
    return 0, ""


def _from_line(line: str, number: int, defaults: Defaults) -> Article | ArticleError:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        return ArticleError(f"not JSON ({error}); write one article a line")
    if not isinstance(row, dict):
        return ArticleError('not an object; write {"id", "title", "body", "published"}')
    try:
        return article_from(row, str(number), defaults)
    except ArticleError as error:
        return error


def _from_text(text: str, defaults: Defaults) -> Article | ArticleError:
    title, _, body = text.strip().partition("\n")
    try:
        return article_from({"title": title.strip(), "body": body.strip()}, "-", defaults)
    except ArticleError as error:
        return error


def article_from(row: dict[str, Any], fallback_id: str, defaults: Defaults) -> Article:
    """The article a JSON object holds. Raises ArticleError naming the field that is missing or wrong."""
    timezone = _text(row, "timezone") or defaults.timezone
    title, body = _text(row, "title"), _text(row, "body")
    if not (title.strip() or body.strip()):
        raise ArticleError('"title" and "body" are missing; give at least one')
    identifier = row.get("id")
    return Article(
        id=str(identifier) if identifier is not None else fallback_id,
        title=title,
        body=body,
        published=_published(_text(row, "published") or defaults.published, timezone),
        source=_text(row, "source") or defaults.source,
        language=_text(row, "language") or defaults.language,
        timezone=timezone,
        country=_text(row, "country") or defaults.country,
    )


def _text(row: dict[str, Any], name: str) -> str:
    value = row.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ArticleError(f'"{name}" is {type(value).__name__}, not text')
    return value


def _published(text: str, timezone: str) -> datetime:
    """An ISO 8601 instant or date; without an offset it is in the publisher's zone."""
    zone = _zone(timezone)
    if not text.strip():
        raise ArticleError('"published" is missing; add it or pass --published 2024-10-19')
    try:
        value = datetime.fromisoformat(text.strip())
    except ValueError:
        raise ArticleError(
            f'"published" is {text!r}, not an ISO 8601 date; write for example 2024-10-19T09:00:00+09:00'
        ) from None
    return value if value.tzinfo else value.replace(tzinfo=zone)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        raise ArticleError(f'"timezone" is {name!r}, not an IANA name such as Asia/Seoul') from None
