"""Feeds on loopback that report one happening after the other, and channels that keep what they are sent.

Each story is a deployment of its own: between two countries that no other story names together, with a number
of soldiers that no other has. So whoever looks at a message sees which stories it tells.
"""

from __future__ import annotations

import random
import re
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import permutations
from pathlib import Path
from typing import Any

import psycopg
from pydantic import SecretStr
from sqlmodel import func, select

from events._words import word_set
from settings import ChannelSettings, Settings
from soak import Row
from storage.database import open_database
from storage.models import Article, Event
from tests.alerts.hooks import Hook, running_hook
from tests.alerts.mailboxes import Mailbox, running_mailbox
from tests.postgres import find_binaries, running_cluster
from tests.world import Story, World, rss, running_world

BEGAN = datetime(2024, 10, 19, tzinfo=UTC)
FEEDS = ("wire", "post")
# The newest stories, which are what a feed shows.
SHOWN = 100
_FIRST_FIGURE = 1_001
_COUNTRIES = word_set(
    "Poland France Germany Italy Spain Norway Sweden Turkey Egypt Kenya Ghana Nigeria Brazil Chile Peru "
    "Canada Japan India Pakistan Ethiopia Uganda Rwanda Angola Chad Mali Niger Senegal Sudan Morocco Jordan "
    "Greece Portugal Finland Denmark Hungary Romania Bulgaria Mexico Argentina Indonesia Vietnam Thailand "
    "Australia Oman"
)
# In an order that seldom names a country twice in a row.
_PAIRS = random.Random(1).sample([*permutations(sorted(_COUNTRIES), 2)], 44 * 43)
MOST_STORIES = len(_PAIRS)
# What each channel gets: all at once, what a throttle lets through, and a digest.
NOTIFY = {
    "at-once": "{to: [hook, mail]}",
    "throttled": "{to: [throttled], throttle: 4/h}",
    "digest": "{to: [digest], digest: hourly}",
}
_RULE = "id: {name}\ntitle: Troops are sent\nwhen: {{kind: [troop_deployment]}}\nnotify: {notify}\n"
_ALERT = re.compile(r"watchline alerts why (\d+)")
_MARK = "(possible repeat)"


@dataclass(frozen=True, slots=True)
class Message:
    """A message that arrived: which stories it tells, by their figures, and whether it may be a repeat."""

    figures: frozenset[int]
    marked: bool


@dataclass(frozen=True, slots=True)
class Toll:
    """Over all channels: stories that one never got, messages that told a story again, and said so."""

    lost: int
    duplicates: int
    marked: int


@dataclass
class Newsroom:
    """Let it `publish`, run cycles with `settings`, and see the `toll`."""

    world: World
    hook: Hook
    mail: Mailbox
    published: list[Story] = field(default_factory=list)

    def settings(self, database_url: str = "") -> Settings:
        """A configuration with the feeds, the four channels and a rule for each way of being told."""
        usual = self.world.settings(*FEEDS, database_url=database_url)
        (usual.rules / "rule.yaml").unlink(missing_ok=True)
        for name, notify in NOTIFY.items():
            (usual.rules / f"{name}.yaml").write_text(
                _RULE.format(name=name, notify=notify), encoding="utf-8"
            )
        urls = {"mail": self.mail.url} | {
            name: f"json://127.0.0.1:{self.hook.port}/{name}" for name in ("hook", "throttled", "digest")
        }
        channels = {name: ChannelSettings(url=SecretStr(url)) for name, url in urls.items()}
        return usual.model_copy(update={"channels": channels})

    def publish(self, count: int, at: datetime) -> None:
        """The feeds report so many more happenings, in turn, published at `at`; none once pairs run out."""
        for number in range(len(self.published), min(len(self.published) + count, MOST_STORIES)):
            self.published.append(_story(number, at))
        for turn, name in enumerate(FEEDS):
            shown = self.published[turn :: len(FEEDS)][-SHOWN:]
            self.world.web.pages[f"/{name}"] = rss(*shown)

    @property
    def figures(self) -> set[int]:
        return {_FIRST_FIGURE + number for number in range(len(self.published))}

    def toll(self) -> Toll:
        """What all the channels together lack and have twice."""
        arrived = self.arrived()
        lost = duplicates = marked = 0
        for name in ("hook", "mail", "throttled", "digest"):
            told: set[int] = set()
            for message in arrived[name]:
                is_repeat = bool(message.figures & told)
                duplicates += is_repeat
                marked += is_repeat and message.marked
                told |= message.figures
            lost += len(self.figures - told)
        return Toll(lost, duplicates, marked)

    def account(self, url: str, what: str, n: str, began: float, note: str = "") -> Row:
        """What became of all that was published, in a database and everywhere else, since `began`.

        Good is that each story is one article, one event and told everywhere, and that repeats say so.
        """
        toll, stories = self.toll(), len(self.published)
        articles, events = _stored(url)
        good = toll.lost == 0 == toll.duplicates - toll.marked and articles == events == stories
        whole = f"{articles} articles, {events} events of {stories} stories"
        return Row(
            what,
            n,
            toll.lost,
            toll.duplicates,
            toll.marked,
            time.monotonic() - began,
            good,
            f"{note}; {whole}" if note else whole,
        )

    def arrived(self) -> dict[str, list[Message]]:
        """What arrived whole, by channel, in its order.

        A mail names ten changes of an alert and counts the rest, so what its alerts tell is taken from the
        calls to the webhook that gets the same alerts.
        """
        found = defaultdict(list)
        tells: dict[int, frozenset[int]] = {}
        for call in self.hook.calls:
            if len(call.content) == int(call.headers["content-length"]):
                alerts = {alert["alert"]: _figures(alert) for alert in call.body["alerts"]}
                tells |= alerts
                message = Message(frozenset().union(*alerts.values()), call.body["possible_repeat"])
                found[call.path.strip("/")].append(message)
        for mail in self.mail.mails:
            part = mail.get_body(("plain",))
            named = {int(number) for number in _ALERT.findall(str(part.get_content()) if part else "")}
            figures = frozenset().union(*(tells.get(number, frozenset()) for number in named))
            found["mail"].append(Message(figures, str(mail["Subject"]).startswith(_MARK)))
        return found


@contextmanager
def running_newsroom() -> Iterator[Newsroom]:
    """A newsroom with a folder of its own, until the block ends."""
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="watchline-soak-")))
        yield Newsroom(
            stack.enter_context(running_world(home)),
            stack.enter_context(running_hook()),
            stack.enter_context(running_mailbox()),
        )


@contextmanager
def databases(folder: Path) -> Iterator[dict[str, str]]:
    """The URLs of new databases by their kind; without PostgreSQL, which is said, where it is not there."""
    found = {"SQLite": f"sqlite:///{folder}/soak.db"}
    binaries = find_binaries()
    with ExitStack() as stack:
        if binaries is None:
            print("PostgreSQL: SKIPPED, it is not installed", file=sys.stderr)
        else:
            server = stack.enter_context(running_cluster(binaries))
            found["PostgreSQL"] = new_database(server)
        yield found


def new_database(server: str) -> str:
    """The URL of a new database on a server."""
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute("CREATE DATABASE soak")
    return f"{server}/soak"


def _story(number: int, at: datetime) -> Story:
    sender, receiver = _PAIRS[number]
    return Story(
        f"s-{number}",
        f"{sender} sends soldiers to {receiver}",
        f"{sender} has sent {_FIRST_FIGURE + number:,} soldiers to {receiver}, its defence ministry said.",
        format_datetime(at - timedelta(minutes=1)),
    )


def _stored(url: str) -> tuple[int, int]:
    """How many articles and events there are."""
    database = open_database(url)
    with database.read() as session:
        articles, events = (
            session.exec(select(func.count()).select_from(table)).one() for table in (Article, Event)
        )
    database.close()
    return articles, events


def _figures(alert: Any) -> frozenset[int]:
    events = [change["event"] for change in alert["changes"]]
    return frozenset(int(figure["value"]) for event in events for figure in event["quantities"])
