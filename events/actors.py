"""Who is spoken of: countries, governments, forces, organisations and persons, with offsets.

Heads are grouped: "North Korean special forces" is one actor (KP, military), "South Korea's spy agency"
is the National Intelligence Service, "Russian President Vladimir Putin" one person of RU.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache, cached_property

from events import gazetteer
from events._actor_names import Atom, agent_phrases, country_name, names, openings, organisations_of
from events._grammar import ARTICLES, CLOSED, COLLECTIVES, COORDINATORS, LOCATIVE, POSSESSIVES, PREPOSITIONS
from events._records import quick
from events._words import word_set
from events.lexicon import Lexicon, load
from events.model import Actor, Field, Span
from events.text import Sentence, Token, split_sentences, tokenize

__all__ = ["TITLES", "ActorHit", "HitReader", "country_name", "find_actors", "find_hits"]

_MODIFIERS = 4
_CAPITALISED = re.compile(r"[A-Z][\w'’-]*$|[A-Z]\.$")
_NAME_PARTICLES = word_set("al bin ibn von van de da del der el dos abu ben")
TITLES = word_set(
    "president minister premier chancellor leader secretary spokesman spokeswoman spokesperson ambassador "
    "envoy chief general king queen prince governor mayor commander judge senator official lawmaker "
    "diplomat representative secretary-general emir sultan prosecutor analyst captain colonel vice-president "
    "vice-premier president-elect archbishop bishop cardinal pope imam ayatollah marshal major commissioner"
)
_NO_MODIFIERS = (CLOSED - COORDINATORS) | ARTICLES
_BEFORE_NAMES = word_set("the northern southern eastern western central north south east west")
_OWNERS = frozenset(("of", "from"))
# "Greek Cypriots" are Cypriots.
_DIVIDED = frozenset(("CY",))
_THINGS = frozenset(("drones", "aircraft", "planes", "jets", "helicopters", "tanks", "artillery", "warships"))


@quick
@dataclass(frozen=True, slots=True)
class ActorHit:
    """An actor with what the frame reader needs: `modifier` when it only colours the noun behind it
    ("Russian" in "Russian strikes"), `capital` when it may as well be the city."""

    actor: Actor
    start: int
    end: int
    modifier: bool = False
    capital: bool = False
    agent: bool = False


def find_actors(text: str, field: Field) -> list[Actor]:
    """The actors of `text` in order; words that only colour another noun are left out."""
    return [hit.actor for hit in find_hits(text, field) if not hit.modifier]


def find_hits(text: str, field: Field, lexicon: Lexicon | None = None, context: str = "") -> list[ActorHit]:
    """Every actor in `text`; `context` is the rest of the document, which decides what "the North" is."""
    reader = HitReader(text, field, lexicon or load(), f"{text}\n{context}")
    return reader.hits(tokenize(text))


@cache
def _country(surface: str) -> str:
    return gazetteer.country_code(surface) or ""


class HitReader:
    """Reads the actors of a text, all at once or a stretch of tokens at a time.

    Atoms come first, then heads are grouped around them.
    """

    def __init__(self, text: str, field: Field, lexicon: Lexicon, document: str) -> None:
        self.text, self.field, self.lexicon = text, field, lexicon
        self.tokens: list[Token] = []
        self.words: list[str] = []
        self.low: list[str] = []
        self.agents = agent_phrases(lexicon)
        self.tables = (_contextual(lexicon, document), names(lexicon))
        self._read: dict[int, list[ActorHit]] = {}

    @cached_property
    def sentences(self) -> list[Sentence]:
        return split_sentences(self.text)

    def everybody(self) -> list[ActorHit]:
        """The actors of the whole text, a sentence at a time."""
        return [hit for sentence in self.sentences for hit in self._in_sentence(sentence)]

    def _in_sentence(self, sentence: Sentence) -> list[ActorHit]:
        known = self._read.get(sentence.start)
        return self.hits(tokenize(sentence.text, sentence.start)) if known is None else known

    def hits(self, tokens: list[Token]) -> list[ActorHit]:
        """The actors among `tokens`, which are a stretch of the text's."""
        self.tokens = tokens
        self.words = [token.text.replace("’", "'") for token in tokens]
        self.low = [token.low for token in tokens]
        found: list[ActorHit] = []
        done = 0
        for index in self._openings():
            if index < done:
                continue
            hit, done = self._hit_at(index)
            if hit:
                found.append(self._owned(hit, done))
                done = max(done, self._token_after(found[-1].end, done))
        if tokens:
            self._read[tokens[0].start] = found
        return found

    def _openings(self) -> list[int]:
        """The tokens that a name or a noun for somebody can begin with."""
        (some, others), agents = self.tables, self.agents.first_words
        known, words = openings(self.lexicon), self.words
        likely = [(at, low) for at, low in enumerate(self.low) if low in known]
        return [at for at, low in likely if low in agents or words[at] in others or words[at] in some]

    def _hit_at(self, index: int) -> tuple[ActorHit | None, int]:
        atom, length = self._atom(index)
        if atom is None:
            return self._agent_at(index)
        after = index + length
        if atom.kind == "person":
            return self._make(atom.name, atom.country, "government", index, after), after
        if atom.kind == "organisation":
            return self._organisation(atom, index, after)
        return self._country_group(atom, index, after)

    def _atom(self, index: int) -> tuple[Atom | None, int]:
        word = self.words[index]
        for atom_table in self.tables:
            for words, atom in atom_table.get(word, ()):
                if len(words) == 1 or tuple(self.words[index : index + len(words)]) == words:
                    return atom, len(words)
        return None, 0

    def _agent_at(self, index: int) -> tuple[ActorHit | None, int]:
        """A common noun alone ("rebels", "officials"); a title takes the name behind it."""
        length, sectors = self.agents.at(self.low, index)
        if not length:
            return None, index + 1
        after = index + length
        if self._of_others(after):
            return None, after
        if self.low[after - 1] in TITLES:
            named = self._person_behind(after)
            if named:
                hit = self._person(named, "", index)
                return hit, named[1]
        sector = min(sectors)
        name = self.text[self.tokens[index].start : self.tokens[after - 1].end]
        return self._make(name, "", sector, index, after, agent=True), after

    def _of_others(self, after: int) -> bool:
        """ "an army of readers" is no army."""
        if self.low[after - 1] not in COLLECTIVES or self.low[after : after + 1] != ["of"]:
            return False
        named = any(word[:1].isupper() for word in self.words[after + 1 : after + 3])
        return not named and not any(
            self.agents.at(self.low, at)[0] for at in range(after + 1, min(after + 6, len(self.low)))
        )

    def _organisation(self, atom: Atom, index: int, after: int) -> tuple[ActorHit, int]:
        """NATO, or "NATO forces": the organisation's name, the head's sector."""
        head, length, sectors = self._head(after, modifiers=1)
        if head is None or self._possessive(after):
            return self._make(atom.name, atom.country, atom.sector, index, after), after
        end = head + length
        sector = min(sectors)
        if sector in ("government", "people"):
            sector = atom.sector
        person = self._person_behind(end) if self.low[end - 1] in TITLES else None
        if person:
            return self._person(person, atom.country, index), person[1]
        return self._make(atom.name, atom.country, sector, index, end), end

    def _minority(self, atom: Atom, index: int, after: int) -> tuple[ActorHit, int] | None:
        """ "Bosnian Serbs", "Croatian Serb refugees": people of the first country."""
        if atom.kind != "demonym" or after >= len(self.words):
            return None
        other, length = self._atom(after)
        if other is None or other.kind != "demonym" or other.country == atom.country:
            return None
        end = after + length
        head, size, sectors = self._head(end, modifiers=1)
        if head is None and not self.words[end - 1].endswith("s"):
            return None
        country = other.country if other.country in _DIVIDED else atom.country
        sector = min(sectors) if head is not None else "people"
        end = head + size if head is not None else end
        name = self.text[self.tokens[index].start : self.tokens[end - 1].end]
        return self._make(name, country, sector, index, end), end

    def _country_group(self, atom: Atom, index: int, after: int) -> tuple[ActorHit | None, int]:
        minority = self._minority(atom, index, after)
        if minority:
            return minority
        known = self._by_country(atom.country, after)
        if known:
            name, sector, end = known
            return self._make(name, atom.country, sector, index, end), end
        owned = self._organisation_of(after)
        if owned:
            organisation, end = owned
            return self._make(organisation.name, organisation.country, organisation.sector, index, end), end
        shared = self._shared_head(atom, after)
        if shared is not None:
            name, sector = shared
            return self._make(name, atom.country, sector, index, after), after
        head, length, sectors = self._head(after, modifiers=_MODIFIERS)
        if head is not None:
            return self._headed(atom, index, head + length, min(sectors))
        person = self._person_behind(after) if atom.kind == "demonym" else None
        if person and person[1] - person[0] > 1:
            return self._person(person, atom.country, index), person[1]
        return self._bare(atom, index, after), after

    def _shared_head(self, atom: Atom, after: int) -> tuple[str, str] | None:
        """ "American and Israeli negotiators": the first adjective has the second one's noun."""
        if atom.kind != "demonym" or after + 1 >= len(self.words) or self.low[after] not in ("and", ","):
            return None
        other, length = self._atom(after + 1)
        if other is None or other.kind != "demonym":
            return None
        head, size, sectors = self._head(after + 1 + length, modifiers=1)
        if head is None:
            return None
        noun = " ".join(self.words[after + 1 + length : head + size])
        return f"{' '.join(self.words[after - 1 : after])} {noun}", min(sectors)

    def _headed(self, atom: Atom, index: int, end: int, sector: str) -> tuple[ActorHit, int]:
        if self.low[end - 1] in TITLES:
            known, length = self._atom(end) if end < len(self.words) else (None, 0)
            if known and known.kind == "person":
                person = (end, end + length)
                return self._make(known.name, atom.country, "government", index, person[1]), person[1]
            named = self._person_behind(end)
            if named:
                return self._person(named, atom.country, index), named[1]
        name = self.text[self.tokens[index].start : self.tokens[end - 1].end]
        return self._make(_without_article(name), atom.country, sector, index, end), end

    def _bare(self, atom: Atom, index: int, after: int) -> ActorHit | None:
        """A country by itself. A capital after "in" is a city; an adjective only colours its noun."""
        preceding = self.low[index - 1] if index else ""
        if atom.kind == "capital" and (preceding in LOCATIVE or self._followed_by_country(after)):
            return None
        plural = atom.kind == "demonym" and self.words[index].endswith("s") and not self._possessive(after)
        people = plural and self.words[index] not in ("Swiss",)
        modifier = atom.kind == "demonym" and not people
        name, sector = country_name(atom.country) or atom.name, "people" if people else "government"
        made = self._make(name, atom.country, sector, index, after)
        return ActorHit(made.actor, made.start, made.end, modifier, atom.kind == "capital")

    def _followed_by_country(self, after: int) -> bool:
        if after + 1 >= len(self.words) or self.words[after] != ",":
            return False
        return bool(_country(self.words[after + 1]))

    def _by_country(self, country: str, after: int) -> tuple[str, str, int] | None:
        """The organisation that "South Korea's (main) spy agency" is, with where the phrase ends."""
        organisations = organisations_of(self.lexicon).get(country)
        if not organisations:
            return None
        start = after + 1 if self._possessive(after) else after
        for skip in range(3):
            rest = self.low[start + skip : start + skip + 3]
            for length in (3, 2):
                known = organisations.get(" ".join(rest[:length]))
                if known and len(rest) >= length:
                    return known[0], known[1], start + skip + length
        return None

    def _organisation_of(self, after: int) -> tuple[Atom, int] | None:
        """ "the North's official Korean Central News Agency": the organisation the country owns."""
        if not self._possessive(after):
            return None
        for start in range(after + 1, min(after + 4, len(self.words))):
            atom, length = self._atom(start)
            if atom is not None and atom.kind == "organisation" and atom.country:
                return atom, start + length
        return None

    def _head(self, after: int, modifiers: int) -> tuple[int | None, int, frozenset[str]]:
        """The agent noun that ends the noun phrase going on at `after`."""
        index = after + 1 if self._possessive(after) else after
        best: tuple[int | None, int, frozenset[str]] = (None, 0, frozenset())
        for _ in range(modifiers + 1):
            if index >= len(self.tokens):
                break
            length, sectors = self.agents.at(self.low, index)
            if length:
                best = (index, length, sectors)
                index += length
                continue
            if best[0] is not None or not self._modifier(index):
                break
            index += 1
        return best

    def _modifier(self, index: int) -> bool:
        word = self.low[index]
        if word in PREPOSITIONS or word in _NO_MODIFIERS or not word[0].isalnum():
            return False
        form = self.lexicon.verbs.get(word)
        if form is None:
            return True
        return form[1] in ("past", "participle", "base") and (
            word in self.lexicon.nouns or word in _ADJECTIVAL
        )

    def _possessive(self, index: int) -> bool:
        return index < len(self.low) and self.low[index] in POSSESSIVES

    def _person_behind(self, index: int) -> tuple[int, int] | None:
        """The capitalised run of a person's name starting at `index`."""
        end = index
        while end < len(self.words) and end - index < 5:
            word = self.words[end]
            particle = end > index and word.lower() in _NAME_PARTICLES
            if not particle and (not _CAPITALISED.match(word) or self._atom_country(end)):
                break
            end += 1
        return (index, end) if end > index and self.words[end - 1].lower() not in _NAME_PARTICLES else None

    def _atom_country(self, index: int) -> bool:
        atom, _ = self._atom(index)
        return atom is not None and atom.kind != "person"

    def _person(self, span: tuple[int, int], country: str, start: int) -> ActorHit:
        first, end = self.tokens[span[0]], self.tokens[span[1] - 1]
        name = self.text[first.start : end.end]
        atom, _ = self._atom(span[0])
        known = atom if atom is not None and atom.kind == "person" else None
        if known and not country:
            country = known.country
        return self._make(known.name if known else name, country, "government", start, span[1])

    def _owned(self, hit: ActorHit, after: int) -> ActorHit:
        """ "soldiers from North Korea": the head takes the country of its "of" or "from"."""
        if after + 1 >= len(self.low) or self.low[after] not in _OWNERS:
            return hit
        if hit.actor.country and not (hit.actor.sector == "people" and self.low[after] == "of"):
            return hit
        if self.low[after] == "from" and self.low[after - 1] in _THINGS:
            return hit
        index = after + 2 if self.low[after + 1] in _BEFORE_NAMES else after + 1
        if index >= len(self.low):
            return hit
        atom, length = self._atom(index)
        if atom is None or atom.kind != "country":
            return hit
        end = index + length
        return self._make(hit.actor.name, atom.country, hit.actor.sector, self._index(hit.start), end)

    def _index(self, start: int) -> int:
        return bisect_left(self.tokens, start, key=_start)

    def _token_after(self, end: int, index: int) -> int:
        while index < len(self.tokens) and self.tokens[index].start < end:
            index += 1
        return index

    def _make(
        self, name: str, country: str, sector: str, first: int, after: int, *, agent: bool = False
    ) -> ActorHit:
        start, end = self.tokens[first].start, self.tokens[after - 1].end
        span = Span(self.field, start, end, self.text[start:end])
        return ActorHit(Actor(name, country, sector, span), start, end, agent=agent)


def _start(token: Token) -> int:
    return token.start


_ADJECTIVAL = word_set("armed united allied combined elite special occupied led backed")


def _without_article(name: str) -> str:
    return name[4:] if name[:4].lower() == "the " else name


def _contextual(lexicon: Lexicon, document: str) -> dict[str, list[tuple[tuple[str, ...], Atom]]]:
    """The names that only this document makes a country of ("the North")."""
    table: dict[str, list[tuple[tuple[str, ...], Atom]]] = {}
    for entry in lexicon.actors.contextual:
        if not any(word in document for word in entry.when):
            continue
        words = tuple(entry.name.split())
        atom = Atom(country_name(entry.country), entry.country, "government", "country")
        for first in dict.fromkeys((words[0], words[0].capitalize())):
            table.setdefault(first, []).append(((first, *words[1:]), atom))
    return table
