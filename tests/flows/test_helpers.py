"""How many other workers a cycle asks for help."""

from __future__ import annotations

import pytest

from flows.helpers import wanted


@pytest.mark.parametrize(
    ("due", "workers", "busy", "asked"),
    [
        (800, 4, 0, 0),
        (1_001, 4, 0, 1),
        (5_000, 4, 0, 3),
        (5_000, 2, 0, 1),
        (5_000, 1, 0, 0),
        (5_000, 0, 0, 0),
        (5_000, 4, 2, 1),
        (5_000, 4, 5, 0),
    ],
)
def test_one_a_thousand_sources_as_far_as_workers_are_idle(
    due: int, workers: int, busy: int, asked: int
) -> None:
    assert wanted(due, workers, busy) == asked
