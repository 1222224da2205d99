from __future__ import annotations

from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest

from demo.world import World, load_world
from events import lexicon
from yamlfile import ConfigError


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


class TestTheStoryline:
    def test_it_has_twelve_outlets_and_about_fifty_items(self, world: World) -> None:
        assert len(world.outlets) == 12
        assert 40 <= len(world.items) <= 55

    def test_all_four_feed_formats_are_spoken(self, world: World) -> None:
        formats = Counter(outlet.format for outlet in world.outlets)
        assert set(formats) == {"rss2", "atom", "rdf", "jsonfeed"}
        assert min(formats.values()) >= 2

    def test_dates_come_in_every_style(self, world: World) -> None:
        styles = {outlet.dates for outlet in world.outlets}
        assert styles == {"rfc822", "gmt", "zone_name", "iso", "zulu", "naive"}

    def test_it_runs_from_16_to_24_october(self, world: World) -> None:
        days = sorted({item.published.date().isoformat() for item in world.items.values()})
        assert days == [f"2024-10-{day}" for day in range(16, 25)]

    def test_at_least_fifteen_items_tell_nothing_to_alert_on(self, world: World) -> None:
        silent = [item for item in world.items.values() if not item.expect and not item.repeats]
        assert len(silent) >= 15

    def test_the_wire_story_is_run_by_three_others_word_for_word(self, world: World) -> None:
        wire = world.items["peninsula-wire/nis-announcement"]
        copies = [item for item in world.items.values() if item.copy_of]
        assert len(copies) == 3
        assert all(copy.body.startswith(wire.body) for copy in copies)
        assert sum("(Peninsula Wire)" in copy.body for copy in copies) == 1

    def test_bodies_have_two_to_six_sentences(self, world: World) -> None:
        for key, item in world.items.items():
            assert 2 <= item.body.count(". ") + 1 <= 6, key

    def test_the_main_happening_is_told_by_several_outlets(self, world: World) -> None:
        tellers = {
            key.split("/")[0]
            for key, item in world.items.items()
            if any(expected.happening == "sent-1500" and not expected.status for expected in item.expect)
        }
        assert len(tellers) >= 3

    def test_every_happening_is_told(self, world: World) -> None:
        told = {expected.happening for item in world.items.values() for expected in item.expect}
        assert told == {happening.id for happening in world.happenings}

    def test_only_known_kinds_of_event_are_named(self, world: World) -> None:
        named = {happening.kind for happening in world.happenings}
        tolerated = {kind for item in world.items.values() for kind in item.tolerate}
        assert named | tolerated <= set(lexicon.load().kinds)

    def test_an_item_knows_the_kinds_to_be_read_in_it(self, world: World) -> None:
        meeting = world.items["hangang-ledger/emergency-meeting"]
        assert world.kinds(meeting) == ("talks", "agreement")


class TestWhatAFeedShows:
    def test_nothing_shows_before_it_appears(self, world: World) -> None:
        wire = world.outlet("peninsula-wire")
        assert wire is not None
        before = world.visible(wire, at("2024-10-18T16:09:59+09:00"))
        after = world.visible(wire, at("2024-10-18T16:10:00+09:00"))
        assert [entry.item for entry in after] == ["nis-announcement", *[entry.item for entry in before]]

    def test_an_edit_keeps_the_guid_and_changes_the_figure(self, world: World) -> None:
        ledger = world.outlet("hangang-ledger")
        assert ledger is not None

        def version(now: str) -> tuple[str, str]:
            entries = {entry.item: entry for entry in world.visible(ledger, at(now))}
            return entries["who-are-they"].guid, entries["who-are-they"].body

        early_guid, early = version("2024-10-19T08:59:00+09:00")
        late_guid, late = version("2024-10-19T09:00:00+09:00")
        assert early_guid == late_guid
        assert "1,300" in early
        assert "about 1,500 soldiers" in late

    def test_copies_have_guids_of_their_own(self, world: World) -> None:
        end = at("2024-10-25T00:00:00Z")
        guids = [entry.guid for outlet in world.outlets for entry in world.visible(outlet, end)]
        assert len(guids) == len(set(guids)) == len(world.items)


class TestAWorldThatIsWrong:
    OUTLET = """
name: Test
publisher: Test
country: KR
timezone: Asia/Seoul
format: rss2
dates: rfc822
items:
  - id: one
    published: 2024-10-18T09:00:00Z
    appears_at: 2024-10-18T09:00:00Z
"""

    def write(self, folder: Path, rest: str) -> Path:
        (folder / "outlets").mkdir()
        (folder / "happenings.yaml").write_text("[{id: known, kind: talks, what: Talks, actor: KR}]")
        (folder / "outlets" / "test.yaml").write_text(self.OUTLET + rest)
        return folder

    @pytest.mark.parametrize(
        ("rest", "message"),
        [
            ("    title: T\n    body: B\n    expect: [{happening: lost}]\n", "no happening 'lost'"),
            ("    copy_of: other/item\n", "copies 'other/item', which does not exist"),
            ("    title: T\n", "needs a title and a body"),
            ("    title: T\n    body: B\n    sumary: S\n", "unknown key 'sumary'"),
        ],
    )
    def test_it_is_refused_with_the_reason(self, tmp_path: Path, rest: str, message: str) -> None:
        with pytest.raises(ConfigError, match=message):
            load_world(self.write(tmp_path, rest))
