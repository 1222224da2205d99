"""An alert as data: what a webhook receives, and what an alert's explanation keeps.

docs/webhook.schema.json is made from these classes.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from alerts import words
from alerts.model import ChangeView, DateView, Json, Matched
from alerts.neutralise import clean, link

VERSION = 1
_Instant = Annotated[str | None, Field(description="An ISO 8601 instant in UTC; null where not known.")]
_Country = Annotated[str, Field(description="ISO 3166-1 alpha-2 (XK for Kosovo), or empty.")]


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PartyData(_Data):
    """Someone who acts or is acted on."""

    name: str
    country: _Country
    sector: str


class PlaceData(_Data):
    """A place of the event; coordinates in degrees."""

    name: str
    country: _Country
    lat: float | None
    lon: float | None
    role: str = Field(description="origin, destination, site, or empty.")
    precision: str = Field(description="region, country, admin1, city or site.")


class FigureData(_Data):
    """A count as it was stated; `low` and `high` are null where unbounded."""

    value: float | None
    unit: str
    role: str = Field(description="planned_total, sent, present, withdrawn, killed, ...")
    qualifier: str = Field(
        description="exact, about, at_least, more_than, up_to, fewer_than, nearly, range, vague."
    )
    low: float | None
    high: float | None
    text: str


class DateData(_Data):
    """When it happened: ISO dates or instants, `end` exclusive, an open side null."""

    start: str | None
    end: str | None
    precision: str
    edtf: str = Field(description="The same in the Extended Date/Time Format.")
    approx: bool
    words: str = Field(description='As a person reads it, its last day inclusive: "by 18 October 2024".')


class SpeakerData(_Data):
    """Who says so, and the word that says so."""

    name: str
    cue: str


class EventData(_Data):
    """What happened, as this report tells it. `reach` counts sources, `texts` different texts."""

    id: str
    kind: str
    title: str
    actors: list[PartyData]
    recipients: list[PartyData]
    places: list[PlaceData]
    quantities: list[FigureData]
    date: DateData
    status: str
    assertion: str
    attribution: list[SpeakerData]
    reach: int
    texts: int
    origins: int = Field(description="Independent origins: distinct speakers or documents.")


class ArticleData(_Data):
    """The report that brought the change."""

    title: str
    url: str
    source: str
    publisher: str
    reported: _Instant
    seen: _Instant


class ReasonData(_Data):
    """A condition of the rule that is met, why, and the words that met it."""

    condition: str
    reason: str
    words: list[str]


class ChangeData(_Data):
    """One change of one event that the rule fired on."""

    id: int
    change: str = Field(description="new, update, denial, correction or corroborated.")
    event: EventData
    diff: Json = Field(description="What changed, by field, each with `from` and `to`.")
    article: ArticleData
    evidence: list[str] = Field(description="The passages it was read from.")
    why: list[ReasonData]


class EarlierData(_Data):
    """A similar event before this one."""

    id: str
    title: str
    date: DateData


class SinceData(_Data):
    """The last alert of this rule on the same event, and what became known since."""

    alert: int
    at: str
    changed: str


class RuleData(_Data):
    """The rule that fired. `hash` changes with what it says; the rule `watchline` is the program itself."""

    id: str
    title: str
    severity: str
    hash: str


class AlertData(_Data):
    """One alert. `changes` is empty where it is about Watchline itself; then the message says all."""

    alert: int
    rule: RuleData
    changes: list[ChangeData]
    since: list[SinceData] = []
    earlier: list[EarlierData] = []


class WebhookBody(_Data):
    """What is posted to a webhook. Fields that the channel's address adds (`:name=value`) come on top."""

    model_config = ConfigDict(extra="allow", frozen=True, title="Watchline alert")

    version: int = Field(description="Raised when a field goes away or changes its meaning.")
    id: str = Field(
        description="The same each time this message is sent; also in the Idempotency-Key header."
    )
    title: str = Field(description="One line, safe to show anywhere.")
    message: str = Field(description="The whole message as plain text, safe to show anywhere.")
    severity: str = Field(description="low, normal, high or critical.")
    possible_repeat: bool = Field(description="Whether an earlier attempt may have arrived.")
    alerts: list[AlertData] = Field(
        description="One, or several in a digest. Texts are as the sources have them."
    )


def schema() -> Json:
    """The JSON Schema of what webhooks receive."""
    content: Json = WebhookBody.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **content}


def change_json(one: Matched) -> Json:
    """One matched change as data, with why it matched."""
    view = one.change
    return ChangeData(
        id=view.change_id,
        change=view.change,
        event=_event(view),
        diff=view.diff,
        article=_article(view),
        evidence=[clean(text) for text in view.evidence],
        why=[ReasonData.model_validate(check.to_json()) for check in one.match.checks],
    ).model_dump(mode="json")


def date_data(view: DateView) -> DateData:
    """A date with the words a person reads."""
    return DateData(**asdict(view), words=words.when(view))


def _event(view: ChangeView) -> EventData:
    return EventData(
        id=view.event,
        kind=view.kind,
        title=view.title,
        actors=[PartyData(**asdict(party)) for party in view.actors],
        recipients=[PartyData(**asdict(party)) for party in view.recipients],
        places=[PlaceData(**asdict(place)) for place in view.places],
        quantities=[FigureData(**asdict(item)) for item in view.quantities],
        date=date_data(view.date),
        status=view.status,
        assertion=view.assertion,
        attribution=[SpeakerData(**asdict(speaker)) for speaker in view.attribution],
        reach=view.reach,
        texts=view.texts,
        origins=view.origins,
    )


def _article(view: ChangeView) -> ArticleData:
    found = link(view.url)
    return ArticleData(
        title=view.headline,
        url=found[0] if found else "",
        source=view.source.name,
        publisher=view.source.publisher,
        reported=_iso(view.reported),
        seen=_iso(view.seen),
    )


def _iso(value: datetime | None) -> str | None:
    return value.isoformat() if value else None
