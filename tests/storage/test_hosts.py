"""Turns at a host, shared by workers through one table."""

from __future__ import annotations

from functools import partial

from connectors._hosts import reserve
from storage import hosts
from storage.database import Database
from storage.hosts import HostTurn, Wish

SLOW = partial(reserve, interval=100.0, burst=3)
FAST = partial(reserve, interval=0.0, burst=3)


def exchange(
    database: Database,
    asked: list[Wish],
    returned: list[Wish],
    *,
    spread: partial[tuple[float, float]] = FAST,
) -> dict[Wish, float | None]:
    with database.write() as session:
        hosts.enter(session, {wish.host for wish in asked})
    with database.write() as session:
        return hosts.exchange(session, asked, returned, reserve=spread, connections=2)


def test_a_third_connection_waits_until_one_is_given_back(database: Database) -> None:
    first, second, third = (Wish("a.example", f"w/{number}") for number in range(3))

    assert exchange(database, [first, second, third], []) == {first: 0.0, second: 0.0, third: None}
    assert exchange(database, [third], [first]) == {third: 0.0}


def test_hosts_do_not_wait_for_each_other(database: Database) -> None:
    busy = [Wish("a.example", f"w/{number}") for number in range(2)]
    other = Wish("b.example", "v/0")
    exchange(database, busy, [])

    assert exchange(database, [other], []) == {other: 0.0}


def test_after_the_burst_the_next_waits_whoever_asks(database: Database) -> None:
    for number in range(3):
        wish = Wish("a.example", f"one/{number}")
        assert exchange(database, [wish], [], spread=SLOW) == {wish: 0.0}
        exchange(database, [], [wish], spread=SLOW)

    late = Wish("a.example", "other/0")
    wait = exchange(database, [late], [], spread=SLOW)[late]

    assert wait is not None
    assert 50 < wait <= 100


def test_a_host_that_was_not_entered_gets_no_answer(database: Database) -> None:
    with database.write() as session:
        answers = hosts.exchange(session, [Wish("a.example", "w/0")], [], reserve=FAST, connections=2)

    assert answers == {}


def test_a_connection_that_nobody_gives_back_is_free_again_in_the_end(database: Database) -> None:
    held = [Wish("a.example", f"w/{number}") for number in range(2)]
    exchange(database, held, [])
    with database.write() as session:
        row = session.get_one(HostTurn, "a.example")
        row.held = {name: until - hosts.HOLD_S - 1 for name, until in row.held.items()}

    fresh = Wish("a.example", "v/0")
    assert exchange(database, [fresh], []) == {fresh: 0.0}


def test_idle_hosts_are_forgotten_and_others_are_not(database: Database) -> None:
    exchange(database, [Wish("a.example", "w/0"), Wish("b.example", "w/1")], [])
    with database.write() as session:
        session.get_one(HostTurn, "a.example").full_at -= 100_000
    with database.write() as session:
        assert hosts.forget_idle(session) == 1
        assert session.get(HostTurn, "b.example") is not None
