"""What is known of the happening an article is about, besides its words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from events.merge import REFUSING, family
from events.model import Mention
from events.stories.model import Slots, Stance

# Said in the headline or the first sentence, these make a report a denial, or its opposite.
# To reject or dismiss is a denial only of what was said.
_DENIES = re.compile(
    r"\b(?:den(?:y|ies|ied|ial|ying)|refutes?|refuted|rebuts?|rebutted|baseless|fabricated|fabrication|"
    r"invention|hits back|no truth|"
    r"(?:rejects?|rejected|dismiss(?:es|ed)|disputes|disputed|contradicts?|contradicted)\s(?:\S+\s){0,5}?"
    r"(?:claims?|reports?|accusations?|allegations?|suggestions?|rumou?rs?|statements?|accounts?|blame|false|"
    r"lies|untrue|nonsense))\b",
    re.IGNORECASE,
)
_AFFIRMS = re.compile(
    r"\b(?:confirms?|confirmed|admits?|admitted|acknowledges?|acknowledged|concedes?|conceded)\b",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?][\"”']?\s")
_FIRST_SENTENCE = 300
_ASIDE = frozenset({"hypothetical", "historical"})


def slots_of(title: str, body: str, mentions: Sequence[Mention] = ()) -> Slots:
    """The slots of an article; typed ones from the events told in its headline and first sentence."""
    lead = _lead_end(body)
    leading = [mention for mention in mentions if _is_leading(mention, lead)]
    return Slots(
        stance=_stance(title, body[:lead], leading),
        kinds=frozenset(min(family(mention.kind)) for mention in leading[:1]),
        places=frozenset(
            place.name
            for mention in leading
            for place in mention.places
            if place.precision == "city" and place.role != "origin"
        ),
        speakers=frozenset(
            said.country for mention in leading for said in mention.attribution if said.country
        ),
    )


def _lead_end(body: str) -> int:
    end = _SENTENCE_END.search(body)
    return min(end.end() if end else len(body), _FIRST_SENTENCE)


def _is_leading(mention: Mention, lead: int) -> bool:
    if mention.status in _ASIDE or mention.assertion == "repeated":
        return False
    triggers = [e for e in mention.evidence if e.what == "trigger"]
    return any(e.field == "title" or e.start < lead for e in triggers)


def _stance(title: str, lead: str, leading: Sequence[Mention]) -> Stance:
    """An admission outweighs a denial: "after weeks of denials the minister admitted"."""
    text = f"{title}\n{lead}"
    if _AFFIRMS.search(text):
        return "affirms"
    if _DENIES.search(text) or (leading and leading[0].status in REFUSING):
        return "denies"
    return ""
