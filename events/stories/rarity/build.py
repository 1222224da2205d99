"""Compiles `words.tsv.gz` from the package wordfreq, which nothing else needs.

By hand, in an environment of its own: `pip install wordfreq==3.1.1`, then from the root of the project
`python -m events.stories.rarity.build`.
"""

from __future__ import annotations

import gzip
from collections import defaultdict
from collections.abc import Mapping
from importlib import import_module
from math import log10
from typing import Any

from events._words import word_set
from events.stories.rarity import DATA

_ENGLISH_FROM = 2.5
# Of other languages only what every text holds: enough that "und" and "że" never make two articles alike.
_OTHERS_FROM = 5.0
_FOREIGN_LEAD = 1.5
_OTHERS = word_set(
    "ar bg ca cs da de el es fa fi fil fr he hi hu id is it ko lt lv mk ms nb nl pl pt ro ru sh sk sl sv tr "
    "uk ur vi"
)


def main() -> None:
    """Writes the table: a line for each tenth of the Zipf scale, then its words."""
    wordfreq: Any = import_module("wordfreq")
    table = _zipf(wordfreq.get_frequency_dict("en", "large"), _ENGLISH_FROM)
    english = dict(table)
    for language in sorted(_OTHERS):
        for word, value in _zipf(wordfreq.get_frequency_dict(language, "small"), _OTHERS_FROM).items():
            if value >= english.get(word, 0.0) + _FOREIGN_LEAD:
                table[word] = max(table.get(word, 0.0), value)
    print(f"{DATA.name}: {len(table):,} words, {_write(table) / 1e3:.0f} kB")


def _zipf(frequencies: Mapping[str, float], least: float) -> dict[str, float]:
    """Words with log10 of how often they stand among a thousand million, to one digit."""
    scale = {word: round(log10(share) + 9, 1) for word, share in frequencies.items()}
    return {word: value for word, value in scale.items() if value >= least and not word.isspace()}


def _write(table: Mapping[str, float]) -> int:
    by_value: dict[float, list[str]] = defaultdict(list)
    for word, value in table.items():
        by_value[value].append(word)
    lines = [f"{value}\t{' '.join(sorted(by_value[value]))}" for value in sorted(by_value, reverse=True)]
    packed = gzip.compress(("\n".join(lines) + "\n").encode(), compresslevel=9, mtime=0)
    DATA.write_bytes(packed)
    return len(packed)


if __name__ == "__main__":
    main()
