"""The tables of what goes out: alerts, their messages, and what holds them back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String, UniqueConstraint, text
from sqlmodel import Column, Field, SQLModel

from storage._columns import (
    DELIVERY_WAITING,
    JSON_COLUMN,
    WITHOUT_EVENT,
    Json,
    counter,
    instant,
    json_field,
    long_text,
    made_by,
    partial_index,
    ref,
)


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
    title: str = long_text()
    event: str | None = ref("event.id", nullable=True)
    change: int | None = ref("event_change.id", nullable=True, index=False)
    changes: list[int] = json_field(list)
    group: str = Field(default="", index=True)
    explanation: Json = json_field(dict)
    state: str = "open"
    silence: int | None = ref("silence.id", nullable=True)
    acked_at: datetime | None = instant()
    ack_note: str = long_text()
    run: str = made_by()
    created_at: datetime = instant(nullable=False, index=True)


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
        partial_index("ix_delivery_due", "channel", "urgency", "next_at", "id", where=DELIVERY_WAITING),
        Index("ix_delivery_channel_due_at", "channel", "due_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    dedupe_key: str = Field(unique=True)
    alert: int = ref("alert.id")
    channel: str
    title: str = long_text()
    body: str = long_text()
    payload: Json = json_field(dict)
    urgency: int = 2
    bundle: str = ""
    unless_acked: bool = False
    state: str = "pending"
    reason: str = long_text()
    attempts: int = 0
    progress: Json = json_field(dict)
    next_at: datetime = instant(nullable=False)
    due_at: datetime | None = instant()
    quiet: str = Field(default="", sa_column=Column(String, nullable=False, server_default=""))
    repeat_every: int = counter()
    repeats: int = counter()
    give_up_at: datetime | None = instant()
    last_outcome: str = ""
    lease: str | None = None
    lease_until: datetime | None = instant()
    created_at: datetime = instant(nullable=False)
    sent_at: datetime | None = instant()


class DeliveryAttempt(SQLModel, table=True):
    """The ledger: written before a send starts; a row that never ended is an unknown outcome."""

    __tablename__ = "delivery_attempt"
    __table_args__ = (UniqueConstraint("delivery", "n", name="uq_attempt_delivery_n"),)

    id: int | None = Field(default=None, primary_key=True)
    delivery: int = ref("delivery.id", index=False)
    n: int
    started_at: datetime = instant(nullable=False)
    ended_at: datetime | None = instant()
    outcome: str = ""
    error: str = long_text()


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
    tokens_at: datetime | None = instant()
    paused_until: datetime | None = instant()
    pause_reason: str = long_text()
    failures: int = 0
    last_error: str = long_text()
    opened_at: datetime | None = instant()
    probe_at: datetime | None = instant()


class Heartbeat(SQLModel, table=True):
    """When something that should happen again and again last did, for example a finished cycle."""

    name: str = Field(primary_key=True)
    at: datetime = instant(nullable=False)
    detail: Json = json_field(dict)


class Silence(SQLModel, table=True):
    """A time in which some alerts are recorded but not sent: those of `rule`, if given, that `matchers` fit.

    `matchers` holds what else must be true: kind, country, actor, story, event.
    """

    id: int | None = Field(default=None, primary_key=True)
    rule: str = Field(default="", index=True)
    matchers: Json = Field(
        default_factory=dict, sa_column=Column(JSON_COLUMN, nullable=False, server_default=text("'{}'"))
    )
    reason: str = long_text()
    starts_at: datetime = instant(nullable=False)
    ends_at: datetime = instant(nullable=False)
    created_at: datetime = instant(nullable=False)


class Withheld(SQLModel, table=True):
    """A change that a rule matched without an alert, and why: `condition` is confirm or novelty.

    `until` is when what is held is given up.
    """

    __table_args__ = (UniqueConstraint("rule", "change", name="uq_withheld_rule_change"),)

    id: int | None = Field(default=None, primary_key=True)
    rule: str
    event: str = ref("event.id")
    change: int = ref("event_change.id", index=False)
    condition: str
    reason: str = long_text()
    until: datetime | None = instant()
    at: datetime = instant(nullable=False)


class RuleState(SQLModel, table=True):
    """What is remembered of a rule between cycles."""

    __tablename__ = "rule_state"

    rule: str = Field(primary_key=True)
    rule_hash: str
    last_fired_at: datetime | None = instant()
    fired: int = 0
    state: Json = json_field(dict)
