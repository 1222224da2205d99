"""Clause frames: each trigger of a text with its status, speaker, actors, numbers, places and dates."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from events._attribution import Said, read_attribution
from events._clause import Clause, Clauses
from events._clauses import split_clauses
from events._counts import casualty, count
from events._frame import Frame
from events._frame_places import read_places
from events._gate import gate
from events._obligations import MUST, is_obligation, obligations, obliging
from events._references import Told, open_subject
from events._roles import Roles, Scope, read_roles, scope_of, with_place_country
from events._sites import add_named_towns, named_site
from events._status import Reading, read_status
from events._subjects import placed_actors, subjects_of
from events._tagged import Tagged, tag, word_classes
from events._triggers import Trigger, find_starts, find_triggers
from events._words import word_set
from events.actors import HitReader
from events.lexicon import Lexicon
from events.model import Actor, DateValue, Field, Place, Quantity
from events.text import Sentence, cut, dateline_end, lowered, placed

ItemT = TypeVar("ItemT")
# More than any news text has; it bounds the work on a hostile one.
MOST_FRAMES = 200
SPEECH = frozenset(("accuse", "demand", "threat", "reject", "deny_statement"))


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
    triggers = _settled(found, tagged, clauses)
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
    return any(other.at(low, at)[0] for at in range(len(low)) if tagged.actor_at[at] < 0)


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
        self.tolls = sum(trigger.kind in _TOLLS for trigger in triggers)

    def frame(self, trigger: Trigger) -> Frame:
        entry = self.lexicon.kinds[trigger.kind]
        reading = read_status(self.tagged, self.clauses, trigger, self.lexicon)
        said = read_attribution(
            self.tagged, self.clauses, trigger, reading.governor, reading.hearsay, self.lexicon
        )
        scope = scope_of(trigger, self.clauses, self.heads)
        roles = self._roles(trigger, scope, reading.governor)
        places = tuple(read_places(self.tagged, scope, entry, trigger))
        places = places or self._sites(trigger, roles) or self._places_around(trigger)
        roles = with_place_country(roles, places, entry)
        if trigger.kind in _AT_GOVERNMENTS and not roles.recipients:
            roles = Roles(roles.actors, self._governments(roles))
        tokens = self.tagged.tokens
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
            date=self._date(trigger, scope),
            reported=self._reported(said),
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
            lost = casualty(self.tagged, quantity) and (self._sole(trigger) or self._follows(trigger, first))
            if not (scope.holds(first) or lost):
                continue
            counted = count(self.tagged, quantity, entry, status)
            if counted is not None:
                found.append(counted)
        armed = {quantity.role for quantity in found if quantity.unit == "troops"}
        return tuple(q for q in found if q.unit != "people" or q.role not in armed or q.role in _LOST)

    def _sole(self, trigger: Trigger) -> bool:
        """Whether nothing else in the sentence could have cost the lives it counts."""
        return trigger.kind in _TOLLS and self.tolls == 1

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

    def _date(self, trigger: Trigger, scope: Scope) -> DateValue | None:
        """The nearest date of the frame's own clause; one that goes on from another shares its date."""
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


def _settled(triggers: list[Trigger], tagged: Tagged, clauses: Clauses) -> list[Trigger]:
    """The triggers of a sentence without those that only say another one: the accusation whose content
    is here, the demand for what is here, the killing that is the toll of a strike, the summit at which a
    treaty was signed."""
    return [
        second
        for second in triggers
        if not _recalled(second, tagged, clauses)
        and not _alluded(second, tagged)
        and not any(first is not second and _absorbs(first, second, tagged, clauses) for first in triggers)
    ]


def _alluded(trigger: Trigger, tagged: Tagged) -> bool:
    """ "defended Iraq against Western criticism": named as what was said before."""
    if trigger.verbal or trigger.kind not in SPEECH:
        return False
    first = min(trigger.tokens)
    return any(word in _AGAINST for word in tagged.low[max(0, first - 3) : first])


def _absorbs(one: Trigger, other: Trigger, tagged: Tagged, clauses: Clauses) -> bool:
    """Whether `other` is said by `one` already."""
    if one.kind == "accuse" and other.kind in SPEECH:
        return one.head < other.head and _governs(one.head, other, clauses)
    if other.kind == "accuse" and _inquires(other, tagged) and not one.verbal:
        return False
    if other.kind in SPEECH and one.kind not in SPEECH:
        if other.kind == "demand" or other.head > one.head or _only_cause(other, one, tagged):
            return False
        return _governs(other.head, one, clauses)
    if other.kind == "agreement" and _agrees_to(other, tagged):
        return one.kind != other.kind and other.head < one.head and _governs(other.head, one, clauses)
    if one.kind == "demand" and not one.passive and other.kind not in SPEECH:
        return one.head < other.head and _governs(one.head, other, clauses)
    if one.kind == "talks" and one.kind != other.kind and _is_topic(other, one, tagged):
        return True
    if other.kind in ("talks", "visit") and not other.verbal and one.kind != other.kind:
        before = tagged.low[max(0, min(other.tokens) - 5) : min(other.tokens)]
        return one.head < other.head and any(word in _OCCASIONS for word in before)
    toll = other.kind in _TOLL_KINDS and tagged.low[other.head].startswith(("kill", "injur", "wound"))
    return (toll or other.pattern.continues) and one.kind in _TOLLS and not one.pattern.continues


def _inquires(trigger: Trigger, tagged: Tagged) -> bool:
    """ "opened an inquiry into the sale": more than saying who did it."""
    verb = tagged.verbs[trigger.head]
    return verb is not None and verb[0] in _INQUIRING


def _only_cause(speech: Trigger, one: Trigger, tagged: Tagged) -> bool:
    """ "vowed revenge for the killing of": the noun says why, not what."""
    between = tagged.low[speech.head + 1 : min(one.tokens)]
    return not one.verbal and any(word in _CAUSES for word in between)


def _is_topic(other: Trigger, talks: Trigger, tagged: Tagged) -> bool:
    """ "will meet for talks on a ceasefire": what is talked about has not happened."""
    if other.verbal or max(talks.tokens) >= min(other.tokens):
        return False
    between = range(max(talks.tokens) + 1, min(other.tokens))
    verbs = any(tagged.verbs[at] is not None for at in between)
    return not verbs and any(tagged.low[at] in _ABOUT for at in list(between)[-4:])


def _agrees_to(trigger: Trigger, tagged: Tagged) -> bool:
    verb = tagged.verbs[trigger.head]
    return verb is not None and verb[0] == "agree" and tagged.low[trigger.head + 1] == "to"


def _recalled(trigger: Trigger, tagged: Tagged, clauses: Clauses) -> bool:
    """ "the marines, who had been stationed in Haiti": told only to say who they are."""
    clause = clauses.at(trigger.head)
    return (
        clause.kind == "relative" and trigger.verbal and "had" in [tagged.low[at] for at in clause.tokens[:3]]
    )


def _governs(head: int, trigger: Trigger, clauses: Clauses) -> bool:
    clause = clauses.at(trigger.head)
    if clauses.of_token[head] == clause.number:
        return True
    for _ in range(4):
        if clause.governor == head:
            return True
        if clause.governor is not None:
            clause = clauses.at(clause.governor)
        elif clause.outer is not None:
            clause = clauses.items[clause.outer]
        else:
            break
    return clauses.of_token[head] == clause.number and clause.kind != "main"


_AT_GOVERNMENTS = frozenset(("protest", "violent_protest"))
_AGAINST = frozenset(("against", "despite", "amid", "amidst"))
_INQUIRING = frozenset(("open", "launch", "order", "begin", "start", "investigate", "probe", "lodge", "file"))
_CAUSES = frozenset(("for", "over", "after", "following", "about"))
_AT = frozenset(("in", "at", "near", "across"))
_LOST = frozenset(("killed", "wounded"))
# "In 2004 a quake triggered a tsunami that killed": both on the same day.
_STRUCK = frozenset(("disaster", "accident"))
_GOING_ON = frozenset(("coordinate", "participle"))
_OCCASION = frozenset(("when", "after", "as", "while"))
_ABOUT = frozenset(("on", "about", "over", "for", "toward", "towards"))
_OCCASIONS = frozenset(("during", "after", "following", "at"))
_TOLL_KINDS = frozenset(("civilian_attack", "clash", "ied_bombing"))
_TOLLS = word_set(
    "air_strike drone_strike shelling_missile ied_bombing suicide_bombing grenade chemical ambush clash "
    "mob disaster accident disease violent_protest protest_repressed crime assassination coup "
    "civilian_attack"
)
