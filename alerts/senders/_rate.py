"""How many messages a channel takes in how long."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rate:
    """`count` messages at once, and as many again in each `per_s` seconds."""

    count: int
    per_s: float
