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
from itertools import accumulate

from events._words import word_set
from events.timex import words


@dataclass(slots=True)
class Found:
    """A time expression in the text: the rule that found it, and the words it is made of by name."""

    start: int
    end: int
    kind: str
    parts: dict[str, str] = field(default_factory=dict)
    ends: tuple[Found, Found] | None = None

    def has(self, *names: str) -> bool:
        return self.parts.keys() >= {*names}


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern, the words it can begin with and the kind of expression it finds.

    Among the words "#2" and "#4" are numbers of up to two and of three or four digits, and "the+last" is
    "last" behind an article ("a+" stands for "an" as well). What follows a number may be told by a sign
    behind it, see `NUMBER_CLASSES`.
    """

    kind: str
    starts: str
    pattern: re.Pattern[str]


# What follows a number: a colon, a point, comma or slash, a dash, a hyphen and letters, letters; or as the
# next word a month (or "of"), one that joins two numbers, any other word; or nothing of these.
NUMBER_CLASSES = ":/-hamtwn"


def _index(rules: Iterable[Rule]) -> dict[str, list[Rule]]:
    index: dict[str, list[Rule]] = {}
    for rule in rules:
        for start in dict.fromkeys(key for word in rule.starts.split() for key in _keys(word)):
            index.setdefault(start, []).append(rule)
    return index


def _keys(start: str) -> list[str]:
    return [start + follows for follows in NUMBER_CLASSES] if start.endswith(("#2", "#4")) else [start]


# In brackets, so that a split gives the words and what stands between them in turn.
_TOKEN = re.compile(r"([A-Za-z]+\d?|\d+)")
_SHORT_NUMBER, _LONGEST_NUMBER = 2, 4
# Frequent words that begin a time expression only where a word of time or a number follows soon.
_COMMON = word_set(
    "at more less fewer nearly almost about around over up just only under another in by few no as well "
    "little close several some many this that last next past first second third fourth early late end start "
    "from between its his her their to per each every all"
)
_AHEAD = 48
_UNITS = word_set("second minute hour day night week weekend fortnight month quarter year decade weekday")
_HINTS = (
    _UNITS
    | {f"{unit}s" for unit in _UNITS}
    | frozenset((*words.MONTHS, *words.WEEKDAYS, *(f"{day}s" for day in words.WEEKDAYS)))
    | word_set(
        "century centuries morning mornings afternoon evening evenings noon midnight midday half spring "
        "summer autumn fall winter tomorrow yesterday today tonight quarter moment present date annum time "
        "christmas easter thanksgiving ramadan"
    )
)
_BEFORE_DASH = frozenset((*words.MONTHS, "early", "mid", "late"))
_ARTICLES = {"the": "the+", "a": "a+", "an": "a+"}
_JOINING = word_set("to and or until till through")
_NUMBER_FOLLOWED = re.compile(
    r"(?P<mark>[-:/.–—A-Za-z'’]|,(?=\d))|\s{1,3}(?:(?P<word>[A-Za-z]+)|(?P<dash>[-–—]))"
)


class Grammar:
    """The rules of one language."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._by_start = _index(rules)
        first_words = {start.partition("+")[0] for start in self._by_start} | _ARTICLES.keys()
        # Words that tell of a time; those that begin no expression, and those that are no hint at one.
        self._known = first_words | _HINTS
        self._mere_openers = first_words - _HINTS
        self._mere_hints = _HINTS - first_words

    def scan(self, text: str) -> Iterator[Found]:
        """The expressions in reading order, not overlapping, the longest at each place."""
        words = _Words(text)
        telling = [at for at, low in enumerate(words.low) if low in self._known or low[0].isdigit()]
        hints = [words.starts[at] for at in telling if words.low[at] not in self._mere_openers]
        hints.append(sys.maxsize)
        done = hint = 0
        for at in telling:
            start, low = words.starts[at], words.low[at]
            if start < done or low in self._mere_hints:
                continue
            if low in _COMMON:
                while hints[hint] <= start:
                    hint += 1
                if hints[hint] > start + len(low) + _AHEAD:
                    continue
            rules = self._by_start.get(words.key(at))
            found = _longest(text, start, rules) if rules else None
            if found:
                done = found.end
                yield found


class _Words:
    """The words and numbers of a text, in lower case, with where they start."""

    def __init__(self, text: str) -> None:
        self.text = text
        parts = _TOKEN.split(text)
        words = parts[1::2]
        self.low = "\n".join(words).lower().split("\n") if words else []
        self.starts = list(accumulate(map(len, parts)))[:-1:2]

    def key(self, at: int) -> str:
        """What the rules that may begin at a word are found by."""
        low = self.low[at]
        if low in _ARTICLES and at + 1 < len(self.low):
            return _ARTICLES[low] + self._word_key(at + 1)
        return self._word_key(at)

    def _word_key(self, at: int) -> str:
        low, start = self.low[at], self.starts[at]
        return _number_key(start, start + len(low), self.text) if low[0].isdigit() else low


def _number_key(start: int, end: int, text: str) -> str:
    """How long a number is and what follows it; "" for one that begins nothing."""
    length = end - start
    if length > _LONGEST_NUMBER or _glued(text, start):
        return ""
    follows = _follows(text, end)
    if length <= _SHORT_NUMBER:
        return "" if follows == "n" else "#2" + follows
    return "#4" + follows if length == _LONGEST_NUMBER or follows != "n" else ""


def _follows(text: str, end: int) -> str:
    match = _NUMBER_FOLLOWED.match(text, end)
    if match is None:
        return "n"
    mark, word = match["mark"], match["word"]
    if word:
        word = word.lower()
        return "m" if word in words.MONTHS or word == "of" else "t" if word in _JOINING else "w"
    if mark is None or mark in "-–—":
        return "h" if mark == "-" and text[end + 1 : end + 2].isalpha() else "-"
    return ":" if mark == ":" else "/" if mark in "/.," else "a"


def _longest(text: str, start: int, rules: Iterable[Rule]) -> Found | None:
    best: re.Match[str] | None = None
    kind, end = "", start
    for rule in rules:
        match = rule.pattern.match(text, start)
        if match and match.end() > end and _is_whole(text, match.end()):
            best, kind, end = match, rule.kind, match.end()
    if best is None:
        return None
    return Found(start, end, kind, {k: v for k, v in best.groupdict().items() if v is not None})


def _glued(text: str, start: int) -> bool:
    """Whether the digits at `start` belong to a price, a decimal, a version, a longer number or a name."""
    before = text[max(0, start - 2) : start]
    if not before:
        return False
    if before[-1] in "$€£¥₩#/@_" or before[-1].isalpha():
        return True
    if before[-1] in "-–" and before[0].isalpha():
        # "14 August-24 August" is a range and "mid-1980s" a part; "Su-35" and "Covid-19" are names.
        return text[max(0, start - 10) : start - 1].rpartition(" ")[2].lower() not in _BEFORE_DASH
    return before[-1] in ".,:-−" and before[0].isalnum()


def _is_whole(text: str, end: int) -> bool:
    """Not the beginning of a longer word."""
    return not (end < len(text) and text[end - 1].isalnum() and (text[end].isalnum() or text[end] == "_"))
