"""Who does it to whom and where: the slots of a frame, filled from its clause."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from events._clause import Clauses, Placed
from events._grammar import DETERMINERS, PREPOSITIONS, TIME_WORDS
from events._noun_status import ACCUSING
from events._records import quick
from events._subjects import placed_actors, subjects_of
from events._tagged import Tagged
from events._triggers import Trigger
from events._words import word_set
from events.actors import ActorHit, country_name
from events.lexicon.schema import KindEntry
from events.model import Actor, Place

_MUTUAL_LINKS = frozenset(("with", "between", "by", "of", "among", "from"))
_NOUN_LINKS = frozenset(("by", "of"))
# Which links of a kind let the country of a place stand for the other side.
_STANDS_FOR: dict[str, frozenset[str]] = {
    "destination": frozenset(("to", "into")),
    "origin": frozenset(("from",)),
    "site": frozenset(("object", "in")),
}
_BY_FORCE = frozenset(("ASSAULT", "COERCE"))
_PLACE_LINKS = frozenset(link for links in _STANDS_FOR.values() for link in links)


@quick
@dataclass(frozen=True, slots=True)
class Scope:
    """The tokens a frame may take its slots from, split at its trigger."""

    before: tuple[int, ...]
    behind: tuple[int, ...]

    def holds(self, first: int) -> bool:
        return first in self.before or first in self.behind


def scope_of(trigger: Trigger, clauses: Clauses, heads: Iterable[int]) -> Scope:
    """The part of the clause between the neighbouring triggers' heads, with its parentheses and
    relatives, in which the slots of this one stand."""
    clause = clauses.at(trigger.head)
    others = [head for head in heads if head != trigger.head and clauses.of_token[head] == clause.number]
    low = max((head for head in others if head < min(trigger.tokens)), default=-1)
    high = min((head for head in others if head > max(trigger.tokens)), default=len(clauses.of_token))
    own = set(clause.tokens)
    for item in clauses.items:
        if item.outer == clause.number and item.kind == "paren":
            own.update(item.tokens)
    before = tuple(at for at in sorted(own) if low < at < trigger.head)
    behind = tuple(at for at in sorted(own) if trigger.head <= at < high)
    return Scope(before, behind)


@quick
@dataclass(frozen=True, slots=True)
class Roles:
    """The actors of a frame."""

    actors: tuple[Actor, ...]
    recipients: tuple[Actor, ...]


def read_roles(
    tagged: Tagged, clauses: Clauses, trigger: Trigger, scope: Scope, entry: KindEntry, governor: int | None
) -> Roles:
    """Actors and recipients of the frame at `trigger`."""
    return _Reader(tagged, clauses, trigger, scope, entry, governor).read()


class _Reader:
    def __init__(
        self,
        tagged: Tagged,
        clauses: Clauses,
        trigger: Trigger,
        scope: Scope,
        entry: KindEntry,
        governor: int | None,
    ) -> None:
        self.tagged, self.clauses, self.trigger = tagged, clauses, trigger
        self.scope, self.entry, self.governor = scope, entry, governor
        self.placed = placed_actors(tagged, clauses)

    def read(self) -> Roles:
        givers = self._givers()
        if givers:
            return Roles(_unique(givers), _unique(self._agents()))
        recipients = self._recipients()
        if self.entry.mutual:
            return self._parties(recipients)
        actors = self._without_appositions(self._agents())
        others = [hit for hit in recipients if not self._same(hit, actors) and self._faces(hit, actors)]
        if any(hit.actor.country for hit in others):
            others = [hit for hit in others if hit.actor.country]
        if not actors and not self.entry.recipient:
            actors = others
        return Roles(self._sending(_unique(actors)), _unique(others))

    def _without_appositions(self, hits: list[ActorHit]) -> list[ActorHit]:
        """ "the rebel Kurdistan Workers' Party", "the teachers, the umbrella union": one actor twice."""
        return [hit for hit in hits if not (hit.agent and not hit.actor.country and self._apposed(hit, hits))]

    def _apposed(self, hit: ActorHit, hits: list[ActorHit]) -> bool:
        text, offset = self.tagged.sentence.text, self.tagged.sentence.start
        for other in hits:
            if not other.actor.country:
                continue
            if other.actor.sector == hit.actor.sector:
                return True
            first, second = sorted((hit, other), key=lambda one: one.start)
            gap = text[first.end - offset : second.start - offset].strip()
            if gap in _APPOSES:
                return True
        return False

    def _sending(self, actors: tuple[Actor, ...]) -> tuple[Actor, ...]:
        """Forces and arms are a country's to send, whoever speaks for it: "the envoy denied sending"."""
        if self.entry.counts not in _SENT:
            return actors
        return tuple(_country_of(actor) for actor in actors)

    def _faces(self, hit: ActorHit, actors: list[ActorHit]) -> bool:
        """Whether `hit` can be the other side: of another country, or rebels or people; where words are the
        act ("a judge accused officials") anybody else."""
        if self.entry.plover in _WITHIN and not any(hit.actor.name == other.actor.name for other in actors):
            return True
        return not _is_one_side(hit, actors)

    def _same(self, hit: ActorHit, others: list[ActorHit]) -> bool:
        return any(hit.start == other.start for other in others)

    def _parties(self, recipients: list[ActorHit]) -> Roles:
        """Parties of talks or a treaty: the subjects and whoever they do it with."""
        found = [*self._agents(), *recipients]
        found += [p.hit for p in self._in_scope() if p.link in _MUTUAL_LINKS and not p.hit.modifier]
        found += self._with()
        if self.trigger.verbal:
            found += self._objects()
        if any(hit.actor.country for hit in found):
            found = [hit for hit in found if hit.actor.country or not hit.agent]
        return Roles(_unique(found), ())

    def _with(self) -> list[ActorHit]:
        return [p.hit for p in self._in_scope() if p.link == "with"]

    def _in_scope(self) -> list[Placed]:
        return [placed for placed in self.placed if self.scope.holds(placed.first)]

    def _givers(self) -> list[ActorHit]:
        """ "received tanks from Poland": the giver acts."""
        if not self.entry.giver or "from" not in self._pattern_words():
            return []
        return [p.hit for p in self._in_scope() if p.link in self.entry.giver]

    def _pattern_words(self) -> set[str]:
        return {word for element in self.trigger.pattern.after for word in element.words}

    def _agents(self) -> list[ActorHit]:
        if not self.trigger.verbal:
            return self._of_noun()
        if self.trigger.passive:
            by = [p.hit for p in self._in_scope() if p.link == "by" and p.first > self.trigger.head]
            return by or self._own_force()
        found = [hit for hit in subjects_of(self.tagged, self.clauses, self.trigger.head) if self._acts(hit)]
        carried = self._own_force() if self._lemma() in _CARRIES else []
        return carried or found or self._own_force() or self._own_weapon() or self._between()

    def _lemma(self) -> str:
        verb = self.tagged.verbs[self.trigger.head]
        return verb[0] if verb else ""

    def _acts(self, hit: ActorHit) -> bool:
        """A bare force that moves is what is moved; who moves it is said elsewhere."""
        bare = hit.agent and not hit.actor.country and hit.actor.sector == "military"
        return not (bare and self.entry.counts in _SENT)

    def _between(self) -> list[ActorHit]:
        """ "fighting between the army and rebels has killed": the parties of the fighting."""
        if self.entry.plover != "ASSAULT":
            return []
        return [p.hit for p in self._in_scope() if p.link == "between" and p.first < self.trigger.head]

    def _own_weapon(self) -> list[ActorHit]:
        """ "a Russian missile hit": the nation in front of the weapon acts."""
        if not self.trigger.pattern.before:
            return []
        subject = min(self.trigger.tokens)
        return [p.hit for p in self.placed if p.hit.modifier and 0 <= subject - p.after <= 2]

    def _own_force(self) -> list[ActorHit]:
        """Troops that move are their own country's: "1,500 North Korean soldiers were sent"."""
        if self.entry.recipient[:1] == ["object"]:
            return []
        for placed in self.placed:
            inside = set(range(placed.first, placed.after)) & set(self.trigger.tokens)
            if inside and placed.hit.actor.country and placed.hit.actor.sector in _ARMED:
                return [placed.hit]
        return self._of_unit()

    def _of_unit(self) -> list[ActorHit]:
        """ "a company of 120 Croatian soldiers": whose unit it is stands behind "of"."""
        for placed in self.placed:
            armed = placed.hit.actor.country and placed.hit.actor.sector in _ARMED
            unit = next((at for at in self.trigger.tokens if 0 < placed.first - at <= 4), None)
            if armed and unit is not None and self.tagged.low[unit + 1] == "of":
                return [placed.hit]
        return []

    def _of_noun(self) -> list[ActorHit]:
        """A noun's agent: possessor or adjective before it, "by" behind it, its verb's subject, or the
        force it moves."""
        own = self._modifiers() + [
            p.hit
            for p in self._in_scope()
            if self._does(p) or self._owns(p) or (p.link == "between" and self.entry.plover == "ASSAULT")
        ]
        if own:
            return own
        if self.governor is None and self._occasion():
            return subjects_of(self.tagged, self.clauses, self._main_verb())
        if self.governor is not None and self.governor < self.trigger.head:
            verb = self.tagged.verbs[self.governor]
            if verb is not None and verb[0] in ACCUSING:
                return [p.hit for p in self.placed if p.link == verb[0] and p.first > self.governor]
            found = subjects_of(self.tagged, self.clauses, self.governor)
            if found:
                return found
        if self.governor is not None:
            by = [p.hit for p in self._in_scope() if p.link == "by" and p.first > self.governor]
            if by and not self.entry.mutual:
                return by
        return self._own_force()

    def _modifiers(self) -> list[ActorHit]:
        """ "Russian air strikes", "Pyongyang's dispatch of soldiers", "India-Pakistan talks"."""
        first = min(self.trigger.tokens)
        found = []
        for placed in self.placed:
            if (placed.after > self.trigger.head and placed.first < self.trigger.head) or (
                placed.after <= first and self._adjoins(placed, first)
            ):
                found.append(placed.hit)
        return found

    def _adjoins(self, placed: Placed, first: int) -> bool:
        """Whether only the noun's own modifiers stand between an actor and it."""
        if not (placed.hit.modifier or placed.possessive or placed.after == first):
            return False
        gap = range(placed.after, first)
        low, verbs = self.tagged.low, self.tagged.verbs
        return len(gap) <= 6 and not any(
            low[at] in PREPOSITIONS or low[at] in DETERMINERS or low[at] == "," or verbs[at] is not None
            for at in gap
        )

    def _does(self, placed: Placed) -> bool:
        """ "by" right behind the noun or its participle: "a meeting convened by the president"."""
        if placed.link != "by" or placed.first <= self.trigger.head:
            return False
        between = [
            at for at in range(self.trigger.head + 1, placed.first) if self.tagged.verbs[at] is not None
        ]
        return not between or (
            len(between) == 1
            and self.tagged.low[between[0] + 1] == "by"
            and (between[0] - max(self.trigger.tokens) <= 2)
        )

    def _occasion(self) -> bool:
        """ "during a visit to": the one who does what is done then is the one who visits."""
        first, low = min(self.trigger.tokens), self.tagged.low
        return any(
            low[at] == "during" or (low[at] == "on" and low[at + 1] not in TIME_WORDS)
            for at in range(max(0, first - 4), first)
        )

    def _main_verb(self) -> int:
        tokens = self.clauses.at(self.trigger.head).tokens
        return next((at for at in tokens if self.tagged.verbs[at] is not None), self.trigger.head)

    def _owns(self, placed: Placed) -> bool:
        """ "the visit of the president": not where "of" names what is moved."""
        if placed.link != "of" or placed.first <= self.trigger.head:
            return False
        return (
            not self.entry.counts
            and "of" not in self.entry.recipient
            and placed.first - self.trigger.head <= 4
        )

    def _recipients(self) -> list[ActorHit]:
        links = self.entry.recipient
        found: list[ActorHit] = []
        for placed in self._in_scope():
            if placed.first < self.trigger.head and placed.link not in ("on", "against"):
                continue
            if placed.link in links:
                found.append(placed.hit)
        if ("object" in links and not found) or links[:1] == ["object"]:
            found = [*self._objects(), *found]
        return found

    def _objects(self) -> list[ActorHit]:
        """The direct object, or the subject of a passive."""
        if not self.trigger.verbal:
            return self._struck()
        if self.trigger.passive:
            found = subjects_of(self.tagged, self.clauses, self.trigger.head)
            return found or self._beside()
        behind = [p for p in self.placed if p.first > self.trigger.head and self.scope.holds(p.first)]
        lemma = self.tagged.verbs[self.trigger.head]
        direct = [p.hit for p in behind if lemma and p.link == lemma[0]]
        return direct or self._asked()

    def _struck(self) -> list[ActorHit]:
        """ "the bombing killed one U.S. soldier": the object of the noun's own verb."""
        if self.governor is None or self.governor < self.trigger.head or self.entry.counts != "killed":
            return []
        verb = self.tagged.verbs[self.governor]
        return [p.hit for p in self.placed if p.first > self.governor and verb and p.link == verb[0]]

    def _asked(self) -> list[ActorHit]:
        """Who is to do it: the subject of what is demanded."""
        for clause in self.clauses.items:
            if clause.governor == self.trigger.head and clause.tokens:
                own = [p.hit for p in self.placed if p.first in clause.tokens and p.link not in PREPOSITIONS]
                return own[:1]
        return []

    def _beside(self) -> list[ActorHit]:
        return [p.hit for p in self.placed if p.after == self.trigger.head]


def _is_one_side(hit: ActorHit, actors: list[ActorHit]) -> bool:
    """Whether the other side is the actors' own: of their country, and no rebels or people facing it."""
    return any(same_side(hit.actor, other.actor) for other in actors)


def same_side(one: Actor, other: Actor) -> bool:
    """Whether two actors belong to one country and do not face each other as state and people."""
    if not one.country or one.country != other.country:
        return False
    return (one.sector in _OPPOSED) == (other.sector in _OPPOSED)


def _country_of(actor: Actor) -> Actor:
    last = actor.name.lower().rsplit(" ", 1)[-1]
    home = country_name(actor.country)
    return replace(actor, name=home) if home and last in _SPOKESMEN else actor


def _unique(hits: list[ActorHit]) -> tuple[Actor, ...]:
    """Each actor once: a country and its own government or forces are one, the first name given stays."""
    kept: list[Actor] = []
    for hit in hits:
        actor = hit.actor
        if not any(_equal(actor, other) for other in kept):
            kept.append(actor)
    return tuple(kept)


def _equal(one: Actor, other: Actor) -> bool:
    if one.country or other.country:
        return one.country == other.country and (
            one.sector == other.sector or "rebels" not in (one.sector, other.sector)
        )
    return one.name.lower() == other.name.lower()


_WITHIN = frozenset(("ACCUSE", "REQUEST", "REJECT", "CONCEDE"))
_APPOSES = frozenset(("", ",", ", the", ", a", ", an", "of the"))
_OPPOSED = frozenset(("rebels", "people"))
_SENT = frozenset(("sent", "withdrawn", "additional", "delivered"))
_ARMED = frozenset(("military", "rebels"))
_CARRIES = frozenset(
    ("host", "welcome", "receive", "take", "carry", "ferry", "bring", "transport", "fly", "airlift", "ship")
)
_SPOKESMEN = word_set(
    "envoy representative ambassador spokesman spokeswoman spokesperson diplomat diplomats official officials"
)


def with_place_country(roles: Roles, places: tuple[Place, ...], entry: KindEntry) -> Roles:
    """The country of the place is the other side when no one else is named: troops sent to Vladivostok go
    to Russia, a strike on Beirut is one on Lebanon. What is done by force is done to a country by its own
    people too."""
    links = entry.recipient
    if any(_is_somebody(actor) for actor in roles.recipients) or not _PLACE_LINKS & set(links):
        return roles
    home = set() if entry.plover in _BY_FORCE else {actor.country for actor in roles.actors}
    wanted = {role for role, links_of in _STANDS_FOR.items() if links_of & set(links)}
    for place in places:
        if place.role in wanted and place.country and place.country not in home:
            return Roles(roles.actors, (country_actor(place.country, place),))
    return roles


def _is_somebody(actor: Actor) -> bool:
    """Whether an actor is more than a common noun without a country ("a peacekeeping force")."""
    return bool(actor.country) or actor.name != actor.name.lower()


def country_actor(code: str, place: Place) -> Actor:
    """The country a place lies in, as an actor read at that place."""
    return Actor(country_name(code) or place.name, code, "government", place.span)
