"""Shared by the alert tests: changes and rules in a line, a told timeline, and sinks on loopback."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlmodel import Session

from alerts.model import ChangeView, DateView, Figure, PartyView, PlaceView, SourceView, Speaker
from alerts.rules import Rule
from alerts.senders import Channel, Outgoing, Rate, SendResult
from storage.models import Article, ArticleRevision, Event, EventChange, Mention, Source
from tests.alerts.hooks import Hook, running_hook
from tests.alerts.mailboxes import Mailbox, running_mailbox

__all__ = ["Hook", "Mailbox", "Scripted", "Storyteller", "make_change", "make_rule"]

MORNING = datetime(2024, 10, 19, 0, 0, tzinfo=UTC)
BODY = (
    "Trains with some 1,500 North Korean soldiers have reached Vladivostok.\n\n"
    "Another 10,500 are to follow, the agency said. 북한이 파병했다."
)


def make_rule(**fields: Any) -> Rule:
    """A rule on troop deployments, with the given fields instead."""
    basic = {"id": "watched", "title": "Watched", "when": {"kind": ["troop_deployment"]}}
    return Rule.model_validate(basic | fields)


def make_change(**fields: Any) -> ChangeView:
    """A new deployment of about 1,500 soldiers, with the given fields instead."""
    basic: dict[str, Any] = {
        "event": "ev-1",
        "kind": "troop_deployment",
        "change": "new",
        "title": "North Korea sends soldiers to Russia",
        "actors": (PartyView("Korean People's Army", "KP", "military"),),
        "recipients": (PartyView("Russia", "RU", "government"),),
        "places": (PlaceView("Vladivostok", "RU", 43.12, 131.89, "destination", "city"),),
        "quantities": (Figure(1500, "soldiers", "sent", "about", 1500, 1500, "some 1,500 soldiers"),),
        "status": "under_way",
        "assertion": "confirmed",
        "attribution": (Speaker("National Intelligence Service", "said"),),
        "date": DateView(None, "2024-10-19", "day", "/2024-10-18"),
        "text": f"Soldiers arrive\n\n{BODY}",
        "source": SourceView("example-wire", "Example Wire", "KR", "en"),
        "reported": MORNING,
        "seen": MORNING,
        "headline": "Soldiers arrive",
        "url": "https://news.example.org/a?id=7",
        "change_id": 1,
        "group": "article:1@1",
    }
    return ChangeView(**(basic | fields))


@dataclass
class Storyteller:
    """Writes articles with events and pending changes, as the extraction step leaves them."""

    session: Session
    articles: int = 0
    events: int = 0
    source: Source = field(
        default_factory=lambda: Source(name="example-wire", url="http://x", publisher="Wire")
    )

    def article(self, title: str = "Soldiers arrive", *, story: str | None = None) -> Article:
        self.articles += 1
        self.session.add(self.source)
        self.session.flush()
        article = Article(
            source=self.source.id,
            key=f"key-{self.articles}",
            url=f"https://news.example.org/{self.articles}",
            title=title,
            text=BODY,
            published_at=MORNING,
            first_seen_at=MORNING,
            content_hash=str(self.articles),
            story=story,
        )
        self.session.add(article)
        self.session.flush()
        assert article.id is not None
        revision = ArticleRevision(
            article=article.id, revision=1, title=title, text=BODY, content_hash="h", seen_at=MORNING
        )
        self.session.add(revision)
        return article

    def change(self, article: Article, change: str = "new", **said: Any) -> EventChange:
        """A change of an event of its own, told by `article`; `said` replaces fields of the mention."""
        self.events += 1
        kind = said.pop("kind", "troop_deployment")
        event_id, title = f"ev-{self.events}", said.pop("title", "North Korea sends soldiers to Russia")
        self.session.add(
            Event(id=event_id, kind=kind, title=title, first_seen_at=MORNING, updated_at=MORNING)
        )
        self.session.flush()
        basic: dict[str, Any] = {"status": "under_way", "assertion": "confirmed", "extractor": "test"}
        mention = Mention(
            article=article.id,
            revision=1,
            ordinal=self.events,
            event=event_id,
            kind=kind,
            title=title,
            seen_at=MORNING,
            **(basic | said),
        )
        self.session.add(mention)
        self.session.flush()
        found = EventChange(event=event_id, change=change, mention=mention.id, article=article.id, at=MORNING)
        self.session.add(found)
        self.session.flush()
        return found


@dataclass
class Scripted:
    """Connects to channels that are none: keeps what each was given, and answers as told.

    `results` are answered one after the other, the last for ever; `answer` decides for each message.
    """

    results: list[SendResult]
    sent: list[tuple[str, Outgoing]]
    rate: Rate | None = None
    room: int = 0
    knows_repeats: bool = True

    def __init__(
        self,
        *results: SendResult,
        answer: Callable[[Channel, Outgoing], SendResult] | None = None,
        rate: Rate | None = None,
        room: int = 0,
        knows_repeats: bool = True,
    ) -> None:
        self.results = list(results) or [SendResult("sent")]
        self.sent = []
        self.rate, self.room, self.knows_repeats = rate, room, knows_repeats
        self._answer = answer or self._next

    def __call__(self, channel: Channel) -> ScriptedSender:
        return ScriptedSender(self, channel)

    def answer(self, channel: Channel, message: Outgoing) -> SendResult:
        self.sent.append((channel.url, message))
        return self._answer(channel, message)

    def _next(self, _channel: Channel, _message: Outgoing) -> SendResult:
        return self.results.pop(0) if len(self.results) > 1 else self.results[0]


@dataclass
class ScriptedSender:
    """One channel of a Scripted."""

    script: Scripted
    channel: Channel

    @property
    def rate(self) -> Rate | None:
        return self.script.rate

    @property
    def room(self) -> int:
        return self.script.room

    @property
    def knows_repeats(self) -> bool:
        return self.script.knows_repeats

    def send(self, message: Outgoing) -> SendResult:
        return self.script.answer(self.channel, message)

    def close(self) -> None:
        """Nothing is open."""


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with running_mailbox() as found:
        yield found


@pytest.fixture
def hook() -> Iterator[Hook]:
    with running_hook() as found:
        yield found
