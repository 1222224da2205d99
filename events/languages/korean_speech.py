"""Who says so in Korean: "...다고 국정원이 밝혔다", "국정원은 ...다고 밝혔다", "국방부에 따르면 ..."."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from events.languages.korean import Parsed, Word, korean
from events.lexicon import load as load_english
from events.model import Attribution, DateValue, Field, Span

_SAID = ("denied", "confirmed", "claimed")


@dataclass(frozen=True, slots=True)
class Speech:
    """The saying over a trigger: its cue, its speaker's words, its date; empty where nobody says it."""

    attribution: Attribution | None = None
    cue: str = ""
    cue_span: tuple[int, int] | None = None
    speaker: frozenset[int] = field(default_factory=frozenset)
    date: DateValue | None = None


def read_speech(
    parsed: Parsed, trigger: int, name: Field, dates: Sequence[DateValue], *, nominal: bool
) -> Speech:
    """The saying over the word at `trigger`; a noun can be what is denied itself."""
    saying = _saying(parsed, trigger, nominal=nominal)
    if saying is None:
        return _according(parsed, name) or _headline(parsed, trigger, name) or Speech()
    at, cue, quoted = saying
    speaker = _behind(parsed, quoted, at) if quoted is not None else None
    speaker = speaker or _first_subject(parsed, trigger, at)
    word = parsed.words[at]
    span = word.start, word.end
    if speaker is None:
        return Speech(None, cue, span)
    said = _attribution(parsed, speaker, name, word.core)
    return Speech(said, cue, span, frozenset(speaker), _date(parsed, speaker, quoted, at, dates))


def _saying(parsed: Parsed, trigger: int, *, nominal: bool) -> tuple[int, str, int | None] | None:
    """The verb of saying, its group, and the word that closes what is said."""
    quoted = None
    for at in range(trigger, len(parsed.words)):
        word = parsed.words[at]
        if word.opens_quote and quoted is None:
            quoted = at
            continue
        cue = next((group for group in _SAID if parsed.is_cue(at, group)), "")
        denied_fact = at + 1 < len(parsed.words) and word.core + " " + parsed.words[at + 1].core
        if not cue and denied_fact and denied_fact.startswith(tuple(korean().cues["denied"])):
            cue = "denied"
        if cue == "denied" and at + 1 < len(parsed.words) and parsed.words[at + 1].core.startswith("않"):
            cue = "undenied"
        if cue and (quoted is not None or (nominal and cue in ("denied", "undenied"))):
            return at, cue, quoted
    return None


def _behind(parsed: Parsed, quoted: int, verb: int) -> list[int] | None:
    """The subject between what is said and the verb of saying."""
    for at in range(verb - 1, quoted, -1):
        if parsed.words[at].is_subject:
            return _phrase(parsed, at, quoted + 1)
    return None


def _first_subject(parsed: Parsed, trigger: int, verb: int) -> list[int] | None:
    for at in range(min(trigger, verb)):
        if parsed.words[at].is_subject:
            return _phrase(parsed, at, 0)
    return None


def _phrase(parsed: Parsed, head: int, first: int) -> list[int]:
    """The words before a head that carry no particle and no date."""
    start = head
    while start > first and _joins(parsed.words[start - 1]):
        start -= 1
    return list(range(start, head + 1))


def _joins(word: Word) -> bool:
    return not (word.particle or word.mark or word.dated or word.opens_quote)


def _according(parsed: Parsed, name: Field) -> Speech | None:
    for at in range(1, len(parsed.words)):
        if parsed.is_cue(at, "according"):
            speaker = _phrase(parsed, at - 1, 0)
            word = parsed.words[at]
            said = _attribution(parsed, speaker, name, word.core)
            return Speech(said, "claimed", (word.start, word.end), frozenset(speaker))
    return None


def _headline(parsed: Parsed, trigger: int, name: Field) -> Speech | None:
    """ "국정원 “북한, 1만2천명 파병”": the words before the quotation mark speak."""
    if name != "title":
        return None
    for at in range(1, trigger + 1):
        before = parsed.text[: parsed.words[at].start - parsed.start].rstrip("([")
        if before.endswith(("“", '"', "‘", "'")):
            speaker = list(range(at))
            said = _attribution(parsed, speaker, name, ":")
            return Speech(said, "claimed", None, frozenset(speaker))
    return None


def _attribution(parsed: Parsed, speaker: list[int], name: Field, cue: str) -> Attribution:
    start, text = parsed.cut(speaker[0], speaker[-1], bare=True)
    named = [item for at in speaker for item in parsed.words[at].named]
    country = next((item.hit.code for item in named if item.hit.code), "")
    known = next((body for body in korean().organisations if text in body.words), None)
    span = Span(name, start, start + len(text), text)
    if known is not None:
        return Attribution(known.name, cue, known.country, span)
    return Attribution(_by_country(text, country), cue, country, span)


def _by_country(text: str, country: str) -> str:
    """ "한국 정보기관" is a body that has a name."""
    lexicon = korean()
    for sector, words in lexicon.agencies.items():
        wanted = lexicon.by_country.get(sector)
        if wanted and text.endswith(tuple(words)):
            for body in load_english().actors.organisations:
                if body.name == wanted and body.country == country:
                    return body.name
    return text


def _date(
    parsed: Parsed, speaker: list[int], quoted: int | None, verb: int, dates: Sequence[DateValue]
) -> DateValue | None:
    """The date of the saying: between what is said and its verb, else right behind the speaker."""
    start = parsed.words[quoted].end if quoted is not None else parsed.words[speaker[-1]].end
    for date in dates:
        if start <= date.char_start < parsed.words[verb].end:
            return date
    after = speaker[-1] + 1
    if (
        after < len(parsed.words)
        and parsed.words[after].dated
        and len(speaker)
        and _topic_before(parsed, after)
    ):
        return next((d for d in dates if d.char_end > parsed.words[after].start), None)
    return None


def _topic_before(parsed: Parsed, at: int) -> bool:
    """Whether another subject follows, so that the date belongs to the first one."""
    return any(word.is_subject for word in parsed.words[at + 1 : at + 3])
