"""The long runs of `make soak`, briefly: what no other test tries."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta

import pytest

from soak import disk, outage, restarts
from soak._newsroom import Newsroom, running_newsroom
from tests.conftest import NO_POSTGRES
from tests.postgres import find_binaries


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with running_newsroom() as running:
        yield running


def test_what_channels_refuse_for_hours_arrives_once_they_take_it() -> None:
    row = outage.refuse_for_a_day(timedelta(hours=3), step=timedelta(minutes=45))

    assert (row.good, row.lost, row.duplicates) == (True, 0, 0), row


@pytest.mark.skipif(os.geteuid() != 0, reason="a small tmpfs needs root")
def test_a_disk_that_is_full_refuses_in_words_and_loses_nothing(newsroom: Newsroom) -> None:
    with disk.small_disk(disk.MEGABYTES) as small:
        row = disk.fill(newsroom, small, within_s=0)

    assert row.good, row
    assert row.n == "2 of 4 cycles"


@pytest.mark.postgres
@pytest.mark.skipif(find_binaries() is None, reason=NO_POSTGRES)
def test_a_database_server_that_restarts_within_cycles_loses_nothing() -> None:
    (row,) = restarts.run(minutes=0)

    assert row.good, row
