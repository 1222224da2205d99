"""Wire copies are one text; edits and look-alikes are not."""

from __future__ import annotations

import json

import pytest

from events.stories import CopyIndex, CopyMemory
from tests.events.stories.conftest import BRIDGE, BRIDGE_RETOLD, ORCHESTRA

DAY = 86400.0


@pytest.mark.parametrize(
    "copy",
    [
        BRIDGE,
        f"{BRIDGE} (Example Wire)",
        f"TORUN, March 3 (Example Wire) - {BRIDGE}",
        BRIDGE.replace("alive", "living"),
        BRIDGE.split(", and the mayor")[0] + ".",
    ],
    ids=["the same", "a credit", "a dateline", "a word replaced", "cut"],
)
def test_copies(copy: str) -> None:
    index = CopyIndex()
    first, _ = index.add("a", "Bridge collapses at Torun", BRIDGE, 0.0)
    second, why = index.add("b", "Torun bridge down", copy, 3600.0)
    assert second == first
    assert why.joined


@pytest.mark.parametrize(
    "other",
    [BRIDGE_RETOLD, BRIDGE.replace("Torun", "Plock").replace("Vistula", "Skrwa"), ORCHESTRA],
    ids=["retold", "the same form, other places", "another story"],
)
def test_other_texts(other: str) -> None:
    index = CopyIndex()
    first, _ = index.add("a", "Bridge collapses", BRIDGE, 0.0)
    second, why = index.add("b", "Bridge collapses", other, 3600.0)
    assert second != first
    assert not why.joined


@pytest.mark.parametrize(("before", "after"), [("14 people", "11 people"), ("nine people", "twelve people")])
def test_a_changed_figure_makes_an_edit_not_a_copy(before: str, after: str) -> None:
    told = f"{BRIDGE} Rescuers said that at least {before} were hurt by falling stones on the eastern bank."
    index = CopyIndex()
    first, _ = index.add("a", "Bridge collapses", told, 0.0)
    second, why = index.add("b", "Bridge collapses", told.replace(before, after), 3600.0)
    assert second != first
    assert why.runner_up is not None
    assert why.runner_up[0] == first


def test_a_cut_copy_that_came_first_is_joined_by_the_full_text() -> None:
    index = CopyIndex()
    first, _ = index.add("a", "Bridge collapses at Torun", BRIDGE.split(", and the mayor")[0] + ".", 0.0)
    second, _ = index.add("b", "Torun bridge", f"{BRIDGE} {ORCHESTRA}", 60.0)
    third, _ = index.add("c", "Bridge", f"{BRIDGE} {ORCHESTRA} (Example Wire)", 120.0)
    assert first == second == third


def test_teasers_under_different_headlines_are_told_apart() -> None:
    teaser = "Read the full report with all the pictures and figures on our pages, free for subscribers."
    index = CopyIndex()
    first, _ = index.add("a", "Bridge collapses", teaser, 0.0)
    second, _ = index.add("b", "Orchestra picks conductor", f"{teaser} Now!", 60.0)
    assert first != second


def test_after_seven_days_without_a_copy_a_text_is_forgotten() -> None:
    index = CopyIndex()
    first, _ = index.add("a", "Bridge", BRIDGE, 0.0)
    index.expire(7.5 * DAY)
    second, _ = index.add("b", "Bridge", BRIDGE, 7.5 * DAY)
    assert first != second


def test_the_state_survives_as_json() -> None:
    memory = CopyMemory()
    first, _ = CopyIndex(memory).add("a", "Bridge", BRIDGE, 0.0)
    again = CopyIndex(CopyMemory.from_json(json.loads(json.dumps(memory.to_json()))))
    assert again.add("b", "Bridge", f"{BRIDGE} (Example Wire)", 60.0)[0] == first
    assert again.add("c", "Bridge", BRIDGE.replace("alive", "living"), 60.0)[0] == first


def test_hostile_texts_are_only_texts() -> None:
    index = CopyIndex()
    for number, text in enumerate(("", "\ud800 \x00 \u202e", "(" * 50_000, "9 " * 5000, "word " * 50_000)):
        group, _ = index.add(str(number), text[:100], text, float(number))
        assert group.startswith("cp_")
