"""What is new about an event, in words: against what the timeline knew, and against the last alert."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from alerts import words
from alerts.model import ChangeView, Figure, Json, PlaceView
from alerts.views import figure, figures

_WHAT_CHANGED = {
    "new": "reported for the first time",
    "denial": "denied",
    "corroborated": "told by one more source",
}


def what_changed(view: ChangeView) -> str:
    """What the change did to the event: "sent: about 1,500 troops, now about 3,000 troops"."""
    changes = [
        *_changed_figures(view.diff.get("quantities")),
        *_changed_status(view.diff.get("status")),
        *_changed_places(view.diff.get("places")),
        *_changed_standing(view.diff.get("standing")),
    ]
    if not changes and view.change == "denial" and view.attribution:
        return f"denied by {view.attribution[0].name}"
    return "; ".join(changes) or _WHAT_CHANGED.get(view.change, "")


def since(before: Json, view: ChangeView) -> str:
    """What is known now that the last alert, with `before` as the data of its change, did not say."""
    then = _mapping(before.get("event"))
    if not then:
        return ""
    news = [
        *_figures_since(figures(_mappings(then.get("quantities"))), view.quantities),
        *_status_since(str(then.get("status", "")), view.status),
        *_places_since(then.get("places"), view),
        *_more(then.get("origins"), view.origins, "independent origin"),
        *_more(then.get("reach"), view.reach, "source"),
        *_changed_standing(view.diff.get("standing")),
    ]
    return "; ".join(news)


def figure_in_short(view: ChangeView) -> str:
    """The first figure that changed: "about 3,000 troops sent, 1,500 before"; nothing where none did."""
    for role, change in _mapping(view.diff.get("quantities")).items():
        now = figure(_mapping(_mapping(change).get("to")))
        if now.value is None:
            continue
        before = _mapping(_mapping(change).get("from")).get("best")
        known = f", {words.number(before)} before" if isinstance(before, int | float) else ""
        return f"{_amount(now)} {words.role_in_words(role)}{known}"
    return ""


def nearest(places: Sequence[PlaceView]) -> list[PlaceView]:
    """Without the countries in which a place of the same role is known more exactly."""
    exact = {(one.country, one.role) for one in places if one.precision not in ("country", "region")}
    return [one for one in places if one.precision != "country" or (one.country, one.role) not in exact]


def _figures_since(then: Iterable[Figure], now: Iterable[Figure]) -> Iterator[str]:
    known = {item.role: item for item in then}
    for item in now:
        before = known.get(item.role)
        if before is None:
            yield f"{_amount(item)} {words.role_in_words(item.role)}".strip()
        elif (before.value, before.qualifier, before.text) != (item.value, item.qualifier, item.text):
            yield f"{words.role_in_words(item.role) or 'figure'}: {_amount(before)} then, {_amount(item)} now"


def _status_since(then: str, now: str) -> Iterator[str]:
    if now and then and now != then:
        yield f"status: {then} then, {now} now".replace("_", " ")


def _places_since(then: Any, view: ChangeView) -> Iterator[str]:
    known = {str(place.get("name", "")) for place in _mappings(then)}
    fresh = [place.name for place in nearest(view.places) if place.name not in known]
    if fresh:
        yield f"now in {', '.join(fresh)}"


def _more(then: Any, now: int, noun: str) -> Iterator[str]:
    more = now - then if isinstance(then, int) else 0
    if more > 0:
        yield f"{more} more {noun}{'' if more == 1 else 's'}"


def _changed_figures(diff: Any) -> Iterator[str]:
    for role, change in _mapping(diff).items():
        name = words.role_in_words(role)
        before, after = _mapping(change).get("from"), _mapping(_mapping(change).get("to"))
        now = _amount(_stored(after)) if after else "told no more"
        if before is None:
            yield f"{name}: {now} (not known before)"
            continue
        yield f"{name}: {_amount(_stored(before))}, now {now}"


def _stored(row: Any) -> Figure:
    """A stored figure calls its value "best" where a stated one says "value"."""
    known = _mapping(row)
    return figure(known | {"value": known["best"]} if "best" in known else known)


def _changed_standing(diff: Any) -> Iterator[str]:
    change = _mapping(diff)
    if change:
        yield f"standing: {change.get('from')}, now {change.get('to')}"


def _changed_status(diff: Any) -> Iterator[str]:
    change = _mapping(diff)
    if change:
        yield f"status: {change.get('from')}, now {change.get('to')}".replace("_", " ")


def _changed_places(diff: Any) -> Iterator[str]:
    names = [str(place.get("name", "")) for place in _mappings(_mapping(diff).get("to"))]
    if names:
        yield f"place: now {', '.join(names)}"


def _amount(item: Figure) -> str:
    return words.figure(Figure(item.value, item.unit, "", item.qualifier, item.low, item.high, item.text))


def _mapping(value: Any) -> Json:
    """The diff of a change is written elsewhere; an unknown shape must not cost an alert."""
    return value if isinstance(value, dict) else {}


def _mappings(value: Any) -> list[Json]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
