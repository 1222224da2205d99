"""How rare a word is in the language at large, so that the first article of a storyline can be weighed.

The data is `words.tsv.gz`, compiled by `python -m events.stories.rarity.build`; see ATTRIBUTION.md.
"""

from __future__ import annotations

import gzip
from collections.abc import Collection, Mapping
from functools import cache
from math import log
from pathlib import Path

DATA = Path(__file__).parent / "words.tsv.gz"

# The length of a usual article in words: rarity is of articles that hold a word, not of words.
_ARTICLE = 250
# Words that are not in the table are at most this frequent (Zipf scale: log10 in a thousand million words).
_UNKNOWN = 2.2


def rarity(word: str) -> float:
    """Minus the logarithm of the share of articles that hold `word`: 0 for "the", 14 for an unknown word."""
    return _table().get(word, _RAREST)


def words() -> Collection[str]:
    """The words of the table, the most frequent first."""
    return _table().keys()


@cache
def _table() -> Mapping[str, float]:
    table: dict[str, float] = {}
    for line in gzip.decompress(DATA.read_bytes()).decode().splitlines():
        value, _, words = line.partition("\t")
        table |= dict.fromkeys(words.split(" "), _rarity(float(value)))
    return table


def _rarity(zipf: float) -> float:
    share = 10 ** (zipf - 9)
    return -log(1 - (1 - share) ** _ARTICLE)


_RAREST = _rarity(_UNKNOWN)
