"""The labelled sentences and articles under tests/gold/events."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any

import pytest

from events.extract import extract
from events.model import Mention
from tests.events.conftest import gold, make_article

Row = dict[str, Any]
NOON = time(12)


def _read(row: Row) -> tuple[Mention, ...]:
    fields = dict(row.get("article", {}))
    if "published" in fields:
        fields["published"] = datetime.combine(fields["published"], NOON, UTC)
    return extract(make_article(row.get("text", ""), row.get("title", ""), **fields)).mentions


def _seen(mention: Mention, expected: Row) -> Row:
    """The fields of a mention that the expectation names, in the form the gold writes them."""
    number = next((q for q in mention.quantities if q.role == expected.get("quantity", [0, 0, 0])[2]), None)
    place = next((p for p in mention.places if p.span.text == expected.get("place", [""])[0]), None)
    seen = {
        "kind": mention.kind,
        "status": mention.status,
        "assertion": mention.assertion,
        "actors": sorted({actor.country for actor in mention.actors}),
        "recipients": sorted({actor.country for actor in mention.recipients}),
        "quantity": [number.value, number.qualifier, number.role] if number else None,
        "place": [place.span.text, place.role] if place else None,
        "speaker": mention.attribution[0].speaker if mention.attribution else None,
        "start": mention.date.start,
        "end": mention.date.end,
        "edtf": mention.date.edtf,
        "precision": mention.date.precision,
        "plover": mention.plover,
        "title": mention.title,
    }
    return {key: seen[key] for key in expected}


def _check(row: Row) -> None:
    mentions = _read(row)
    expected = row["events"]
    kinds = [mention.kind for mention in mentions]
    assert sorted(kinds) == sorted(event["kind"] for event in expected)
    left = list(mentions)
    for event in expected:
        best = max(left, key=lambda mention: sum(_seen(mention, event)[k] == event[k] for k in event))
        assert _seen(best, event) == event
        left.remove(best)


@pytest.mark.parametrize("row", gold("deployments.yaml"), ids=lambda row: row.get("text") or row["title"])
def test_deployments(row: Row) -> None:
    _check(row)


@pytest.mark.parametrize("row", gold("kinds.yaml"), ids=lambda row: row.get("text") or row["title"])
def test_other_kinds(row: Row) -> None:
    _check(row)


@pytest.mark.parametrize("row", gold("reference_like.yaml"), ids=lambda row: row["title"])
def test_whole_articles(row: Row) -> None:
    _check(row)
    assert [mention.kind for mention in _read(row)][:2] == [row["events"][0]["kind"]] * 2


@pytest.mark.parametrize("row", gold("status.yaml"), ids=lambda row: row[0])
def test_one_word_changes_the_status(row: list[str]) -> None:
    text, kind, status = row[:3]
    found = [mention for mention in _read({"text": text}) if mention.kind == kind]
    assert [mention.status for mention in found] == [status]
    if row[3:]:
        assert found[0].assertion == row[3]


@pytest.mark.parametrize("text", gold("negatives.yaml"))
def test_nothing_happens(text: str) -> None:
    assert [mention.kind for mention in _read({"text": text})] == []
