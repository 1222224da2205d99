"""The dated sentences and the texts without a date, as README.md explains them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
LANGUAGES = ("en", "ko", "ru", "uk", "de", "fr", "es", "zh")
# Texts without a date say nothing about their day; any will do.
_ANY_DAY = datetime(2024, 10, 18, 9, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Expected:
    """One expression a reader would find; fields are those of `DateValue`, `timex3` None where it is open."""

    text: str
    char_start: int
    char_end: int
    start: str | None
    end: str | None
    precision: str
    edtf: str
    timex3: str | None = None
    open_start: bool = False
    open_end: bool = False
    approx: bool = False
    about: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A text as published, with all its time expressions in reading order."""

    text: str
    published: datetime
    timezone: str
    language: str
    dates: tuple[Expected, ...] = ()


def development() -> dict[str, list[Sentence]]:
    """The sentences grammars are improved on, by language."""
    return {language: sentences(language) for language in LANGUAGES}


def sealed() -> dict[str, list[Sentence]]:
    """The sentences held back, by language."""
    rows = sentences("sealed")
    return {language: [row for row in rows if row.language == language] for language in LANGUAGES}


def sentences(name: str) -> list[Sentence]:
    """The rows of one file. Raises ValueError where a sentence does not hold a date it lists."""
    return [_sentence(row) for row in _rows(name)]


def negatives() -> dict[str, list[Sentence]]:
    """The texts without a time expression, by language."""
    rows = [Sentence(row["text"], _ANY_DAY, "UTC", row["language"]) for row in _rows("negatives")]
    return {language: [row for row in rows if row.language == language] for language in LANGUAGES}


def _rows(name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = yaml.safe_load((HERE / f"{name}.yaml").read_text(encoding="utf-8"))
    return rows


def _sentence(row: Mapping[str, Any]) -> Sentence:
    return Sentence(
        text=row["text"],
        published=datetime.fromisoformat(row["published"]),
        timezone=row["timezone"],
        language=row["language"],
        dates=tuple(_placed(row["text"], row["dates"])),
    )


def _placed(text: str, dates: Sequence[Mapping[str, Any]]) -> Iterator[Expected]:
    done = 0
    for fields in dates:
        at = text.find(fields["text"], done)
        if at < 0:
            raise ValueError(f"{fields['text']!r} is not in {text!r}, or not in reading order")
        done = at + len(fields["text"])
        yield Expected(char_start=at, char_end=done, **fields)
