"""Who says so in Russian and Ukrainian: ", сообщила разведка", "Разведка заявила, что", "по данным ..."."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from events.languages.inflected import Parsed
from events.languages.lexicon import InflectedFile
from events.languages.names import folded
from events.lexicon import load as load_english
from events.model import Attribution, Field, Span

_LONGEST = 7
_SAID = ("claimed", "confirmed", "denied")


class Speech(NamedTuple):
    """An attribution with the clause it stands in, its cue's group and the tokens of the speaker."""

    attribution: Attribution | None
    clause: int
    cue: str
    cue_span: tuple[int, int]
    speaker: range
    negated: bool = False


def speeches(parsed: Parsed, field: Field) -> list[Speech]:
    """Every saying of the sentence, in reading order."""
    return [*_according(parsed, field), *_said(parsed, field)]


def _said(parsed: Parsed, field: Field) -> Iterable[Speech]:
    for at in range(len(parsed.low)):
        cue = next((parsed.tables.cues.get(verb.lemma, "") for verb in parsed.verbs(at)), "")
        if cue not in _SAID:
            continue
        clause = parsed.clause(parsed.clause_of[at])
        speaker = _speaker(parsed, at, clause)
        yield _speech(parsed, field, at, cue, speaker)


def _speech(parsed: Parsed, field: Field, at: int, cue: str, speaker: range) -> Speech:
    token = parsed.tokens[at]
    said = _attribution(parsed, field, speaker, token.text.lower()) if speaker else None
    return Speech(said, parsed.clause_of[at], cue, (token.start, token.end), speaker, parsed.negated(at))


def _speaker(parsed: Parsed, verb: int, clause: range) -> range:
    """The run of words before the verb, else behind it, that is no time and hangs on no preposition."""
    before = _run(parsed, range(clause.start, verb))
    return before or _run(parsed, range(verb + 1, clause.stop))


def _run(parsed: Parsed, within: range) -> range:
    prepositions = parsed.tables.words["at"] | parsed.tables.words["toward"] | parsed.tables.words["origin"]
    start = within.start
    while start < within.stop:
        word = parsed.low[start]
        place = start + 1 < within.stop and parsed.name_at[start + 1] >= 0 and word in prepositions
        if place and parsed.named[parsed.name_at[start + 1]].hit.sort == "seat":
            return range(start + 1, start + 2)
        skipped = start in parsed.dated or word in prepositions or word in parsed.tables.words["that"]
        if not skipped and (word[0].isalpha() or word[0].isdigit()):
            break
        start += 1
    end = start
    while end < within.stop and end - start < _LONGEST:
        word = parsed.low[end]
        if (
            end in parsed.dated
            or parsed.verbs(end)
            or word in prepositions
            or word in parsed.tables.negations
            or not word[0].isalpha()
        ):
            break
        end += 1
    return range(start, end)


def _according(parsed: Parsed, field: Field) -> Iterable[Speech]:
    phrases = [phrase.split() for phrase in parsed.tables.lexicon.words["according"]]
    for at in range(len(parsed.low)):
        for phrase in phrases:
            if parsed.low[at : at + len(phrase)] == phrase:
                first = at + len(phrase)
                speaker = _run(parsed, range(first, parsed.clause(parsed.clause_of[at]).stop))
                said = _attribution(parsed, field, speaker, " ".join(phrase)) if speaker else None
                span = parsed.tokens[at].start, parsed.tokens[first - 1].end
                yield Speech(said, parsed.clause_of[at], "according", span, speaker)
                break


def _attribution(parsed: Parsed, field: Field, speaker: range, cue: str) -> Attribution:
    first, last = parsed.tokens[speaker.start], parsed.tokens[speaker.stop - 1]
    text = _between(parsed, speaker)
    named = [parsed.named[number] for number in sorted({parsed.name_at[at] for at in speaker}) if number >= 0]
    country = next((name.hit.code for name in named if name.hit.code), "")
    span = Span(field, first.start, last.end, text)
    return Attribution(_known_body(parsed, speaker, text, country), cue, country, span)


def _between(parsed: Parsed, tokens: range) -> str:
    words = []
    for at in tokens:
        gap = parsed.tokens[at].start - parsed.tokens[at - 1].end if at > tokens.start else 0
        words.append(" " * gap + parsed.tokens[at].text)
    return "".join(words)


def _known_body(parsed: Parsed, speaker: range, text: str, country: str) -> str:
    """An organisation by its own name: "South Korea's intelligence" is one that the lexicon knows."""
    lexicon: InflectedFile = parsed.tables.lexicon
    for body in lexicon.organisations:
        if folded(text) in map(folded, body.words):
            return body.name
    sectors = {parsed.agency(at) for at in speaker} - {""}
    for known in load_english().actors.organisations:
        wanted = lexicon.by_country.get(known.sector)
        if known.sector in sectors and known.country == country and known.name == wanted:
            return known.name
    return text
