"""The tables of the timeline: events, the claims behind them, their changes and links."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String, UniqueConstraint
from sqlmodel import Column, Field, SQLModel

from storage._columns import (
    FILTERED,
    MOVED,
    Json,
    instant,
    json_field,
    long_text,
    partial_index,
    ref,
    standing_index,
    younger_json,
    younger_text,
)


class Event(SQLModel, table=True):
    """A happening on the timeline. The id is minted once and resolves for ever.

    `standing`: reported | confirmed (two independent origins) | disputed | corrected | retracted.
    `origin_names` are the independent origins that `origins` counts. `words` and `parties` are what filters
    look into; `storage.event_index` keeps them.
    """

    __table_args__ = (
        Index("ix_event_kind_start", "kind", "start"),
        Index("ix_event_kind_updated", "kind", "updated_at"),
        Index("ix_event_seen", "first_seen_at"),
        Index("ix_event_updated", "updated_at", "first_seen_at"),
        partial_index("ix_event_merged_into", "merged_into", where="merged_into IS NOT NULL"),
        # Each filter of the timeline page finds its page in an index, newest first, without reading rows.
        standing_index("ix_event_reported", "first_reported_at", "id", *FILTERED),
        standing_index("ix_event_kind_reported", "kind", "first_reported_at", "id", *FILTERED[1:-1]),
        standing_index("ix_event_country_reported", "country", "first_reported_at", "id", "kind", "status"),
        standing_index("ix_event_kind_occurred", "kind", "start", "end", "id"),
    )

    id: str = Field(primary_key=True)
    kind: str
    title: str = long_text()
    actor: str = Field(default="", index=True)
    recipient: str = ""
    actors: list[Json] = json_field(list)
    recipients: list[Json] = json_field(list)
    place: str = ""
    country: str = Field(default="", index=True)
    lat: float | None = None
    lon: float | None = None
    places: list[Json] = json_field(list)
    start: str | None = Field(default=None, index=True)
    end: str | None = None
    precision: str = "day"
    edtf: str = ""
    date: Json = json_field(dict)
    status: str = ""
    assertion: str = ""
    quantities: Json = json_field(dict)
    attribution: list[Json] = json_field(list)
    reach: int = 1
    texts: int = 1
    origins: int = 1
    disputed: bool = False
    standing: str = Field(
        default="reported", sa_column=Column(String, nullable=False, server_default="reported")
    )
    origin_names: list[str] = younger_json("[]")
    words: str = younger_text()
    parties: str = younger_text()
    merged_into: str | None = None
    story: str | None = Field(default=None, index=True)
    first_reported_at: datetime | None = instant()
    first_seen_at: datetime = instant(nullable=False)
    updated_at: datetime = instant(nullable=False)


class Mention(SQLModel, table=True):
    """One claim of one article revision; never changed after it was written, but for the event it is of.

    `decision` is why it joined or opened that event, and what else came into question. `withdrawn_at` is
    when its article, edited, no longer told of the event. `event` is None where a newer reading of the
    article took its place.
    """

    __table_args__ = (
        UniqueConstraint("article", "revision", "ordinal", "extractor", name="uq_mention_article_ordinal"),
        Index("ix_mention_event_article", "event", "article"),
    )

    id: int | None = Field(default=None, primary_key=True)
    article: int = ref("article.id", index=False)
    revision: int
    ordinal: int
    event: str | None = ref("event.id", nullable=True, index=False)
    kind: str
    title: str = long_text()
    actors: list[Json] = json_field(list)
    recipients: list[Json] = json_field(list)
    places: list[Json] = json_field(list)
    quantities: list[Json] = json_field(list)
    date: Json = json_field(dict)
    status: str
    assertion: str
    attribution: list[Json] = json_field(list)
    evidence: list[Json] = json_field(list)
    confidence: float = 0.0
    decision: Json = younger_json("{}")
    extractor: str
    seen_at: datetime = instant(nullable=False)
    withdrawn_at: datetime | None = instant()


class EventChange(SQLModel, table=True):
    """What became of an event and why, append-only.

    `change`: new | corroborated | updated | denied | corrected | merged | split | edited, or rebuilt. Rules
    see none of the last four: edited is where an article tells of it otherwise without news, rebuilt where
    articles were read again by a newer extractor. `patch` holds the columns of the
    event that changed, as they stood afterwards.
    `state`: pending until the rules have seen it, then matched; backlog where they never shall.
    """

    __tablename__ = "event_change"
    __table_args__ = (
        Index("ix_event_change_state_id", "state", "id"),
        partial_index("ix_event_change_moved", "id", where=MOVED),
    )

    id: int | None = Field(default=None, primary_key=True)
    event: str = ref("event.id")
    change: str
    mention: int | None = ref("mention.id", nullable=True)
    article: int | None = ref("article.id", nullable=True)
    diff: Json = json_field(dict)
    patch: Json = younger_json("{}")
    why: str = long_text()
    at: datetime = instant(nullable=False, index=True)
    state: str = "pending"


class EventLink(SQLModel, table=True):
    """What one event is to another: denies | reverses | part_of | split_from."""

    __tablename__ = "event_link"
    __table_args__ = (UniqueConstraint("event", "other", "kind", name="uq_event_link"),)

    id: int | None = Field(default=None, primary_key=True)
    event: str = ref("event.id", index=False)
    other: str = ref("event.id")
    kind: str
    why: str = long_text()
    at: datetime = instant(nullable=False)
