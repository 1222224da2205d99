"""An article as a sparse vector: its words weighed by rarity, names and the lead counting more."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from math import log, sqrt

from events.stories.rarity import rarity

Weights = Mapping[str, float]

NAME = "~"
_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)?|[.!?:\n]")
_STOPS = frozenset(".!?:\n")
_LEAD = 60
_LEAD_COUNTS = 3.0
# A capital at the start of a sentence says little.
_OPENING_NAME = 0.5
_LEAST_RARITY = 0.5
_LEAST_NAME_RARITY = 1.0
# News tells the happening first; what follows this many words changes no decision and costs time.
_WORDS_READ = 800
_ACRONYM = 5
MAX_TERMS = 200


@dataclass(frozen=True, slots=True)
class Terms:
    """`weights` is a vector of length 1 (empty for a text without words); `words` is how many were read."""

    weights: dict[str, float]
    words: int


def read_terms(title: str, body: str) -> Terms:
    """The vector of an article. Half of it are words, half are names: what tells two look-alikes apart.

    A name is a capitalised word that the article does not also write in lower case.
    """
    counts, names, lower, words = _count(f"{title}\n{body}")
    plain = _weighed(counts.items(), _LEAST_RARITY)
    named = _weighed(
        ((n, c) for n, c in names.items() if n not in lower and not n.isdigit()), _LEAST_NAME_RARITY
    )
    share = sqrt(0.5) if named else 1.0
    weights = {term: value * share for term, value in plain.items()}
    weights |= {NAME + term: value * share for term, value in named.items()}
    return Terms(_unit(heaviest(weights, MAX_TERMS)), words)


def heaviest(weights: Weights, limit: int) -> dict[str, float]:
    """The `limit` terms that weigh most, in their old order."""
    if len(weights) <= limit:
        return dict(weights)
    kept = set(sorted(weights, key=lambda term: (-weights[term], term))[:limit])
    return {term: value for term, value in weights.items() if term in kept}


def _count(text: str) -> tuple[dict[str, float], dict[str, float], set[str], int]:
    """Counts of words and of names, the words seen in lower case, and how many words were read."""
    counts: dict[str, float] = {}
    names: dict[str, float] = {}
    lower: set[str] = set()
    read, opening = 0, True
    for match in islice(_TOKEN.finditer(text), 2 * _WORDS_READ):
        token = match.group()
        if token in _STOPS:
            opening = True
            continue
        word = _plain(token)
        value = _LEAD_COUNTS if read < _LEAD else 1.0
        counts[word] = counts.get(word, 0.0) + value
        if token[0].islower():
            lower.add(word)
        elif token[0].isupper() and (not token.isupper() or len(token) <= _ACRONYM):
            names[word] = names.get(word, 0.0) + (value * _OPENING_NAME if opening else value)
        opening = False
        read += 1
        if read == _WORDS_READ:
            break
    return counts, names, lower, read


@lru_cache(maxsize=1 << 16)
def _plain(token: str) -> str:
    word = token.casefold()
    return word[:-2] if word.endswith(("'s", "’s")) else word


def _weighed(counts: Iterable[tuple[str, float]], least: float) -> dict[str, float]:
    weights = {}
    for word, count in counts:
        rare = rarity(word)
        if rare >= least:
            weights[word] = (1 + log(count) if count >= 1 else count) * rare
    return _unit(weights)


def _unit(weights: Weights) -> dict[str, float]:
    length = sqrt(sum(value * value for value in weights.values()))
    return {term: value / length for term, value in weights.items()} if length else {}
