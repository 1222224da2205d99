"""A text in one language while it is read: what stands around an expression and what that means."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from events.timex.context import Context
from events.timex.grammar import Found
from events.timex.languages.language import Guard, Language
from events.timex.languages.scanner import DOUBTFUL

_WINDOW = 90
_REACH = 24
_BESIDE = 2
_SENTENCE_END = re.compile(r"(?<!\d)[.!?…][\"'»”)]?\s|[。！？；;]|\n\s{0,8}\n")
_NAME_BEHIND = re.compile(r" [^\W\d_a-zа-яёіїєґ]")
_SENTENCE_START = re.compile(r"(?:^|[.!?…:;—–\n«\"“„(]) ?[«\"“„(]?$")
# Look-alikes become one sign each, so that offsets stay: apostrophes, odd spaces, full-width digits.
_ALIKE = {"’": "'", "ʼ": "'", "‘": "'", "`": "'", "İ": "I", "\xa0": " ", "\u202f": " ", "\u2009": " "}
_ALIKE |= {"\t": " ", "：": ":"} | {chr(ord("０") + digit): str(digit) for digit in range(10)}


def lowered(text: str) -> str:
    """`text` in lower case and with one form for signs that look alike, character by character."""
    for sign, plain in _ALIKE.items():
        text = text.replace(sign, plain)
    return text.lower()


@dataclass(frozen=True, slots=True)
class _Guard:
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None
    needs: re.Pattern[str] | None
    cased_after: re.Pattern[str] | None

    def forbids(self, front: str, low: str, text: str, end: int, *, vouched: bool) -> bool:
        """Whether what is around an expression speaks against it; what is `vouched` for needs nothing."""
        if self.before and self.before.search(front):
            return True
        if self.after and self.after.match(low, end):
            return True
        if self.cased_after and self.cased_after.match(text, end):
            return True
        return self.needs is not None and not vouched and not self.needs.search(front)


class Signs:
    """What the words around an expression tell, compiled from the tables of a language."""

    def __init__(self, language: Language) -> None:
        self.cue = re.compile(_named({"future": language.future, "past": language.past}))
        self.cues_behind = language.cues_behind
        self.border_in_front = _ending(_named(language.borders))
        self.border_behind = _beginning(_named(language.borders_behind))
        self.borders_around = [
            (side, re.compile(rf"(?:{front})$"), re.compile(behind))
            for side, front, behind in language.borders_around
        ]
        self.small_kinds = frozenset(language.small_kinds.split())
        self.capital_kinds = frozenset(language.capital_kinds.split())
        self._guards: dict[str, list[_Guard]] = {}
        for guard in language.guards:
            for kind in guard.kinds.split():
                self._guards.setdefault(kind, []).append(_compiled(guard))

    def guards_of(self, found: Found) -> list[_Guard]:
        guards = self._guards.get(found.kind, [])
        return guards + self._guards.get(found.kind + "?", []) if found.has(DOUBTFUL) else guards


@dataclass(slots=True)
class Passage:
    """A text being read.

    `beside` is the expression found last, `previous` where the last resolved day ended, and that day.
    """

    signs: Signs
    context: Context
    low: str
    beside: Found | None = None
    previous: tuple[int, date] | None = None

    @property
    def today(self) -> date:
        return self.context.today

    def tense(self, found: Found) -> str:
        """ "future" or "past", as the nearest cue in the sentence says; "" without one."""
        behind = _SENTENCE_END.split(self.low[found.end : found.end + _WINDOW], maxsplit=1)[0]
        after = self.signs.cue.search(behind)
        if not self.signs.cues_behind:
            front = _SENTENCE_END.split(self._front(found, _WINDOW))[-1]
            cues = list(self.signs.cue.finditer(front))
            if cues and (not after or len(front) - cues[-1].end() <= after.start()):
                return cues[-1].lastgroup or ""
        return (after.lastgroup or "") if after else ""

    def is_future(self, found: Found, tense: str | None = None) -> bool:
        """Whether the clause speaks of the future; without a cue, a time limit does and "since" never.
        `tense` is the expression's own where it is known already."""
        border = self.border(found)
        if border == "since":
            return False
        tense = self.tense(found) if tense is None else tense
        return tense == "future" or (not tense and border == "until")

    def border(self, found: Found) -> str:
        """The name of the `Side` that a word in or beside the expression opens, "" for none."""
        if found.has("border"):
            return found.parts["border"]
        match = None
        if self.signs.border_behind:
            match = self.signs.border_behind.match(self.low, found.end)
        if match is None and self.signs.border_in_front:
            match = self.signs.border_in_front.search(self._front(found, _REACH))
        return (match.lastgroup or "") if match else self._border_around(found)

    def _border_around(self, found: Found) -> str:
        for side, front, behind in self.signs.borders_around:
            if behind.match(self.low, found.end) and front.search(self._front(found, _REACH)):
                return side
        return ""

    def is_time(self, found: Found) -> bool:
        """Whether the words are a time here, not a name, a count or an age; remembers those that are."""
        if self._is_other_use(found):
            return False
        self.beside = found
        return True

    def _is_other_use(self, found: Found) -> bool:
        if self._is_name(found):
            return True
        guards = self.signs.guards_of(found)
        if not guards:
            return False
        front = self._front(found, _REACH)
        vouched = self.beside is not None and found.start - self.beside.end <= _BESIDE
        text, end = self.context.text, found.end
        return any(guard.forbids(front, self.low, text, end, vouched=vouched) for guard in guards)

    def _is_name(self, found: Found) -> bool:
        if found.kind in self.signs.capital_kinds:
            return self.context.text[found.start : found.end].islower()
        first = self.context.text[found.start]
        if found.kind not in self.signs.small_kinds or not first.isupper():
            return False
        named = _NAME_BEHIND.match(self.context.text, found.end)
        return named is not None or not _SENTENCE_START.search(self._front(found, 4))

    def _front(self, found: Found, reach: int) -> str:
        return self.low[max(0, found.start - reach) : found.start]


def _compiled(guard: Guard) -> _Guard:
    return _Guard(
        _ending(guard.before),
        _beginning(guard.after),
        _ending(guard.needs),
        _beginning(guard.cased_after),
    )


def _ending(pattern: str) -> re.Pattern[str] | None:
    return re.compile(rf"(?:{pattern})$") if pattern else None


def _beginning(pattern: str) -> re.Pattern[str] | None:
    return re.compile(pattern) if pattern else None


def _named(patterns: Mapping[Any, str]) -> str:
    return "|".join(f"(?P<{name}>{pattern})" for name, pattern in patterns.items())
