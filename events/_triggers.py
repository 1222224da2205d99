"""Where a sentence says that something of a known kind happens: patterns met in its clauses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from events._clause import Clause, Clauses
from events._grammar import (
    BE,
    CLOSED,
    DETERMINERS,
    MODALS,
    POSSESSIVES,
    PREPOSITIONS,
    QUANTIFIERS,
    RELATIVES,
    TIME_NOUNS,
    TIME_WORDS,
    is_adverb,
)
from events._records import quick
from events._tagged import Tagged, approximates
from events._verb_groups import group_start, has_be, is_passive
from events._words import word_set
from events.lexicon import Element, Lexicon, Pattern, possible

_OBJECT_WINDOW = 12
_PREPOSITION_WINDOW = 8
_SUBJECT_WINDOW = 16


@quick
@dataclass(frozen=True, slots=True)
class Trigger:
    """A pattern met: its head token, every token it rests on, whether its object is the subject of a passive,
    and whether its verb only carries a noun ("launched")."""

    pattern: Pattern
    head: int
    tokens: tuple[int, ...]
    verbal: bool
    passive: bool = False
    carries: bool = False

    @property
    def kind(self) -> str:
        return self.pattern.kind


class Start(NamedTuple):
    """A token that patterns can start from, with those for which the sentence has something to meet each
    element."""

    head: int
    verbal: list[Pattern]
    nominal: list[Pattern]


def find_starts(tagged: Tagged, lexicon: Lexicon) -> list[Start]:
    """Where the triggers of a sentence can be; it has none where this is empty."""
    words, classes = frozenset(tagged.low), frozenset().union(*tagged.classes)
    found, nouns = [], lexicon.noun_patterns
    marks = zip(tagged.verbs, tagged.low, tagged.classes, strict=True)
    for index, (verb, word, own) in enumerate(marks):
        if verb is None and not own and word not in nouns:
            continue
        verbal: list[Pattern] = []
        nominal: list[Pattern] = []
        if verb is not None:
            verbal = possible(lexicon.verb_patterns.get(verb[0], ()), words, classes)
        if (own or word in nouns) and (verb is None or verb[1] == "ing"):
            nominal = possible(_noun_patterns(tagged, index, lexicon), words, classes)
        if verbal or nominal:
            found.append(Start(index, verbal, nominal))
    return found


def _noun_patterns(tagged: Tagged, index: int, lexicon: Lexicon) -> tuple[Pattern, ...]:
    patterns = lexicon.noun_patterns.get(tagged.low[index], ())
    classes = tagged.classes[index]
    if index + 1 < len(tagged.low) and classes & tagged.classes[index + 1]:
        return patterns
    for name in sorted(classes):
        patterns += lexicon.noun_patterns.get(f"<{name}>", ())
    return patterns


def find_triggers(
    starts: Iterable[Start], tagged: Tagged, clauses: Clauses, lexicon: Lexicon
) -> list[Trigger]:
    """The triggers of a sentence in reading order, at most one a head word."""
    finder = _Finder(tagged, clauses, lexicon)
    best = [found for start in starts if (found := finder.best_at(start))]
    return _without_covered(best)


class _Finder:
    def __init__(self, tagged: Tagged, clauses: Clauses, lexicon: Lexicon) -> None:
        self.tagged, self.clauses, self.lexicon = tagged, clauses, lexicon
        self.low = tagged.low

    def best_at(self, start: Start) -> Trigger | None:
        found = list(self._verbal(start)) or list(self._nominal(start))
        return max(found, key=lambda trigger: trigger.pattern.weight, default=None)

    def _verbal(self, start: Start) -> Iterator[Trigger]:
        for pattern in start.verbal:
            trigger = self._match_verb(pattern, start.head)
            if trigger:
                yield trigger

    def _match_verb(self, pattern: Pattern, index: int) -> Trigger | None:
        right = self._match_right(pattern.after, index)
        left: list[int] | None = []
        if right is not None:
            passive = self._is_passive(pattern, index)
            if pattern.before:
                left = self._subject(pattern.before[-1], index)
            return None if left is None else self._trigger(pattern, index, [*left, *right], passive)
        if not pattern.after or not is_passive(self.tagged, index):
            return None
        if pattern.before:
            return self._match_agent(pattern, index)
        moved, rest = pattern.after[0], pattern.after[1:]
        particle = not (moved.words.isdisjoint(_PARTICLES) or moved.actor or moved.place)
        if rest and particle and has_be(self.tagged, index):
            # "Blow up <target>": the particle stays behind the verb, the object goes to the front.
            moved, rest = rest[0], (moved, *rest[1:])
        left = self._passive_subject(moved, index)
        right = self._match_right(rest, index)
        if left is None or right is None:
            return None
        return self._trigger(pattern, index, [*left, *right], passive=True)

    def _match_agent(self, pattern: Pattern, index: int) -> Trigger | None:
        """ "the town was hit by missiles": the pattern's subject stands behind "by", its object in front."""
        if len(pattern.after) > 1 or not (pattern.after[0].place or pattern.after[0].classes):
            return None
        by = next(
            (at for at in range(index + 1, min(index + 4, len(self.low))) if self.low[at] == "by"), None
        )
        if by is None:
            return None
        agent = next((at for at in self._noun_phrase(by + 1) if self._meets(pattern.before[-1], at)), None)
        if agent is None:
            return None
        left = self._passive_subject(pattern.after[0], index)
        return None if left is None else self._trigger(pattern, index, [*left, agent], passive=True)

    def _noun_phrase(self, start: int) -> Iterator[int]:
        for at in range(start, min(start + 6, len(self.low))):
            if self.low[at] in PREPOSITIONS or self.low[at] == "," or self.tagged.verbs[at] is not None:
                return
            yield at

    def _is_passive(self, pattern: Pattern, index: int) -> bool:
        """What a pattern finds behind the verb is its object or particle: no bare participle then."""
        if pattern.before or pattern.after:
            return has_be(self.tagged, index)
        return is_passive(self.tagged, index)

    def _trigger(self, pattern: Pattern, index: int, others: Iterable[int], passive: bool) -> Trigger:
        verb = self.tagged.verbs[index]
        carries = verb is not None and verb[0] in self.lexicon.light_verbs
        tokens = tuple(sorted({index, *others}))
        return Trigger(pattern, index, tokens, verbal=True, passive=passive, carries=carries)

    def _match_right(self, elements: Sequence[Element], index: int) -> list[int] | None:
        """The tokens the elements are met at, in order, behind `index` in its clause."""
        found: list[int] = []
        at = index
        for element in elements:
            met = self._ahead(element, at)
            if met is None:
                return None
            found.append(met)
            at = met
        return found

    def _ahead(self, element: Element, index: int) -> int | None:
        """Where `element` is met behind `index`; an object is not looked for behind a preposition."""
        preposition = bool(element.words & PREPOSITIONS) or element.words & _PARTICLES
        window = _PREPOSITION_WINDOW if preposition else _OBJECT_WINDOW
        clause = self.clauses.of_token[index]
        if preposition and self.low[index + 1 : index + 2] != [] and self._other_particle(element, index + 1):
            return None
        tight = bool(preposition) and self._moves(index)
        for at in range(index + 1, min(index + 1 + window, len(self.low))):
            if tight and not self._loose(at - 1, index):
                return None
            if self.clauses.of_token[at] != clause:
                if self.clauses.at(at).kind == "paren":
                    continue
                return None
            if self._meets(element, at):
                return self._head_of_class(element, at)
            if self._closes(at, bool(preposition)):
                return None
        return None

    def _moves(self, index: int) -> bool:
        verb = self.tagged.verbs[index]
        return verb is not None and verb[0] in _TIGHT

    def _loose(self, at: int, head: int) -> bool:
        """What may stand between a verb of motion and where it goes: adverbs and days, no object."""
        word = self.low[at]
        if at == head or is_adverb(word) or word in TIME_WORDS or word in _STATES or word[0].isdigit():
            return True
        return word == "from" or (self.tagged.place_at[at] >= 0 and "from" in self.low[head:at])

    def _other_particle(self, element: Element, at: int) -> bool:
        """ "called off an attack on" is not "called on": its particle makes another verb of it."""
        return self.low[at] in _PARTICLES and self.low[at] not in element.words

    def _closes(self, at: int, preposition: bool) -> bool:
        word = self.low[at]
        if self.tagged.verbs[at] is not None and not is_adverb(word):
            return True
        if word == "," or preposition:
            return word == ","
        return word in PREPOSITIONS and not approximates(self.low, at)

    def _meets(self, element: Element, at: int) -> bool:
        if self.low[at] in element.words:
            return self.low[at] != "on" or not self._of_time(at + 1)
        owner = at + 1 < len(self.low) and self.low[at + 1] in POSSESSIVES
        if element.classes & self.tagged.classes[at] and not owner:
            return True
        number = self.tagged.actor_at[at]
        if number >= 0 and (element.actor or self._of_sector(element, number)):
            return True
        if element.name and self.tagged.tokens[at].text[0].isupper() and number < 0:
            return True
        return element.place and self.tagged.place_at[at] >= 0 and not owner

    def _of_time(self, at: int) -> bool:
        """ "agreed on Monday" is not agreed on anything."""
        return at < len(self.low) and self.low[at] in TIME_WORDS

    def _of_sector(self, element: Element, number: int) -> bool:
        hit = self.tagged.actors[number]
        return hit.actor.sector in element.sectors and not hit.modifier

    def _head_of_class(self, element: Element, at: int) -> int:
        """The last word of a compound: in "army units" the noun is "units"."""
        while at + 1 < len(self.low) and element.classes & self.tagged.classes[at + 1]:
            at += 1
        return at

    def _passive_subject(self, element: Element, index: int) -> list[int] | None:
        """The object of a passive; a bare participle ("soldiers sent to") takes only the noun beside it."""
        start = group_start(self.tagged, index)
        if start < index and any(self.low[at] in BE for at in range(start, index)):
            return self._subject(element, index)
        beside = index - 1
        while beside > 0 and is_adverb(self.low[beside]):
            beside -= 1
        if beside < 0 or not self._meets(element, beside):
            return None
        described = self.low[index + 1 : index + 2] and self.low[index + 1] in PREPOSITIONS
        return [beside] if described or not self._governed(beside) else None

    def _subject(self, element: Element, index: int) -> list[int] | None:
        """The token of the subject that is `element`, looked for in front of the verb at `index`."""
        start = group_start(self.tagged, index)
        for at in self._subject_range(start, self.clauses.at(index)):
            infinitive = self.low[start] == "to"
            if self._meets(element, at) and not self._colours(at) and not self._governed(at, infinitive):
                return [at]
            verb = self.tagged.verbs[at]
            if verb is not None and verb != ("be", "s") and not self._reduced(at):
                return None
        return None

    def _colours(self, at: int) -> bool:
        """ "Mexican" in "the Mexican chain": whose subject it is stands behind."""
        number = self.tagged.actor_at[at]
        named = number >= 0 and self.tagged.actors[number].modifier
        return named and not self.tagged.classes[at]

    def _reduced(self, at: int) -> bool:
        """ "drones launched by rebels hit a base": a participle that only describes the subject."""
        verb = self.tagged.verbs[at]
        described = self.low[at + 1 : at + 2] in (["by"], ["from"], ["in"], ["at"])
        return (
            verb is not None
            and verb[1] in ("past", "participle")
            and described
            and self.low[at - 1] not in BE
        )

    def _subject_range(self, start: int, clause: Clause) -> list[int]:
        """Tokens before a verb group where its subject can stand, nearest first."""
        own = [at for at in clause.tokens if at < start]
        nouns = [at for at in own if self.low[at] not in RELATIVES and self.low[at] != "that"]
        outer = clause.outer
        relative = clause.kind == "relative"
        bare = not nouns or all(self.low[at] in _LINKS or is_adverb(self.low[at]) for at in nouns)
        if (relative or (bare and clause.kind in ("coordinate", "participle"))) and outer is not None:
            parent = self.clauses.items[outer]
            before = [at for at in parent.tokens if at < clause.start]
            if not relative:
                before = before[: self._first_verb(before)]
            return list(reversed([*before, *own]))[:_SUBJECT_WINDOW]
        return list(reversed(own))[:_SUBJECT_WINDOW]

    def _first_verb(self, tokens: list[int]) -> int:
        for number, at in enumerate(tokens):
            if self.tagged.verbs[at] is not None or self.low[at] in MODALS:
                return number
        return len(tokens)

    def _governed(self, at: int, infinitive: bool = False) -> bool:
        """Whether the noun at `at` stands behind a preposition: not the subject then, except in "orders for
        soldiers to go"."""
        back = at - 1
        while back >= 0:
            word = self.low[back]
            if (word == "for" and infinitive) or word in TIME_NOUNS:
                return False
            if word in PREPOSITIONS and (word == "of" or not approximates(self.low, back)):
                return word != "of" or back == 0 or not self._counts(back - 1)
            if word == "," or self.tagged.verbs[back] is not None or word in DETERMINERS:
                return word != "," and back > 0 and self._stands_behind(back - 1)
            back -= 1
        return False

    def _counts(self, at: int) -> bool:
        """ "hundreds of", "the first 90 of", "north of 300"."""
        above = self.low[at] == "north" and self.low[at + 2][0].isdigit()
        return above or self.low[at] in QUANTIFIERS or self.low[at][0].isdigit()

    def _stands_behind(self, at: int) -> bool:
        return self.low[at] in PREPOSITIONS and not approximates(self.low, at)

    def _nominal(self, start: Start) -> Iterator[Trigger]:
        index = start.head
        for pattern in start.nominal:
            left = self._match_left(pattern.before, index)
            if left is None:
                continue
            right = self._noun_right(pattern.after, index)
            if right is not None:
                tokens = tuple(sorted({index, *left, *right}))
                yield Trigger(pattern, index, tokens, verbal=False)

    def _match_left(self, elements: Sequence[Element], index: int) -> list[int] | None:
        """The elements in front of a noun, each within two modifiers of the next."""
        found: list[int] = []
        at = index
        for element in reversed(elements):
            met = next((back for back in self._modifiers(at) if self._meets(element, back)), None)
            if met is None:
                return None
            found.append(met)
            at = met
        return found

    def _modifiers(self, at: int) -> Iterator[int]:
        for back in range(at - 1, max(-1, at - 4), -1):
            word = self.low[back]
            if word in PREPOSITIONS or word in DETERMINERS or word in POSSESSIVES or word in (",", "."):
                return
            yield back
            if self.tagged.verbs[back] is not None:
                return

    def _compound(self, index: int, met: int) -> bool:
        """ "battles floods in": a noun right behind makes the first one no head."""
        word = self.low[index + 1]
        plain = word.isalpha() and not is_adverb(word) and word not in TIME_WORDS
        return met > index + 1 and plain and self.tagged.verbs[index + 1] is None and word not in CLOSED

    def _noun_right(self, elements: Sequence[Element], index: int) -> list[int] | None:
        if not elements:
            return []
        first = elements[0]
        near = 2 if first.words & {"of", "that", "to", "for", "against"} else 4
        met = self._ahead(first, index)
        if met is None or met - index > near or self._compound(index, met):
            return None
        rest = self._match_right(elements[1:], met)
        return None if rest is None else [met, *rest]


def _without_covered(triggers: list[Trigger]) -> list[Trigger]:
    """Of a verb and the noun it carries ("launched a drone attack") the more telling one stays."""
    kept = []
    triggers = [trigger for trigger in triggers if not _told_by_another(trigger, triggers)]
    for trigger in triggers:
        rivals = [other for other in triggers if other is not trigger and _covers(other, trigger)]
        if not any(_beats(rival, trigger) for rival in rivals):
            kept.append(trigger)
    return kept


def _told_by_another(trigger: Trigger, triggers: list[Trigger]) -> bool:
    """ "expects 10,000 to be deployed": the verb that says what becomes of them tells it."""
    return trigger.pattern.continues and any(
        not other.pattern.continues and set(other.tokens) & set(trigger.tokens) for other in triggers
    )


def _covers(one: Trigger, other: Trigger) -> bool:
    return other.head in one.tokens or one.head in other.tokens


def _beats(rival: Trigger, trigger: Trigger) -> bool:
    if rival.verbal != trigger.verbal and "reject" in (rival.kind, trigger.kind):
        noun, verb = (trigger, rival) if rival.verbal else (rival, trigger)
        breached = not verb.pattern.heads.isdisjoint(_BREACHES)
        if verb.kind == "reject" and noun.kind in _REFUSABLE and not breached:
            return noun is rival
    if rival.kind == trigger.kind:
        return rival.verbal > trigger.verbal or (rival.verbal == trigger.verbal and rival.head < trigger.head)
    if rival.verbal != trigger.verbal:
        noun, verb = (trigger, rival) if rival.verbal else (rival, trigger)
        more = noun.pattern.weight - verb.pattern.weight
        telling = more > 0 and (verb.carries or noun.head < verb.head)
        return (noun is rival) == telling
    return rival.pattern.weight > trigger.pattern.weight


# What a refusal names is told as itself, negated.
_BREACHES = frozenset(("violate", "defy", "breach", "flout"))
_REFUSABLE = frozenset(("talks", "agreement", "ceasefire", "visit"))
# Verbs whose patterns name their object where they have one: "flew commandos into" is no journey.
_TIGHT = word_set(
    "call decline refuse be go fly travel head move march land arrive return come remain stay sail"
)
_STATES = word_set(
    "km kilometres kilometers miles metres stationed based present deployed on up back down out in a"
)
_PARTICLES = frozenset(["up", "out", "off", "over", "down", "back", "away"])
_LINKS = frozenset(("and", "but", "or", ",", "has", "have", "had", "is", "are", "was", "were"))
