"""How well what is found in the sentences agrees with what a reader would find."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from events.dates import find_dates
from events.model import DateValue
from tests.gold.dates.corpus import Expected, Sentence

Reader = Callable[[Sentence], Sequence[DateValue]]


@dataclass(frozen=True, slots=True)
class Pair:
    """An expected expression with the one found for it; one of the two is None where the other has none."""

    sentence: Sentence
    expected: Expected | None
    found: DateValue | None

    @property
    def exact(self) -> bool:
        return bool(self.expected and self.found) and not self.differences()

    def differences(self) -> list[str]:
        """The fields of an exact match on which the two differ."""
        names = ("start", "end", "precision", "edtf")
        return [name for name in names if getattr(self.expected, name) != getattr(self.found, name)]

    @property
    def same_timex3(self) -> bool:
        return (
            self.expected is not None and self.found is not None and self.expected.timex3 == self.found.timex3
        )


@dataclass(frozen=True, slots=True)
class Share:
    """`hits` of `total`."""

    hits: int
    total: int

    @property
    def percent(self) -> float:
        return 100 * self.hits / self.total if self.total else 100.0


@dataclass(frozen=True, slots=True)
class Score:
    """`exact` is defined in README.md; `timex3` counts only dates that give one; `extra` were invented."""

    sentences: int
    found: Share
    exact: Share
    timex3: Share
    weekday: Share
    month_day: Share
    extra: int


def read(sentence: Sentence) -> Sequence[DateValue]:
    """What `find_dates` says about a sentence."""
    return find_dates(
        sentence.text, sentence.published, language=sentence.language, timezone=sentence.timezone
    )


def compare(sentence: Sentence, found: Sequence[DateValue]) -> list[Pair]:
    """Every expected expression with the free one that overlaps it most, then what was found beyond."""
    pairs, free = [], list(found)
    for expected in sentence.dates:
        best = max(free, key=partial(_overlap, expected), default=None)
        if best is not None and not _overlap(expected, best):
            best = None
        if best is not None:
            free.remove(best)
        pairs.append(Pair(sentence, expected, best))
    return pairs + [Pair(sentence, None, date) for date in free]


def compare_all(sentences: Iterable[Sentence], reader: Reader = read) -> list[Pair]:
    return [pair for sentence in sentences for pair in compare(sentence, reader(sentence))]


def score(sentences: Sequence[Sentence], reader: Reader = read) -> Score:
    """The counts over some sentences."""
    pairs = compare_all(sentences, reader)
    wanted = [pair for pair in pairs if pair.expected]
    return Score(
        sentences=len(sentences),
        found=Share(sum(pair.found is not None for pair in wanted), len(wanted)),
        exact=_exact(wanted),
        timex3=_timex3(wanted),
        weekday=_exact(pair for pair in wanted if pair.expected and pair.expected.about == "weekday"),
        month_day=_exact(pair for pair in wanted if pair.expected and pair.expected.about == "month_day"),
        extra=len(pairs) - len(wanted),
    )


def false_hits(negatives: Iterable[Sentence], reader: Reader = read) -> list[Pair]:
    """The first expression found in each text that holds none."""
    return [pairs[0] for text in negatives if (pairs := compare(text, reader(text)))]


def _exact(pairs: Iterable[Pair]) -> Share:
    results = [pair.exact for pair in pairs]
    return Share(sum(results), len(results))


def _timex3(pairs: Iterable[Pair]) -> Share:
    results = [pair.same_timex3 for pair in pairs if pair.expected and pair.expected.timex3 is not None]
    return Share(sum(results), len(results))


def _overlap(expected: Expected, found: DateValue) -> int:
    return max(0, min(expected.char_end, found.char_end) - max(expected.char_start, found.char_start))
