"""Speakers by their full name: "the agency" is the one named before, "his office" is somebody's.

A bare common noun ("the ministry said") never stands where the article has a fuller form of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from events._actor_names import country_name, organisations_of
from events._frame import Frame
from events._words import word_set
from events.actors import ActorHit
from events.lexicon import Lexicon
from events.model import Actor, Article, Attribution, Place

_BEFORE, _BEHIND = 24, 60
_OWNERS = frozenset(("his", "her", "its", "their"))
_STATE = word_set(
    "office ministry government army military presidency police navy parliament administration cabinet "
    "authorities command"
)
_INSTITUTIONS = _STATE | word_set(
    "agency service mission alliance force forces bloc commission council union delegation embassy"
)
_PERSONS = word_set(
    "spokesman spokeswoman spokesperson official officials representative diplomat minister chief "
    "president premier chancellor commander secretary head director"
)
_SPEAKERS = _INSTITUTIONS | _PERSONS
_OFFICES = frozenset(("minister", "president", "premier", "chancellor"))
_VOICES = word_set("spokesman spokeswoman spokesperson official representative")
_SECTOR_OF = {"agency": "intelligence", "service": "intelligence", "alliance": "organisation"}


@dataclass(frozen=True)
class Cast:
    """Everybody an article names, with what is needed to tell who a common noun means."""

    article: Article
    read_hits: Callable[[], Sequence[ActorHit]]
    places: Sequence[Place]
    lexicon: Lexicon

    @cached_property
    def hits(self) -> Sequence[ActorHit]:
        return self.read_hits()


def name_speakers(frames: Sequence[Frame], cast: Cast) -> list[Frame]:
    """The frames with full names for their speakers, and for actors that are such a noun themselves."""
    voice: Attribution | None = None
    named = []
    for frame in sorted(frames, key=lambda frame: frame.field == "title"):
        found = [_named(said, frame, cast, voice) for said in frame.said.attributions]
        if not found and frame.said.unnamed and voice is not None:
            found = [replace(voice, cue=frame.said.unnamed)]
        voice = next((said for said in found if not _is_bare(said)), voice)
        unique = tuple({said.speaker: said for said in found}.values())
        if unique != frame.said.attributions:
            frame = replace(frame, said=replace(frame.said, attributions=unique))
        actors = tuple([_at_work(actor, frame) for actor in frame.actors])
        named.append(frame if actors == frame.actors else replace(frame, actors=actors))
    return sorted(named, key=lambda frame: frame.field == "body")


def _is_bare(said: Attribution) -> bool:
    """Whether the name is only a common noun with its adjectives, "the presidential office"."""
    last = said.speaker.lower().rsplit(" ", 1)[-1]
    lower = said.speaker[:1].lower() + said.speaker[1:]
    return not said.country and lower.islower() and last in _SPEAKERS


def _named(said: Attribution, frame: Frame, cast: Cast, voice: Attribution | None) -> Attribution:
    if not _is_bare(said) or said.span is None:
        return said
    head = said.speaker.lower().rsplit(" ", 1)[-1]
    behind = _of_whom(said, cast)
    if behind is not None:
        return behind
    before = cast.article.text(said.span.field)[max(0, said.span.start - _BEFORE) : said.span.start]
    owned = next((word for word in before.lower().split()[-3:] if word in _OWNERS), None)
    if owned:
        return _owned_by(next((a for a in frame.actors if a.country), None), said)
    known = _known(head, said, cast)
    if known is not None:
        return replace(said, speaker=known.name, country=known.country)
    if head in _VOICES and voice is not None:
        return replace(said, speaker=voice.speaker, country=voice.country)
    return _at_home(said, frame, cast, head)


def _of_whom(said: Attribution, cast: Cast) -> Attribution | None:
    """ "an official of the presidential office", "the defence ministry in Sofia"."""
    assert said.span is not None
    text = cast.article.text(said.span.field)[said.span.end : said.span.end + _BEHIND]
    words = text.split()
    if len(words) < 2 or words[0] not in ("of", "at", "from", "in", "for", "with"):
        return None
    start = said.span.end + text.index(words[0])
    if words[0] == "in":
        near = (p for p in cast.places if p.span.field == said.span.field and 0 < p.span.start - start <= 8)
        place = next(near, None)
        return _of_country(said, place.country) if place and place.country else None
    near_hits = (h for h in cast.hits if h.actor.span.field == said.span.field and 0 < h.start - start <= 10)
    hit = next(near_hits, None)
    if hit is None or hit.modifier:
        return None
    speaker = Attribution(hit.actor.name, said.cue, hit.actor.country, hit.actor.span)
    return _at_home_of(speaker, cast.article.country) if _is_bare(speaker) else speaker


def _known(head: str, said: Attribution, cast: Cast) -> Actor | None:
    """The institution of that sort that the article names in full, the last one before it first."""
    if head not in _INSTITUTIONS:
        return None
    assert said.span is not None
    body = said.span.field == "body"
    full = [h for h in cast.hits if not h.agent and not h.modifier and _is_called(h, head)]
    before = [h for h in full if h.start < said.span.start and h.actor.span.field == said.span.field]
    others = [h for h in full if h.actor.span.field != said.span.field] if body else full
    chosen = before[-1:] or others[:1]
    return chosen[0].actor if chosen else None


def _is_called(hit: ActorHit, head: str) -> bool:
    names = f"{hit.actor.name} {hit.actor.span.text}".lower().split()
    return (
        head in names or (head == "mission" and "force" in names) or _SECTOR_OF.get(head) == hit.actor.sector
    )


def _owned_by(owner: Actor | None, said: Attribution) -> Attribution:
    if owner is None:
        return said
    whole = country_name(owner.country)
    name = owner.name if owner.name == whole or said.speaker.endswith("office") else whole
    return replace(said, speaker=f"{_possessive(name)} {said.speaker}", country=owner.country)


def _at_home(said: Attribution, frame: Frame, cast: Cast, head: str) -> Attribution:
    """The institution of the country that acts, else of the publisher's."""
    secret = organisations_of(cast.lexicon).get(cast.article.country, {}).get(said.speaker.lower())
    if secret is not None:
        return replace(said, speaker=secret[0], country=cast.article.country)
    if head not in _STATE | _OFFICES:
        return said
    acting = {actor.country for actor in frame.actors if actor.country}
    return _at_home_of(said, min(acting) if len(acting) == 1 else cast.article.country)


def _at_home_of(said: Attribution, country: str) -> Attribution:
    return _of_country(said, country) if country_name(country) else said


def _of_country(said: Attribution, country: str) -> Attribution:
    name = f"{_possessive(country_name(country))} {said.speaker[:1].lower()}{said.speaker[1:]}"
    return replace(said, speaker=name, country=country)


def _possessive(name: str) -> str:
    return f"{name}'" if name.endswith("s") else f"{name}'s"


def _at_work(actor: Actor, frame: Frame) -> Actor:
    """A minister without a country is the speaking ministry's own."""
    last = actor.name.lower().rsplit(" ", 1)[-1]
    if actor.country or actor.sector not in ("government", "military") or last not in _PERSONS:
        return actor
    country = next((said.country for said in frame.said.attributions if said.country), "")
    if not country:
        return actor
    name = f"{_possessive(country_name(country))} {actor.name[:1].lower()}{actor.name[1:]}"
    return replace(actor, name=name, country=country)
