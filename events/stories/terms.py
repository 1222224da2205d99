"""An article as a sparse vector: its words weighed by rarity, names and the lead counting more."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import log, sqrt
from sys import intern

from events.stories.rarity import rarity

Weights = Mapping[str, float]

NAME = "~"
_TOKEN = re.compile(r"\d[\d.,]*\d|[^\W_]+(?:['’][^\W_]+)?|[.!?:\n]")
_STOPS = frozenset(".!?:\n")
# In tokens: words and the ends of sentences.
_LEAD = 66
_LEAD_COUNTS = 3.0
# A capital at the start of a sentence says little.
_OPENING_NAME = 0.5
_LEAST_RARITY = 0.5
_LEAST_NAME_RARITY = 1.0
_NAMES_SHARE = 0.5
# News tells the happening first; what follows changes no decision and costs time.
_TOKENS_READ = 850
_CHARACTERS_READ = 8000
_ACRONYM = 5
# More change no decision (measured), and cost time and memory.
MAX_TERMS = 50
# Weights have so many decimals: more tell nothing, and fill the rows of a database.
DECIMALS = 4
_CACHED = 1 << 15
# Longest first. Enough to meet "ambushed" with "ambush" and "withdraws" with "withdrawal".
_SUFFIXES = (
    "ingly",
    "ments",
    "ation",
    "ings",
    "ment",
    "als",
    "ers",
    "ing",
    "ied",
    "ies",
    "al",
    "ed",
    "es",
    "ly",
    "s",
)
_SHORTEST_STEM = 4
_CALENDAR = re.compile(r"[12]?\d|3[01]|(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Terms:
    """`weights` is a vector of length 1 (empty for a text without words); `words` is how many were read."""

    weights: dict[str, float]
    words: int


@dataclass(frozen=True, slots=True, eq=False)
class _Word:
    """A word as it is counted; its rarity is that of the form in the text, since stems are no words.

    Compared by identity, which is quick: one object stands for a form.
    """

    stem: str
    rarity: float
    is_lower: bool
    is_name: bool


def read_terms(title: str, body: str) -> Terms:
    """The vector of an article. Up to half of it are names, which tell look-alikes apart.

    A name is a capitalised word that the article does not also write in lower case. Figures are left out,
    but for days and years: a shared number is no evidence.
    """
    counts, names, lower, words = _count(f"{title}\n{body}")
    plain = _weighed(counts, _LEAST_RARITY)
    named = _weighed({w: n for w, n in names.items() if w.stem not in lower}, _LEAST_NAME_RARITY)
    share = _NAMES_SHARE if named else 0.0
    weights = {term: value * sqrt(1 - share) for term, value in plain.items()}
    weights |= {intern(NAME + term): value * sqrt(share) for term, value in named.items()}
    kept = _unit(heaviest(weights, MAX_TERMS))
    return Terms({term: round(value, DECIMALS) for term, value in kept.items()}, words)


def heaviest(weights: Weights, limit: int) -> dict[str, float]:
    """The `limit` terms that weigh most, in their old order."""
    if len(weights) <= limit:
        return dict(weights)
    kept = set(sorted(weights, key=lambda term: (-weights[term], term))[:limit])
    return {term: value for term, value in weights.items() if term in kept}


def _count(text: str) -> tuple[dict[_Word, float], dict[_Word, float], set[str], int]:
    """Counts of words and of names, the stems seen in lower case, and how many words were read."""
    tokens = _TOKEN.findall(text[:_CHARACTERS_READ])[:_TOKENS_READ]
    told = Counter(tokens)
    lead = Counter(tokens[:_LEAD])
    opening = Counter(after for stop, after in pairwise((".", *tokens)) if stop in _STOPS)
    counts: dict[_Word, float] = {}
    names: dict[_Word, float] = {}
    lower: set[str] = set()
    read = 0
    for token, number in told.items():
        if token in _STOPS:
            continue
        read += number
        word = _word(token)
        value = number + (_LEAD_COUNTS - 1) * lead[token]
        counts[word] = counts.get(word, 0.0) + value
        if word.is_lower:
            lower.add(word.stem)
        elif word.is_name:
            names[word] = value * (1 - (1 - _OPENING_NAME) * opening[token] / number)
    return counts, names, lower, read


@lru_cache(maxsize=_CACHED)
def _word(token: str) -> _Word:
    plain = token.casefold().removesuffix("'s").removesuffix("’s")
    if token[0].isdigit():
        return _Word(plain, rarity(plain) if _CALENDAR.fullmatch(plain) else 0.0, False, False)
    is_name = token[0].isupper() and (not token.isupper() or len(token) <= _ACRONYM)
    return _Word(intern(_stem(plain)), rarity(plain), token[0].islower(), is_name)


def _stem(word: str) -> str:
    if not word.isascii():
        return word
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= _SHORTEST_STEM:
            word = word[: -len(suffix)]
            break
    return word.rstrip("e") if len(word) > _SHORTEST_STEM else word


def _weighed(counts: Mapping[_Word, float], least: float) -> dict[str, float]:
    """The logarithm of a stem's count times the rarity of its most common form."""
    totals: dict[str, float] = {}
    rare: dict[str, float] = {}
    for word, number in counts.items():
        if word.rarity >= least:
            totals[word.stem] = totals.get(word.stem, 0.0) + number
            rare[word.stem] = min(rare.get(word.stem, word.rarity), word.rarity)
    return _unit({s: (1 + log(n) if n >= 1 else n) * rare[s] for s, n in totals.items()})


def _unit(weights: Weights) -> dict[str, float]:
    length = sqrt(sum(value * value for value in weights.values()))
    return {term: value / length for term, value in weights.items()} if length else {}
