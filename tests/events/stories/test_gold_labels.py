"""The labelled storylines are what README.md says, and the scorer counts as its sources do."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.gold.stories.corpus import Labelled, mixed, noise, storyline
from tests.gold.stories.scores import alerts, b_cubed, macro_f1, pairs


def test_the_storyline_is_large_enough_to_measure_on() -> None:
    items = storyline()
    assert len(items) >= 110
    assert len({item.cluster for item in items}) >= 20
    assert len({item.story for item in items}) >= 2
    assert len(noise()) >= 150


def test_the_sealed_storyline_is_apart() -> None:
    items = storyline("sealed")
    assert len(items) >= 50
    assert len({item.cluster for item in items}) >= 8
    assert not {item.story for item in items} & {item.story for item in storyline()}


def test_items_come_in_publication_order_with_ids_of_their_own() -> None:
    items = mixed(storyline(), storyline("sealed"), noise())
    assert [item.article.published for item in items] == sorted(item.article.published for item in items)
    assert max(Counter(item.article.id for item in items).values()) == 1


def test_no_two_unrelated_items_read_alike() -> None:
    assert max(Counter(item.article.body for item in noise()).values()) == 1


def test_copies_are_of_one_happening() -> None:
    by_copy: dict[str, set[str]] = {}
    for item in storyline():
        by_copy.setdefault(item.copy, set()).add(item.cluster)
    assert all(len(clusters) == 1 for clusters in by_copy.values())


def test_an_edit_is_not_a_copy() -> None:
    by_id: dict[str, Labelled] = {item.article.id: item for item in storyline()}
    assert by_id["m08"].copy != by_id["m07"].copy
    assert by_id["m02"].copy == by_id["m01"].copy


def test_b_cubed_of_a_worked_example() -> None:
    # Bagga and Baldwin's first example: {1-5}{6,7}{8-C} answered as {1-5}{6-C}.
    gold = [*"aaaaa", *"bb", *"ccccc"]
    found = [*"11111", *"2222222"]
    score = b_cubed(gold, found)
    assert (round(score.precision, 2), score.recall) == (0.76, 1.0)


def test_perfect_and_useless_groupings() -> None:
    gold = [1, 1, 2, 2]
    assert b_cubed(gold, [5, 5, 6, 6]).f1 == 1.0
    assert pairs(gold, [1, 2, 3, 4]).recall == 0.0
    assert macro_f1(gold, [7, 7, 7, 7]) == pytest.approx(2 / 3)


def test_a_happening_swallowed_by_another_is_missed() -> None:
    told = alerts(["a", "a", "b", "n"], [1, 2, 1, 3], [True, True, True, False])
    assert told.missed == ("b",)
    assert told.per_happening == 1.0
