"""The scores on the gold sentences as a table, as JSON, and row by row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from tests.gold.dates.corpus import Sentence, development, negatives, sealed
from tests.gold.dates.scores import Pair, Score, Share, compare_all, false_hits, score

_COLUMNS = ("", "texts", "found", "exact", "timex3", "weekday", "month-day", "extra")


@dataclass(frozen=True, slots=True)
class Report:
    """Scores by language, "all" last; `hits` are texts without a date in which one was found."""

    development: Mapping[str, Score]
    sealed: Mapping[str, Score]
    hits: Mapping[str, Share]

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def measure() -> Report:
    """Reads all the sentences."""
    texts = negatives()
    texts["all"] = [text for group in texts.values() for text in group]
    return Report(
        development=_by_language(development()),
        sealed=_by_language(sealed()),
        hits={name: Share(len(false_hits(group)), len(group)) for name, group in texts.items()},
    )


def table(report: Report) -> str:
    """Aligned plain text: development and sealed sentences apart, then false hits."""
    lines = [*_block("development", report.development), "", *_block("sealed", report.sealed), ""]
    lines.append("false hits on texts without a date")
    lines += [f"  {name:4} {share.hits} of {share.total}" for name, share in report.hits.items()]
    return "\n".join(lines)


def disagreements(groups: Mapping[str, Sequence[Sentence]]) -> Iterator[str]:
    """A line for every expected expression that was missed or misread and for every invented one."""
    for sentences in groups.values():
        yield from (_line(pair) for pair in compare_all(sentences) if not pair.exact)


def negative_hits() -> Iterator[str]:
    """A line for every text without a date in which one was found."""
    for texts in negatives().values():
        for pair in false_hits(texts):
            if pair.found:
                yield f"invented {pair.sentence.language}  {pair.sentence.text}\n         {pair.found.text!r}"


def _by_language(groups: Mapping[str, Sequence[Sentence]]) -> dict[str, Score]:
    scores = {language: score(sentences) for language, sentences in groups.items()}
    scores["all"] = score([sentence for sentences in groups.values() for sentence in sentences])
    return scores


def _block(name: str, scores: Mapping[str, Score]) -> list[str]:
    rows = [_COLUMNS, *(_row(language, told) for language, told in scores.items())]
    return [name, *("  " + _aligned(row) for row in rows)]


def _row(language: str, told: Score) -> tuple[str, ...]:
    shares = (told.found, told.exact, told.timex3, told.weekday, told.month_day)
    return (language, str(told.sentences), *(_share(share) for share in shares), str(told.extra))


def _share(share: Share) -> str:
    return f"{share.hits}/{share.total} {share.percent:5.1f}%" if share.total else "-"


def _aligned(row: Sequence[str]) -> str:
    widths = (4, 7, 17, 17, 17, 17, 17, 7)
    return "".join(f"{cell:>{width}}" for cell, width in zip(row, widths, strict=True))


def _line(pair: Pair) -> str:
    where = f"{pair.sentence.language}  {pair.sentence.text}"
    if pair.found is None:
        wanted = pair.expected
        return f"missed   {where}\n         {wanted and wanted.text!r}"
    if pair.expected is None:
        return f"extra    {where}\n         {pair.found.text!r} = {_value(pair.found)}"
    wrong = ", ".join(pair.differences())
    return (
        f"misread  {where}\n         {pair.expected.text!r} = {_value(pair.expected)}, "
        f"not {pair.found.text!r} = {_value(pair.found)} ({wrong})"
    )


def _value(date: Any) -> str:
    return f"{date.start}..{date.end} {date.precision} {date.edtf or '-'}"
