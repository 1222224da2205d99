"""Losses told without a hand: "nine people were killed", "the death toll rose to 17".

Such a sentence says how many were lost and leaves open to what. It belongs to the happening that the article
tells of: to the earthquake or the outbreak where one has struck, else to the attack told just before. What
only tells of a toll falls away where no happening stands near it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from events._frame import Frame
from events.lexicon import Lexicon
from events.model import Quantity

_NATURAL = frozenset(("disaster", "accident", "disease"))
_LOSS = ("kill", "injur", "wound", "die", "dying", "perish", "dead", "lives", "toll", "hurt")
_LOST = frozenset(("killed", "wounded", "missing"))
_OTHER_CAUSES = frozenset(
    ("war", "wars", "conflict", "accident", "accidents", "famine", "holocaust", "genocide")
)
# How many sentences back an attack may have been told.
_NEAR = 3
# How many sentences a toll may stand behind or before the disaster that the article does not lead with.
_FAR, _SOON = 6, 2


def settle_tolls(frames: Sequence[Frame], lexicon: Lexicon) -> list[Frame]:
    """The frames in reading order, those of mere losses under the kind of what has cost them."""
    tolls = [_is_toll(frame) for frame in frames]
    if not any(tolls):
        return list(frames)
    causes = [
        frame
        for frame, toll in zip(frames, tolls, strict=True)
        if not toll and frame.kind != "crime" and lexicon.kinds[frame.kind].counts in ("killed", "infected")
    ]
    settled: list[Frame] = []
    for frame, toll in zip(frames, tolls, strict=True):
        if not toll:
            settled.append(_without_victims(frame) if frame.kind in _NATURAL else frame)
            continue
        cause = _cause(causes, frame)
        if cause is not None:
            settled.append(_told_as(frame, cause))
        elif not frame.continues:
            settled.append(frame)
    return _grown(settled)


def _without_victims(frame: Frame) -> Frame:
    """Whom a disaster strikes does not wage it."""
    actors = tuple(actor for actor in frame.actors if actor.sector != "people")
    return frame if len(actors) == len(frame.actors) else replace(frame, actors=actors)


def _is_toll(frame: Frame) -> bool:
    if frame.kind != "civilian_attack" or frame.actors or not frame.verbal:
        return False
    if frame.continues:
        return any(quantity.role in _LOST for quantity in frame.quantities)
    offset = frame.sentence.start
    words = frame.sentence.text[frame.start - offset : frame.end - offset].lower().split()
    return any(word.startswith(_LOSS) for word in words)


def _cause(causes: Sequence[Frame], toll: Frame) -> Frame | None:
    """What has cost these lives: the disaster of an article without violence, else the nearest before."""
    if not causes or _costs_otherwise(toll):
        return None
    if all(frame.kind in _NATURAL for frame in causes):
        struck = [frame for frame in causes if _strikes(frame, toll)]
        return min(struck, key=lambda frame: _distance(frame, toll), default=None)
    before = [frame for frame in causes if 0 <= _distance(frame, toll) <= _NEAR and _places_fit(frame, toll)]
    return min(before, key=lambda frame: _distance(frame, toll), default=None)


def _costs_otherwise(toll: Frame) -> bool:
    """ "Some two million died in the war": the sentence says itself what they died of."""
    behind = toll.sentence.text[toll.end - toll.sentence.start :].lower().replace(",", " ,").split()[:6]
    if not behind or behind[0] != "in":
        return False
    phrase = behind[1 : behind.index(",")] if "," in behind else behind[1:]
    return any(word.strip(".;") in _OTHER_CAUSES for word in phrase)


def _strikes(cause: Frame, toll: Frame) -> bool:
    """Whether the article leads with the disaster, or tells of it around the toll."""
    ahead = toll.position - cause.position
    leads = cause.field == "title" or cause.position <= 1
    return leads or (cause.field == toll.field and -_SOON <= ahead <= _FAR)


def _distance(cause: Frame, toll: Frame) -> int:
    """Sentences from the cause to the toll; a headline stands before the text, what follows is far."""
    if cause.field != toll.field:
        return 1 if cause.field == "title" else 2
    ahead = toll.position - cause.position
    return ahead if ahead >= 0 else _NEAR - ahead


def _places_fit(cause: Frame, toll: Frame) -> bool:
    if not (cause.places and toll.places):
        return True
    return bool({place.country for place in cause.places} & {place.country for place in toll.places})


def _told_as(toll: Frame, cause: Frame) -> Frame:
    """The toll as part of what has cost it; the day a count rose is not the day of the happening."""
    recipients = () if cause.kind in _NATURAL else toll.recipients
    date = None if toll.continues else toll.date
    return replace(toll, kind=cause.kind, recipients=recipients, date=date, open_subject="")


def _grown(frames: list[Frame]) -> list[Frame]:
    """A toll told later takes the place of a smaller one; a smaller one tells of some among them."""
    for number, frame in enumerate(frames):
        if not frame.continues or not any(quantity.role in _LOST for quantity in frame.quantities):
            continue
        for other, earlier in enumerate(frames):
            if other != number and earlier.kind == frame.kind and not earlier.continues:
                frames[other] = replace(earlier, quantities=_without_smaller(earlier, frame))
                frame = replace(frame, quantities=_without_smaller(frame, frames[other]))
        frames[number] = replace(frame, continues=False)
    return [frame for frame in frames if not frame.continues or frame.quantities]


def _without_smaller(frame: Frame, other: Frame) -> tuple[Quantity, ...]:
    return tuple(
        mine
        for mine in frame.quantities
        if not any(_outgrows(theirs, mine) for theirs in other.quantities if theirs.role == mine.role)
    )


def _outgrows(theirs: Quantity, mine: Quantity) -> bool:
    if mine.role not in _LOST or theirs.value is None or mine.value is None:
        return False
    return theirs.value > mine.value
