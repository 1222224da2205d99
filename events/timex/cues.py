"""Words that tell the time of a clause: "will", "is due", "ordered him to", "fired"."""

from __future__ import annotations

from typing import Literal

from events._words import word_set

# "told": a past that may be about what is to come, as in "announced a strike on Dec. 3".
Cue = Literal["modal", "plan", "schedule", "past", "told", ""]

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
    airs continues payable marks runs follows follow
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
    discuss air close get make take give be go come resume release publish appear testify travel run continue
    """
)
# Verbs whose "to" names what is still to be done: "ordered him to leave by Monday".
_WILLED = word_set(
    """
    vow vows vowed promise promises promised agree agrees agreed pledge pledges pledged order orders ordered
    tell told ask asks asked urge urges urged threaten threatens threatened offer offered decide decided
    invite invited need needs demand demanded call called has have
    """
)
# The present progressive of what is arranged: "is flying to Jakarta on Monday".
_ARRANGED = word_set(
    """
    voting meeting flying leaving arriving visiting holding hosting starting opening returning travelling
    traveling heading bracing preparing gathering playing speaking coming going closing ending launching
    """
)
# Verbs that tell of a day to come with the word behind them.
_WITH_NEXT = {
    "head": word_set("to into"),
    "heads": word_set("to into"),
    "kick": word_set("in off"),
    "kicks": word_set("in off"),
    "run": word_set("until through from"),
    "reports": word_set("earnings results quarterly"),
    "going": word_set("to"),
    "set": word_set("to for"),
    "ahead": word_set("of"),
}
# What stands right before a day that is still to come, by its last word; for some what precedes that word.
_AWAITED = word_set("starting beginning effective due expected payable await awaits awaiting awaited")
_AWAITED_BEFORE = {
    "of": word_set("ahead deadline"),
    "for": word_set(
        "wait waits waited waiting scheduled set slated planned due time prepare prepares preparing"
        " brace bracing"
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
_WILL_REACH = 3
_TELLING = word_set(
    """
    said told says announced declared called confirmed unveiled proposed approved agreed set moved brought
    added rescheduled ordered reported warned
    """
)


def is_awaited(clause: list[str]) -> bool:
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


def cue_at(words: list[str], at: int) -> Cue:
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
        if before in _BE:
            return "modal"
        willed = not _WILLED.isdisjoint(words[max(0, at - _WILL_REACH) : at])
        return "plan" if following in _INTENDED or before == "about" or willed else ""
    if word in _WITH_NEXT:
        return "plan" if following in _WITH_NEXT[word] else ""
    if word in _BE:
        return _be(word, following, is_last=at + 2 >= len(words))
    if word == "has" and following == "been":
        return "past"
    if word in _PAST or _is_participle(word):
        return "told" if word in _TELLING else "past"
    return ""


def _be(word: str, following: str, *, is_last: bool) -> Cue:
    """ "is to", "is flying", and "the vote is Tuesday" are of the future."""
    if following == "to":
        return "modal"
    if word in ("is", "are") and (following in _ARRANGED or (is_last and following in ("", "on", "in"))):
        return "schedule"
    return "past" if word in _PAST else ""


def _is_participle(word: str) -> bool:
    return word.endswith("ed") and word not in _NO_PARTICIPLES
