"""A sentence made ready for reading: its tokens with verbs, word classes, actors and places marked."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from events._grammar import (
    AUXILIARIES,
    BE,
    COLLECTIVES,
    COORDINATORS,
    DETERMINERS,
    DO,
    HAVE,
    MODALS,
    POSSESSIVES,
    PREPOSITIONS,
    PRONOUNS,
    QUOTES,
    is_adverb,
)
from events._inflect import SAME_PAST, Form
from events._words import word_set
from events.actors import ActorHit
from events.lexicon import Lexicon
from events.model import Field, Place
from events.text import Sentence, Token

Verb = tuple[str, Form]
APPROXIMATORS = word_set("about around over nearly than of some up as like")
_DEMONSTRATIVES = word_set("this that these those both all each some many few several most")
# "sales forces" and "market forces" are no forces.
_FORCES = frozenset(("force", "forces", "fighters", "fighter"))
_ARMED = frozenset(("force", "weapon", "platform", "heavy", "officers", "company"))
_UNARMED = word_set("fire sales market work labour labor natural driving competitive economic social")
# "Retired soldiers" serve no more, toy soldiers never did.
_NO_LONGER = word_set("retired former ex veteran demobbed toy tin plastic chocolate")
_PARTICLES = word_set("off out up down back by")
_NUMBERS = word_set(
    "a an one two three four five six seven eight nine ten twelve twenty thirty forty fifty hundred hundreds "
    "thousand thousands dozens scores tens half several eleven fifteen sixty seventy eighty ninety million"
)
_NO_CLASS: frozenset[str] = frozenset()
_NOUN_FOLLOWERS = word_set("on in by at against of for from with near between over was were is are has")


@dataclass(slots=True)
class Tagged:
    """A sentence with, for each token: its verb (lemma, form) or None, its word classes, its actor and
    its place (an index, or -1)."""

    field: Field
    sentence: Sentence
    tokens: list[Token]
    low: list[str]
    verbs: list[Verb | None]
    classes: list[frozenset[str]]
    actor_at: list[int]
    place_at: list[int]
    actors: list[ActorHit]
    places: list[Place]
    position: int = 0

    def actor_tokens(self, index: int) -> tuple[int, int]:
        """The token range of an actor of this sentence."""
        first = self.actor_at.index(index)
        last = first
        while last + 1 < len(self.tokens) and self.actor_at[last + 1] == index:
            last += 1
        return first, last + 1

    def token_range(self, start: int, end: int) -> tuple[int, int]:
        """The tokens overlapping the characters `start` to `end` of the field."""
        first = bisect_left(self.tokens, start + 1, key=lambda token: token.end)
        after = bisect_left(self.tokens, end, key=lambda token: token.start)
        return first, after


def approximates(low: list[str], at: int) -> bool:
    """Whether the preposition at `at` only belongs to a count: "up to", "at least", "between 200 and",
    "1,500 to 2,000"."""
    word, after = low[at], low[at + 1 : at + 2]
    if word == "to":
        before = low[at - 1] if at else ""
        return before == "up" or bool(before and after and _counts(before) and _counts(after[0]))
    if word == "at":
        return after in (["least"], ["most"])
    if word in ("about", "around", "over", "some") and after and not _counts(after[0]):
        return False
    if word in ("between", "from"):
        return bool(after) and after[0][0].isdigit()
    if word == "as":
        return not {"many", "much", "few", "little"}.isdisjoint((*after, low[at - 1] if at else ""))
    if word == "in":
        return after in (["excess"], ["all"])
    return word in APPROXIMATORS


def _counts(word: str) -> bool:
    return word[0].isdigit() or word in _NUMBERS


def tag(
    sentence: Sentence,
    field: Field,
    lexicon: Lexicon,
    actors: Sequence[ActorHit],
    places: Sequence[Place],
    position: int,
    tokens: list[Token],
    low: list[str],
    classes: list[frozenset[str]],
    recalled: Sequence[tuple[int, int, str]] = (),
) -> Tagged:
    """The sentence with its marks; `actors`, `places` and `tokens` are those inside it, `low` and `classes`
    the lower-case form and the word classes of each, `recalled` the stretches that stand for something told
    before, with its word class."""
    tagged = Tagged(
        field=field,
        sentence=sentence,
        tokens=tokens,
        low=low,
        verbs=[None] * len(tokens),
        classes=classes,
        actor_at=_cover(tokens, [(hit.start, hit.end) for hit in actors]),
        place_at=_cover(tokens, [(place.span.start, place.span.end) for place in places]),
        actors=list(actors),
        places=list(places),
        position=position,
    )
    for start, end, name in recalled:
        first, after = tagged.token_range(start, end)
        if first < after:
            tagged.classes[after - 1] |= {name}
    known = lexicon.verb_words
    for index in [at for at, word in enumerate(low) if word in known]:
        tagged.verbs[index] = _verb(tagged, index, lexicon)
    return tagged


def word_classes(low: list[str], lexicon: Lexicon) -> list[frozenset[str]]:
    """For each of a sentence's lower-case words the classes of the lexicon it belongs to."""
    found: list[frozenset[str]] = [_NO_CLASS] * len(low)
    done = 0
    known = lexicon.classes.first_words
    for index in [index for index, word in enumerate(low) if word in known]:
        word = low[index]
        if index < done:
            continue
        if word in COLLECTIVES and _of_others(low, index, lexicon):
            continue
        if word in _FORCES and index and low[index - 1] in _UNARMED:
            continue
        if word == "conference" and index and low[index - 1] in ("press", "news"):
            continue
        if index and low[index - 1] in _NO_LONGER:
            index += 1
            continue
        length, names = lexicon.classes.at(low, index)
        if length > 1:
            names = names | lexicon.classes.at(low[: index + length], index + length - 1)[1]
        for covered in range(index, index + length):
            found[covered] = names
        done = index + length
    return found


def _of_others(low: list[str], index: int, lexicon: Lexicon) -> bool:
    """ "an army of readers": such a noun says only that they are many."""
    if low[index + 1 : index + 2] != ["of"]:
        return False
    ahead = [word for word in low[index + 2 : index + 5] if word.isalpha()]
    armed = (
        at for at in range(index + 2, min(index + 6, len(low))) if lexicon.classes.at(low, at)[1] & _ARMED
    )
    return bool(ahead) and next(armed, None) is None


def _cover(tokens: list[Token], spans: list[tuple[int, int]]) -> list[int]:
    """For each token the number of the span that holds it, -1 for none."""
    marks = [-1] * len(tokens)
    for number, (start, end) in enumerate(spans):
        index = bisect_left(tokens, start + 1, key=_token_end)
        while index < len(tokens) and tokens[index].start < end:
            marks[index] = number
            index += 1
    return marks


def _token_end(token: Token) -> int:
    return token.end


def _verb(tagged: Tagged, index: int, lexicon: Lexicon) -> Verb | None:
    """The verb at a token, unless its surroundings make a noun or adjective of it."""
    word = tagged.low[index]
    if word == "'s":
        return None
    if word in AUXILIARIES and word not in ("having", "being", "doing", "done"):
        return _auxiliary_as_verb(word)
    known = lexicon.verbs.get(word)
    if known is None or _inside_name(tagged, index) or _ends_compound(tagged, index, lexicon):
        return None
    before = _word_before(tagged, index)
    if known[0] in SAME_PAST and known[1] == "base" and _may_be_past(tagged, index, before, lexicon):
        return (known[0], "past")
    return known if _CHECKS[known[1]](tagged, index, before, lexicon) else None


def _may_be_past(tagged: Tagged, index: int, before: str, lexicon: Lexicon) -> bool:
    """ "has shut", "a cyclone hit the coast": the past of a verb that never changes."""
    if before in MODALS or before in DO or before in ("to", "n't", "n’t", "not") or not before:
        return False
    if before in HAVE or before in BE:
        return True
    if before in DETERMINERS or before in POSSESSIVES or before in PREPOSITIONS:
        return False
    if not _is_noun(tagged.low[index], lexicon):
        return not _colours(tagged, index - 1)
    return _object_after(tagged, index) or _word_after(tagged, index) in _PARTICLES


def _auxiliary_as_verb(word: str) -> Verb | None:
    """Auxiliaries count as verbs for finding clauses; their lemma keeps them apart from content verbs."""
    lemma = "be" if word in BE else "have" if word in HAVE else "do"
    return (lemma, "past" if word in ("was", "were", "had", "did") else "s")


def _inside_name(tagged: Tagged, index: int) -> bool:
    if tagged.actor_at[index] >= 0:
        return True
    token = tagged.tokens[index]
    return (
        tagged.field == "body"
        and index > 0
        and token.text[0].isupper()
        and tagged.low[index - 1] not in QUOTES
    )


def _ends_compound(tagged: Tagged, index: int, lexicon: Lexicon) -> bool:
    """ "aid" in "military aid": the second word of a compound the lexicon knows is no verb."""
    low, known = tagged.low, lexicon.classes
    if index > 1 and known.at(low, index - 2)[0] > 2:
        return True
    return index > 0 and known.at(low, index - 1)[0] > 1


def _word_before(tagged: Tagged, index: int) -> str:
    index -= 1
    while index >= 0 and is_adverb(tagged.low[index]):
        index -= 1
    return tagged.low[index] if index >= 0 else ""


def _word_after(tagged: Tagged, index: int) -> str:
    return tagged.low[index + 1] if index + 1 < len(tagged.low) else ""


def _is_gerund(tagged: Tagged, index: int, before: str, lexicon: Lexicon) -> bool:
    if before in DETERMINERS or before in POSSESSIVES:
        return False
    word = tagged.low[index]
    if word not in lexicon.nouns:
        return True
    after = _word_after(tagged, index)
    counted = approximates(tagged.low, index + 1) if after and after != "of" else False
    if before == "," or after in DETERMINERS or after[:1].isdigit() or counted:
        return True
    if before in BE or tagged.actor_at[index + 1 : index + 2] > [-1]:
        return True
    governed = before in PREPOSITIONS or before in ("out", "off", "up") or before in lexicon.verbs
    return governed and after.isalpha() and after not in PREPOSITIONS


def _is_past(tagged: Tagged, index: int, before: str, lexicon: Lexicon) -> bool:
    if before in DETERMINERS - _DEMONSTRATIVES or before in POSSESSIVES:
        return False
    if index == 0 and tagged.field == "body" and tagged.actor_at[1:2] > [-1]:
        return False
    if before in PREPOSITIONS and before not in ("as", "after", "than", "since", "before", "like", "about"):
        return False
    after = _word_after(tagged, index)
    modifies = tagged.classes[index + 1 : index + 2] != [frozenset()] and index + 1 < len(tagged.low)
    modifies = modifies or tagged.actor_at[index + 1 : index + 2] > [-1]
    if modifies and before and _counts(before) and after not in PREPOSITIONS:
        return False
    if tagged.low[index] not in lexicon.adjectives or before in AUXILIARIES:
        return True
    if after in (".", ",", "on", "in", "late") and not tagged.low[index].startswith("suspect"):
        return True
    return _takes_object(tagged, index) or (index > 0 and tagged.actor_at[index - 1] >= 0)


def _takes_object(tagged: Tagged, index: int) -> bool:
    after = _word_after(tagged, index)
    return after in DETERMINERS or after in ("to", "that", "by") or after[:1].isdigit()


def _is_finite(tagged: Tagged, index: int, before: str, lexicon: Lexicon) -> bool:
    """For "attack", "plans", "move": a verb or the noun of the same form."""
    if before in MODALS or before in DO or before in ("to", "n't", "n’t", "not"):
        return before != "to" or lexicon.verbs[tagged.low[index]][1] == "base"
    if before == "that" and lexicon.verbs[tagged.low[index]][1] == "s":
        return True
    if before in DETERMINERS or before in POSSESSIVES or before in PREPOSITIONS or before in AUXILIARIES:
        return False
    if before in COORDINATORS and _object_after(tagged, index):
        return True
    if _behind_finite(tagged, index):
        return False
    if before in PRONOUNS or before == "that":
        return True
    word, after = tagged.low[index], _word_after(tagged, index)
    form = lexicon.verbs[word][1]
    nounish = _is_noun(word, lexicon)
    if after in _NOUN_FOLLOWERS and nounish:
        return False
    if _colours(tagged, index - 1):
        return False
    if not nounish:
        return form == "s" or before in COORDINATORS or _plural_before(tagged, index)
    if not _subject_before(tagged, index):
        return False
    return _object_after(tagged, index) or _closes_aside(tagged, index)


def _behind_finite(tagged: Tagged, index: int) -> bool:
    """ "withdraws last 200 soldiers": a second finite form right behind a verb is none."""
    verb = tagged.verbs[index - 1] if index else None
    return verb is not None and verb[1] in ("s", "past") and verb[0] not in _LINKED


def _closes_aside(tagged: Tagged, index: int) -> bool:
    """ ", the rebels claim.": behind somebody, at the end of what a comma set apart."""
    if _word_after(tagged, index) not in (".", "") or tagged.actor_at[index - 1] < 0:
        return False
    return "," in tagged.low[max(0, index - 4) : index - 1] and tagged.low[index - 1].endswith("s")


def _is_noun(word: str, lexicon: Lexicon) -> bool:
    """Whether the form is as often a noun; "witnesses" is the plural of one."""
    return word in lexicon.nouns or word in _NOUNS or word.removesuffix("s") in _NOUNS or word[:-2] in _NOUNS


def _colours(tagged: Tagged, index: int) -> bool:
    """Whether the token before is an adjective of nation: "Russian strikes"."""
    if index < 0 or tagged.actor_at[index] < 0:
        return False
    return tagged.actors[tagged.actor_at[index]].modifier


def _plural_before(tagged: Tagged, index: int) -> bool:
    return index > 0 and (tagged.low[index - 1].endswith("s") or tagged.actor_at[index - 1] >= 0)


def _subject_before(tagged: Tagged, index: int) -> bool:
    if index > 0 and (tagged.place_at[index - 1] >= 0 or tagged.classes[index - 1]):
        return True
    return index > 0 and (tagged.actor_at[index - 1] >= 0 or _plural_before(tagged, index))


def _object_after(tagged: Tagged, index: int) -> bool:
    after = _word_after(tagged, index)
    if not after:
        return False
    return (
        after in DETERMINERS
        or after in ("to", "that")
        or after in _COMPLEMENTS
        or _counts(after)
        or tagged.actor_at[index + 1] >= 0
        or tagged.place_at[index + 1] >= 0
        or bool(tagged.classes[index + 1])
        or tagged.field == "title"
        or after in ("about", "around", "nearly", "over", "more", "up", "new")
    )


_CHECKS = {
    "ing": _is_gerund,
    "past": _is_past,
    "participle": _is_past,
    "base": _is_finite,
    "s": _is_finite,
}
_COMPLEMENTS = word_set("possible likely unlikely uncertain unclear open")
_LINKED = word_set("be have do say help let make see hear watch go come")
# Words of the verb lists that are as often nouns.
_NOUNS = word_set(
    "aid arms attack back base bar bid block blame bomb call cause claim clash control cost cover cut "
    "damage deal demand display divide draw drive drop end estimate exchange face fall fear fight file "
    "fire flood focus force form fuel gain ground halt hand help hit hold impact increase issue judge "
    "lack land lead lie limit link look loss mark march move name need object offer open order own place "
    "plan play plot point position post press pressure probe produce protest pull push quote race raid "
    "rally range reach read rest result return rise rule run rush shell shift ship show sign slow stand "
    "start state stay stop strain strike study support surge swap talk target tear test threat tour train "
    "transfer transport travel turn use veto view visit vote walk war watch win witness work wound pledge "
    "promise report request review release record recall raise plans talks attacks strikes calls claims "
    "moves forces arms orders reports visits threats demands"
)
