"""What is known of the happening an article is about, besides its words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from events.merge import REFUSING, family
from events.model import Mention
from events.stories.model import Slots, Stance

# Said in the headline or the first sentence, these make a report a denial, or its opposite.
_DENIES = re.compile(
    r"\b(?:den(?:y|ies|ied|ial|ying)|rejects?|rejected|dismiss(?:es|ed)|refutes?|refuted|rebuts?|rebutted|"
    r"disputes|contradicts?|baseless|fabricated|fabrication|invention|hits back|no truth)\b",
    re.IGNORECASE,
)
_AFFIRMS = re.compile(
    r"\b(?:confirms?|confirmed|admits?|admitted|acknowledges?|acknowledged|concedes?|conceded)\b",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?][\"”']?\s")
_FIRST_SENTENCE = 300
_LEADING = 2
_ASIDE = frozenset({"hypothetical", "historical"})


def slots_of(title: str, body: str, mentions: Sequence[Mention] = ()) -> Slots:
    """The slots of an article; typed ones from the leading events read in it."""
    leading = list(_leading(mentions))
    return Slots(
        stance=_stance(title, body, leading),
        kinds=frozenset(min(family(mention.kind)) for mention in leading),
        places=frozenset(
            place.name
            for mention in leading
            for place in mention.places
            if place.precision == "city" and place.role != "origin"
        ),
    )


def _leading(mentions: Iterable[Mention]) -> Iterable[Mention]:
    told = (m for m in mentions if m.status not in _ASIDE and m.assertion != "repeated")
    return (mention for mention, _ in zip(told, range(_LEADING), strict=False))


def _stance(title: str, body: str, leading: Sequence[Mention]) -> Stance:
    """An admission outweighs a denial: "after weeks of denials the minister admitted"."""
    end = _SENTENCE_END.search(body)
    lead = f"{title}\n{body[: min(end.start() if end else _FIRST_SENTENCE, _FIRST_SENTENCE)]}"
    if _AFFIRMS.search(lead):
        return "affirms"
    if _DENIES.search(lead) or (leading and leading[0].status in REFUSING):
        return "denies"
    return ""
