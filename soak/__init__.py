"""Long runs of what the tests try briefly: `make soak SOAK_MINUTES=60`, or one of them by its name.

A module here is a scenario; those with an underscore are what scenarios share. It defines
`run(minutes) -> Iterator[Row]`, which takes about so long and says what it found; whatever is not as it
should be has `good=False`, and the run fails. The servers are real ones on loopback, and nothing outside the
machine is touched. docs/reliability.md says what each shows.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the report: what was done to the program, how often, and what that cost.

    `lost` counts what never arrived, `duplicates` messages that told again what had been told, `marked` those
    of them that say so. `took_s` is in seconds of the machine's clock. `good` says whether that is
    allowed.
    """

    what: str
    n: str
    lost: int
    duplicates: int
    marked: int
    took_s: float
    good: bool
    note: str = ""
