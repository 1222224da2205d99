"""Counts in Russian and Ukrainian: "около 12 000 солдат", "понад 3 тисячі", "пятеро"."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from events.languages.counts import quantity, vague
from events.languages.inflected import Parsed
from events.languages.lexicon import InflectedFile, load
from events.model import Field, Qualifier, Quantity

_FIGURE = re.compile(r"\d{1,9}(?:[.,]\d{1,2})?$|\d{1,3}(?:\.\d{3})+$")
_GROUP = re.compile(r"\d{3}$")
_REACH = 4
_LONGEST_QUALIFIER = 3


class Counted(NamedTuple):
    """A count with the tokens it takes up."""

    first: int
    end: int
    quantity: Quantity


def counts(parsed: Parsed, field: Field) -> list[Counted]:
    """The counts of a sentence; the words of dates count nothing."""
    found: list[Counted] = []
    index = 0
    while index < len(parsed.low):
        read = None if index in parsed.dated else _read(parsed, index, field)
        if read is None:
            index += 1
            continue
        found.append(read)
        index = max(read.end, index + 1)
    return found


def _read(parsed: Parsed, index: int, field: Field) -> Counted | None:
    lexicon = parsed.tables.lexicon
    if parsed.low[index] in lexicon.vague and not _scaled_before(parsed, index):
        end, unit = _unit(parsed, index + 1)
        if not unit:
            return None
        text = _text(parsed, index, end)
        return Counted(
            index, end, vague(lexicon.vague[parsed.low[index]], unit, field, parsed.tokens[index].start, text)
        )
    value, after = _number(parsed, index)
    if value is None:
        return None
    end, unit = _unit(parsed, after)
    qualifier, first = _qualifier(parsed, index)
    text = _text(parsed, first, end)
    return Counted(first, end, quantity(value, qualifier, unit, field, parsed.tokens[first].start, text))


def _scaled_before(parsed: Parsed, index: int) -> bool:
    return index > 0 and _FIGURE.match(parsed.low[index - 1]) is not None


def _number(parsed: Parsed, index: int) -> tuple[float | None, int]:
    lexicon = parsed.tables.lexicon
    word = parsed.low[index]
    value: float | None = None
    after = index + 1
    if _FIGURE.match(word):
        digits = word
        while after < len(parsed.low) and len(digits) <= 9 and _groups(parsed, after):
            digits += parsed.low[after]
            after += 1
        value = _figure(digits)
    elif word in lexicon.numbers:
        value = float(lexicon.numbers[word])
        while after < len(parsed.low) and 0 < lexicon.numbers.get(parsed.low[after], 0) < value:
            value += lexicon.numbers[parsed.low[after]]
            after += 1
    elif word in lexicon.scales and word not in lexicon.vague:
        return float(lexicon.scales[word]), after
    if value is None:
        return None, index
    if after < len(parsed.low) and parsed.low[after] in lexicon.scales:
        value *= lexicon.scales[parsed.low[after]]
        after += 1
        after += after < len(parsed.low) and parsed.low[after] == "."
    return value, after


def _figure(digits: str) -> float:
    """ "12.000" is grouped, "1,5" has a fraction."""
    grouped = "." in digits and len(digits.rpartition(".")[2]) == 3
    return float(digits.replace(".", "") if grouped else digits.replace(",", "."))


def _groups(parsed: Parsed, at: int) -> bool:
    """Three digits right behind others: "12 000"."""
    before, token = parsed.tokens[at - 1], parsed.tokens[at]
    return bool(_GROUP.match(token.text)) and token.start - before.end == 1 and before.text.isdigit()


def _unit(parsed: Parsed, start: int) -> tuple[int, str]:
    """Where the noun ends that is counted, and its unit; adjectives may come between."""
    for at in range(start, min(len(parsed.low), start + _REACH)):
        word = parsed.low[at]
        unit = _unit_of(parsed.tables.lexicon, word)
        if unit:
            return at + 1, unit
        if not word[0].isalpha() or parsed.verbs(at):
            break
    return start, ""


def _unit_of(lexicon: InflectedFile, word: str) -> str:
    return next((unit for stem, unit in _stems(lexicon.language) if word.startswith(stem)), "")


@cache
def _stems(code: str) -> list[tuple[str, str]]:
    """Stems of nouns with their units, the longest first."""
    found = [(stem, unit) for unit, stems in load(code).units.items() for stem in stems]
    return sorted(found, key=lambda item: -len(item[0]))


def _qualifier(parsed: Parsed, index: int) -> tuple[Qualifier, int]:
    for length in range(_LONGEST_QUALIFIER, 0, -1):
        if index < length:
            continue
        words = " ".join(parsed.low[index - length : index])
        for name, forms in parsed.tables.lexicon.qualifiers.items():
            if words in forms:
                return name, index - length
    return "exact", index


def _text(parsed: Parsed, first: int, end: int) -> str:
    """The words between two tokens as they stand in the sentence."""
    out = []
    for at in range(first, end):
        token = parsed.tokens[at]
        gap = token.start - parsed.tokens[at - 1].end if at > first else 0
        out.append(" " * gap + token.text)
    return "".join(out)
