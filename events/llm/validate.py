"""The one wall between a model's answer and the timeline: what is not literally in the article is dropped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from events import gazetteer
from events._actor_names import country_name
from events._event_date import event_date, publication_day, settled_status
from events._titles import compose
from events.crosswalk import codes
from events.lexicon import Lexicon
from events.lexicon.schema import KindEntry
from events.llm.answer import Answer, AnsweredCount, AnsweredEvent, AnsweredParty
from events.model import (
    Actor,
    Article,
    Attribution,
    DateValue,
    Evidence,
    Extraction,
    Field,
    Mention,
    Place,
    PlaceRole,
    Quantity,
    Span,
    Status,
)
from events.quantities import find_quantities

MOST_EVENTS = 40
_FIELDS: tuple[Field, ...] = ("title", "body")
# A model says nothing of how sure it is that could be believed.
_CONFIDENCE = 0.6


class NotInTextError(Exception):
    """A span of the answer that the article does not hold, or holds only as something else."""


@dataclass(frozen=True, slots=True)
class Checked:
    """The mentions that stood the test, and how many events were dropped for which reason."""

    mentions: tuple[Mention, ...]
    dropped: Counter[str]


def checked(answer: Answer, article: Article, reading: Extraction, lexicon: Lexicon) -> Checked:
    """The answer's events as mentions. `reading` is what the built-in extractor found in the same article:
    its places give coordinates and its dates give intervals, so a model invents neither."""
    dropped: Counter[str] = Counter()
    mentions: list[Mention] = []
    for number, event in enumerate(answer.events):
        if number >= MOST_EVENTS:
            dropped["too many"] += len(answer.events) - MOST_EVENTS
            break
        if event.kind not in lexicon.kinds:
            dropped["unknown kind"] += 1
            continue
        try:
            mentions.append(_Reader(event, article, reading, lexicon.kinds[event.kind]).mention())
        except NotInTextError:
            dropped["not in the text"] += 1
    return Checked(tuple(dict.fromkeys(mentions)), dropped)


class _Reader:
    """Turns one event of an answer into a mention, span by span."""

    def __init__(self, event: AnsweredEvent, article: Article, reading: Extraction, entry: KindEntry) -> None:
        self.event, self.article, self.reading, self.entry = event, article, reading, entry
        self.quote = self._anywhere(event.quote)
        self.evidence: list[Evidence] = []

    def mention(self) -> Mention:
        """Raises NotInTextError where a span is not in the article."""
        event, entry = self.event, self.entry
        self._seen("trigger", self._inside_quote(event.trigger))
        said = self._said()
        actors = self._parties("actor", event.actors)
        recipients = self._parties("recipient", event.recipients)
        places = tuple(self._place(item.text, item.role) for item in event.places)
        quantities = tuple(self._count(item) for item in event.counts)
        date = self._date()
        published = publication_day(self.article)
        status: Status = settled_status(event.status, date, published)
        code = codes(event.kind, entry, status, actors, recipients, "unspecified", "")
        return Mention(
            kind=event.kind,
            plover=code.plover,
            cameo=code.cameo,
            acled=entry.acled,
            title=compose(entry, status, actors, recipients, places, quantities),
            actors=actors,
            recipients=recipients,
            places=places,
            quantities=quantities,
            date=event_date(date, None, status, published),
            status=status,
            assertion=event.assertion,
            attribution=said,
            evidence=tuple(self.evidence),
            confidence=_CONFIDENCE,
        )

    def _seen(self, what: str, span: Span) -> Span:
        self.evidence.append(Evidence(span.field, span.start, span.end, span.text, what, f"llm.{what}"))
        return span

    def _anywhere(self, text: str) -> Span:
        """Where the article first holds `text`."""
        for name in _FIELDS:
            start = self.article.text(name).find(text) if text.strip() else -1
            if start >= 0:
                return Span(name, start, start + len(text), text)
        raise NotInTextError(text)

    def _inside_quote(self, text: str) -> Span:
        start = self.quote.text.find(text) if text.strip() else -1
        if start < 0:
            raise NotInTextError(text)
        start += self.quote.start
        return Span(self.quote.field, start, start + len(text), text)

    def _near(self, text: str) -> Span:
        """In the quote, else anywhere in the article."""
        try:
            return self._inside_quote(text)
        except NotInTextError:
            return self._anywhere(text)

    def _said(self) -> tuple[Attribution, ...]:
        if not self.event.speaker:
            return ()
        span = self._seen("speaker", self._near(self.event.speaker))
        if self.event.cue:
            self._near(self.event.cue)
        return (Attribution(span.text, self.event.cue, "", span),)

    def _parties(self, what: str, parties: Iterable[AnsweredParty]) -> tuple[Actor, ...]:
        return tuple(self._party(what, party) for party in parties)

    def _party(self, what: str, party: AnsweredParty) -> Actor:
        span = self._seen(what, self._near(party.text))
        country = party.country if party.country in gazetteer.countries() else ""
        name = country_name(country) if gazetteer.country_of(span.text) == country and country else span.text
        return Actor(name, country, party.sector, span)

    def _place(self, text: str, role: PlaceRole) -> Place:
        span = self._seen("place", self._near(text))
        known = next((place for place in self.reading.places if place.span == span), None)
        known = known or next((place for place in self.reading.places if place.span.text == text), None)
        if known is not None:
            return replace(known, role=role, span=span)
        return Place(text, "", None, None, "region", None, span, role)

    def _count(self, item: AnsweredCount) -> Quantity:
        """The count as our own grammar reads its words; the model's figures where that reads none."""
        span = self._seen("quantity", self._near(item.text))
        unit = "" if item.unit == "other" else item.unit
        role = None if item.role == "other" else item.role
        own = find_quantities(span.text, span.field, span.start)
        if len(own) == 1:
            return replace(own[0], unit=own[0].unit or unit, role=role, text=span.text, span=span)
        if any((figure or 0) < 0 for figure in (item.value, item.low, item.high)):
            raise NotInTextError(item.text)
        return Quantity(item.value, item.low, item.high, item.qualifier, unit, span.text, span, role)

    def _date(self) -> DateValue | None:
        if not self.event.date:
            return None
        span = self._near(self.event.date)
        return _overlapping(self.reading.dates, span)


def _overlapping(dates: Sequence[DateValue], span: Span) -> DateValue | None:
    for date in dates:
        if date.field == span.field and date.char_start < span.end and span.start < date.char_end:
            return date
    return None
