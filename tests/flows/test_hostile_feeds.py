"""Sixty hostile feeds among twenty good ones: the good are stored, each hostile one is told in words."""

from __future__ import annotations

import asyncio

import pytest
from sqlmodel import select

from clock import SimulatedClock
from connectors._cage import Cage
from connectors.http import HttpClient
from flows.cycle import open_cycle
from flows.steps.poll import SourceOutcome, poll_due, sync_configured
from storage.database import Database
from storage.models import Article
from tests.conftest import MORNING
from tests.hostile_feeds import hostile_replies
from tests.world import QUIET, rss, running_world

GOOD = [f"good{n}" for n in range(20)]
# What a reader may well make harmless entries of; everything else must fail.
HARMLESS = {
    "a reference to nothing", "a NUL", "a lone surrogate", "a reference beyond Unicode", "bidi controls",
    "a reference beyond reason", "a NUL in the encoding", "an unknown encoding", "latin-1 called utf-8",
    "an external entity", "an empty position", "deep nesting", "deep nesting in an entry", "absurd dates",
    "absurd links", "absurd ttl", "one guid for all", "a title of a megabyte", "markup in titles",
    "a guid of a megabyte", "thirty thousand entries", "one entry of five megabytes", "never closed",
    "utf-16 without a mark", "forty thousand categories",
}  # fmt: skip


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, SourceOutcome]:
    """One cycle over all of them, read as far as the timeline."""
    replies = hostile_replies()
    with running_world(tmp_path_factory.mktemp("hostile")) as world:
        world.web.pages |= {f"/{name}": rss(QUIET) for name in GOOD}
        world.web.pages |= {f"/h{n}": reply for n, reply in enumerate(replies.values())}
        settings = world.settings(*GOOD, *(f"h{n}" for n in range(len(replies))))
        with open_cycle(settings, SimulatedClock(MORNING)) as cycle:
            sync_configured(cycle.database, settings.sources, cycle.clock.now())

            async def poll_all() -> list[SourceOutcome]:
                http = HttpClient(allow_private=("127.0.0.1/32",), deadline_s=10)
                async with http, Cage() as cage:
                    return await poll_due(cycle.database, http, cage, cycle.clock, owner="test")

            found = {outcome.name: outcome for outcome in asyncio.run(poll_all())}
            cycle.extract()
            _check_articles(cycle.database)
    names = dict(zip((f"h{n}" for n in range(len(replies))), replies, strict=True))
    return {names.get(name, name): outcome for name, outcome in found.items()}


def _check_articles(database: Database) -> None:
    with database.read() as session:
        for article in session.exec(select(Article)):
            assert article.state == "extracted", article.state_reason
            assert "\x00" not in article.title + article.text + article.url + article.guid
            assert article.url == "" or article.url.startswith(("http://", "https://"))
            assert len(article.title) <= 1_000


def test_every_good_feed_is_stored(outcomes: dict[str, SourceOutcome]) -> None:
    assert {name: (outcomes[name].status, outcomes[name].new) for name in GOOD} == dict.fromkeys(
        GOOD, ("ok", 1)
    )


@pytest.mark.parametrize("name", hostile_replies())
def test_a_hostile_feed_ends_in_words_or_in_harmless_entries(
    outcomes: dict[str, SourceOutcome], name: str
) -> None:
    outcome = outcomes[name]

    assert outcome.status == "failed" or name in HARMLESS
    assert outcome.reason or outcome.status == "ok"
    assert "Traceback" not in outcome.reason
    assert len(outcome.reason) < 400
