"""Which articles are the same text: wire copies, cut copies, copies with a credit or a few words changed.

First an exact key, then how much of the shorter text the longer one contains, by shingles of four words
(Broder 1997). Candidates come from a sample of the shingles, so a new article meets only texts that share
some. Precision comes first: a changed figure makes an edit, which is another text, not a copy, and so do
other names in the same sentences, as in reports written from a form.
"""

from __future__ import annotations

import hashlib
import re
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import accumulate
from sys import intern
from zlib import crc32

from events._words import word_set
from events.stories.copy_state import CopyMemory, CopyState, Text
from events.stories.ids import copy_id
from events.stories.model import Decision, Rival
from events.stories.rarity import rarity

_CREDIT = re.compile(
    r"\((?=[^()A-Z]{0,39}[A-Z])[^()]{2,40}\)|"
    r"(?:^|\n)[^\S\n]{0,8}[A-Z][A-Z .]{2,30},[^\n—–-]{0,30}[—–-]{1,2}\s"
)
_WORD = re.compile(r"\d[\d.,]*\d|\w+")
_FIGURE_WORDS = word_set(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety dozen dozens hundred "
    "hundreds thousand thousands million billion"
)
_LEAD_WORDS = 80
_SHORTEST = 25

ACTIVE_DAYS = 7
CONTAINED = 0.7
_DAY = 86400.0
_SHINGLE = 4
_FEWEST_SHINGLES = 10
_MOST_WORDS = 1000
# Sampling: of the lead, where cut copies are whole, one shingle in 4, of the rest one in 16.
_LEAD_SHINGLES = 64
_LEAD_SAMPLE = 4
_REST_SAMPLE = 16
_ALWAYS = 4
_CANDIDATES = 6
# A short text stands in the lead of a long one, or it is a passage that many articles quote.
_LEAD_REACH = 1.5
_LEAD_SLACK = 12
_TITLE_RARITY = 3.0
_TELLING_RARITY = 7.0
# Of the telling words of the shorter text, one in so many may be missing from the longer; one always may
# where all around it is the same.
_MISSING = 8
_NEARLY_ALL = 0.9
_CACHED = 1 << 14


def copy_group(title: str, text: str) -> str:
    """A key that syndicated copies of one text share.

    Wire credits in parentheses, datelines, punctuation and case do not count, nor does what follows the
    first 80 words, where outlets cut. A text under 25 words is told apart by its title as well.
    """
    return _exact_key(title, _words(text))


class CopyIndex:
    """The texts of the last seven days, by what they contain."""

    def __init__(self, state: CopyState | None = None) -> None:
        self.state: CopyState = CopyMemory() if state is None else state

    def add(self, key: str, title: str, text: str, at: float) -> tuple[str, Decision]:
        """The copy group of an article, and why; `at` in seconds since 1970."""
        words = _words(text)
        exact = _exact_key(title, words)
        group = self.state.exact(exact)
        known = self.state.text(group) if group else None
        if known is not None:
            self.state.update(replace(known, last=max(known.last, at)))
            return known.group, Decision(known.group, True, 1.0, CONTAINED, {"same words": 1.0})
        own = _text(key, title, words, at)
        found, share, nearest = self._contained(own)
        if found is not None:
            longer = own if len(own.shingles) > len(found.shingles) else found
            kept = replace(longer, group=found.group, last=max(found.last, at), cluster=found.cluster)
            self.state.save(kept, exact, _sample(own.shingles))
            return found.group, Decision(found.group, True, share, CONTAINED, {"contained": share})
        self.state.save(own, exact, _sample(own.shingles))
        why = Decision(
            own.group,
            False,
            share,
            CONTAINED,
            {"contained": share},
            runner_up=Rival(*nearest) if nearest else None,
        )
        return own.group, why

    def cluster_of(self, group: str) -> str:
        """The happening that a text tells of; empty for a text that is not known."""
        text = self.state.text(group)
        return text.cluster if text else ""

    def assign(self, group: str, cluster: str) -> None:
        """Remember the happening that a text tells of."""
        text = self.state.text(group)
        if text is not None and text.cluster != cluster:
            self.state.update(replace(text, cluster=cluster))

    def expire(self, now: float) -> None:
        """Forget texts without a copy for seven days."""
        self.state.expire(now - ACTIVE_DAYS * _DAY)

    def _contained(self, own: Text) -> tuple[Text | None, float, tuple[str, float] | None]:
        """The text that is the same, how much of it is shared, and the nearest one that is not the same."""
        nearest: tuple[str, float] | None = None
        best: tuple[Text | None, float] = (None, 0.0)
        if len(own.shingles) < _FEWEST_SHINGLES:
            return None, 0.0, None
        for other in self.state.sharing(_sample(own.shingles), _CANDIDATES):
            share = contained(own, other)
            if share >= CONTAINED and _is_copy(own, other, share):
                if share > best[1]:
                    best = (other, share)
            elif nearest is None or share > nearest[1]:
                nearest = (other.group, share)
        return (*best, nearest) if best[0] else (None, nearest[1] if nearest else 0.0, nearest)


def contained(one: Text, other: Text) -> float:
    """The share of the shorter text's shingles that stand in the longer one, in its lead where it is long."""
    short, long = sorted((one.shingles, other.shingles), key=len)
    if len(short) < _FEWEST_SHINGLES:
        return 0.0
    reach = int(len(short) * _LEAD_REACH) + _LEAD_SLACK
    inside = set(long[:reach])
    return sum(shingle in inside for shingle in short) / len(short)


def _is_copy(one: Text, other: Text, share: float) -> bool:
    """No figure and few names were changed; texts of a sentence or two share a word of their headlines."""
    if any(other.figures.get(context, figure) != figure for context, figure in one.figures.items()):
        return False
    short, long = sorted((one, other), key=lambda text: len(text.shingles))
    missing = len(set(short.telling).difference(long.words))
    if missing > max(len(short.telling) // _MISSING, share >= _NEARLY_ALL):
        return False
    is_long = len(short.shingles) + _SHINGLE > _SHORTEST
    return is_long or bool(set(one.title) & set(other.title))


def _text(key: str, title: str, words: Sequence[str], at: float) -> Text:
    group = copy_id(key)
    low = [word.casefold() for word in words]
    headline = tuple(
        intern(word) for word in _WORD.findall(title.casefold()) if rarity(word) >= _TITLE_RARITY
    )
    known = [_known(written) for written in set(words)]
    telling = {code for code, is_telling in known if is_telling}
    hashes = {code for code, _ in known}
    return Text(group, at, headline, _shingles(low), _figures(low), _array(telling), _array(hashes))


@lru_cache(maxsize=_CACHED)
def _known(written: str) -> tuple[int, bool]:
    """The hash of a word, and whether it is a name, a figure or rare: what a report from a form changes."""
    word = written.casefold()
    is_telling = not written[0].islower() or word in _FIGURE_WORDS or rarity(word) >= _TELLING_RARITY
    return _hash(word), is_telling


def _words(text: str) -> list[str]:
    return _WORD.findall(_CREDIT.sub(" ", text))[:_MOST_WORDS]


def _exact_key(title: str, words: Sequence[str]) -> str:
    lead = [word.casefold() for word in words[:_LEAD_WORDS]]
    if len(lead) < _SHORTEST:
        lead = [*_WORD.findall(title.casefold()), "/", *lead]
    return hashlib.blake2b(" ".join(lead).encode("utf-8", "surrogatepass"), digest_size=10).hexdigest()


def _shingles(words: Sequence[str]) -> array[int]:
    """A 32-bit hash for each four words in a row, in reading order."""
    pieces = [word.encode("utf-8", "surrogatepass") for word in words]
    view = memoryview(b" ".join(pieces))
    starts = [0, *accumulate(len(piece) + 1 for piece in pieces)]
    ends = starts[_SHINGLE:]
    return array("I", [crc32(view[a : b - 1]) for a, b in zip(starts, ends, strict=False)])


def _sample(shingles: Sequence[int]) -> list[int]:
    """The shingles a text is found by; the smallest of its lead are always among them."""
    lead, rest = shingles[:_LEAD_SHINGLES], shingles[_LEAD_SHINGLES:]
    chosen = dict.fromkeys(sorted(lead)[:_ALWAYS])
    chosen |= dict.fromkeys(h for h in lead if h % _LEAD_SAMPLE == 0)
    chosen |= dict.fromkeys(h for h in rest if h % _REST_SAMPLE == 0)
    return list(chosen)


def _figures(words: Sequence[str]) -> dict[int, str]:
    """Each figure by the two words before and after it; contexts that hold two figures are left out."""
    found: dict[int, str] = {}
    twice: set[int] = set()
    for i in _figure_places(words):
        context = _hash(" ".join((*words[i - 2 : i], *words[i + 1 : i + 3])))
        if found.setdefault(context, words[i]) != words[i]:
            twice.add(context)
    return {context: figure for context, figure in found.items() if context not in twice}


def _figure_places(words: Sequence[str]) -> Iterable[int]:
    last = len(words) - 2
    return (i for i in range(2, last) if words[i][0].isdigit() or words[i] in _FIGURE_WORDS)


def _array(hashes: Iterable[int]) -> array[int]:
    return array("I", sorted(hashes))


def _hash(text: str) -> int:
    return crc32(text.encode("utf-8", "surrogatepass"))
