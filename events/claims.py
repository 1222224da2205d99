"""Figures as claims: who named which number for a role, and what follows from all of them.

The best figure is the most recent claim of the best-corroborated speaker; low and high are the range of
what the speakers say now, after what they said before. A figure that was named before is no claim of
whoever merely repeats it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from events.model import Json, Quantity

SAME_FIGURE = 0.05
# Every claim stays in its mention; a role keeps so many for its range.
MOST_CLAIMS = 60


@dataclass(frozen=True, slots=True)
class Claimant:
    """Who names a figure and when: `origins` as `events.origins` names them, `speaker` as it was written."""

    origins: tuple[str, ...]
    speaker: str
    reported: datetime
    article: int


def figure(quantity: Quantity) -> float | None:
    """The number to compare by: the value, else the upper, else the lower bound."""
    if quantity.value is not None:
        return quantity.value
    return quantity.high if quantity.high is not None else quantity.low


def is_news(quantity: Quantity, known: Json | None) -> bool:
    """Whether a figure differs by more than 5 % from every figure named before for its role."""
    if known is None:
        return True
    value = figure(quantity)
    return value is not None and not any(_agree(value, before) for before in known["values"])


def claimed(known: Json | None, quantity: Quantity, by: Claimant, to: float | None = None) -> Json:
    """The row of a role after a figure was named for it; `to` is what it is said to be added to."""
    claims = list((known or {}).get("claims", ())) or _claims_of_old(known)
    values = list(known["values"]) if known else []
    is_new = is_news(quantity, known)
    added = [
        _claim(quantity, origin, by, to)
        for origin in by.origins
        if _counts(quantity, [c for c in claims if c["origin"] == origin], origin, is_new)
    ]
    value = figure(quantity)
    if is_new and value is not None:
        values.append(value)
    return _row([*claims, *added], values) if added or known is None else known


def added_to(figures: Json, quantity: Quantity) -> float | None:
    """What an additional number is added to: all that is known as sent before, with what was added since.

    One that was named before is added to what it was added to then.
    """
    sent, value = figures.get("sent"), figure(quantity)
    if sent is None or value is None or not {quantity.unit, sent["unit"], ""} <= {sent["unit"], ""}:
        return None
    for claim in (figures.get("additional") or {}).get("claims", ()):
        if claim.get("to") is not None and claim["value"] is not None and _agree(value, claim["value"]):
            return float(claim["to"])
    return sent.get("added") or sent["best"]


def summed(figures: Json) -> Json:
    """Figures whose range of what was sent reaches to the sum with what is said to have been added.

    The sum is a bound, never the best figure, until somebody names it.
    """
    sent, more = figures.get("sent"), figures.get("additional")
    if sent is None or not sent.get("claims"):
        return figures
    live = _live((more or {}).get("claims", ()))
    sums = [claim["to"] + claim["value"] for claim in live if claim.get("to") and claim["value"]]
    told = max((v for v in map(_high, _live(sent["claims"])) if v is not None), default=None)
    total = max(sums, default=None)
    added = total if total is not None and total > (told or 0) else None
    return {**figures, "sent": {**sent, "high": added or told, "added": added}}


def withdrawn(known: Json, values: frozenset[float]) -> Json | None:
    """The row of a role less the figures an edit took back; None where nothing is left."""
    claims = list(known.get("claims", ())) or _claims_of_old(known)
    kept = [claim for claim in claims if claim["value"] not in values]
    left = [value for value in known["values"] if value not in values]
    if left == known["values"]:
        return known
    return _row(kept, left) if kept else None


def together(one: Json, other: Json) -> Json:
    """One role of two events that are one."""
    claims = [*(one.get("claims") or _claims_of_old(one)), *(other.get("claims") or _claims_of_old(other))]
    values = list(dict.fromkeys([*one["values"], *other["values"]]))
    return _row(sorted(claims, key=lambda claim: str(claim["at"])), values) if claims else one


def _counts(quantity: Quantity, mine: Sequence[Json], origin: str, is_new: bool) -> bool:
    """A speaker's own earlier figure told again is a recap; so is anybody's, told without a speaker."""
    if is_new:
        return True
    if mine or origin.startswith("publisher:"):
        return False
    return figure(quantity) is not None


def _claim(quantity: Quantity, origin: str, by: Claimant, to: float | None) -> Json:
    stated = quantity.to_json()
    return {
        "origin": origin,
        "speaker": by.speaker,
        "value": stated["value"] if quantity.value is not None else figure(quantity),
        "low": stated["low"],
        "high": stated["high"],
        "qualifier": quantity.qualifier,
        "unit": quantity.unit,
        "text": quantity.text,
        "exact": quantity.value is not None,
        "at": by.reported.astimezone(UTC).isoformat(),
        "article": by.article,
        "to": to,
    }


def _row(claims: list[Json], values: list[float]) -> Json:
    claims = claims[-MOST_CLAIMS:]
    live = _live(claims)
    best = _best(live)
    lows, highs = [_low(c) for c in live], [_high(c) for c in live]
    known_lows, known_highs = [v for v in lows if v is not None], [v for v in highs if v is not None]
    return {
        "best": best["value"] if best["exact"] else None,
        "low": min(known_lows, default=None),
        "high": max(known_highs, default=None),
        "unit": best["unit"],
        "qualifier": best["qualifier"],
        "text": best["text"],
        "speaker": best["speaker"],
        "values": values,
        "added": None,
        "contradicted": bool(
            known_lows and known_highs and max(known_lows) > min(known_highs) * (1 + SAME_FIGURE)
        ),
        "claims": claims,
    }


def _live(claims: Sequence[Json]) -> list[Json]:
    """The last claim of each origin, by when it was reported."""
    latest: dict[str, Json] = {}
    for claim in claims:
        before = latest.get(claim["origin"])
        if before is None or claim["at"] >= before["at"]:
            latest[claim["origin"]] = claim
    return list(latest.values())


def _best(live: Sequence[Json]) -> Json:
    """The most recent of those that most others agree with."""
    ranked = [(_support(claim, live), claim["at"], n) for n, claim in enumerate(live)]
    return live[max(ranked)[2]]


def _support(claim: Json, live: Sequence[Json]) -> int:
    if claim["value"] is None:
        return 0
    return sum(
        other["value"] is not None and _agree(claim["value"], other["value"])
        for other in live
        if not other["origin"].startswith("publisher:") or other is claim
    )


def _low(claim: Json) -> float | None:
    return claim["low"] if claim["low"] is not None else claim["value"]


def _high(claim: Json) -> float | None:
    return claim["high"] if claim["high"] is not None else claim["value"]


def _agree(one: float, other: float) -> bool:
    return abs(one - other) <= SAME_FIGURE * max(abs(other), 1)


def _claims_of_old(known: Json | None) -> list[Json]:
    """The claims behind a row that was written before claims were kept: each value by one unknown origin."""
    return [
        {
            "origin": f"publisher:#{number}",
            "speaker": (known or {}).get("speaker", ""),
            "value": value,
            "low": None,
            "high": None,
            "qualifier": (known or {}).get("qualifier", "exact"),
            "unit": (known or {}).get("unit", ""),
            "text": (known or {}).get("text", ""),
            "exact": True,
            "at": "",
            "article": 0,
            "to": None,
        }
        for number, value in enumerate((known or {}).get("values", ()))
    ]
