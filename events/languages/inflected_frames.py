"""Frames of Russian and Ukrainian sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from events._actor_names import country_name
from events._frame import Frame
from events.languages.counts import with_role
from events.languages.hits import Hit, Named
from events.languages.inflected import Parsed, Pattern, Verb, Wanted, parse, tables
from events.languages.inflected_counts import Counted, counts
from events.languages.inflected_roles import actors_of, places_of
from events.languages.inflected_speakers import Speech, speeches
from events.languages.inflected_status import denied, noun_status, verb_status
from events.languages.names import folded
from events.languages.names_inflected import inflected_names
from events.languages.telling import Stated, Telling, assertion_of, frame_of
from events.lexicon import Lexicon
from events.model import Actor, DateValue, Field, Quantity
from events.text import Sentence, tokenize

_SPECIFIC = ("drone_strike", "air_strike", "shelling_missile", "missile_test")
_ATTACKS = frozenset(("air_strike", "drone_strike", "shelling_missile"))
_BEHIND_NOUN = 5


class Trigger(NamedTuple):
    """A word that tells of a happening of its pattern's kind; `verb` is None for a noun."""

    at: int
    pattern: Pattern
    verb: Verb | None


def find_hits(code: str, text: str, field: Field) -> list[Hit]:
    """The names of a text."""
    return inflected_names(code).find(tokenize(text), field, text, 0)


def sentence_frames(
    code: str,
    sentence: Sentence,
    position: int,
    field: Field,
    named: Sequence[Named],
    dates: Sequence[DateValue],
    lexicon: Lexicon,
) -> list[Frame]:
    """The frames of one sentence with the names and dates inside it."""
    tokens = tokenize(sentence.text, sentence.start)
    if tables(code).starts.isdisjoint(folded(token.text) for token in tokens):
        return []
    parsed = parse(tokens, list(named), dates, tables(code))
    if _other_world(parsed, field):
        return []
    return _Reader(parsed, field, dates, lexicon).frames(sentence, position)


def _other_world(parsed: Parsed, field: Field) -> bool:
    if field == "body" and parsed.low[-1] == "?":
        return True
    stems = tuple(folded(stem) for stem in parsed.tables.lexicon.other_worlds)
    return any(word.startswith(stems) for word in parsed.low)


class _Reader:
    def __init__(self, parsed: Parsed, field: Field, dates: Sequence[DateValue], lexicon: Lexicon) -> None:
        self.parsed, self.field, self.dates, self.lexicon = parsed, field, dates, lexicon
        self.counts = counts(parsed, field)
        self.speeches = speeches(parsed, field)
        self.last_actors: tuple[Actor, ...] = ()

    def frames(self, sentence: Sentence, position: int) -> list[Frame]:
        told = []
        triggers = list(self._triggers())
        for trigger in triggers:
            telling = self._telling(trigger, triggers)
            if telling is not None:
                told.append(telling)
        return [
            frame_of(item, sentence, position, self.field, self.lexicon.kinds[item.kind]) for item in told
        ]

    def _triggers(self) -> Iterator[Trigger]:
        """One trigger a clause for each family of kinds, verbs before nouns."""
        seen: set[tuple[int, str]] = set()
        found = [*self._verb_triggers(), *self._noun_triggers()]
        for trigger in found:
            clause = self.parsed.clause_of[trigger.at]
            key = clause, self.lexicon.family(trigger.pattern.kind)
            if key not in seen:
                seen.add(key)
                yield trigger

    def _verb_triggers(self) -> Iterator[Trigger]:
        last_wanted: tuple[Wanted, ...] = ()
        for at in range(len(self.parsed.low)):
            clause = self.parsed.clause(self.parsed.clause_of[at])
            for verb in self.parsed.verbs(at):
                patterns = self.parsed.tables.verb_patterns.get(verb.lemma, ())
                fitting = [p for p in patterns if self._fits(p, clause, at)]
                if not fitting and last_wanted:
                    fitting = [p for p in patterns if p.wanted == last_wanted and self._elided(clause, at)]
                if fitting:
                    pattern = min(fitting, key=self._rank)
                    last_wanted = pattern.wanted
                    yield Trigger(at, pattern, verb)

    def _rank(self, pattern: Pattern) -> tuple[int, int]:
        order = _SPECIFIC.index(pattern.kind) if pattern.kind in _SPECIFIC else len(_SPECIFIC)
        return -len(pattern.wanted), order

    def _fits(self, pattern: Pattern, clause: range, trigger: int) -> bool:
        return all(
            any(self.parsed.has(at, item) for at in clause if at != trigger) for item in pattern.wanted
        )

    def _elided(self, clause: range, at: int) -> bool:
        """ "and is to send 2,000 more": the noun stands in the clause before."""
        return any(item.first in clause and not item.quantity.unit for item in self.counts)

    def _noun_triggers(self) -> Iterator[Trigger]:
        for at, word in enumerate(self.parsed.low):
            for pattern in self.parsed.tables.noun_patterns.get(word, ()):
                clause = self.parsed.clause(self.parsed.clause_of[at])
                near = range(max(clause.start, at - 2), min(clause.stop, at + _BEHIND_NOUN))
                if self._fits(pattern, near, at):
                    yield Trigger(at, pattern, None)
                    break

    def _telling(self, trigger: Trigger, triggers: Sequence[Trigger]) -> Telling | None:
        parsed, entry = self.parsed, self.lexicon.kinds[trigger.pattern.kind]
        number = parsed.clause_of[trigger.at]
        clause = parsed.clause(number)
        if any(parsed.is_word(at, "against") for at in clause):
            return None
        speech = self._speech_over(trigger)
        same = speech is not None and speech.clause == number
        spoken = speech.speaker if speech is not None and same else range(0)
        actors = self._actors(clause, trigger, spoken) or self._speaking(clause, trigger, speech)
        stated = self._status(trigger, speech)
        places = places_of(parsed, clause, trigger.at, entry, actors)
        quantities = self._quantities(trigger, clause, stated, triggers)
        said = tuple(item.attribution for item in [speech] if item and item.attribution)
        own, reported = self._dates(clause, speech, spoken)
        token = parsed.tokens[trigger.at]
        return Telling(
            kind=trigger.pattern.kind,
            rule=trigger.pattern.rule,
            start=token.start,
            end=token.end,
            verbal=trigger.verb is not None,
            stated=stated,
            actors=actors,
            recipients=(),
            places=places,
            quantities=quantities,
            date=own,
            reported=reported,
            attributions=said,
            assertion=assertion_of(said, bool(speech and speech.cue == "confirmed"), stated.status),
            countries=frozenset(name.country for name in parsed.named if name.entry and name.country),
            helps=any(word.startswith(tuple(parsed.tables.words["support"])) for word in parsed.low),
        )

    def _actors(self, clause: range, trigger: Trigger, spoken: range) -> tuple[Actor, ...]:
        """The clause's own, else those of the clause before it, else whoever speaks."""
        found = actors_of(self.parsed, clause, trigger.at, spoken, self.field)
        if not found:
            found = self.last_actors or self._earlier(clause)
        self.last_actors = found
        return found

    def _speaking(self, clause: range, trigger: Trigger, speech: Speech | None) -> tuple[Actor, ...]:
        """Who tells of their own: "the ministry reported the withdrawal", "the premier said the country"."""
        if speech is None or speech.attribution is None or not speech.attribution.country:
            return ()
        said, span = speech.attribution, speech.attribution.span
        own = any(self.parsed.is_word(at, "own") for at in clause)
        reported = trigger.verb is None and speech.clause == self.parsed.clause_of[trigger.at]
        if span is None or not (own or reported) or speech.cue == "denied":
            return ()
        return (Actor(country_name(said.country), said.country, "government", span),)

    def _earlier(self, clause: range) -> tuple[Actor, ...]:
        number = self.parsed.clause_of[clause.start]
        for other in range(number - 1, -1, -1):
            before = self.parsed.clause(other)
            found = (
                actors_of(self.parsed, before, before.stop, self._officials(), self.field) if before else ()
            )
            if found:
                return found
        return ()

    def _officials(self) -> frozenset[int]:
        """The words of speakers who only report, such as a general staff."""
        official = (s for s in self.speeches if any(self.parsed.agency(at) for at in s.speaker))
        return frozenset(at for speech in official for at in speech.speaker)

    def _status(self, trigger: Trigger, speech: Speech | None) -> Stated:
        if trigger.verb is None:
            stated = noun_status(self.parsed, trigger.at)
        else:
            stated = verb_status(self.parsed, trigger.at, trigger.verb)
        return denied(stated, speech)

    def _speech_over(self, trigger: Trigger) -> Speech | None:
        """The saying of the trigger's own clause, else of the one before ("said that") or of one behind."""
        number = self.parsed.clause_of[trigger.at]
        behind = [speech.clause for speech in self.speeches if speech.clause > number]
        for clause in (number, number - 1, *behind):
            for speech in self.speeches:
                if speech.clause == clause and (clause == number or self._reaches(speech, number)):
                    return speech
        according = (speech for speech in self.speeches if speech.cue == "according")
        return next(according, self._first_saying(number))

    def _first_saying(self, number: int) -> Speech | None:
        """ "said that X and that Y": what is said goes on while no other says."""
        earlier = [speech for speech in self.speeches if speech.clause < number]
        return earlier[-1] if earlier and self._opens_with_that(earlier[-1].clause + 1) else None

    def _reaches(self, speech: Speech, number: int) -> bool:
        if speech.cue == "according":
            return True
        if speech.clause < number:
            return self._opens_with_that(number)
        opening = list(self.parsed.clause(speech.clause))[:3]
        cued = ("claimed", "confirmed", "denied")
        return any(
            self.parsed.tables.cues.get(verb.lemma) in cued
            for at in opening
            for verb in self.parsed.verbs(at)
        ) or self.parsed.low[opening[0]] in (",", "—", "–")

    def _opens_with_that(self, number: int) -> bool:
        return any(self.parsed.is_word(at, "that") for at in list(self.parsed.clause(number))[:4])

    def _dates(
        self, clause: range, speech: Speech | None, spoken: range
    ) -> tuple[DateValue | None, DateValue | None]:
        """The happening's own date and that of the saying around it."""
        own = self._date_in(clause)
        if speech is None:
            return own, None
        inside = self.parsed.clause(speech.clause)
        if speech.clause == self.parsed.clause_of[clause.start]:
            return own, None
        return own, self._date_in(inside)

    def _date_in(self, clause: range) -> DateValue | None:
        if not clause:
            return None
        start, end = self.parsed.tokens[clause.start].start, self.parsed.tokens[clause.stop - 1].end
        for date in self.dates:
            if start <= date.char_start < end and date.type in ("DATE", "TIME") and (date.start or date.end):
                return date
        return None

    def _quantities(
        self, trigger: Trigger, clause: range, stated: Stated, triggers: Sequence[Trigger]
    ) -> tuple[Quantity, ...]:
        kind, entry = trigger.pattern.kind, self.lexicon.kinds[trigger.pattern.kind]
        found = []
        sole = sum(other.pattern.kind in _ATTACKS for other in triggers) == 1
        for item in self.counts:
            lost = self._loss(item)
            if lost:
                if kind in _ATTACKS and sole:
                    found.append(_lost(item.quantity, lost))
                continue
            if item.first not in clause:
                continue
            added = any(self.parsed.is_word(at, "more") for at in range(item.first - 2, item.end + 1))
            counted = with_role(item.quantity, entry, stated.status, added=added)
            if counted:
                found.append(counted)
        return tuple(found)

    def _loss(self, item: Counted) -> str:
        """killed or wounded, where the verb beside the count says so."""
        for at in sorted(
            self.parsed.clause(self.parsed.clause_of[item.first]), key=lambda i: abs(i - item.first)
        ):
            for verb in self.parsed.verbs(at):
                cue = self.parsed.tables.cues.get(verb.lemma, "")
                if cue in ("killed", "wounded") and item.quantity.unit in ("people", "troops", ""):
                    return cue
        return ""


def _lost(found: Quantity, role: str) -> Quantity:
    from dataclasses import replace

    return replace(found, role=role, unit="people" if not found.unit else found.unit)
