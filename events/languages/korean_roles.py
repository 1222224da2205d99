"""Who acts, on whom and where in a Korean clause: by particles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from events.languages.korean import Parsed, Word
from events.languages.korean_speech import Speech
from events.languages.telling import place_role
from events.lexicon.schema import KindEntry
from events.model import Actor, Place

_JOINTS = frozenset(("과", "와", "의", ""))
_ARMED = ("군", "전투기", "드론", "무인기", "병력", "부대", "전폭기", "병사", "공군")
_REACH = 3
_TO = frozenset(("에", "로", "으로", "에게", "까지", "에는", "에도"))
_AT = frozenset(("에서", "에서는", "에서도"))
_FROM = frozenset(("로부터", "으로부터", "에서부터"))


@dataclass(frozen=True, slots=True)
class Roles:
    """The slots of a telling."""

    actors: tuple[Actor, ...]
    recipients: tuple[Actor, ...]
    places: tuple[Place, ...]


def read_roles(parsed: Parsed, trigger: int, entry: KindEntry, speech: Speech) -> Roles:
    """The actors, the other side and the places of the happening told at `trigger`."""
    subject = _subject(parsed, trigger, speech)
    actors = _unique(_actors_in(parsed, subject))
    if not actors:
        actors = _unique(_forces_before(parsed, trigger, speech.speaker))
    acting = {actor.span.start for actor in actors}
    helped = tuple(_helped(parsed, trigger)) if "support" in entry.recipient else ()
    ours = {actor.country for actor in actors}
    recipients = tuple(actor for actor in helped if actor.country not in ours)
    return Roles(actors, recipients, tuple(_places(parsed, trigger, entry, acting, speech.speaker)))


def _subject(parsed: Parsed, trigger: int, speech: Speech) -> list[int]:
    """The nearest subject before the trigger that names a country; the speaker's where there is no other."""
    found: list[int] = []
    for at in range(trigger - 1, -1, -1):
        word = parsed.words[at]
        headline = "," in word.mark and bool(word.named) and not word.particle
        if not (word.is_subject or headline):
            continue
        phrase = _phrase(parsed, at)
        if not any(item.acts for other in phrase for item in parsed.words[other].named):
            continue
        if not speech.speaker.intersection(phrase):
            return phrase
        found = found or phrase
    return found if speech.cue not in ("denied", "undenied") else []


def _phrase(parsed: Parsed, head: int) -> list[int]:
    start = head
    while start and _joins(parsed.words[start - 1]):
        start -= 1
    return list(range(start, head + 1))


def _joins(word: Word) -> bool:
    return word.particle in _JOINTS and not word.dated and not word.opens_quote and word.mark in ("", "·")


def _actors_in(parsed: Parsed, phrase: Iterable[int]) -> Iterator[Actor]:
    at = list(phrase)
    armed = any(_is_armed(parsed.words[other]) for other in at)
    for other in at:
        for item in parsed.words[other].named:
            if item.acts:
                yield item.actor("military" if armed else "government")


def _is_armed(word: Word) -> bool:
    tail = word.core[word.named[-1].hit.end - word.start :] if word.named else word.stem
    return tail.startswith(_ARMED) or word.stem.endswith(_ARMED)


def _forces_before(parsed: Parsed, trigger: int, speaker: frozenset[int]) -> Iterator[Actor]:
    """ "북한군 파병", "북한의 파병": whose forces, where no subject says who."""
    for at in range(trigger - 1, max(-1, trigger - 6), -1):
        word = parsed.words[at]
        if at in speaker or word.clause != parsed.words[trigger].clause:
            return
        for item in word.named:
            if item.acts and (word.particle == "의" or item.hit.sort == "adjective"):
                yield item.actor("military")


def _helped(parsed: Parsed, trigger: int) -> Iterator[Actor]:
    """ "러시아를 돕기 위해": who is helped is the other side."""
    for at in range(trigger):
        word = parsed.words[at]
        if word.particle in ("을", "를") and parsed.is_cue(at + 1, "helped"):
            yield from (item.actor() for item in word.named if item.acts)


def _places(
    parsed: Parsed, trigger: int, entry: KindEntry, acting: set[int], speaker: frozenset[int]
) -> Iterator[Place]:
    clause = parsed.words[trigger].clause
    for at in range(trigger + 1):
        word = parsed.words[at]
        if word.clause != clause or at in speaker:
            continue
        for item in word.named:
            if item.entry is None or item.hit.start in acting:
                continue
            role = place_role(entry, _way(parsed, at, trigger))
            if role:
                yield item.place(role)


def _way(parsed: Parsed, at: int, trigger: int) -> str:
    """What the particle says that the name's phrase carries."""
    for other in range(at, min(trigger, at + _REACH) + 1):
        word = parsed.words[other]
        if parsed.is_cue(other, "borders") or (other > at and parsed.is_cue(other, "conflict")):
            return ""
        if other == trigger and other > at:
            return "to" if _moves(other, at) else ""
        if word.particle in _TO:
            return "to"
        if word.particle in _AT:
            return "at"
        if word.particle in _FROM:
            return "from"
        if word.particle in ("을", "를"):
            return "on" if not parsed.is_cue(min(other + 1, trigger), "helped") else ""
        if word.particle not in ("", "의"):
            return ""
    return ""


def _moves(trigger: int, at: int) -> bool:
    return trigger - at <= _REACH


def _unique(actors: Iterable[Actor]) -> tuple[Actor, ...]:
    found: dict[str, Actor] = {}
    for actor in actors:
        found.setdefault(actor.country or actor.name, actor)
    return tuple(found.values())
