"""Who says a verb of saying, as the text names them: the noun phrase that is its subject.

"Two senior officials", "the governor's spokesman", "a report by Amnesty International", "the region's
governor, Pavel Malkov". Where the phrase is an actor the article's actor stands for it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from events._clause import Clause, Clauses
from events._grammar import (
    ARTICLES,
    BE,
    COORDINATORS,
    DETERMINERS,
    MODALS,
    PREPOSITIONS,
    QUOTES,
    RELATIVES,
    SUBORDINATORS,
    TIME_WORDS,
    is_adverb,
)
from events._subjects import placed_actors, subject_of
from events._tagged import Tagged
from events._words import word_set
from events.actors import ActorHit
from events.model import Span

Name = tuple[str, ActorHit | None, Span | None]
NOBODY: Name = ("", None, None)
_CAPITALISED = re.compile(r"[A-Z][\w'’.-]*$")
_NAME_LINKS = frozenset(("of", "the", "for", "and"))
_PAPERS = word_set(
    "report reports statement study investigation communique document paper letter article memo assessment "
    "estimate count analysis"
)
# "Reports from the scene" are nobody's.
_SCENES = word_set("scene ground area region country capital field front site town city")
_AUTHORS = frozenset(("by", "from", "of"))
_PRONOUNS = word_set("he she it they we i you this that which who these those")
_WHO = frozenset(("who", "which", "that"))
_ONE_PERSON = frozenset(("he", "she"))
_NUMERALS = word_set("one two three four five six seven eight nine ten several some many")
_OPENERS = PREPOSITIONS | SUBORDINATORS
_GROUP = BE | {"has", "have", "had", "to"}
_SKIPPED = DETERMINERS | QUOTES | COORDINATORS | _NUMERALS | {",", "that", "as"}


def _is_many(hit: ActorHit) -> bool:
    """ "he" never stands for "soldiers"."""
    return hit.agent and hit.actor.name.lower().endswith(("s", "men", "people"))


class SpeakerReader:
    """Reads the speakers of one sentence."""

    def __init__(self, tagged: Tagged, clauses: Clauses) -> None:
        self.tagged, self.clauses = tagged, clauses
        self.low = tagged.low
        self.placed = placed_actors(tagged, clauses)

    def of_verb(self, verb: int) -> Name:
        """The "by" of a passive, the subject in front, the name behind "said", or who a pronoun is."""
        clause = self.clauses.at(verb)
        by = self._by_phrase(verb, clause)
        if by:
            return self.named(by)
        before = self._before(verb, clause)
        words = [at for at in before if self.low[at] not in _SKIPPED]
        if words and not all(self.low[at] in _PRONOUNS for at in words):
            return self.named(before)
        if not words and clause.kind == "saying":
            return self.named([at for at in clause.tokens if at > verb])
        hit = subject_of(self.tagged, self.clauses, verb)
        if hit is not None and not (_is_many(hit) and any(self.low[at] in _ONE_PERSON for at in words)):
            return hit.actor.name, hit, hit.actor.span
        return NOBODY if words else self.named([at for at in clause.tokens if at > verb])

    def named(self, tokens: Sequence[int]) -> Name:
        """The name of the first noun phrase among `tokens`."""
        phrases = self._phrases(tokens)
        if not phrases:
            return NOBODY
        first = phrases[0]
        if self.low[first[-1]] in _PAPERS:
            author = self._author(first[-1])
            if author[0]:
                return author
        if not self._is_name(first) and len(phrases) > 1 and self._apposed(first, phrases[1]):
            return self._text(phrases[1], self._hit_in(first))
        return self._name(first)

    def _by_phrase(self, verb: int, clause: Clause) -> list[int]:
        found = self.tagged.verbs[verb]
        if found is None or found[1] not in ("past", "participle"):
            return []
        behind = [at for at in clause.tokens if at > verb]
        return behind[1:] if behind and self.low[behind[0]] == "by" else []

    def _before(self, verb: int, clause: Clause) -> list[int]:
        """The tokens of the subject: those before the verb group, without what opens the clause."""
        start = verb
        while start > 0 and self._in_group(start - 1):
            start -= 1
        own = self._without_aside([at for at in clause.tokens if at < start])
        if clause.opener in _WHO and clause.outer is not None and self._has_verb(own):
            # "A resident who declined to give her name said": the relative clause has ended.
            outer = self.clauses.items[clause.outer].tokens
            return [at for at in outer if at < clause.start and self.tagged.verbs[at] is None]
        verbs = [at for at in own if self.tagged.verbs[at] is not None and self.low[at + 1] != "by"]
        own = [at for at in own if not verbs or at > verbs[-1]]
        while own and self.low[own[0]] in _SKIPPED - DETERMINERS:
            own = own[1:]
        opens = own and (self.low[own[0]] in _OPENERS or self._aside(own[0]))
        commas = [number for number, at in enumerate(own) if self.low[at] == ","]
        if commas and commas[-1] < len(own) - 1:
            return own[commas[0 if opens else -1] + 1 :]
        if opens and not commas:
            return self._behind_opener(own)
        return own[commas[0] + 1 :] if opens and commas else own

    def _without_aside(self, own: list[int]) -> list[int]:
        """ "The rebels, in a statement posted on Telegram, claimed": without what the commas set apart."""
        if not own or self.low[own[-1]] != ",":
            return own
        comma = next((n for n in range(len(own) - 2, 0, -1) if self.low[own[n]] == ","), None)
        if comma is None or self.low[own[comma + 1]] not in PREPOSITIONS:
            return own
        return own[:comma]

    def _has_verb(self, tokens: list[int]) -> bool:
        return any(self.tagged.verbs[at] is not None for at in tokens)

    def _behind_opener(self, own: list[int]) -> list[int]:
        """ "after weeks of denials the president": the last phrase that no preposition holds."""
        for number in range(len(own) - 1, 1, -1):
            if self.low[own[number]] in ARTICLES and self.low[own[number] - 1] not in PREPOSITIONS:
                return own[number:]
        return own

    def _in_group(self, at: int) -> bool:
        word = self.low[at]
        return is_adverb(word) or word in MODALS or (word in _GROUP and at > 0)

    def _aside(self, at: int) -> bool:
        return self.low[at] in TIME_WORDS or is_adverb(self.low[at])

    def _phrases(self, tokens: Sequence[int]) -> list[list[int]]:
        """The heads with their modifiers of the noun phrases that commas part."""
        found: list[list[int]] = []
        current: list[int] = []
        closed = False
        for at in tokens:
            if self.low[at] in ("'", "’") and self._owner(at):
                continue
            if self.low[at] in (",", "(", ")", ":") or self.low[at] in QUOTES:
                found, current, closed = [*found, current], [], False
            elif not closed and self._closes(at, current):
                closed = bool(current)
            elif not closed and (current or self.low[at] not in _SKIPPED):
                current.append(at)
        return [phrase for phrase in [*found, current] if phrase and self._speaks(phrase)]

    def _owner(self, at: int) -> bool:
        """ "the doctors' committee": an apostrophe, no quotation mark."""
        return (
            at > 0 and self.low[at - 1].endswith("s") and self.low[at + 1 : at + 2] not in ([], [","], ["."])
        )

    def _speaks(self, phrase: list[int]) -> bool:
        """A phrase with a word in it that is no day and no mark."""
        return any(self.low[at][0].isalpha() and self.low[at] not in TIME_WORDS for at in phrase)

    def _closes(self, at: int, current: list[int]) -> bool:
        word = self.low[at]
        if self.tagged.actor_at[at] >= 0 and current and self.tagged.actor_at[at] == self._actor(current[-1]):
            return False
        if word in _NAME_LINKS and current and self._capital(current[-1]) and self._capital_behind(at):
            return word == "and"
        inside = word in PREPOSITIONS or word in RELATIVES or word in SUBORDINATORS or word in COORDINATORS
        verb = self.tagged.verbs[at] is not None and not self._capital(at)
        return inside or verb or word in TIME_WORDS or word == "."

    def _actor(self, at: int) -> int:
        return self.tagged.actor_at[at]

    def _capital(self, at: int) -> bool:
        return bool(_CAPITALISED.match(self.tagged.tokens[at].text))

    def _capital_behind(self, at: int) -> bool:
        behind = [n for n in range(at + 1, min(at + 3, len(self.low))) if self.low[n] != "the"]
        return bool(behind) and self._capital(behind[0])

    def _author(self, paper: int) -> Name:
        if self.low[paper + 1 : paper + 2] and self.low[paper + 1] in _AUTHORS:
            if not _SCENES.isdisjoint(self.low[paper + 2 : paper + 4]):
                return NOBODY
            return self.named(range(paper + 2, min(paper + 12, len(self.low))))
        return NOBODY

    def _is_name(self, phrase: list[int]) -> bool:
        return self._capital(phrase[-1]) and (phrase[-1] > 0 or len(phrase) > 1)

    def _apposed(self, first: list[int], second: list[int]) -> bool:
        """ "the region's governor, Pavel Malkov": the name says who it is."""
        return len(second) > 1 and all(self._capital(at) for at in second) and second[0] - first[-1] <= 8

    def _hit_in(self, phrase: list[int]) -> ActorHit | None:
        hits = [p.hit for p in self.placed if p.first <= phrase[-1] and p.after > phrase[0]]
        return next((hit for hit in hits if hit.actor.country), hits[0] if hits else None)

    def _name(self, phrase: list[int]) -> Name:
        """The actor that the phrase is, else its words with the country of whoever they name."""
        for placed in self.placed:
            if placed.first <= phrase[-1] < placed.after and not placed.hit.modifier:
                whole = placed.first <= phrase[0] or not placed.hit.agent
                if whole and not placed.possessive:
                    return placed.hit.actor.name, placed.hit, placed.hit.actor.span
        return self._text(phrase, self._hit_in(phrase))

    def _text(self, phrase: list[int], hit: ActorHit | None) -> Name:
        start, end = self.tagged.tokens[phrase[0]].start, self.tagged.tokens[phrase[-1]].end
        offset = self.tagged.sentence.start
        text = self.tagged.sentence.text[start - offset : end - offset]
        return text, hit, Span(self.tagged.field, start, end, text)
