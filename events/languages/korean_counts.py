"""Counts in Korean: "약 1만2천여 명", "최소 20명", "두 발", "수천 명"."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from events.languages.counts import quantity, vague
from events.languages.korean import Parsed, korean
from events.model import Field, Qualifier, Quantity

_AFTER: dict[str, Qualifier] = {
    "이상": "at_least",
    "넘는": "more_than",
    "넘게": "more_than",
    "미만": "fewer_than",
    "이하": "up_to",
    "가까이": "nearly",
    "안팎": "about",
    "가량": "about",
    "정도": "about",
}
_DIGITS = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s?([백천만억]*)")


class Counted(NamedTuple):
    """A count with the word it ends in, its counter and the noun before it."""

    first: int
    last: int
    counter: str
    quantity: Quantity


def counts(parsed: Parsed, field: Field) -> list[Counted]:
    """The counts of a sentence that have a counter behind them."""
    found = []
    for match in _pattern().finditer(parsed.text):
        read = _read(parsed, match, field)
        if read is not None:
            found.append(read)
    return found


@cache
def _pattern() -> re.Pattern[str]:
    lexicon = korean()
    before = "|".join(word for words in lexicon.qualifiers.values() for word in words)
    native = "|".join(sorted(lexicon.numbers, key=len, reverse=True))
    counters = "|".join(word for words in lexicon.units.values() for word in words)
    return re.compile(
        rf"(?:(?<!\S)(?P<before>{before})\s)?(?<![\w.])"
        rf"(?:(?P<vague>{'|'.join(lexicon.vague)})\s?|(?P<native>{native})\s"
        rf"|(?P<digits>\d[\d,]*(?:\.\d+)?\s?[백천만억]*(?:\s?\d[\d,]*\s?[백천만억]*)*)\s?)"
        rf"(?P<odd>여)?\s?(?P<counter>{counters})(?!\w*[월년]|\d)(?:\s?(?P<after>{'|'.join(_AFTER)}))?"
    )


def _read(parsed: Parsed, match: re.Match[str], field: Field) -> Counted | None:
    start = parsed.start + match.start()
    holds = [
        at
        for at, word in enumerate(parsed.words)
        if word.start < parsed.start + match.end() and start < word.end
    ]
    if not holds or any(parsed.words[at].dated for at in holds):
        return None
    unit = _unit(parsed, match["counter"], holds[0], holds[-1])
    text = match[0].strip()
    if match["vague"]:
        bounds = korean().vague[match["vague"]]
        return Counted(holds[0], holds[-1], match["counter"], vague(bounds, unit, field, start, text))
    value = float(korean().numbers[match["native"]]) if match["native"] else number(match["digits"])
    found = quantity(value, _qualifier(match), unit, field, start, text)
    return Counted(holds[0], holds[-1], match["counter"], found)


def number(digits: str) -> float:
    """The value of figures with scales: "1만2천" is 12,000."""
    total, group = 0.0, 0.0
    for figure, scales in _DIGITS.findall(digits):
        value = float(figure.replace(",", ""))
        for scale in scales:
            size = korean().scales[scale]
            if size >= 10_000:
                total, group, value = total + (group + value) * size, 0.0, 0.0
            else:
                group, value = group + value * size, 0.0
        group += value
    return total + group


def _qualifier(match: re.Match[str]) -> Qualifier:
    if match["after"]:
        return _AFTER[match["after"]]
    if match["before"]:
        for name, words in korean().qualifiers.items():
            if match["before"] in words:
                return name
    return "about" if match["odd"] else "exact"


def _unit(parsed: Parsed, counter: str, first: int, last: int) -> str:
    """What is counted: by its counter, and for persons by the noun before the count or behind it."""
    lexicon = korean()
    unit = next(name for name, words in lexicon.units.items() if counter in words)
    if unit == "people" and parsed.counts_force(last):
        return "troops"
    if unit != "people" or first == 0:
        return "" if unit == "people" else unit
    before = parsed.words[first - 1]
    if before.particle or before.mark or before.dated or before.core in lexicon.cues["adverbs"]:
        return ""
    named_force = any(before.core[item.hit.end - before.start :].startswith("군") for item in before.named)
    if named_force or before.core in lexicon.classes["force"] or before.core in lexicon.short:
        return "troops"
    return "people"
