"""Time expressions in a text: where they stand and what they leave open.

First of two stages. What a rule finds is under-specified ("friday", "october 17"); `resolve` fixes it
from the day of publication. The cost grows with the length of the text: rules are tried only at the words
they can begin with, and none repeats without bound.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from events._word_lists import word_set
from events.timex import words


@dataclass(frozen=True, slots=True)
class Found:
    """A time expression in the text: the rule that found it, and the words it is made of by name."""

    start: int
    end: int
    kind: str
    parts: dict[str, str] = field(default_factory=dict)
    ends: tuple[Found, Found] | None = None

    def has(self, *names: str) -> bool:
        return all(name in self.parts for name in names)


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern, the words it can begin with ("#2" and "#4" are numbers of up to two
    and of three or four digits) and the kind of expression it finds."""

    kind: str
    starts: str
    pattern: re.Pattern[str]


def _index(rules: Iterable[Rule]) -> dict[str, list[Rule]]:
    index: dict[str, list[Rule]] = {}
    for rule in rules:
        for start in dict.fromkeys(rule.starts.split()):
            index.setdefault(start, []).append(rule)
    return index


_TOKEN = re.compile(r"[A-Za-z]+\d?|\d+")
_LONGEST_NUMBER = 4
# Frequent words that begin a time expression only where a word of time or a number follows soon.
_COMMON = word_set(
    "the a an at more less fewer nearly almost about around over up just only under another in by few "
    "several some many this that last next past first second third fourth early late end start from between"
)
_AHEAD = 64
_UNITS = word_set("second minute hour day night week weekend fortnight month quarter year decade weekday")
_HINTS = (
    _UNITS
    | {f"{unit}s" for unit in _UNITS}
    | frozenset((*words.MONTHS, *words.WEEKDAYS, *(f"{day}s" for day in words.WEEKDAYS)))
    | word_set(
        "century centuries morning mornings afternoon evening evenings noon midnight midday half spring "
        "summer autumn fall winter tomorrow yesterday today tonight"
    )
)
_FOLLOWED = re.compile(r"[-:/.–—A-Za-z'’]|[ \t\n\r\xa0]{1,3}[-–—A-Za-z]")


class Grammar:
    """The rules of one language."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._by_start = _index(rules)

    def scan(self, text: str) -> Iterator[Found]:
        """The expressions in reading order, not overlapping, the longest at each place."""
        done = 0
        tokens = [(match, match[0].lower()) for match in _TOKEN.finditer(text)]
        for (token, low), hint in zip(tokens, _next_hints(tokens), strict=True):
            if token.start() < done or (low in _COMMON and hint > token.end() + _AHEAD):
                continue
            rules = self._by_start.get(low if low.isalpha() else _key(token, text))
            found = _longest(text, token.start(), rules) if rules else None
            if found:
                done = found.end
                yield found


def _next_hints(tokens: list[tuple[re.Match[str], str]]) -> list[int]:
    """For each token, where the next word of time or number behind it begins; very far where none does."""
    found: list[int] = []
    following = sys.maxsize
    for token, low in reversed(tokens):
        found.append(following)
        if low in _HINTS or low[0].isdigit():
            following = token.start()
    return found[::-1]


def _key(token: re.Match[str], text: str) -> str:
    word = token[0]
    if not word[0].isdigit():
        return word.lower()
    if not _may_begin(text, token):
        return ""
    return "#2" if len(word) <= 2 else "#4"


def _longest(text: str, start: int, rules: Iterable[Rule]) -> Found | None:
    best: re.Match[str] | None = None
    kind, end = "", start
    for rule in rules:
        match = rule.pattern.match(text, start)
        if match and match.end() > end and _is_whole(text, match, rule.kind):
            best, kind, end = match, rule.kind, match.end()
    if best is None:
        return None
    return Found(start, end, kind, {k: v for k, v in best.groupdict().items() if v is not None})


def _may_begin(text: str, number: re.Match[str]) -> bool:
    """Whether a rule is worth trying at a number: a cheap look at its length and its neighbours."""
    length = number.end() - number.start()
    if length > _LONGEST_NUMBER or _glued(text, number.start()):
        return False
    return length == _LONGEST_NUMBER or _FOLLOWED.match(text, number.end()) is not None


def _glued(text: str, start: int) -> bool:
    """Whether the digits at `start` belong to a price, a decimal, a version, a longer number or a name."""
    before = text[max(0, start - 2) : start]
    if not before:
        return False
    if before[-1] in "$€£¥₩#/@_" or before[-1].isalpha():
        return True
    if before[-1] in "-–" and before[0].isalpha():
        # "14 August-24 August" is a range; "Su-35" and "Covid-19" are names.
        return text[max(0, start - 10) : start - 1].rpartition(" ")[2].lower() not in words.MONTHS
    return before[-1] in ".,:-−" and before[0].isalnum()


def _is_whole(text: str, match: re.Match[str], kind: str) -> bool:
    """Not the beginning of a longer word, and two days only where the second follows the first."""
    end = match.end()
    if end < len(text) and text[end - 1].isalnum() and (text[end].isalnum() or text[end] == "_"):
        return False
    return kind != "two_days" or _digits(match["last_day"]) - _digits(match["day"]) == 1


def _digits(text: str) -> int:
    return int("".join(c for c in text if c.isdigit()))
