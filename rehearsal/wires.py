"""Feeds on loopback that tell of happenings of their own, and what became of them."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime
from itertools import permutations

from demo.inbox import Inbox
from tests.web_server import Reply, Request, WebServer
from tests.world import Story, rss

COUNTRIES = ("France", "Poland", "Japan", "Kenya", "Brazil", "Turkey", "Egypt", "India", "Canada", "Spain")
PAIRS = tuple(permutations(COUNTRIES, 2))


class Wires:
    """`count` feeds at /0, /1, ... that answer after `pause_s`; how many are asked at once is counted."""

    def __init__(self, web: WebServer, count: int, pause_s: float) -> None:
        self._web = web
        self._count = count
        self._pause_s = pause_s
        self._stories: dict[int, list[Story]] = {number: [] for number in range(count)}
        self.told = 0
        self._asked = 0
        self._lock = threading.Lock()
        self.at_once = 0
        self.answered = 0
        for number in range(count):
            web.pages[f"/{number}"] = self._answer

    def addresses(self) -> list[str]:
        """Where the feeds are."""
        return [self._web.at(f"/{number}") for number in range(self._count)]

    def tell(self) -> int:
        """Every feed tells of one more happening; of how many all told so far."""
        self.answered = 0
        for number in range(self._count):
            sender, receiver = PAIRS[self.told]
            self._stories[number].insert(0, _story(sender, receiver, self.told))
            self.told += 1
        return self.told

    def _answer(self, request: Request) -> Reply:
        with self._lock:
            self._asked += 1
            self.at_once = max(self.at_once, self._asked)
        time.sleep(self._pause_s)
        with self._lock:
            self._asked -= 1
            self.answered += 1
        return rss(*self._stories[int(request.path[1:])])


def _story(sender: str, receiver: str, number: int) -> Story:
    now = datetime.now(UTC)
    return Story(
        f"told-{number}",
        f"{sender} sends troops to {receiver}",
        f"{sender} has sent {1_000 + 10 * number:,} troops to {receiver}, its defence ministry said.",
        published=now.strftime("%a, %d %b %Y %H:%M:%S +0000"),
    )


def told_events(inbox: Inbox) -> list[str]:
    """The event of every alert that arrived by webhook, once for each time it arrived."""
    return [
        change["event"]["id"]
        for hook in inbox.hooks
        for alert in hook.body["alerts"]
        for change in alert["changes"]
    ]
