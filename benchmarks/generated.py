"""Invented rules, events and timelines in bulk, for the benchmark of rules; the same for the same seed."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

from alerts.model import ChangeView, DateView, Figure, PartyView, PlaceView, SourceView
from alerts.rules import Rule
from alerts.vocabulary import kinds
from storage.database import Database

NOW = datetime(2024, 10, 19, tzinfo=UTC)
COUNTRIES = ("KP", "RU", "UA", "KR", "US", "CN", "JP", "IL", "LB", "SY", "IR", "TW", "PL", "NE", "ML", "SD")
PLACES = {
    "Vladivostok": (43.1, 131.9),
    "Seoul": (37.57, 126.98),
    "Kursk": (51.7, 36.2),
    "Haifa": (32.8, 35.0),
}
STATUSES = ("announced", "planned", "under_way", "completed", "denied", "hypothetical")
_SYLLABLES = ("ar", "ben", "cor", "del", "es", "fa", "gor", "hin", "is", "jo", "ka", "lum", "mor", "ne", "os")
# Some words of news, and as many invented ones, so that texts and rules share a large vocabulary.
_NEWS = [
    "troops",
    "soldiers",
    "deploy",
    "deployed",
    "sent",
    "exercise",
    "drill",
    "border",
    "missile",
    "launch",
    "fired",
    "strike",
    "air",
    "ceasefire",
    "treaty",
    "talks",
    "summit",
    "army",
    "navy",
    "brigade",
    "convoy",
    "tanks",
    "shells",
    "withdraw",
    "pulled",
    "closed",
    "crossing",
    "coup",
    "junta",
    "protest",
    "police",
    "drone",
    "attack",
    "base",
    "port",
    "island",
    "strait",
    "region",
    "capital",
    "official",
    "said",
    "agency",
    "ministry",
]
VOCABULARY = [*_NEWS, *(a + b + c for a in _SYLLABLES for b in _SYLLABLES for c in _SYLLABLES)]
_CJK = ("북한", "파병", "병력", "군대", "미사일", "발사")


def rules(count: int, seed: int = 7) -> list[Rule]:
    """`count` rules: by half OR-groups, by fifths phrases and conditions, else terms."""
    rng = random.Random(seed)
    return [_rule(number, rng) for number in range(count)]


def changes(count: int, seed: int = 11) -> list[ChangeView]:
    """`count` changes with texts of about sixty words."""
    rng = random.Random(seed)
    return [_change(number, rng) for number in range(count)]


def _rule(number: int, rng: random.Random) -> Rule:
    draw = rng.random()
    when: dict[str, Any]
    if draw < 0.5:
        text = f"({_any_of(rng)}) AND ({_any_of(rng)})"
        when = {"text": text + (f" AND NOT {_term(rng)}" if rng.random() < 0.3 else "")}
    elif draw < 0.7:
        when = {"text": f'"{_word(rng)} {_word(rng)}"'}
    elif draw < 0.9:
        when = {
            "text": _term(rng),
            "kind": rng.sample(kinds(), 3),
            "country": rng.sample(COUNTRIES, 4),
            "count": {"unit": "troops", "gte": rng.choice((100, 1000, 5000))},
        }
    else:
        when = {"text": rng.choice(_CJK) if rng.random() < 0.2 else _term(rng)}
    return Rule.model_validate({"id": f"rule-{number}", "title": f"Rule {number}", "when": when})


def _any_of(rng: random.Random) -> str:
    return " OR ".join(_term(rng) for _ in range(rng.randint(1, 4)))


def _term(rng: random.Random) -> str:
    word = _word(rng)
    return f"{word[:-1]}*" if len(word) > 5 and rng.random() < 0.3 else word


def _word(rng: random.Random) -> str:
    """Some words often, most of them seldom."""
    return VOCABULARY[int(len(VOCABULARY) * rng.random() ** 1.2)]


def _change(number: int, rng: random.Random) -> ChangeView:
    place = rng.choice(list(PLACES))
    lat, lon = PLACES[place]
    words = [_word(rng) for _ in range(60)]
    if rng.random() < 0.1:
        words[rng.randrange(60)] = rng.choice(_CJK) + "이"
    return ChangeView(
        event=f"ev-{number}",
        kind=rng.choice(kinds()),
        change="new",
        actors=(PartyView("Army", rng.choice(COUNTRIES), "military"),),
        places=(PlaceView(place, rng.choice(COUNTRIES), lat, lon, "site", "city"),),
        quantities=(Figure(rng.choice((50, 500, 1500, 12_000)), "soldiers", "sent"),),
        status=rng.choice(STATUSES),
        assertion="fact",
        date=DateView("2024-10-18", "2024-10-19"),
        text=" ".join(words[:8]) + "\n\n" + " ".join(words[8:]),
        source=SourceView("wire", "Wire", "KR", "en"),
        reported=NOW,
        seen=NOW,
        change_id=number + 1,
        group=f"article:{number}@1",
        at=NOW,
    )


def fill(database: Database, events: int, days: int = 90, seed: int = 5) -> None:
    """Writes `events` events, each with an article, a mention and a change, over the last `days` days."""
    rng = random.Random(seed)
    step = timedelta(days=days) / events
    with database.engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO source (id, name, url, publisher, country, timezone, language, full_text, hints, "
            "moved_seen, errors, last_error, last_status) "
            "VALUES (1, 'wire', 'http://x', 'Wire', 'KR', 'UTC', 'en', 'never', '{}', 0, 0, '', '')"
        )
        rows = [_stored(number, NOW - timedelta(days=days) + step * number, rng) for number in range(events)]
        for table in ("article", "article_revision", "event", "mention", "event_change"):
            columns = list(rows[0][table])
            names, marks = ", ".join(f'"{column}"' for column in columns), ", ".join("?" * len(columns))
            statement = f"INSERT INTO {table} ({names}) VALUES ({marks})"
            connection.exec_driver_sql(statement, [tuple(row[table].values()) for row in rows])


def _stored(number: int, at: datetime, rng: random.Random) -> dict[str, dict[str, Any]]:
    view = _change(number, rng)
    stamp = at.strftime("%Y-%m-%d %H:%M:%S.%f")
    key = number + 1
    title, _, text = view.text.partition("\n\n")
    common = dict(_common(view))
    return {
        "article": {
            "id": key, "source": 1, "key": str(key), "guid": "", "url": f"https://news.example.org/{key}",
            "canonical_url": "", "title": title, "text": text, "published_at": stamp, "published_raw": "",
            "date_flags": "[]", "first_seen_at": stamp, "revision": 1, "content_hash": str(key),
            "backlog": 0, "page": "", "page_reason": "", "state": "extracted", "state_reason": "",
            "page_tries": 0,
        },
        "article_revision": {
            "id": key, "article": key, "revision": 1, "title": title, "text": text, "content_hash": "",
            "seen_at": stamp, "from_page": 0,
        },
        "event": {
            "id": view.event, "actor": "Army", "recipient": "", "place": view.places[0].name,
            "country": view.places[0].country, "start": "2024-10-18", "end": "2024-10-19", "precision": "day",
            "edtf": "2024-10-18", "quantities": "{}", "reach": 1, "texts": 1, "origins": 1, "disputed": 0,
            "first_reported_at": stamp, "first_seen_at": stamp, "updated_at": stamp, **common,
        },
        "mention": {
            "id": key, "article": key, "revision": 1, "ordinal": 0, "event": view.event, "evidence": "[]",
            "confidence": 0.9, "extractor": "bench", "seen_at": stamp, **common,
            "quantities": json.dumps([asdict(view.quantities[0])]),
        },
        "event_change": {
            "id": key, "event": view.event, "change": "new", "mention": key, "article": key, "diff": "{}",
            "why": "", "at": stamp, "state": "matched",
        },
    }  # fmt: skip


def _common(view: ChangeView) -> Iterator[tuple[str, Any]]:
    place, actor = view.places[0], view.actors[0]
    yield "kind", view.kind
    yield "title", f"{view.kind} at {place.name}"
    yield "actors", json.dumps([{"name": actor.name, "country": actor.country, "sector": actor.sector}])
    yield "recipients", "[]"
    yield "places", json.dumps(
        [{"name": place.name, "country": place.country, "lat": place.lat, "lon": place.lon, "role": "site",
          "precision": "city", "geonames_id": 1}]
    )  # fmt: skip
    yield (
        "date",
        json.dumps({"start": "2024-10-18", "end": "2024-10-19", "precision": "day", "edtf": "2024-10-18"}),
    )
    yield "status", view.status
    yield "assertion", "fact"
    yield "attribution", "[]"
