"""kill -9 at random instants of storing, raising and delivering: nothing is lost, repeats say so."""

from __future__ import annotations

from soak.kills import kill_deliveries

# `make soak` kills a thousand times on each database.
KILLS = 30


def test_random_kills_lose_nothing_and_repeat_at_most_what_was_in_flight(database_url: str) -> None:
    toll = kill_deliveries(database_url, KILLS)

    assert toll.kills == KILLS
    assert toll.lost == 0
    assert toll.stored == toll.alerts > 0
    assert toll.sent + toll.set_aside == 2 * toll.alerts
    assert max(toll.repeated.values()) <= toll.in_flight <= 2 * KILLS
    assert toll.unmarked == 0
