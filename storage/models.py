"""The tables. Their names and columns are a contract: other tools read them.

Instants are aware UTC. An event's `start` and `end` are ISO text ("2024-10-18" for day precision and
coarser), so a day never becomes an instant; `end` is exclusive.
"""

from __future__ import annotations

from storage._alert_tables import (
    Alert,
    ChannelState,
    Delivery,
    DeliveryAttempt,
    Heartbeat,
    RuleState,
    Silence,
    Withheld,
)
from storage._article_tables import Article, ArticleRevision, Source
from storage._columns import (
    DELIVERY_WAITING,
    FILTERED,
    MOVED,
    NOT_MERGED,
    PAGE_WANTED,
    WAITING,
    WITHOUT_EVENT,
    Json,
    UtcDateTime,
)
from storage._event_tables import Event, EventChange, EventLink, Mention

__all__ = [
    "DELIVERY_WAITING",
    "FILTERED",
    "MOVED",
    "NOT_MERGED",
    "PAGE_WANTED",
    "WAITING",
    "WITHOUT_EVENT",
    "Alert",
    "Article",
    "ArticleRevision",
    "ChannelState",
    "Delivery",
    "DeliveryAttempt",
    "Event",
    "EventChange",
    "EventLink",
    "Heartbeat",
    "Json",
    "Mention",
    "RuleState",
    "Silence",
    "Source",
    "UtcDateTime",
    "Withheld",
]
