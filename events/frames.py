"""Clause frames: each trigger of a text with its status, speaker, actors, numbers, places and dates."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from events._absorbed import TOLLS, settled_triggers
from events._attribution import Said, read_attribution
from events._clause import Clause, Clauses
from events._clauses import split_clauses
from events._counts import casualty, count
from events._frame import Frame
from events._frame_places import read_places
from events._gate import gate
from events._grammar import PREPOSITIONS
from events._obligations import MUST, is_obligation, obligations, obliging
from events._references import Told, open_subject
from events._roles import Roles, Scope, read_roles, scope_of, with_place_country
from events._sites import add_named_towns, named_site
from events._status import Reading, read_status
from events._subjects import placed_actors, subjects_of
from events._tagged import Tagged, tag, word_classes
from events._triggers import Trigger, find_starts, find_triggers
from events.actors import HitReader
from events.lexicon import Lexicon
from events.model import Actor, DateValue, Field, Place, Quantity
from events.text import Sentence, cut, dateline_end, lowered, placed

ItemT = TypeVar("ItemT")
# More than any news text has; it bounds the work on a hostile one.
MOST_FRAMES = 200


@dataclass(slots=True)
class Marks:
    """What was found in one of the article's texts, in reading order; actors and quantities are read a
    sentence at a time, where they are wanted. `towns` are the places that no gazetteer has."""

    places: Sequence[Place]
    dates: Sequence[DateValue]
    read_quantities: Callable[[str, int], list[Quantity]]
    actors: HitReader
    towns: list[Place] = field(default_factory=list)
    _places_start: list[int] = field(init=False)
    _dates_start: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self._places_start = [place.span.start for place in self.places]
        self._dates_start = [date.char_start for date in self.dates]

    def places_in(self, sentence: Sentence) -> Sequence[Place]:
        return starting_in(self.places, self._places_start, sentence)

    def dates_in(self, sentence: Sentence) -> Sequence[DateValue]:
        return starting_in(self.dates, self._dates_start, sentence)


def starting_in(items: Sequence[ItemT], starts: Sequence[int], sentence: Sentence) -> Sequence[ItemT]:
    """Those that start in a sentence, where `starts` are the positions of all in reading order."""
    first = bisect_left(starts, sentence.start)
    return items[first : bisect_left(starts, sentence.end, first)]


def find_frames(name: Field, marks: Marks, lexicon: Lexicon, told: Told) -> list[Frame]:
    """The frames of one text in reading order; past `MOST_FRAMES` the rest of a text is left unread. `told`
    goes from one text of an article to the next."""
    frames: list[Frame] = []
    for position, sentence in enumerate(_behind_dateline(marks.actors.text, marks.actors.sentences)):
        if len(frames) >= MOST_FRAMES:
            break
        frames.extend(_sentence_frames(sentence, position, name, marks, lexicon, told))
    return frames


def _behind_dateline(text: str, sentences: list[Sentence]) -> list[Sentence]:
    """The sentences without the dateline that the first one begins with: "QUITO, March 6 (Agency) - "."""
    end = dateline_end(text)
    if not end or not sentences or sentences[0].end <= end:
        return sentences
    first = Sentence(end, sentences[0].end, text[end : sentences[0].end])
    return [first, *sentences[1:]]


def _sentence_frames(
    sentence: Sentence, position: int, name: Field, marks: Marks, lexicon: Lexicon, told: Told
) -> list[Frame]:
    places = marks.places_in(sentence)
    words = cut(sentence.text)
    low = lowered(words)
    classes = word_classes(low, lexicon)
    if not gate(lexicon).opens(low, classes, told.classes, bool(places)):
        return []
    tokens = placed(sentence.text, words, low, sentence.start)
    counts = _Counts(sentence, marks)
    recalled = told.recalled(counts.read, tokens, low)
    actors = marks.actors.hits(tokens)
    tagged = tag(sentence, name, lexicon, actors, places, position, tokens, low, classes, recalled)
    marks.towns += add_named_towns(tagged)
    if _other_world(tagged, lexicon):
        return []
    starts = find_starts(tagged, lexicon)
    if not starts and MUST not in low:
        return []
    clauses = split_clauses(tagged, lexicon)
    found = [*obligations(tagged, clauses, lexicon), *find_triggers(starts, tagged, clauses, lexicon)]
    triggers = settled_triggers(found, tagged, clauses)
    for trigger in triggers:
        told.add(trigger, lexicon.kinds[trigger.kind])
    reader = _FrameReader(tagged, clauses, triggers, marks.dates_in(sentence), counts, lexicon)
    return [reader.frame(trigger) for trigger in triggers]


def _other_world(tagged: Tagged, lexicon: Lexicon) -> bool:
    """Sport, art and the like; a question in the body tells nothing."""
    if tagged.field == "body" and tagged.low[-1] == "?":
        return True
    other, low = lexicon.other_worlds, tagged.low
    if other.first_words.isdisjoint(low):
        return False
    opening = [at for at, word in enumerate(low) if word in other.first_words]
    return any(tagged.actor_at[at] < 0 and other.at(low, at)[0] for at in opening)


@dataclass(slots=True)
class _Counts:
    """The counts of one sentence, read once somebody wants them."""

    sentence: Sentence
    marks: Marks
    found: list[Quantity] | None = None

    def read(self) -> list[Quantity]:
        if self.found is None:
            self.found = self.marks.read_quantities(self.sentence.text, self.sentence.start)
        return self.found


class _FrameReader:
    """Fills the slots of the triggers of one sentence."""

    def __init__(
        self,
        tagged: Tagged,
        clauses: Clauses,
        triggers: list[Trigger],
        dates: Sequence[DateValue],
        counts: _Counts,
        lexicon: Lexicon,
    ) -> None:
        self.tagged, self.clauses, self.lexicon = tagged, clauses, lexicon
        self.dates, self.counts = dates, counts
        self.heads = [trigger.head for trigger in triggers]
        self.tolls = sum(trigger.kind in TOLLS for trigger in triggers)

    def frame(self, trigger: Trigger) -> Frame:
        entry = self.lexicon.kinds[trigger.kind]
        reading = read_status(self.tagged, self.clauses, trigger, self.lexicon)
        said = read_attribution(
            self.tagged, self.clauses, trigger, reading.governor, reading.hearsay, self.lexicon
        )
        scope = scope_of(trigger, self.clauses, self.heads)
        aside = self._is_aside(trigger)
        roles = self._roles(trigger, scope, None if aside else reading.governor)
        places = tuple(read_places(self.tagged, scope, entry, trigger))
        places = places or self._sites(trigger, roles) or self._places_around(trigger)
        roles = with_place_country(roles, places, entry)
        if trigger.kind in _AT_GOVERNMENTS and not roles.recipients:
            roles = Roles(roles.actors, self._governments(roles))
        tokens = self.tagged.tokens
        date, reported = self._date(trigger, scope, aside), self._reported(said)
        if date is not None and self._is_telling(date, trigger):
            date, reported = None, reported or date
        return Frame(
            kind=trigger.kind,
            rule=trigger.pattern.rule,
            field=self.tagged.field,
            sentence=self.tagged.sentence,
            position=self.tagged.position,
            start=tokens[min(trigger.tokens)].start,
            end=tokens[max(trigger.tokens)].end,
            verbal=trigger.verbal,
            reading=reading,
            said=said,
            actors=roles.actors,
            recipients=roles.recipients,
            places=places,
            quantities=self._quantities(trigger, scope, reading.status),
            date=date,
            reported=reported,
            cue=self._cue(reading),
            background=not trigger.verbal and not reading.stated,
            open_subject=open_subject(self.tagged, self.clauses, trigger),
            continues=trigger.pattern.continues,
            abroad=trigger.pattern.abroad,
            countries=frozenset(place.country for place in self.tagged.places if place.country),
            nations=frozenset(hit.actor.country for hit in self.tagged.actors if hit.actor.country),
        )

    def _roles(self, trigger: Trigger, scope: Scope, governor: int | None) -> Roles:
        if is_obligation(trigger):
            return obliging(self.tagged, self.clauses, trigger, self.lexicon)
        entry = self.lexicon.kinds[trigger.kind]
        roles = read_roles(self.tagged, self.clauses, trigger, scope, entry, governor)
        if roles.recipients or entry.mutual:
            return roles
        return Roles(roles.actors, self._warned(trigger))

    def _warned(self, trigger: Trigger) -> tuple[Actor, ...]:
        """ "threatened to strike unless Israel withdrew": whoever can avert it is the one who is warned."""
        chain = self.tagged.low[max(0, trigger.head - 6) : trigger.head + 1]
        if not any(word.startswith("threaten") for word in chain):
            return ()
        for clause in self.clauses.items:
            if clause.opener in ("if", "unless") and clause.start > trigger.head:
                verb = next((at for at in clause.tokens if self.tagged.verbs[at] is not None), clause.start)
                return tuple(hit.actor for hit in subjects_of(self.tagged, self.clauses, verb))
        return ()

    def _sites(self, trigger: Trigger, roles: Roles) -> tuple[Place, ...]:
        """What is visited, where it has a name of its own."""
        if self.lexicon.kinds[trigger.kind].to != "site":
            return ()
        country = next((actor.country for actor in roles.actors), "")
        found = named_site(self.tagged, max(trigger.tokens) + 1, country)
        return (found,) if found else ()

    def _governments(self, roles: Roles) -> tuple[Actor, ...]:
        """The government that the sentence of a protest names: the one it is addressed to."""
        found = [
            placed.hit.actor
            for placed in placed_actors(self.tagged, self.clauses)
            if placed.hit.actor.sector == "government"
            and not placed.hit.modifier
            and placed.link not in _AT
            and placed.hit.actor not in roles.actors
        ]
        speakers = {at for clause in self.clauses.items if clause.kind == "saying" for at in clause.tokens}
        return tuple(actor for actor in found if self._token_of(actor) not in speakers)[:1]

    def _token_of(self, actor: Actor) -> int:
        return self.tagged.token_range(actor.span.start, actor.span.end)[0]

    def _places_around(self, trigger: Trigger) -> tuple[Place, ...]:
        """ "nine people died in Idlib when a bomb went off": the clause around says where; "killed nine and
        wounded 40 in Herat": the one that goes on does."""
        clause, entry = self.clauses.at(trigger.head), self.lexicon.kinds[trigger.kind]
        if entry.inside != "site":
            return ()
        if clause.outer is not None and clause.opener in _OCCASION:
            outer = self.clauses.items[clause.outer].tokens
            return tuple(read_places(self.tagged, Scope(tuple(outer), ()), entry, trigger))
        return tuple(read_places(self.tagged, Scope((), self._going_on(trigger)), entry, trigger))

    def _going_on(self, trigger: Trigger) -> tuple[int, ...]:
        """The tokens of the clauses that go on with the same subject and hold no happening of their own."""
        home = self.clauses.of_token[trigger.head]
        told = {self.clauses.of_token[head] for head in self.heads}
        return tuple(
            at
            for clause in self.clauses.items
            if clause.outer == home and clause.kind in _GOING_ON and clause.number not in told
            for at in clause.tokens
        )

    def _cue(self, reading: Reading) -> tuple[int, int] | None:
        if reading.cue is None:
            return None
        token = self.tagged.tokens[reading.cue]
        return token.start, token.end

    def _quantities(self, trigger: Trigger, scope: Scope, status: str) -> tuple[Quantity, ...]:
        entry = self.lexicon.kinds[trigger.kind]
        found = []
        for quantity in self.counts.read():
            first, _ = self.tagged.token_range(quantity.span.start, quantity.span.end)
            role = casualty(self.tagged, quantity)
            if role in _LOST and trigger.kind not in _COSTLY and entry.counts not in ("killed", "infected"):
                continue
            lost = role and (self._sole(trigger) or self._follows(trigger, first))
            if not (scope.holds(first) or lost):
                continue
            counted = count(self.tagged, quantity, entry, status)
            if counted is not None:
                found.append(counted)
        armed = {quantity.role for quantity in found if quantity.unit == "troops"}
        return tuple(q for q in found if q.unit != "people" or q.role not in armed or q.role in _LOST)

    def _sole(self, trigger: Trigger) -> bool:
        """Whether nothing else in the sentence could have cost the lives it counts."""
        return trigger.kind in TOLLS and self.tolls == 1

    def _follows(self, trigger: Trigger, at: int) -> bool:
        """Whether a casualty count stands in a clause that hangs on the trigger's ("killing nine")."""
        clause: Clause | None = self.clauses.at(at)
        home = self.clauses.of_token[trigger.head]
        for _ in range(4):
            if clause is None:
                return False
            if clause.number == home:
                return True
            clause = self.clauses.items[clause.outer] if clause.outer is not None else None
        return False

    def _is_aside(self, trigger: Trigger) -> bool:
        """ "summoned the envoy over the fighting in Goma": who summons does not fight, nor on that day."""
        if trigger.verbal:
            return False
        for back in range(min(trigger.tokens) - 1, max(-1, min(trigger.tokens) - 5), -1):
            if self.tagged.low[back] in PREPOSITIONS or self.tagged.verbs[back] is not None:
                return self.tagged.low[back] in _ASIDES
        return False

    def _is_telling(self, date: DateValue, trigger: Trigger) -> bool:
        """ "agreed on Tuesday to send": the day of the word, not of the deed."""
        first, after = self.tagged.token_range(date.char_start, date.char_end)
        if after > trigger.head or "to" not in self.tagged.low[after : trigger.head]:
            return False
        for back in range(first - 1, max(-1, first - 4), -1):
            verb = self.tagged.verbs[back]
            if verb is not None:
                words = self.lexicon.status_verbs
                willed = verb[0] in words["planned"] or verb[0] in words["hypothetical"]
                return willed and verb[1] in ("past", "participle")
        return False

    def _date(self, trigger: Trigger, scope: Scope, aside: bool) -> DateValue | None:
        """The nearest date of the frame's own clause; one that goes on from another shares its date."""
        if aside:
            return next(iter(self._dates_in({at for at in scope.behind if at > trigger.head})), None)
        dates = self._dates_in({*scope.before, *scope.behind}) or self._dates_in({min(trigger.tokens) - 1})
        if not dates:
            dates = self._dates_in(set(self._outer_tokens(trigger))) or self._dates_in(
                set(self._going_on(trigger))
            )
        head = self.tagged.tokens[trigger.head].start
        return min(
            dates, key=lambda date: (date.char_start < head, abs(date.char_start - head)), default=None
        )

    def _outer_tokens(self, trigger: Trigger) -> list[int]:
        clause = self.clauses.at(trigger.head)
        struck = clause.kind == "relative" and trigger.kind in _STRUCK
        if (clause.kind == "participle" or struck) and clause.outer is not None:
            return self.clauses.items[clause.outer].tokens
        return clause.tokens

    def _reported(self, said: Said) -> DateValue | None:
        if said.clause is None:
            return None
        tokens = set(self.clauses.items[said.clause].tokens)
        return next(iter(self._dates_in(tokens)), None)

    def _dates_in(self, tokens: set[int]) -> list[DateValue]:
        found = []
        for date in self.dates:
            first, _ = self.tagged.token_range(date.char_start, date.char_end)
            if date.type in ("DATE", "TIME") and (date.start or date.end) and first in tokens:
                found.append(date)
        return found


_ASIDES = frozenset(("over", "about", "after", "following", "amid", "despite", "since", "before"))
_AT_GOVERNMENTS = frozenset(("protest", "violent_protest"))
_AT = frozenset(("in", "at", "near", "across"))
_LOST = frozenset(("killed", "wounded"))
# "In 2004 a quake triggered a tsunami that killed": both on the same day.
_STRUCK = frozenset(("disaster", "accident"))
# What may cost lives though it is not counted by them.
_COSTLY = TOLLS | {"protest", "exercise"}
_GOING_ON = frozenset(("coordinate", "participle"))
_OCCASION = frozenset(("when", "after", "as", "while"))
