"""What a sentence leaves to the one before it: "about 1,500 of them", "it signed it", "the two countries".

Two steps. Before a sentence is read, `Told` says which stretches of it stand for forces or a pact told
before. After all are read, `settle` gives frames without an own actor the one of the frame they go on from.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace

from events._clause import Clause, Clauses
from events._frame import Frame
from events._grammar import COORDINATORS, MODALS, RELATIVES, is_adverb
from events._tagged import Tagged
from events._triggers import Trigger
from events._words import word_set
from events.lexicon import Lexicon
from events.lexicon.schema import KindEntry
from events.model import Actor, Quantity
from events.text import Token

MOVED = frozenset(("sent", "withdrawn", "additional"))
_PRONOUNS = word_set("it they he she we this that them")
_PAIRS = word_set("countries governments sides nations presidents leaders")
# A pronoun reaches back over this many sentences, a bare force over the whole article.
_NEAR = 2


@dataclass(slots=True)
class Told:
    """The word classes of what the article has told so far."""

    classes: set[str] = field(default_factory=set)

    def add(self, trigger: Trigger, entry: KindEntry) -> None:
        """Remember what a trigger of a kind tells of."""
        if entry.counts in MOVED or entry.counts == "taking_part":
            self.classes.add("force")
        if trigger.kind == "agreement":
            self.classes.add("pact")

    def recalled(
        self, read_counts: Callable[[], Iterable[Quantity]], tokens: Sequence[Token], low: Collection[str]
    ) -> list[tuple[int, int, str]]:
        """The stretches that stand for forces (a bare count) or a pact ("it" behind a verb); `low` are the
        words of the tokens, which tell whether the counts are wanted."""
        found: list[tuple[int, int, str]] = []
        if "them" in low:
            found += [(q.span.start, q.span.end, "force") for q in read_counts() if _of_them(q, tokens)]
        if "force" in self.classes:
            bare = (q for q in read_counts() if q.unit == "" or q.text.lower().endswith(" men"))
            found += [(q.span.start, q.span.end, "force") for q in bare]
        if "pact" in self.classes:
            found += [(token.start, token.end, "pact") for token in tokens[1:] if token.low == "it"]
        return found


def _of_them(quantity: Quantity, tokens: Sequence[Token]) -> bool:
    """ "400 of them"."""
    behind = [token.low for token in tokens if token.start >= quantity.span.end][:2]
    return behind == ["of", "them"] or quantity.text.lower().endswith(" of them")


def open_subject(tagged: Tagged, clauses: Clauses, trigger: Trigger) -> str:
    """Whether the sentence itself leaves open who acts: "force" where only what is moved is named,
    "pronoun" where a pronoun acts, "" where the subject is somebody the text names."""
    if not trigger.verbal or trigger.passive or trigger.pattern.before:
        return "force"
    clause: Clause | None = clauses.at(trigger.head)
    for _ in range(4):
        if clause is None:
            return ""
        subject = _subject_words(tagged, clause)
        if subject:
            return "pronoun" if all(word in _PRONOUNS for word in subject) else ""
        clause = clauses.items[clause.outer] if clause.outer is not None else None
    return ""


def _subject_words(tagged: Tagged, clause: Clause) -> list[str]:
    """The words of a clause before its first verb that may be its subject."""
    words: list[str] = []
    for at in clause.tokens:
        word = tagged.low[at]
        if tagged.verbs[at] is not None or word in MODALS:
            break
        if word[0].isalnum() and not (word in COORDINATORS or word in RELATIVES or is_adverb(word)):
            words.append(word)
    return words


def settle(frames: Sequence[Frame], lexicon: Lexicon) -> list[Frame]:
    """The frames in reading order (title first), each with the actors it takes from an earlier one. One
    that only tells on of a happening, or claims a presence abroad, falls away where that is not so."""
    settled: list[Frame] = []
    for frame in frames:
        source = _source(settled, frame, lexicon)
        found = _filled(frame, source) if source is not None else frame
        if frame.continues and source is None:
            continue
        if not frame.abroad or _is_abroad(found):
            settled.append(found)
    return settled


def _source(earlier: Sequence[Frame], frame: Frame, lexicon: Lexicon) -> Frame | None:
    """The earlier frame that `frame` goes on from, None where it stands by itself."""
    family = lexicon.family(frame.kind)
    if frame.field == "title":
        return None
    if frame.actors and not _is_pair(frame.actors) and not frame.continues:
        if not _is_bare_count(frame):
            return None
        return next((other for other in reversed(earlier) if _goes_on(frame, other, family, lexicon)), None)
    moves = frame.continues or (frame.open_subject and lexicon.kinds[frame.kind].counts in MOVED)
    for other in reversed(earlier):
        if not other.actors:
            continue
        if moves and _moves(other, family, lexicon):
            return other
        near = other.field == "title" or frame.position - other.position <= _NEAR
        if not moves and near and _leans(frame, other):
            return other
    return None


def _is_bare_count(frame: Frame) -> bool:
    return not frame.places and not frame.recipients and any(q.unit == "" for q in frame.quantities)


def _goes_on(frame: Frame, other: Frame, family: str, lexicon: Lexicon) -> bool:
    """ "Seoul plans to send 600 in all": a bare count of the same country's goes where the first went."""
    home = {actor.country for actor in frame.actors} - {""}
    same = bool(home & {actor.country for actor in other.actors})
    return same and _moves(other, family, lexicon)


def _moves(other: Frame, family: str, lexicon: Lexicon) -> bool:
    counts = lexicon.kinds[other.kind].counts
    return lexicon.family(other.kind) == family or (family != "exercise" and counts in MOVED)


def _leans(frame: Frame, other: Frame) -> bool:
    if _is_pair(frame.actors):
        return len({actor.country for actor in (*other.actors, *other.recipients)} - {""}) >= 2
    return frame.open_subject == "pronoun" and other.field == "body"


def _is_pair(actors: Sequence[Actor]) -> bool:
    """ "the two countries", "both sides"."""
    return any(not actor.country and actor.name.lower().split()[-1] in _PAIRS for actor in actors)


def _filled(frame: Frame, source: Frame) -> Frame:
    if _is_pair(frame.actors):
        parties = {a.country: a for a in (*source.actors, *source.recipients) if a.country}
        return replace(frame, actors=tuple(parties.values()))
    headed = any(place.role == "destination" for place in frame.places) or frame.kind != source.kind
    recipients = frame.recipients if frame.recipients or headed else source.recipients
    home = {actor.country for actor in source.actors}
    recipients = tuple(actor for actor in recipients if actor.country not in home)
    return replace(frame, actors=_movers(frame, source), recipients=recipients)


def _movers(frame: Frame, source: Frame) -> tuple[Actor, ...]:
    """Who "expects 5,000 men" sends none of them."""
    return source.actors if frame.continues or not frame.actors else frame.actors


def _is_abroad(frame: Frame) -> bool:
    home = {actor.country for actor in frame.actors} - {""}
    away = {place.country for place in frame.places} | {actor.country for actor in frame.recipients}
    return bool(home) and bool(away - home - {""})
