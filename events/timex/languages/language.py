"""What a language consists of: tables of words, templates of expressions, and what its surroundings tell."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Table = Mapping[str, str]
# "since" looks back, "from" looks either way.
Side = Literal["since", "from", "until", "before", "after"]
SPACE = r"[ \n\r]{1,3}"
OPTIONAL_SPACE = r"[ \n\r]{0,2}"


@dataclass(frozen=True, slots=True)
class Guard:
    """Where an expression of some kinds is no time: next to `before` or `after`, or without `needs` before.

    "year?" is a year found by a template whose kind is written so, "year" any year.
    `before` and `needs` end at the expression, `after` begins behind it. All three see the text in lower
    case, except `cased_after`.
    """

    kinds: str
    before: str = ""
    after: str = ""
    needs: str = ""
    cased_after: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """How a range is written: what may or must open it, what joins its ends, and what may close it."""

    joint: str
    opener: str = ""
    closer: str = ""
    must_open: bool = False


@dataclass(frozen=True, slots=True)
class Language:
    """The tables of one language.

    `words` has a table for each slot: from a canonical value to its forms, in lower case, parted by
    spaces ("_" is a space inside a form). `rules` has a line for each template: its kind, values that
    hold for all it finds, a colon, the template. `future` and `past` are patterns of cues, looked for
    on both sides or, with `cues_behind`, only behind. `borders` are patterns of words that open an
    interval, in front of it, behind it or on both sides. `small_kinds` are names when they begin with a
    capital, `capital_kinds` are other words when they do not. `numerals` are patterns of numbers beside
    those of all languages, `numeral_starts` the letters they can begin with, `digit_signs` the digits
    they are written with. `compounds` finds words that begin others written together with them.
    `boundary` is what must follow a match; `by_character` is for scripts that do not part words.
    """

    code: str
    words: Mapping[str, Table]
    rules: str
    future: str
    past: str
    borders: Mapping[Side, str]
    spans: tuple[Span, ...]
    borders_behind: Mapping[Side, str] = field(default_factory=dict)
    borders_around: tuple[tuple[Side, str, str], ...] = ()
    day_then_clock: str = r",? "
    clock_then_day: str = r",? "
    guards: tuple[Guard, ...] = ()
    small_kinds: str = ""
    capital_kinds: str = ""
    space: str = SPACE
    boundary: str = r"(?!\w)"
    compounds: str = ""
    numerals: Mapping[str, str] = field(default_factory=dict)
    numeral_starts: Mapping[str, str] = field(default_factory=dict)
    digit_signs: Mapping[str, str] = field(default_factory=dict)
    by_character: bool = False
    cues_behind: bool = False


ROMAN_CENTURIES = {
    "15": "xv",
    "16": "xvi",
    "17": "xvii",
    "18": "xviii",
    "19": "xix",
    "20": "xx",
    "21": "xxi",
}


def inflected(stem: str, endings: str) -> str:
    """The forms of a word that only differ in their endings; "-" is no ending at all."""
    return " ".join(stem + ("" if ending == "-" else ending) for ending in endings.split())


def numbered(*rows: str) -> dict[str, str]:
    """A table whose values count from 1, such as months."""
    return {str(number): row for number, row in enumerate(rows, start=1)}


def lasting(stem: str, prefixes: Mapping[str, str], endings: str) -> dict[str, str]:
    """ "two-day" and the like, by count: numbers written before the stem of a unit's adjective."""
    return {
        count: " ".join(inflected(prefix + stem, endings) for prefix in words.split())
        for count, words in prefixes.items()
    }


def whole_words(words: str, *patterns: str) -> str:
    """A pattern for any of the words ("_" is a space) or of the further patterns, each as a whole word."""
    return rf"\b(?:{'|'.join([*_escaped(words), *patterns])})\b"


def words_before(words: str, *patterns: str) -> str:
    """The same with a space behind it: for what stands in front of an expression."""
    return rf"\b(?:{'|'.join([*_escaped(words), *patterns])}) "


def _escaped(words: str) -> list[str]:
    return [re.escape(word.replace("_", " ")) for word in words.split()]
