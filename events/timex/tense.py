"""Whether the clause around a time expression speaks of the future or of the past."""

from __future__ import annotations

import re
from typing import Literal

from events._words import word_set
from events.timex.cues import cue_at, is_awaited

Tense = Literal["future", "past", ""]

_SENTENCE_END = re.compile(
    r"[.!?](?<![ap]\.m\.)(?<![A-Z]\.)['\"”’)]?\s+(?=[A-Z“\"'‘(])|;\s|\n\s*\n|[“\"](?=\w)"
)
_WORD = re.compile(r"[A-Za-z]+(?:['’][a-z]+)?|[,:–—]|\s[-_]\s")
_CLAUSE_BORDERS = word_set(
    "that so which who whom whose when where while after because as and but although though since said says"
    " , : – — - _"
)
_SUBORDINATE = word_set("that which who when where after")
_AWAITED_BEHIND = re.compile(r"(?:['’]s)?\s(?:deadline|run-?off)\b")
_REACH_BEHIND = 50
_LONGEST_WORD = 24
_FEW_WORDS = 3


def last_word(text: str) -> str:
    """The last word, in small letters."""
    words = text[-_LONGEST_WORD:].rsplit(None, 1)
    return words[-1].lower() if words else ""


def tense_of(before: str, behind: str, *, of_a_day: bool) -> Tense:
    """Judged by the words around a time expression, of a day or of a longer time; "" where they do not tell.

    The nearest cue before it in its sentence decides; a participle or infinitive in the reach of a modal is
    the modal's. Where the sentence has no cue before, the first one behind does, when nothing parts it.
    """
    clause = _WORD.findall(_SENTENCE_END.split(before)[-1])
    last = clause[-1].lower() if clause else ""
    if last == "since":
        return "past"
    # "cancelled flights for Saturday", but "figures for October" and "sorry for Saturday's mistake".
    for_a_day = of_a_day and last == "for" and not behind.startswith(("'s", "’s"))
    if for_a_day or is_awaited(clause) or _AWAITED_BEHIND.match(behind):
        return "future"
    for at in range(len(clause) - 1, -1, -1):
        cue = cue_at(clause, at)
        if cue in ("past", "told"):
            return "future" if _under_modal(clause, at) else _past(cue, clause[at + 1 :])
        if cue:
            return "future" if _SUBORDINATE.isdisjoint(clause[at + 1 :]) else ""
    return _tense_behind(behind, one_clause=len(clause) <= _FEW_WORDS or "," in clause)


def _past(cue: str, between: list[str]) -> Tense:
    """Only where no new clause begins after the verb: "neither won, so a run-off follows on May 28"."""
    return "past" if cue == "past" and _CLAUSE_BORDERS.isdisjoint(word.strip() for word in between) else ""


def _tense_behind(behind: str, *, one_clause: bool) -> Tense:
    following = _SENTENCE_END.split(behind)[0][:_REACH_BEHIND]
    words = _WORD.findall(following if one_clause else following.partition(",")[0])
    for at in range(len(words)):
        cue = cue_at(words, at)
        if cue:
            return "past" if cue == "past" else "" if cue == "told" else "future"
    return ""


def _under_modal(clause: list[str], at: int) -> bool:
    """Whether a form of the past is only the participle of a modal or plan: "will stay closed until"."""
    for before in range(at - 1, -1, -1):
        if clause[before].strip() in _CLAUSE_BORDERS:
            return False
        if cue_at(clause, before) in ("modal", "plan"):
            return _CLAUSE_BORDERS.isdisjoint(word.strip() for word in clause[at:])
    return False
