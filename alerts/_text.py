"""Text made searchable: case, accents and width folded away, words with their places in the original.

Scripts written without spaces, and Korean with its particles, form one token a run, and a term matches
inside it: a word tokeniser does not find 북한 in 북한이.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

# Hangul, kana, Han, Thai, Lao, Burmese, Khmer.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf"
    "\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
)
# \w leaves out the vowel signs of Indic scripts, which would cut their words in pieces.
_LETTER = f"(?:[^\\W_{_UNSPACED}]|[\u0900-\u0dff])"
_TOKEN = re.compile(f"(?P<run>[{_UNSPACED}]+)|{_LETTER}+")
_ANY_TOKEN = re.compile(f"[{_UNSPACED}]+|{_LETTER}+")
# The same for ASCII text: folds it and leaves only the words, which is much faster than to look for them.
_ASCII_WORDS = bytes(ord(chr(code).lower()) if chr(code).isalnum() else ord(" ") for code in range(128)) * 2
_IS_UNSPACED = re.compile(f"[{_UNSPACED}]")
_PARAGRAPH = re.compile(r"\n\s*\n")
# Accents and vowel points of Latin, Greek, Cyrillic, Hebrew and Arabic, which searchers leave out.
_POINTS = re.compile("[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670]")
# Words this far apart are never one phrase.
_PARAGRAPH_GAP = 1_000


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` to `end` (exclusive) of the original text, and what stands there."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Hit:
    """One occurrence of one word: its place in the folded text and the number of its token."""

    start: int
    end: int
    token: int


@dataclass(frozen=True, slots=True)
class Word:
    """A folded word to look for; `prefix` also finds longer words, `inside` finds it within a run."""

    text: str
    prefix: bool = False
    inside: bool = False


def words_of(text: str, *, prefix: bool = False) -> tuple[Word, ...]:
    """The words to look for when someone writes `text`; `prefix` applies to the last of them."""
    found = [
        Word(match[0], inside=match["run"] is not None) for match in _TOKEN.finditer("".join(map(fold, text)))
    ]
    if prefix and found and not found[-1].inside:
        found[-1] = Word(found[-1].text, prefix=True)
    return tuple(found)


@lru_cache(maxsize=10_000)
def fold(character: str) -> str:
    """One character in the form that is compared; "" for accents and invisible ones."""
    if _IS_UNSPACED.match(character):
        return unicodedata.normalize("NFKC", character)
    if unicodedata.category(character) == "Cf":
        return ""
    return _POINTS.sub("", unicodedata.normalize("NFKD", character)).casefold()


class _Folded(dict[int, str]):
    """For `str.translate`: the folded form of each character, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        self[code] = fold(chr(code))
        return self[code]


_FOLDED = _Folded()


class SearchText:
    """A text that is searched many times."""

    def __init__(self, text: str) -> None:
        self.original = text

    def find(self, word: Word) -> list[Hit]:
        """Every occurrence of `word`, in order."""
        # Most words of most rules stand nowhere in a text, and this tells without cutting it into words.
        if word.text not in self.folded:
            return []
        if word.inside:
            return list(self._inside(word.text))
        if not word.prefix:
            return self._words.get(word.text, [])
        longer = (hits for text, hits in self._words.items() if text.startswith(word.text))
        return sorted((hit for hits in longer for hit in hits), key=lambda hit: hit.start)

    def span(self, first: Hit, last: Hit) -> Span:
        """The characters of the original from `first` to the end of `last`."""
        start, end = first.start, last.end
        if self._offsets is not None:
            start, end = self._offsets[start], self._offsets[end - 1] + 1
        return Span(start, end, self.original[start:end])

    @property
    def paragraphs(self) -> list[list[str]]:
        """The folded words and runs of each paragraph, in order, without their places."""
        parts = _PARAGRAPH.split(self.folded)
        if self.folded.isascii():
            return [part.encode().translate(_ASCII_WORDS).decode().split() for part in parts]
        return [_ANY_TOKEN.findall(part) for part in parts]

    @cached_property
    def folded(self) -> str:
        """The text in the form that is compared."""
        if self.original.isascii():
            return self.original.lower()
        return self.original.translate(_FOLDED)

    @cached_property
    def _offsets(self) -> list[int] | None:
        """For each folded character the original one it came from; None where they coincide."""
        if self.original.isascii():
            return None
        return [at for at, character in enumerate(self.original) for _ in fold(character)]

    @cached_property
    def _tokens(self) -> list[tuple[Hit, str, bool]]:
        breaks = [match.end() for match in _PARAGRAPH.finditer(self.folded)]
        found, passed = [], 0
        for number, match in enumerate(_TOKEN.finditer(self.folded)):
            while passed < len(breaks) and match.start() >= breaks[passed]:
                passed += 1
            hit = Hit(match.start(), match.end(), number + passed * _PARAGRAPH_GAP)
            found.append((hit, match[0], match["run"] is not None))
        return found

    @cached_property
    def _words(self) -> dict[str, list[Hit]]:
        index: dict[str, list[Hit]] = {}
        for hit, text, is_run in self._tokens:
            if not is_run:
                index.setdefault(text, []).append(hit)
        return index

    @cached_property
    def _runs(self) -> list[tuple[Hit, str]]:
        return [(hit, text) for hit, text, is_run in self._tokens if is_run]

    def _inside(self, wanted: str) -> Iterator[Hit]:
        for hit, text in self._runs:
            at = text.find(wanted)
            while at >= 0:
                yield Hit(hit.start + at, hit.start + at + len(wanted), hit.token)
                at = text.find(wanted, at + 1)
