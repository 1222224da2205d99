"""What the extractor reads in the demo's items, held against what they were written to tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from demo.world import Expectation, World
from events.extract import extract
from events.model import Article, Mention
from tests.demo.conftest import END


@dataclass(frozen=True)
class Reading:
    """Expected happenings found and missed, and mentions nobody wrote, as "item: kind status"."""

    found: list[str]
    missed: list[str]
    invented: list[str]


@pytest.fixture(scope="module")
def reading(world: World) -> Reading:
    result = Reading([], [], [])
    for key, item in world.items.items():
        left = list(read(world, key))
        for expected in item.expect:
            mention = first_fitting(world, expected, left)
            if mention:
                left.remove(mention)
            kind = world.happening(expected.happening).kind
            (result.found if mention else result.missed).append(f"{key}: {kind} {expected.status or ''}")
        allowed = {*item.tolerate, *(world.happening(name).kind for name in item.repeats)}
        result.invented.extend(f"{key}: {m.kind} {m.status}" for m in left if m.kind not in allowed)
    return result


def read(world: World, key: str) -> Sequence[Mention]:
    """The mentions in the item's last version."""
    outlet_id, _, item_id = key.partition("/")
    outlet = world.outlet(outlet_id)
    assert outlet is not None
    entry = next(entry for entry in world.visible(outlet, END) if entry.item == item_id)
    article = Article(
        key,
        entry.title,
        entry.body,
        entry.published,
        source=outlet.publisher,
        timezone=outlet.timezone,
        country=outlet.country,
    )
    return extract(article).mentions


def first_fitting(world: World, expected: Expectation, mentions: Sequence[Mention]) -> Mention | None:
    """The first mention of the happening's kind, with its status and a figure of its own where they count."""
    happening = world.happening(expected.happening)
    figures = set(happening.figures.values())
    for mention in mentions:
        stated = {quantity.value for quantity in mention.quantities if quantity.value is not None}
        if mention.kind != happening.kind or expected.status not in (None, mention.status):
            continue
        if not figures or not stated or figures & stated:
            return mention
    return None


def test_most_of_what_is_told_is_read(reading: Reading) -> None:
    assert len(reading.found) >= 36, reading.missed


def test_little_is_read_that_nobody_told(reading: Reading) -> None:
    assert len(reading.invented) <= 5, reading.invented


def test_both_halves_of_the_announcement_are_read(reading: Reading) -> None:
    wire = "peninsula-wire/nis-announcement: troop_deployment"
    assert {f"{wire} planned", f"{wire} under_way"} <= set(reading.found)


def test_denials_are_read_as_denials(reading: Reading) -> None:
    denied = {line.partition(":")[0] for line in reading.found if line.endswith("denied")}
    assert denied == {
        "peninsula-wire/envoy-denies",
        "thames-gazette/pyongyang-denies",
        "volga-observer/kremlin-dismisses",
    }


def test_no_deployment_is_read_in_software_sport_or_weather(reading: Reading, world: World) -> None:
    unrelated = {key for key, item in world.items.items() if not item.expect and not item.repeats}
    deployments = [line for line in reading.invented if "troop_deployment" in line]
    assert [line for line in deployments if line.partition(":")[0] in unrelated] == []
