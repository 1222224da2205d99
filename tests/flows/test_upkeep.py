"""The daily care of the database."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from clock import SimulatedClock
from flows.upkeep import find_damage, look_after, tidy
from settings import NetworkSettings, RetentionSettings, Settings
from storage.database import Database, open_database
from storage.migrate import upgrade
from storage.models import Source
from storage.sources import NOT_CONFIGURED
from tests.storage.holdings import add_holding


def add(database: Database, **fields: object) -> None:
    with database.write() as session:
        session.add(Source(**{"url": "https://wire.example/rss", **fields}))


def test_a_sound_database_is_called_sound_with_its_sizes(database: Database, clock: SimulatedClock) -> None:
    found = look_after(database, clock.now())

    assert found.damage == []
    assert found.summary().startswith("database sound; 0 sources, 0 articles")


def test_a_source_unread_for_more_than_a_day_is_reported_with_the_reason(
    sqlite: Database, clock: SimulatedClock
) -> None:
    now = clock.now()
    add(sqlite, name="fresh", last_ok_at=now - timedelta(hours=2))
    add(sqlite, name="silent", last_ok_at=now - timedelta(days=2), errors=40, last_error="HTTP 503")
    add(sqlite, name="never", errors=3, last_error="no such host")
    add(sqlite, name="new")
    add(
        sqlite,
        name="removed",
        last_ok_at=now - timedelta(days=9),
        paused_reason=NOT_CONFIGURED,
    )

    found = look_after(sqlite, now)

    assert [(row["source"], row["last read"], row["why"]) for row in found.silent] == [
        ("never", "never", "no such host"),
        ("silent", "17 October 2024 00:00 UTC", "HTTP 503"),
    ]
    assert "2 sources silent for over a day" in found.summary()


def test_a_damaged_file_is_found(tmp_path: Path) -> None:
    file = tmp_path / "watchline.db"
    database = open_database(f"sqlite:///{file}")
    upgrade(database)
    for number in range(200):
        add(database, name=f"source {number}")
    database.close()
    content = bytearray(file.read_bytes())
    assert b"source 150" in content
    middle = content.index(b"source 150") // 4096 * 4096
    content[middle : middle + 64] = b"\xff" * 64
    file.write_bytes(content)

    assert find_damage(open_database(f"sqlite:///{file}"))


def test_what_is_old_is_removed_with_the_daily_care(sqlite: Database, clock: SimulatedClock) -> None:
    settings = Settings(
        file=Path("watchline.yaml"),
        sources=(),
        channels={},
        rules=Path("rules"),
        network=NetworkSettings(),
        home=Path(),
        database_url="",
        retention=RetentionSettings(texts="90d"),
    )
    add_holding(sqlite, "old", clock.now() - timedelta(days=100))
    add_holding(sqlite, "young", clock.now())

    assert tidy(sqlite, settings, clock.now()) == "3 rows removed of texts of articles"
    assert tidy(sqlite, settings, clock.now()) == ""
