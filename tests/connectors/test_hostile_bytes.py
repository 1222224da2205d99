"""Whatever bytes a server sends, there are clean entries or an error in words, and the next feed is read."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors import _arbiter, _quick, feeds
from connectors._cage import Cage, Limits
from connectors._raw import FeedError, RawEntry
from connectors.feeds import FeedContext, FeedEntry
from tests.connectors.test_feeds import ATOM, JSON_FEED, RDF, RSS
from tests.hostile_bytes import mutant, mutants

NOW = datetime(2024, 10, 19, tzinfo=UTC)
CONTEXT = FeedContext("https://wire.example/feed", "Asia/Seoul", "ko")
DOCUMENTS = [document.encode() for document in (RSS, ATOM, RDF, JSON_FEED)]
CONTENT_TYPES = st.sampled_from(
    ["", "application/rss+xml", "text/xml; charset=koi8-r", "text/html; charset=\x00"]
)


def assert_clean(entries: list[FeedEntry]) -> None:
    assert len({entry.key for entry in entries}) <= len(entries) <= feeds.MAX_ENTRIES
    for entry in entries:
        texts = (
            entry.key,
            entry.guid,
            entry.title,
            entry.text,
            entry.url,
            entry.canonical_url,
            entry.published_raw,
        )
        assert "\x00" not in "".join(texts)
        "".join(texts).encode()
        assert entry.url == "" or entry.url.startswith(("http://", "https://"))
        assert entry.published_at is not None
        assert datetime(1990, 1, 1, tzinfo=UTC) <= entry.published_at < datetime(2024, 10, 21, tzinfo=UTC)


@given(st.sampled_from(DOCUMENTS), st.integers(0, 2**32), CONTENT_TYPES)
@settings(max_examples=300, deadline=None)
def test_a_broken_document_gives_clean_entries_or_an_error_in_words(
    document: bytes, seed: int, content_type: str
) -> None:
    try:
        entries = feeds.read_feed(mutant(document, seed), {"content-type": content_type}, CONTEXT, NOW)
        complaint = "none"
    except FeedError as error:
        entries, complaint = [], str(error)
    assert 0 < len(complaint) < 1_000
    assert_clean(entries)


@given(st.sampled_from(DOCUMENTS[:3]), st.integers(0, 2**32))
@settings(max_examples=300, deadline=None)
def test_where_the_quick_reader_dares_to_answer_feedparser_agrees(document: bytes, seed: int) -> None:
    broken = mutant(document, seed)
    quickly = _quick.read(broken, "")
    if quickly is None:
        return
    try:
        arbiter = set(_arbiter.read(broken, ""))
    except FeedError:
        arbiter = set()
    assert {entry for entry in quickly if entry.title or entry.content} == arbiter


@pytest.mark.parametrize("seed", [1_000, 2_000])
def test_hundreds_of_hostile_feeds_leave_the_worker_able_to_read(seed: int) -> None:
    async def read(cage: Cage, body: bytes) -> list[RawEntry]:
        found = feeds.read_quickly(body, {})
        return await cage.read(body, "") if found is None else found

    async def go() -> int:
        good = 0
        async with Cage(workers=1, limits=Limits(cpu_s=10, wall_s=30)) as cage:
            for number, body in enumerate(mutants(DOCUMENTS, 150, seed=seed)):
                with suppress(FeedError):
                    assert_clean(feeds.clean_entries(await read(cage, body), CONTEXT, NOW))
                if number % 10 == 0:
                    good += len(await cage.read(DOCUMENTS[0], ""))
        return good

    assert asyncio.run(go()) == 15


def test_the_generator_makes_the_same_again() -> None:
    assert list(mutants(DOCUMENTS, 40, seed=3)) == list(mutants(DOCUMENTS, 40, seed=3))
    assert len(set(mutants(DOCUMENTS, 400))) > 350
