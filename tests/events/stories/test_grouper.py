"""Articles find their storyline and happening, the same way every time, and the reasons are told."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from events.stories import CopyIndex, CopyMemory, Grouper, Grouping, Item, Memory, slots_of
from tests.events.stories.conftest import (
    BRIDGE,
    BRIDGE_DENIAL,
    BRIDGE_INQUIRY,
    BRIDGE_RETOLD,
    NOON,
    ORCHESTRA,
    item,
)
from tests.gold.stories.corpus import mixed, noise, storyline

FIRST = item("a", "Bridge collapses at Torun", BRIDGE)


def _ids(groupings: Iterable[Grouping]) -> list[tuple[str, str, str]]:
    return [(found.copy, found.story, found.cluster) for found in groupings]


def _gold() -> list[Item]:
    return [
        Item(a.id, a.title, a.body, a.published, slots_of(a.title, a.body))
        for a in (labelled.article for labelled in mixed(storyline(), noise(1)))
    ]


def _reloaded(grouper: Grouper) -> Grouper:
    """The grouper as another process would find it."""
    assert isinstance(grouper.state, Memory)
    assert isinstance(grouper.copies.state, CopyMemory)
    state = json.loads(json.dumps([grouper.state.to_json(), grouper.copies.state.to_json()]))
    return Grouper(Memory.from_json(state[0]), CopyIndex(CopyMemory.from_json(state[1])))


def test_two_reports_of_one_happening_share_a_cluster_but_not_a_text() -> None:
    grouper = Grouper()
    one = grouper.add(FIRST)
    two = grouper.add(item("b", "Lorry breaks through Torun bridge", BRIDGE_RETOLD, hours=2))
    assert two.cluster == one.cluster
    assert two.copy != one.copy


def test_what_follows_days_later_is_a_new_happening_in_the_same_storyline() -> None:
    grouper = Grouper()
    one = grouper.add(FIRST)
    two = grouper.add(item("b", "Engineers charged over Torun bridge", BRIDGE_INQUIRY, hours=96))
    assert two.story == one.story
    assert two.cluster != one.cluster


def test_unrelated_news_shares_nothing() -> None:
    grouper = Grouper()
    one = grouper.add(FIRST)
    two = grouper.add(item("b", "Lyon picks conductor", ORCHESTRA, hours=1))
    assert (two.story, two.cluster) != (one.story, one.cluster)
    assert two.story != one.story


def test_a_denial_is_a_happening_of_its_own() -> None:
    grouper = Grouper()
    one = grouper.add(FIRST)
    two = grouper.add(item("b", "Road office denies neglect", BRIDGE_DENIAL, hours=20))
    assert two.story == one.story
    assert two.cluster != one.cluster


def test_an_edit_stays_with_its_happening() -> None:
    grouper = Grouper()
    one = grouper.add(FIRST)
    edit = item("a#1", "Update", "Quite another wording of it all.", hours=200, before=one.cluster)
    assert grouper.add(edit).cluster == one.cluster


def test_a_copy_goes_where_its_original_went() -> None:
    grouper = Grouper()
    one = grouper.add(FIRST)
    late = grouper.add(item("b", "From the wire", f"{BRIDGE} (Example Wire)", hours=100))
    assert (late.copy, late.cluster) == (one.copy, one.cluster)


def test_after_thirty_idle_days_a_storyline_is_closed() -> None:
    grouper = Grouper()
    one = grouper.add(FIRST)
    two = grouper.add(item("b", "Lorry breaks through Torun bridge", BRIDGE_RETOLD, hours=31 * 24))
    assert two.story != one.story


def test_a_decision_names_its_terms_its_threshold_and_who_lost() -> None:
    grouper = Grouper()
    one = grouper.add(FIRST)
    two = grouper.add(item("b", "Engineers charged over Torun bridge", BRIDGE_INQUIRY, hours=96))
    why = two.why.cluster
    assert not why.joined
    assert why.runner_up == (one.cluster, why.score, why.terms, "")
    assert why.score < why.threshold
    assert abs(sum(why.terms.values()) - why.score) < 1e-9
    assert "torun" in why.shared
    assert why.in_words().startswith(f"opened {two.cluster}")
    assert f"not joined: {one.cluster}" in why.in_words()


def test_a_replay_gives_the_same_ids_and_decisions() -> None:
    items = _gold()
    one, two = Grouper(), Grouper()
    assert [one.add(i) for i in items] == [two.add(i) for i in items]


def test_batches_and_restarts_change_nothing() -> None:
    items = _gold()[:120]
    whole = Grouper()
    expected = [whole.add(i) for i in items]
    grouper, found = Grouper(), []
    for number, i in enumerate(items):
        if number % 40 == 39:
            grouper = _reloaded(grouper)
        found.append(grouper.add(i))
    assert found == expected


def test_late_articles_find_what_is_still_active() -> None:
    grouper = Grouper()
    one = grouper.add(FIRST)
    grouper.add(item("b", "Lyon picks conductor", ORCHESTRA, hours=240))
    late = grouper.add(item("c", "Lorry breaks through Torun bridge", BRIDGE_RETOLD, hours=3))
    assert late.cluster == one.cluster


def test_articles_in_any_order_of_time_are_grouped_and_forgotten() -> None:
    items = _gold()
    random.Random(5).shuffle(items)
    grouper = Grouper()
    assert len([grouper.add(i) for i in items]) == len(items)
    grouper.expire((NOON + timedelta(days=365)).timestamp())
    assert isinstance(grouper.state, Memory)
    assert grouper.state.to_json() == {"storylines": [], "clusters": []}


def test_ids_of_the_past_do_not_depend_on_what_comes_later() -> None:
    items = _gold()
    one, two = Grouper(), Grouper()
    half = [one.add(i) for i in items[:90]]
    assert _ids(two.add(i) for i in items)[:90] == _ids(half)


def test_a_flood_of_one_form_leaves_other_news_alone() -> None:
    grouper = Grouper()
    one = grouper.add(FIRST)
    for number in range(1000):
        form = f"Station {number} of the Lakeside network reports {number % 37} degrees and calm water today."
        grouper.add(item(f"f{number}", f"Weather at station {number}", form, hours=number / 500))
    two = grouper.add(item("b", "Lorry breaks through Torun bridge", BRIDGE_RETOLD, hours=3))
    assert two.cluster == one.cluster


def test_hostile_texts_are_only_texts() -> None:
    grouper = Grouper()
    for number, text in enumerate(("", "\ud800\x00", "A" * 100_000, ". " * 50_000, "~name ~ ~~ é ' '")):
        found = grouper.add(replace(FIRST, key=str(number), title=text[:50], body=text))
        assert found.cluster.startswith("cl_")


def _moves() -> tuple[list[Item], list[Grouping]]:
    """The labelled storylines by their words alone, which leave more in doubt than typed events do."""
    items = [Item(a.id, a.title, a.body, a.published) for a in (labelled.article for labelled in storyline())]
    grouper = Grouper()
    return items, [grouper.add(i) for i in items]


def test_what_was_in_doubt_moves_when_the_next_article_tells_more() -> None:
    items, found = _moves()
    moves = [(n, move) for n, grouping in enumerate(found) for move in grouping.moved]
    assert moves
    first = {i.key: grouping for i, grouping in zip(items, found, strict=True)}
    for number, move in moves:
        assert move.key in {i.key for i in items[:number]}
        assert move.before == first[move.key].cluster != move.cluster
        assert move.why.group == move.cluster
        assert f"{move.why.threshold:.2f} needed" in move.why.in_words()
    assert len({move.key for _, move in moves}) == len(moves)


def test_moves_are_the_same_after_restarts() -> None:
    items, expected = _moves()
    grouper, found = Grouper(), []
    for number, i in enumerate(items):
        if number % 20 == 19:
            grouper = _reloaded(grouper)
        found.append(grouper.add(i))
    assert found == expected


def test_a_copy_adds_no_weight_to_its_cluster() -> None:
    grouper = Grouper()
    one = grouper.add(FIRST)
    before = grouper.state.cluster(one.cluster)
    grouper.add(item("b", "From the wire", f"{BRIDGE} (Example Wire)", hours=1))
    after = grouper.state.cluster(one.cluster)
    assert before is not None
    assert after is not None
    assert (after.terms, after.size) == (before.terms, 1)
    assert after.last == before.last + 3600
