"""Whether the clause around a time expression speaks of the future."""

from __future__ import annotations

import re
from typing import Literal

from events._word_lists import word_set

Cue = Literal["modal", "plan", "schedule", "past", ""]

_SENTENCE_END = re.compile(
    r"[.!?](?<![ap]\.m\.)(?<![A-Z]\.)['\"”’)]?\s+(?=[A-Z“\"'‘(])|;\s|\n\s*\n|[“\"](?=\w)"
)
_WORD = re.compile(r"[A-Za-z]+(?:['’][a-z]+)?|[,:–—]|\s[-_]\s")
_MODALS = word_set("will shall would may might must should can could won't won’t")
_PLANS = word_set(
    """
    expect expects expected await awaits awaiting foresee foresees scheduled due slated plan plans
    planned planning intend intends hope hopes hoping vow vows upcoming forecast forecasts likely seek seeks
    want wants aim aims prepare prepares preparing face faces
    """
)
# What is told in the present of a day to come: "the court rules on Friday".
_SCHEDULED = word_set(
    """
    meets returns votes opens begins starts ends expires goes takes holds travels flies arrives leaves visits
    hosts convenes resumes closes comes concludes departs decides decide elects elect meet gather continue
    resume convene depart enters becomes retires sits gathers adopts mature matures plays testifies debuts
    airs continues payable
    """
)
_PAST = word_set(
    """
    said told says was were had did fired met took came went began held struck hit sent fell rose won lost
    broke shot found left made saw gave got ran sank became fought led built brought bought sold wrote spoke
    died grew shut put flew drove sailed kills strikes hits wounds shells downs attacks
    """
)
_NO_PARTICIPLES = word_set("need hundred indeed red bed speed united")
_BE = word_set("is are was were be")
# Verbs that tell of an intention behind "to": "leaders to meet on Friday".
_INTENDED = word_set(
    """
    vote meet send visit hold open start begin decide return speak face leave host sign end join launch
    discuss close get make take give be go come resume release publish appear testify travel run continue
    """
)
_CLAUSE_BORDERS = word_set(
    "that which who whom whose when where while after because as and but although though since said says"
    " , : – — - _"
)
_SUBORDINATE = word_set("that which who when where after")
# What stands right before a day that is still to come, by its last word; for some what precedes that word.
_AWAITED = word_set("starting beginning effective due expected payable await awaits awaiting awaited")
_AWAITED_BEFORE = {
    "of": word_set("ahead deadline"),
    "for": word_set(
        "wait waits waited waiting scheduled set slated planned due time prepare prepares preparing brace"
    ),
    "by": word_set("due expected"),
    "until": word_set("has have had given giving wait waits waited waiting"),
    "than": word_set("later"),
    "least": word_set("at"),
}
_PUT_OFF = (
    "postpon",
    "delay",
    "adjourn",
    "extend",
    "extension",
    "suspend",
    "prolong",
    "defer",
    "reschedul",
    "gave",
)
_PUT_OFF_REACH = 5
_AWAITED_BEHIND = re.compile(r"(?:['’]s)?\s(?:deadline|run-?off)\b")
_REACH_BEHIND = 50
_LONGEST_WORD = 24
_FEW_WORDS = 3


def last_word(text: str) -> str:
    """The last word, in small letters."""
    words = text[-_LONGEST_WORD:].rsplit(None, 1)
    return words[-1].lower() if words else ""


def speaks_of_future(before: str, behind: str) -> bool:
    """Judged by the words around a time expression.

    The nearest cue before it in its sentence decides; a participle or infinitive in the reach of a modal is
    the modal's. Where the sentence has no cue before, the first one behind does, when nothing parts it.
    """
    clause = _WORD.findall(_SENTENCE_END.split(before)[-1])
    if _is_awaited(clause) or _AWAITED_BEHIND.match(behind):
        return True
    for at in range(len(clause) - 1, -1, -1):
        cue = _cue(clause, at)
        if cue == "past":
            return _under_modal(clause, at)
        if cue:
            return _SUBORDINATE.isdisjoint(clause[at + 1 :])
    following = _SENTENCE_END.split(behind)[0][:_REACH_BEHIND]
    if len(clause) > _FEW_WORDS:
        following = following.partition(",")[0]
    words = _WORD.findall(following)
    return next((cue != "past" for cue in (_cue(words, at) for at in range(len(words))) if cue), False)


def _is_awaited(clause: list[str]) -> bool:
    """Whether the last words before a day say that it is still to come: "ahead of", "postponed until"."""
    words = [word.lower() for word in clause[-_PUT_OFF_REACH:]]
    while words and words[-1] in ("the", "on", "in", "from"):
        words.pop()
    if len(words) < 2:
        return bool(words) and words[0] in _AWAITED
    *before, last = words
    if last in _AWAITED or before[-1] in _AWAITED_BEFORE.get(last, ()):
        return True
    return last in ("until", "till", "to") and any(word.startswith(_PUT_OFF) for word in before)


def _cue(words: list[str], at: int) -> Cue:
    """What a word tells of the time of its clause."""
    word = words[at]
    if word in _MODALS or word.endswith(("'ll", "’ll")):
        return "modal"
    if word in _PLANS:
        return "plan"
    if word in _SCHEDULED:
        return "schedule"
    following = words[at + 1] if at + 1 < len(words) else ""
    if word == "to":
        before = words[at - 1] if at else ""
        return "modal" if before in _BE else "plan" if following in _INTENDED or before == "about" else ""
    if word == "going" or word == "set":
        return "plan" if following in ("to", "for") else ""
    if word in _BE and following == "to":
        return "modal"
    if word == "ahead" or (word == "has" and following == "been"):
        return "plan" if word == "ahead" and following == "of" else "past"
    return "past" if word in _PAST or _is_participle(word) else ""


def _is_participle(word: str) -> bool:
    return word.endswith("ed") and word not in _NO_PARTICIPLES


def _under_modal(clause: list[str], at: int) -> bool:
    """Whether a form of the past is only the participle of a modal or plan: "will stay closed until"."""
    for before in range(at - 1, -1, -1):
        if clause[before].strip() in _CLAUSE_BORDERS:
            return False
        if _cue(clause, before) in ("modal", "plan"):
            return _CLAUSE_BORDERS.isdisjoint(word.strip() for word in clause[at:])
    return False
