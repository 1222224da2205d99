"""A feed that is suddenly not itself is noticed; one that is merely busy is not."""

from connectors.flood import suspicion

KNOWN = [f"https://wire.example/{n}" for n in range(20)]


def addresses(count: int, host: str = "wire.example") -> list[str]:
    return [f"https://{host}/new/{n}" for n in range(count)]


def test_an_ordinary_poll_is_not_suspicious() -> None:
    assert suspicion(addresses(15), usual_per_day=30, known_addresses=KNOWN) == ""


def test_a_busy_day_is_not_a_flood() -> None:
    assert suspicion(addresses(120), usual_per_day=40, known_addresses=KNOWN) == ""


def test_five_days_worth_at_once_is() -> None:
    found = suspicion(addresses(5_000), usual_per_day=20, known_addresses=KNOWN)

    assert found == "5,000 new entries at once, where 20 a day are usual"


def test_entries_that_suddenly_point_elsewhere_are_suspicious() -> None:
    found = suspicion(addresses(10, "casino.example"), usual_per_day=20, known_addresses=KNOWN)

    assert found == "10 of 10 new entries point to casino.example, never seen in this feed"


def test_a_few_links_elsewhere_are_not() -> None:
    mixed = [*addresses(8), *addresses(4, "partner.example")]

    assert suspicion(mixed, usual_per_day=20, known_addresses=KNOWN) == ""
    assert suspicion(addresses(2, "partner.example"), usual_per_day=20, known_addresses=KNOWN) == ""
