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


def test_all_that_is_told_is_read(reading: Reading) -> None:
    assert reading.missed == []


def test_nothing_is_read_that_nobody_told(reading: Reading) -> None:
    assert reading.invented == []


def test_both_halves_of_the_announcement_are_read_once(world: World) -> None:
    found = [
        (mention.status, mention.title, mention.attribution[0].speaker)
        for mention in read(world, "peninsula-wire/nis-announcement")
    ]
    speaker = "National Intelligence Service"
    assert found == [
        ("planned", "North Korea to send about 12,000 soldiers to Russia", speaker),
        ("under_way", "North Korea is sending about 1,500 soldiers to Vladivostok", speaker),
    ]


def test_a_headline_in_the_present_does_not_make_a_plan_done(world: World) -> None:
    copied = [mention.status for mention in read(world, "manila-bay/korea-troops-wire")]
    assert copied == ["planned", "under_way"]


@pytest.mark.parametrize(
    ("key", "speaker"),
    [
        ("peninsula-wire/envoy-denies", "North Korean representative"),
        ("thames-gazette/pyongyang-denies", "North Korea"),
        ("volga-observer/kremlin-dismisses", "Russia"),
    ],
)
def test_denials_are_read_as_denials(world: World, key: str, speaker: str) -> None:
    denial = next(mention for mention in read(world, key) if mention.status == "denied")
    assert denial.title == "Denied: North Korea sends troops to Russia"
    assert denial.attribution[0].speaker == speaker


@pytest.mark.parametrize(
    "key",
    [
        "peninsula-wire/envoy-denies",
        "thames-gazette/pyongyang-denies",
        "potomac-brief/not-yet-confirmed",
    ],
)
def test_a_figure_told_as_background_is_repeated(world: World, key: str) -> None:
    told = next(mention for mention in read(world, key) if mention.quantities)
    assert (told.status, told.assertion) == ("completed", "repeated")


@pytest.mark.parametrize("key", ["peninsula-wire/nis-3000", "rhine-review/by-december"])
def test_a_figure_expected_by_december_is_a_plan_of_its_own(world: World, key: str) -> None:
    plan = next(mention for mention in read(world, key) if mention.status == "planned")
    (figure,) = plan.quantities
    assert (figure.value, figure.role, plan.date.edtf) == (10000, "planned_total", "../2024-12")
    assert plan.attribution[0].speaker == "National Intelligence Service"


@pytest.mark.parametrize(
    ("key", "speaker"),
    [
        ("hangang-ledger/emergency-meeting", "Yoon Suk Yeol's office"),
        ("seoul-lantern/arms-question", "South Korea's presidential office"),
        ("harbour-dateline/odisha-test", "India's defence ministry"),
        ("hangang-ledger/ambassador-summoned", "South Korea's foreign ministry"),
        ("thames-gazette/eleven-thousand", "Main Directorate of Intelligence"),
    ],
)
def test_speakers_have_their_full_names(world: World, key: str, speaker: str) -> None:
    assert speaker in {said.speaker for mention in read(world, key) for said in mention.attribution}


def test_no_deployment_is_read_in_software_sport_or_weather(reading: Reading, world: World) -> None:
    unrelated = {key for key, item in world.items.items() if not item.expect and not item.repeats}
    deployments = [line for line in reading.invented if "troop_deployment" in line]
    assert [line for line in deployments if line.partition(":")[0] in unrelated] == []
