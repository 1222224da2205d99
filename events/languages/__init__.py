"""Languages beside English that happenings are read in; one lexicon each under `events/lexicon/languages`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from events._frame import Frame
from events.frames import starting_in
from events.languages import inflected_frames, korean_frames
from events.languages.hits import Hit, Named, settle_hits
from events.lexicon import Lexicon
from events.model import Article, DateValue, Field, Place
from events.text import Sentence, split_sentences

CODES = ("ko", "ru", "uk")
MOST_FRAMES = 200
_FIELDS: tuple[Field, ...] = ("title", "body")


class Grammar(Protocol):
    """What reads one family of languages."""

    def find_hits(self, code: str, text: str, field: Field) -> list[Hit]: ...

    def sentence_frames(
        self,
        code: str,
        sentence: Sentence,
        position: int,
        field: Field,
        named: Sequence[Named],
        dates: Sequence[DateValue],
        lexicon: Lexicon,
    ) -> list[Frame]: ...


GRAMMARS: dict[str, Grammar] = {"ko": korean_frames, "ru": inflected_frames, "uk": inflected_frames}


def find_names(code: str, article: Article) -> list[Named]:
    """Every name of a country or place in an article, adjectives of countries too, in reading order."""
    grammar = GRAMMARS[code]
    hits = [hit for name in _FIELDS for hit in grammar.find_hits(code, article.text(name), name)]
    return settle_hits(hits, article)


def places(named: Sequence[Named]) -> list[Place]:
    """The toponyms among names."""
    return [item.place() for item in named if item.entry is not None]


def find_frames(
    code: str, article: Article, named: Sequence[Named], dates: Sequence[DateValue], lexicon: Lexicon
) -> list[Frame]:
    """The frames of an article in reading order; past `MOST_FRAMES` the rest is left unread."""
    frames: list[Frame] = []
    grammar = GRAMMARS[code]
    for field in _FIELDS:
        names = [item for item in named if item.hit.field == field]
        days = [date for date in dates if date.field == field]
        starts, day_starts = [item.hit.start for item in names], [date.char_start for date in days]
        for position, sentence in enumerate(split_sentences(article.text(field))):
            if len(frames) >= MOST_FRAMES:
                return frames
            frames += grammar.sentence_frames(
                code,
                sentence,
                position,
                field,
                starting_in(names, starts, sentence),
                starting_in(days, day_starts, sentence),
                lexicon,
            )
    return frames
