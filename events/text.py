"""Sentences, tokens and the dateline of a news text, each with offsets into that text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from events._words import word_set

_ABBREVIATIONS = word_set(
    "jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun mr mrs "
    "ms dr prof gen lt col maj capt cpl sgt adm cmdr brig gov sen rep rev hon pres pm st mt ft no nos vs "
    "etc inc ltd co corp dept est approx al jr sr fig vol calif conn colo fla ill ind kan mass mich minn "
    "miss mo okla ore pa tenn tex va wash wis"
)
# Titles and months are always followed by more of the same sentence; "Co." or "etc." may end one.
_NEVER_FINAL = word_set(
    "mr mrs ms dr prof gen lt col maj capt cpl sgt adm cmdr brig gov sen rep rev hon vs st mt ft no nos"
)
_END = re.compile(r"""(?:[.!?]{1,8}+|…)["'”’»)\]]*(?=\s|$)""")
_PARAGRAPH = re.compile(r"\n\s*")
_LONGEST = 2000
_LAST_WORD = re.compile(r"([^\s(\"'“‘]+)$")
# What follows the end of a sentence, past blanks and opening marks.
_BEHIND = re.compile(r"""\s*+(?=\S)["'“‘«(\[]*+(?P<sign>[\s\S]?)""")
_LONGEST_OPENER = 40
# The first alternative is a plain word, which the ones behind would cut alike but more slowly.
_TOKEN = re.compile(
    r"""[A-Za-z]{2,}+(?![\w'’‐‑-])
      | \d+(?:[.,:]\d+)*(?:st|nd|rd|th|s)?
      | (?:[A-Za-z]\.){2,}
      | (?:[NS])\.(?=\s?Korea)
      | n't\b | ['’]s\b | s['’](?=\s)
      | [^\W\d_]+(?:[-‐‑][^\W\d_]+)*?(?=n[’']t\b)
      | [^\W_]+(?:[-‐‑'’][^\W_]+(?<!['’]s))*
      | [^\w\s] | _+""",
    re.VERBOSE,
)
_DATELINE = re.compile(
    r"\A\s*(?P<place>[A-Z][A-Z .'’-]{2,40}(?:[A-Z]|[a-z]\.)(?:,\s[A-Z][\w .]{2,20})?)"
    r"(?:\s*[,(/]\s*[\w .,/-]{2,30}\)?)?\s*(?:--|[-–—])\s"
)


_DATE = re.compile(r",\s(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|\d).*")


@dataclass(slots=True)
class Sentence:
    """A sentence of a text; `start` and `end` are offsets into the text it was cut from."""

    start: int
    end: int
    text: str


class Token(NamedTuple):
    """A word or mark; `low` is its lower-case form with straight apostrophes."""

    start: int
    end: int
    text: str
    low: str


def split_sentences(text: str) -> list[Sentence]:
    """The sentences of `text` in order; blank stretches are dropped, line breaks always divide."""
    sentences: list[Sentence] = []
    for start, end in _paragraphs(text):
        sentences.extend(_sentences_in(text, start, end))
    return sentences


def tokenize(text: str, offset: int = 0) -> list[Token]:
    """The words and marks of `text`; `offset` is added to each position."""
    words = cut(text)
    return placed(text, words, lowered(words), offset)


def cut(text: str) -> list[str]:
    """The words and marks of `text`; between them stands nothing but blanks."""
    return _TOKEN.findall(text)


def lowered(words: list[str]) -> list[str]:
    """The lower-case forms, with straight apostrophes, of words that hold no line break."""
    return "\n".join(words).lower().replace("’", "'").split("\n") if words else []


def placed(text: str, words: list[str], low: list[str], offset: int = 0) -> list[Token]:
    """The tokens of `text` that `words`, as `cut` gives them, and their lower-case forms make."""
    tokens: list[Token] = []
    find, new, end = text.index, tuple.__new__, 0
    for word, lower in zip(words, low, strict=True):
        start = find(word, end)
        end = start + len(word)
        # Spares the call of a function that only hands on.
        tokens.append(new(Token, (start + offset, end + offset, word, lower)))
    return tokens


def dateline(text: str) -> str:
    """The place of a dateline such as `SEOUL, Oct. 18 (Agency) -- `, or "" where there is none."""
    found = _DATELINE.match(text)
    return _DATE.sub("", found.group("place")).strip(" ,") if found else ""


def dateline_end(text: str) -> int:
    """Where the text behind its dateline begins, 0 where it has none."""
    found = _DATELINE.match(text)
    return found.end() if found else 0


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for found in _PARAGRAPH.finditer(text):
        yield start, found.start()
        start = found.end()
    yield start, len(text)


def _sentences_in(text: str, start: int, end: int) -> Iterator[Sentence]:
    begin = start
    for found in _END.finditer(text, start, end):
        if _ends_sentence(text, begin, found, end):
            yield from _trimmed(text, begin, found.end())
            begin = found.end()
    yield from _trimmed(text, begin, end)


def _trimmed(text: str, start: int, end: int) -> Iterator[Sentence]:
    """The stretch without blank edges; one too long to be prose is cut at a blank."""
    while end - start > _LONGEST:
        cut = text.rfind(" ", start + 1, start + _LONGEST)
        cut = cut if cut > start else start + _LONGEST
        yield from _trimmed(text, start, cut)
        start = cut
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    stripped = piece.strip()
    if stripped:
        yield Sentence(start + left, start + left + len(stripped), stripped)


def _ends_sentence(text: str, begin: int, found: re.Match[str], end: int) -> bool:
    behind = _BEHIND.match(text, found.end(), end)
    if behind is None:
        return True
    following = behind["sign"]
    if following.islower():
        return False
    mark = found.group()
    if mark[0] != "." or (mark.startswith("..") and following.isupper()):
        return True
    before = _LAST_WORD.search(text, max(begin, found.start() - 40), found.start())
    word = before.group(1).lower() if before else ""
    if word in _NEVER_FINAL or (len(word) == 1 and word.isalpha() and word != "i"):
        return False
    if word in _ABBREVIATIONS:
        return not (following.isdigit() or (following.isupper() and len(mark) == 1 and word in _NEVER_FINAL))
    if "." in word and word.replace(".", "").isalpha() and len(word) <= 5:
        return _starts_sentence(text[behind.start("sign") : behind.end("sign") + _LONGEST_OPENER])
    return True


def _starts_sentence(rest: str) -> bool:
    """After "U.S." only a word that commonly opens a sentence divides."""
    first = rest.split(maxsplit=1)[0].lower().strip(",")
    return first in _OPENING_WORDS


_OPENING_WORDS = word_set(
    "the a an in on at it he she they we but and this that these those there however meanwhile after "
    "before since while when if as for from with under according following officials earlier later"
)
