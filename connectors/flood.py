"""When a feed suddenly is not itself: far more than usual, or pointing somewhere else."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

TIMES_USUAL = 5
SMALLEST_FLOOD = 100
SMALLEST_TURN = 5
_STRANGE_SHARE = 0.8


def suspicion(addresses: Sequence[str], *, usual_per_day: float, known_addresses: Sequence[str]) -> str:
    """Why new entries should be kept apart until somebody looks; empty where nothing is odd.

    `addresses` are the canonical addresses of the new entries, `known_addresses` those of the newest
    articles stored. More than five days' worth at once (and at least 100) is a flood; more than 80 % of
    at least five entries on hosts never seen in this feed is a feed that may have been taken over.
    """
    if not known_addresses:
        return ""
    if len(addresses) >= SMALLEST_FLOOD and len(addresses) > TIMES_USUAL * max(usual_per_day, 1):
        return f"{len(addresses):,} new entries at once, where {usual_per_day:.0f} a day are usual"
    known = {_host(address) for address in known_addresses if address}
    strange = [host for host in map(_host, addresses) if host and host not in known]
    if known and len(strange) >= SMALLEST_TURN and len(strange) > _STRANGE_SHARE * len(addresses):
        return (
            f"{len(strange)} of {len(addresses)} new entries point to {strange[0]}, never seen in this feed"
        )
    return ""


def _host(address: str) -> str:
    return urlsplit(address).hostname or ""
