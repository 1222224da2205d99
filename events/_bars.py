"""What a frame has to show beside its trigger before it counts: for fighting, somebody armed.

"The hosts launched an attack", "voters stormed the polls" and "the poets clashed" use the words of war.
"""

from __future__ import annotations

from collections.abc import Callable

from events._frame import Frame
from events._words import word_set
from events.model import Actor

_ARMED = frozenset(("military", "rebels", "police", "intelligence"))
_WEAPONS = word_set(
    "missile missiles rocket rockets drone drones artillery mortar mortars shell shells gunfire gun guns "
    "bomb bombs tank tanks troops soldiers soldier rebels militants militia fighters gunmen army rifles "
    "warplanes jets warships armed civilians casualties killed wounded dead airport police insurgents war "
    "front trenches ceasefire truce"
)
_FIGHTING = word_set(
    "fighting gunbattle gunbattles firefight firefights skirmish skirmishes clashes hostilities battle "
    "battles offensive counteroffensive counter-offensive invasion incursion"
)
_PEACEFUL = word_set("charm diplomatic media legal marketing pr sales price propaganda")
_OFFICIAL = frozenset(("government", "military", "intelligence"))
# "Traders call a truce", "unions threatened to strike", "employers and unions agreed on wages".
_OF_STATES = frozenset(("ceasefire", "threat", "agreement", "talks"))
_PRIVATE = frozenset(("people", "company"))
_LOSSES = frozenset(("dead", "injured", "wounded", "hurt", "homeless", "missing"))
_OF_SPEECH = word_set(
    "comment give say name be identify elaborate answer discuss speak provide confirm disclose reveal "
    "specify respond talk explain tell testify"
)
_FIGHTS = frozenset(("clash", "ambush"))


def over_the_bar(frame: Frame) -> bool:
    """Whether a frame of fighting has armed parties, two countries, losses or weapons in its sentence."""
    if frame.kind == "support":
        return any(actor.country or actor.sector == "organisation" for actor in _sides(frame))
    if frame.kind == "protest":
        return _is_protest(frame)
    if frame.kind in _BARRED:
        return not _BARRED[frame.kind](frame)
    if frame.kind in _OF_STATES:
        return not frame.actors or any(actor.sector not in _PRIVATE for actor in frame.actors)
    if frame.kind not in _FIGHTS:
        return True
    if _of_words(frame):
        return False
    if frame.places and _told_as_fighting(frame):
        return True
    if any(quantity.role in ("killed", "wounded", "captured") for quantity in frame.quantities):
        return True
    return _armed(frame) or _between_countries(frame) or _mentions_weapons(frame)


def _keeps_silent(frame: Frame) -> bool:
    """ "declined to give her name" turns nothing down that anybody offered."""
    behind = frame.sentence.text[frame.end - frame.sentence.start :].lower().split()[:1]
    return bool(behind) and behind[0].strip(".,;") in _OF_SPEECH


def _by_nobody(frame: Frame) -> bool:
    """ "houses were damaged": by a storm as well."""
    offset = frame.sentence.start
    words = frame.sentence.text[frame.start - offset : frame.end - offset].lower()
    return not frame.actors and "damag" in words


def _without_arms(frame: Frame) -> bool:
    """Hackers take control of computers, a firm takes over a rival."""
    return bool(frame.actors) and all(
        (actor.sector in _PRIVATE and not actor.country) or actor.name.lower().endswith("hackers")
        for actor in frame.actors
    )


def _by_rebels(frame: Frame) -> bool:
    """Rebels test no missiles: they fire them at somebody."""
    return bool(frame.actors) and all(actor.sector == "rebels" for actor in frame.actors)


def _leaves_losses(frame: Frame) -> bool:
    """A strike "leaving 40 dead"; the police pull over a driver."""
    offset = frame.sentence.start
    if frame.actors and all(actor.sector == "police" for actor in frame.actors) and not frame.places:
        return True
    verb = frame.sentence.text[: frame.end - offset].lower().split()[-1]
    behind = frame.sentence.text[frame.end - offset :].lower().split()[:7]
    return verb.startswith(("leav", "left")) and any(word.strip(".,;") in _LOSSES for word in behind)


def _by_no_man(frame: Frame) -> bool:
    """Landslides block roads, volcanoes encircle an ocean."""
    offset = frame.sentence.start
    words = frame.sentence.text[frame.start - offset : frame.end - offset].lower()
    if "encircl" in words:
        return not any(actor.sector in _ARMED for actor in frame.actors)
    return not frame.actors and "block" in words and "blockad" not in words


def _sides(frame: Frame) -> tuple[Actor, ...]:
    return (*frame.actors, *frame.recipients)


def _is_protest(frame: Frame) -> bool:
    """Officials do not protest; a strike that is only threatened is one when it has a place or a target."""
    if frame.reading.status == "threatened" and not (frame.places or frame.recipients):
        return False
    return not frame.actors or any(actor.sector not in _OFFICIAL for actor in frame.actors)


def _told_as_fighting(frame: Frame) -> bool:
    offset = frame.sentence.start
    words = frame.sentence.text[frame.start - offset : frame.end - offset].lower().split()
    return frame.kind == "ambush" or not _FIGHTING.isdisjoint(words)


def _of_words(frame: Frame) -> bool:
    """ "launched a charm offensive"."""
    offset = frame.sentence.start
    before = frame.sentence.text[: frame.start - offset].lower().split()[-1:]
    inside = frame.sentence.text[frame.start - offset : frame.end - offset].lower().split()
    return not _PEACEFUL.isdisjoint((*before, *inside))


def _armed(frame: Frame) -> bool:
    sides = _sides(frame)
    return any(actor.sector in _ARMED and (actor.country or len(sides) > 1) for actor in sides)


def _between_countries(frame: Frame) -> bool:
    """Two named sides of which one is a country; a country and a place of its own are no two."""
    ours = {actor.country or actor.name for actor in frame.actors if _named(actor.name)}
    theirs = {actor.country or actor.name for actor in frame.recipients if _named(actor.name)}
    return bool(ours and theirs - ours)


def _named(name: str) -> bool:
    return name[:1].isupper()


def _mentions_weapons(frame: Frame) -> bool:
    words = frame.sentence.text.lower().replace(",", " ").replace(".", " ").split()
    return any(word in _WEAPONS for word in words) and bool(frame.actors)


_BARRED: dict[str, Callable[[Frame], bool]] = {
    "reject": _keeps_silent,
    "sabotage": _by_nobody,
    "territory_gain": _without_arms,
    "missile_test": _by_rebels,
    "troop_withdrawal": _leaves_losses,
    "blockade": _by_no_man,
}
