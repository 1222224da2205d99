"""Shared by the alert tests: changes and rules in a line, a told timeline, and sinks on loopback."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from sqlmodel import Session

from alerts.model import ChangeView, DateView, Figure, PartyView, PlaceView, SourceView, Speaker
from alerts.rules import Rule
from storage.models import Article, ArticleRevision, Event, EventChange, Mention, Source

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


class Mailbox:
    """What an SMTP server on loopback received; `refusal` is answered instead of taking a mail."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.refusal = ""
        self._controller = Controller(self, hostname="127.0.0.1", port=0, ready_timeout=10)

    @property
    def url(self) -> str:
        port = self._controller.server.sockets[0].getsockname()[1]
        return f"mailto://127.0.0.1:{port}?from=watchline@demo.example&to=desk@demo.example&mode=insecure"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.refusal:
            return self.refusal
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 taken"

    def start(self) -> None:
        # With port 0 the controller cannot make its own trial connection, so the loop starts it.
        self._controller.loop.run_until_complete(self._listen())
        self._thread = threading.Thread(target=self._controller.loop.run_forever, daemon=True)
        self._thread.start()

    async def _listen(self) -> None:
        self._controller.server = await self._controller._create_server()

    def stop(self) -> None:
        loop = self._controller.loop
        loop.call_soon_threadsafe(self._controller.server.close)
        loop.call_soon_threadsafe(loop.stop)
        self._thread.join(timeout=10)


@dataclass
class Call:
    """A webhook call as it arrived."""

    path: str
    headers: dict[str, str]
    body: Any


class Hook:
    """A webhook receiver on loopback; `status` is answered, `behave` runs before the answer."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.status = 200
        self.behave: Callable[[BaseHTTPRequestHandler], bool] = lambda _request: True
        hook = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                hook.calls.append(Call(self.path, dict(self.headers), json.loads(body)))
                if not hook.behave(self):
                    return
                self.send_response(hook.status)
                self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"json://127.0.0.1:{self._server.server_port}/alerts"

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=10)


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    found = Mailbox()
    found.start()
    yield found
    found.stop()


@pytest.fixture
def hook() -> Iterator[Hook]:
    found = Hook()
    yield found
    found.stop()
