"""What an extractor read in an article, for a person: each sentence with its spans, and their rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from string import ascii_lowercase

from rich.cells import cell_len
from rich.text import Text

from events.model import Article, Evidence, Extraction, Field, Mention
from events.text import Sentence, split_sentences

_INDENT = "   "
_NARROWEST, _WIDEST = 40, 110
_STYLES = {
    "trigger": "bold magenta",
    "status": "yellow",
    "speaker": "cyan",
    "actor": "green",
    "recipient": "blue",
    "place": "blue",
    "quantity": "red",
    "date": "yellow",
}
_PLAIN = "white"


@dataclass(frozen=True, slots=True)
class _Mark:
    """A span of the text with its letter and the evidence that stands on it."""

    letter: str
    start: int
    end: int
    uses: tuple[Evidence, ...]

    @property
    def style(self) -> str:
        return _STYLES.get(self.uses[0].what, _PLAIN)


def explained(article: Article, extraction: Extraction, width: int) -> Iterator[Text]:
    """The lines for one article, none wider than `width` columns where its words allow it."""
    width = min(max(width, _NARROWEST), _WIDEST)
    yield Text.assemble((_safe(article.id), "bold"), f"  {_counted(extraction)}")
    for number, mention in enumerate(extraction.mentions, 1):
        yield Text()
        yield from _mention(number, mention, article, width)
    yield Text()


def _counted(extraction: Extraction) -> str:
    found = len(extraction.mentions)
    return f"{found} event{'' if found == 1 else 's'}" if found else "no event"


def _mention(number: int, mention: Mention, article: Article, width: int) -> Iterator[Text]:
    yield from _folded(Text(f"{number}. {mention.title}", style="bold"), width, _INDENT)
    yield from _folded(Text(f"{_INDENT}{_summary(mention)}", style="dim"), width, _INDENT)
    letters = iter(_letters())
    evidence = [*mention.evidence, *_date(mention)]
    for field in ("title", "body"):
        for sentence in split_sentences(article.text(field)):
            marks = _marks(evidence, field, sentence, letters)
            if marks:
                yield Text()
                yield from _drawn(sentence, marks, width)
                yield from _listed(marks, width)


def _date(mention: Mention) -> Iterator[Evidence]:
    found = mention.date.expression
    if found is not None:
        yield Evidence(found.field, found.char_start, found.char_end, found.text, "date", found.rule)


def _summary(mention: Mention) -> str:
    claim = ", ".join(f"{said.speaker} ({said.cue})" for said in mention.attribution)
    parts = [
        mention.kind,
        mention.status,
        mention.assertion,
        f"{mention.date.edtf} ({mention.date.basis.replace('_', ' ')})",
        *([f"said by {claim}"] if claim else []),
        f"confidence {mention.confidence:g}",
    ]
    return " · ".join(parts)


def _letters() -> Iterator[str]:
    for prefix in ("", *ascii_lowercase):
        yield from (prefix + letter for letter in ascii_lowercase)


def _marks(
    evidence: Sequence[Evidence], field: Field, sentence: Sentence, letters: Iterator[str]
) -> list[_Mark]:
    spans: dict[tuple[int, int], list[Evidence]] = {}
    for found in evidence:
        if found.field == field and sentence.start <= found.start < sentence.end:
            spans.setdefault((found.start, found.end), []).append(found)
    return [_Mark(next(letters), *span, tuple(uses)) for span, uses in sorted(spans.items())]


def _drawn(sentence: Sentence, marks: Sequence[_Mark], width: int) -> Iterator[Text]:
    """The sentence in lines, each with rows of strokes and letters under the spans in it."""
    for start, end in _lines(sentence.text, width - len(_INDENT)):
        line = Text(_safe(sentence.text[start:end]))
        inside = [
            mark for mark in marks if mark.start - sentence.start < end and start < mark.end - sentence.start
        ]
        for mark in inside:
            first, last = max(mark.start - sentence.start - start, 0), mark.end - sentence.start - start
            line.stylize(f"underline {mark.style}", first, min(last, end - start))
        yield Text(_INDENT).append_text(line)
        for row in _rows(inside):
            yield _strokes(sentence, row, start, end)


def _safe(text: str) -> str:
    """The text, letter for letter, without what would steer a terminal."""
    return "".join(char if char.isprintable() else " " for char in text)


def _lines(text: str, width: int) -> Iterator[tuple[int, int]]:
    """Where the lines of a text begin and end, broken at blanks; Korean letters take two columns."""
    start, blank, columns = 0, -1, 0
    for at, char in enumerate(text):
        columns += cell_len(char)
        if columns > width and at > start:
            end = blank if blank > start else at
            yield start, end
            start = end + 1 if end == blank else end
            columns = cell_len(text[start : at + 1])
            blank = -1
        if char.isspace():
            blank = at
    yield start, len(text)


def _rows(marks: Sequence[_Mark]) -> list[list[_Mark]]:
    """Marks that would run into one another stand in rows of their own."""
    rows: list[list[_Mark]] = []
    for mark in marks:
        row = next((row for row in rows if row[-1].end < mark.start), None)
        if row is None:
            rows.append([mark])
        else:
            row.append(mark)
    return rows


def _strokes(sentence: Sentence, row: Sequence[_Mark], start: int, end: int) -> Text:
    drawn, column = Text(_INDENT), 0
    for mark in row:
        first = max(mark.start - sentence.start, start)
        last = min(mark.end - sentence.start, end)
        left = cell_len(sentence.text[start:first])
        size = max(cell_len(sentence.text[first:last]), len(mark.letter))
        drawn.append(" " * (left - column))
        drawn.append(mark.letter.center(size, "─"), style=mark.style)
        column = left + size
    return drawn


def _listed(marks: Sequence[_Mark], width: int) -> Iterator[Text]:
    """What each letter stands for, and which rule read it."""
    for mark in marks:
        for number, used in enumerate(mark.uses):
            letter = mark.letter if number == 0 else ""
            row = Text(f"{_INDENT}{letter:>2} ", style=mark.style)
            row.append(f"{used.what:<10}", style=_STYLES.get(used.what, _PLAIN))
            row.append(_shortened(_safe(used.text), width - len(_INDENT) - 46))
            row.append(f"  {used.rule}", style="dim")
            yield row


def _shortened(text: str, columns: int) -> str:
    columns = max(columns, 12)
    if cell_len(text) <= columns:
        return text + " " * (columns - cell_len(text))
    kept = ""
    for char in text:
        if cell_len(kept + char) > columns - 1:
            break
        kept += char
    return kept + "…" + " " * (columns - 1 - cell_len(kept))


def _folded(line: Text, width: int, indent: str) -> Iterator[Text]:
    text = _safe(line.plain)
    for number, (start, end) in enumerate(_lines(text, width - len(indent))):
        yield Text(("" if number == 0 else indent) + text[start:end], style=line.style)
