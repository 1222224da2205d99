"""Long runs of what the tests try briefly: `make soak SOAK_MINUTES=60`, or one of them by its name.

A module here is a scenario. It defines `run(minutes) -> Iterator[Finding]`, which takes about so long and
says what it found; whatever is not as it should be has `good=False`, and the run fails. The servers are real
ones on loopback, and nothing outside the machine is touched.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report; `good` says whether `measured` is what it has to be."""

    what: str
    measured: str
    wanted: str = ""
    good: bool = True
