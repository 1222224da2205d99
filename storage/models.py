"""The tables. Their names and columns are a contract: other tools read them.

Instants are aware UTC. An event's `start` and `end` are ISO text ("2024-10-18" for day precision and
coarser), so a day never becomes an instant; `end` is exclusive.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Column, Field, SQLModel

from storage.run import current_run

Json = dict[str, Any]
_JSON = JSON().with_variant(JSONB(), "postgresql")


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant, stored in UTC. SQLite keeps no offset, so it is put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone; storage takes aware instants only")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _instant(*, nullable: bool = True, index: bool = False) -> Any:
    default = None if nullable else ...
    return Field(default=default, sa_column=Column(UtcDateTime, nullable=nullable, index=index))


def _json(default: Any) -> Any:
    # Pydantic asks a factory for its signature at every object; for a builtin it has to parse one (0.2 ms).
    return Field(default_factory=lambda: default(), sa_column=Column(_JSON, nullable=False))


def _text(default: str = "") -> Any:
    return Field(default=default, sa_column=Column(Text, nullable=False))


# Columns younger than the first tables: rows that are written without them get these values.
def _counter() -> Any:
    return Field(default=0, sa_column=Column(Integer, nullable=False, server_default="0"))


def _flag() -> Any:
    return Field(default=False, sa_column=Column(Boolean, nullable=False, server_default=false()))


def _younger_text() -> Any:
    return Field(default="", sa_column=Column(Text, nullable=False, server_default=""))


def _younger_json(empty: str) -> Any:
    column: Column[Any] = Column(_JSON, nullable=False, server_default=text(f"'{empty}'"))
    return Field(default_factory=lambda: [] if empty == "[]" else {}, sa_column=column)


def _made_by() -> Any:
    column: Column[Any] = Column(String, nullable=False, server_default="")
    return Field(default_factory=lambda: current_run(), sa_column=column)


def _mode() -> Any:
    return Field(default="on_match", sa_column=Column(String, nullable=False, server_default="on_match"))


def _ref(target: str, *, nullable: bool = False, index: bool = True) -> Any:
    column: Column[Any] = Column(ForeignKey(target), nullable=nullable, index=index)
    return Field(default=None if nullable else ..., sa_column=column)


# A query uses a partial index where it holds the same condition, word for word.
WAITING = "state = 'pending'"
PAGE_WANTED = "page = 'wanted'"
DELIVERY_WAITING = "state IN ('pending', 'retry')"
WITHOUT_EVENT = "change IS NULL"
NOT_MERGED = "merged_into IS NULL"
MOVED = "change IN ('merged', 'split', 'rebuilt')"
# What the columns of an index add, so that most filters need no row.
FILTERED = ("kind", "status", "country", "parties", "words")


def _partial_index(name: str, *columns: str, where: str) -> Index:
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))


def _standing_index(name: str, *columns: str) -> Index:
    """SQLite looks at the column of the condition again, so it must stand in the index, too."""
    return _partial_index(name, *columns, "merged_into", where=NOT_MERGED)


class Source(SQLModel, table=True):
    """A feed: what is configured, what the server said last, and when to ask again.

    `interval` (seconds) is None where the feed's own rhythm decides. `rhythm` is the median gap between
    its newest entries in seconds, `newest_at` the publication of the newest. `effective_url` is where a
    feed that moved for good is asked; `moved_to` and `moved_seen` count sightings until it is.
    `missing_since` is the first of its 404s in a row. `full_text`: never | on_match | always.
    """

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    url: str
    publisher: str = ""
    country: str = ""
    timezone: str = "UTC"
    language: str = "en"
    full_text: str = _mode()
    interval: int | None = None
    rhythm: int | None = None
    newest_at: datetime | None = _instant()
    effective_url: str | None = None
    moved_to: str | None = None
    moved_seen: int = 0
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    hints: Json = _json(dict)
    next_poll_at: datetime | None = _instant(index=True)
    errors: int = 0
    last_error: str = _text()
    last_ok_at: datetime | None = _instant()
    last_status: str = ""
    missing_since: datetime | None = _instant()
    paused_reason: str | None = None
    lease: str | None = None
    lease_until: datetime | None = _instant()


class Article(SQLModel, table=True):
    """The newest version of one feed entry.

    `state`: pending | extracted | failed | quarantined. `backlog` marks what a source held when it was
    first read: it enters the timeline and raises no alerts. `page` says what became of the full text:
    empty where none is asked for, wanted | fetched | failed; `page_reason` says in words why the last of
    `page_tries` attempts brought none, `page_next_at` when the next may be made.
    """

    __table_args__ = (
        UniqueConstraint("source", "key", name="uq_article_source_key"),
        # Indexes over what waits alone stay small, however many articles there are.
        _partial_index("ix_article_waiting", "id", where=WAITING),
        _partial_index("ix_article_page_wanted", "id", where=PAGE_WANTED),
        _partial_index("ix_article_copy_group", "copy_group", where="copy_group IS NOT NULL"),
        _partial_index("ix_article_story", "story", where="story IS NOT NULL"),
        _partial_index("ix_article_cluster", "cluster", where="cluster IS NOT NULL"),
        Index("ix_article_source_seen", "source", "first_seen_at"),
        Index("ix_article_source_address", "source", "canonical_url"),
        Index("ix_article_source_hash", "source", "content_hash"),
    )

    id: int | None = Field(default=None, primary_key=True)
    source: int = _ref("source.id", index=False)
    key: str
    guid: str = ""
    url: str = _text()
    canonical_url: str = ""
    title: str = _text()
    text: str = _text()
    published_at: datetime | None = _instant()
    published_raw: str = ""
    date_flags: list[str] = _json(list)
    first_seen_at: datetime = _instant(nullable=False)
    revision: int = 1
    content_hash: str
    copy_group: str | None = None
    story: str | None = None
    cluster: str | None = None
    backlog: bool = False
    page: str = ""
    page_reason: str = _text()
    page_tries: int = _counter()
    page_next_at: datetime | None = _instant()
    state: str = "pending"
    state_reason: str = _text()
    lease: str | None = None
    lease_until: datetime | None = _instant()


class ArticleRevision(SQLModel, table=True):
    """Every version of an article that was seen, append-only.

    `from_page` marks a full text that came after the feed's text had been read. `grouping` holds the
    decisions on its copy group, storyline and cluster, with their terms.
    """

    __tablename__ = "article_revision"
    __table_args__ = (UniqueConstraint("article", "revision", name="uq_revision_article_revision"),)

    id: int | None = Field(default=None, primary_key=True)
    article: int = _ref("article.id", index=False)
    revision: int
    title: str = _text()
    text: str = _text()
    content_hash: str
    from_page: bool = _flag()
    grouping: Json = _younger_json("{}")
    seen_at: datetime = _instant(nullable=False)


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
        _partial_index("ix_event_merged_into", "merged_into", where="merged_into IS NOT NULL"),
        # Each filter of the timeline page finds its page in an index, newest first, without reading rows.
        _standing_index("ix_event_reported", "first_reported_at", "id", *FILTERED),
        _standing_index("ix_event_kind_reported", "kind", "first_reported_at", "id", *FILTERED[1:-1]),
        _standing_index("ix_event_country_reported", "country", "first_reported_at", "id", "kind", "status"),
        _standing_index("ix_event_kind_occurred", "kind", "start", "end", "id"),
    )

    id: str = Field(primary_key=True)
    kind: str
    title: str = _text()
    actor: str = Field(default="", index=True)
    recipient: str = ""
    actors: list[Json] = _json(list)
    recipients: list[Json] = _json(list)
    place: str = ""
    country: str = Field(default="", index=True)
    lat: float | None = None
    lon: float | None = None
    places: list[Json] = _json(list)
    start: str | None = Field(default=None, index=True)
    end: str | None = None
    precision: str = "day"
    edtf: str = ""
    date: Json = _json(dict)
    status: str = ""
    assertion: str = ""
    quantities: Json = _json(dict)
    attribution: list[Json] = _json(list)
    reach: int = 1
    texts: int = 1
    origins: int = 1
    disputed: bool = False
    standing: str = Field(
        default="reported", sa_column=Column(String, nullable=False, server_default="reported")
    )
    origin_names: list[str] = _younger_json("[]")
    words: str = _younger_text()
    parties: str = _younger_text()
    merged_into: str | None = None
    story: str | None = Field(default=None, index=True)
    first_reported_at: datetime | None = _instant()
    first_seen_at: datetime = _instant(nullable=False)
    updated_at: datetime = _instant(nullable=False)


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
    article: int = _ref("article.id", index=False)
    revision: int
    ordinal: int
    event: str | None = _ref("event.id", nullable=True, index=False)
    kind: str
    title: str = _text()
    actors: list[Json] = _json(list)
    recipients: list[Json] = _json(list)
    places: list[Json] = _json(list)
    quantities: list[Json] = _json(list)
    date: Json = _json(dict)
    status: str
    assertion: str
    attribution: list[Json] = _json(list)
    evidence: list[Json] = _json(list)
    confidence: float = 0.0
    decision: Json = _younger_json("{}")
    extractor: str
    seen_at: datetime = _instant(nullable=False)
    withdrawn_at: datetime | None = _instant()


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
        _partial_index("ix_event_change_moved", "id", where=MOVED),
    )

    id: int | None = Field(default=None, primary_key=True)
    event: str = _ref("event.id")
    change: str
    mention: int | None = _ref("mention.id", nullable=True)
    article: int | None = _ref("article.id", nullable=True)
    diff: Json = _json(dict)
    patch: Json = _younger_json("{}")
    why: str = _text()
    at: datetime = _instant(nullable=False, index=True)
    state: str = "pending"


class EventLink(SQLModel, table=True):
    """What one event is to another: denies | reverses | part_of | split_from."""

    __tablename__ = "event_link"
    __table_args__ = (UniqueConstraint("event", "other", "kind", name="uq_event_link"),)

    id: int | None = Field(default=None, primary_key=True)
    event: str = _ref("event.id", index=False)
    other: str = _ref("event.id")
    kind: str
    why: str = _text()
    at: datetime = _instant(nullable=False)


class Alert(SQLModel, table=True):
    """A rule that fired on an event change. `state`: open | acknowledged | suppressed.

    `event` and `change` are None where no event is the cause: a notice about Watchline itself (rule
    `watchline`) or about what did not happen. Such alerts are unique by `rule` and `group`. `silence` is
    what held every message of it back. `run` is the id of the Prefect run that raised it, if one did.
    """

    __table_args__ = (
        UniqueConstraint("rule", "change", name="uq_alert_rule_change"),
        Index(
            "uq_alert_notice",
            "rule",
            "group",
            unique=True,
            sqlite_where=text(WITHOUT_EVENT),
            postgresql_where=text(WITHOUT_EVENT),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    rule: str = Field(index=True)
    rule_hash: str
    severity: str = "normal"
    title: str = _text()
    event: str | None = _ref("event.id", nullable=True)
    change: int | None = _ref("event_change.id", nullable=True, index=False)
    changes: list[int] = _json(list)
    group: str = Field(default="", index=True)
    explanation: Json = _json(dict)
    state: str = "open"
    silence: int | None = _ref("silence.id", nullable=True)
    acked_at: datetime | None = _instant()
    ack_note: str = _text()
    run: str = _made_by()
    created_at: datetime = _instant(nullable=False, index=True)


class Delivery(SQLModel, table=True):
    """The outbox: one row per alert and destination, holding the message as it will be sent.

    `state`: pending | sending | sent | retry | dead | held (may have arrived, and is not important enough to
    risk a repeat) | suppressed (silenced) | cancelled (acknowledged before it was due). `reason` says in
    words why it is not sent. `channel` is the configured name, never an address. `urgency`: 0 critical, 1
    high, 2 normal, 3 low. Waiting rows of one `bundle` leave in one message. `progress` names the recipients
    that have it already. `give_up_at` is when a failing message is dead. `due_at` is when it was to leave at
    first; throttles count by it. In the hours of `quiet` (as in timetable.py) it is not sent. Until its alert
    is acknowledged it comes again every `repeat_every` seconds (0: never); `repeats` came before.
    """

    __table_args__ = (
        Index("ix_delivery_state_next", "state", "next_at"),
        _partial_index("ix_delivery_due", "channel", "urgency", "next_at", "id", where=DELIVERY_WAITING),
        Index("ix_delivery_channel_due_at", "channel", "due_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    dedupe_key: str = Field(unique=True)
    alert: int = _ref("alert.id")
    channel: str
    title: str = _text()
    body: str = _text()
    payload: Json = _json(dict)
    urgency: int = 2
    bundle: str = ""
    unless_acked: bool = False
    state: str = "pending"
    reason: str = _text()
    attempts: int = 0
    progress: Json = _json(dict)
    next_at: datetime = _instant(nullable=False)
    due_at: datetime | None = _instant()
    quiet: str = Field(default="", sa_column=Column(String, nullable=False, server_default=""))
    repeat_every: int = _counter()
    repeats: int = _counter()
    give_up_at: datetime | None = _instant()
    last_outcome: str = ""
    lease: str | None = None
    lease_until: datetime | None = _instant()
    created_at: datetime = _instant(nullable=False)
    sent_at: datetime | None = _instant()


class DeliveryAttempt(SQLModel, table=True):
    """The ledger: written before a send starts; a row that never ended is an unknown outcome."""

    __tablename__ = "delivery_attempt"
    __table_args__ = (UniqueConstraint("delivery", "n", name="uq_attempt_delivery_n"),)

    id: int | None = Field(default=None, primary_key=True)
    delivery: int = _ref("delivery.id", index=False)
    n: int
    started_at: datetime = _instant(nullable=False)
    ended_at: datetime | None = _instant()
    outcome: str = ""
    error: str = _text()


class ChannelState(SQLModel, table=True):
    """How sending to a channel goes: its budget of messages, a pause it asked for, and its circuit breaker.

    `address` is four hexadecimal digits of the address's hash, enough to see that it changed. `tokens`
    were left at `tokens_at`. `failures` in a row open the circuit (`opened_at`); at `probe_at` one message
    tries it.
    """

    __tablename__ = "channel_state"

    channel: str = Field(primary_key=True)
    address: str = ""
    tokens: float = 0.0
    tokens_at: datetime | None = _instant()
    paused_until: datetime | None = _instant()
    pause_reason: str = _text()
    failures: int = 0
    last_error: str = _text()
    opened_at: datetime | None = _instant()
    probe_at: datetime | None = _instant()


class Heartbeat(SQLModel, table=True):
    """When something that should happen again and again last did, for example a finished cycle."""

    name: str = Field(primary_key=True)
    at: datetime = _instant(nullable=False)
    detail: Json = _json(dict)


class Silence(SQLModel, table=True):
    """A time in which some alerts are recorded but not sent: those of `rule`, if given, that `matchers` fit.

    `matchers` holds what else must be true: kind, country, actor, story, event.
    """

    id: int | None = Field(default=None, primary_key=True)
    rule: str = Field(default="", index=True)
    matchers: Json = Field(
        default_factory=dict, sa_column=Column(_JSON, nullable=False, server_default=text("'{}'"))
    )
    reason: str = _text()
    starts_at: datetime = _instant(nullable=False)
    ends_at: datetime = _instant(nullable=False)
    created_at: datetime = _instant(nullable=False)


class Withheld(SQLModel, table=True):
    """A change that a rule matched without an alert, and why: `condition` is confirm or novelty.

    `until` is when what is held is given up.
    """

    __table_args__ = (UniqueConstraint("rule", "change", name="uq_withheld_rule_change"),)

    id: int | None = Field(default=None, primary_key=True)
    rule: str
    event: str = _ref("event.id")
    change: int = _ref("event_change.id", index=False)
    condition: str
    reason: str = _text()
    until: datetime | None = _instant()
    at: datetime = _instant(nullable=False)


class RuleState(SQLModel, table=True):
    """What is remembered of a rule between cycles."""

    __tablename__ = "rule_state"

    rule: str = Field(primary_key=True)
    rule_hash: str
    last_fired_at: datetime | None = _instant()
    fired: int = 0
    state: Json = _json(dict)
