"""Does a change satisfy a rule, and by which words and values? Pure; nothing is remembered.

Conditions are held in the order of `rules.CONDITIONS`, the cheap ones first.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta

from alerts._examples import CONDITIONS, Condition
from alerts._fields import PartyFields
from alerts._schema import Count, Near, Rule, When
from alerts._text import words_of
from alerts.model import ChangeView, Check, Figure, Match, Miss, PartyView, PlaceView
from alerts.vocabulary import PLACE_PRECISIONS, units_like

_EARTH_RADIUS_KM = 6371.0
_COMPARE: dict[str, tuple[str, Callable[[float, float], bool]]] = {
    "gte": ("at least", operator.ge),
    "gt": ("more than", operator.gt),
    "lte": ("at most", operator.le),
    "lt": ("less than", operator.lt),
    "eq": ("exactly", operator.eq),
}


def match(rule: Rule, change: ChangeView) -> Match | Miss:
    """Every satisfied condition with what satisfied it, or the first that failed.

    Of a sequence one step is enough; a rule that waits for a source is satisfied by no change.
    """
    if rule.kind in ("sequence", "absence"):
        return _match_stages(rule, change)
    return _match(rule, change)


def _match_stages(rule: Rule, change: ChangeView) -> Match | Miss:
    found: Match | Miss = Miss("kind", "the rule waits for a source and looks at no changes")
    for stage in rule.stages:
        found = _match(stage, change)
        if isinstance(found, Match):
            return found
    return found


def _match(rule: Rule, change: ChangeView) -> Match | Miss:
    checks = []
    for check in _checks(rule, change):
        if not check.met:
            return Miss(check.condition, check.reason)
        checks.append(check)
    return Match(tuple(checks))


def explain(rule: Rule, change: ChangeView) -> tuple[Check, ...]:
    """All conditions, also those behind the first that failed; of a sequence those of the nearest step."""
    stages = [tuple(_checks(stage, change)) for stage in rule.stages]
    return min(stages, key=lambda checks: sum(not check.met for check in checks), default=())


def holds(when: When, condition: Condition, change: ChangeView) -> bool:
    """Whether one condition, which must be given and not `change`, is met."""
    return _CHECKS[condition](when, change).met


def _checks(rule: Rule, change: ChangeView) -> Iterator[Check]:
    yield _one_of("change", rule.change, change.change)
    for condition in CONDITIONS:
        check = _CHECKS.get(condition)
        if check is not None and getattr(rule.when, condition) is not None:
            yield check(rule.when, change)


def _one_of(condition: str, wanted: Iterable[str], found: str) -> Check:
    if found in wanted:
        return Check(condition, True, f"{condition} is {found}", (found,))
    return Check(condition, False, f"{condition} is {found or 'not known'}, not {_or(wanted)}")


def _kind(when: When, change: ChangeView) -> Check:
    return _one_of("kind", when.kind or (), change.kind)


def _status(when: When, change: ChangeView) -> Check:
    return _one_of("status", when.status or (), change.status)


def _assertion(when: When, change: ChangeView) -> Check:
    return _one_of("assertion", when.assertion or (), change.assertion)


def _language(when: When, change: ChangeView) -> Check:
    return _one_of("language", when.language or (), change.source.language)


def _source_country(when: When, change: ChangeView) -> Check:
    return _one_of("source_country", when.source_country or (), change.source.country)


def _sources(when: When, change: ChangeView) -> Check:
    wanted = {name.casefold() for name in when.sources or ()}
    source = change.source
    for name in (source.name, source.publisher):
        if name.casefold() in wanted:
            return Check("sources", True, f"source is {name}", (name,))
    return Check("sources", False, f"source is {source.name or 'not known'}, not {_or(when.sources or ())}")


def _actors(when: When, change: ChangeView) -> Check:
    return _parties("actors", when.actors or (), change.actors)


def _recipients(when: When, change: ChangeView) -> Check:
    return _parties("recipients", when.recipients or (), change.recipients)


def _parties(condition: str, wanted: Iterable[PartyFields], found: tuple[PartyView, ...]) -> Check:
    fitting = [view for view in found if any(_fits(party, view) for party in wanted)]
    if fitting:
        names = tuple(view.name or view.country for view in fitting)
        return Check(condition, True, f"{condition} include {', '.join(names)}", names)
    names = tuple(view.name or view.country for view in found)
    return Check(condition, False, f"{condition} are {', '.join(names) or 'not known'}")


def _fits(party: PartyFields, view: PartyView) -> bool:
    return (
        (party.country is None or party.country == view.country)
        and (party.sector is None or party.sector.casefold() == view.sector.casefold())
        and (party.name is None or _is_named(party.name, view.name))
    )


def _is_named(wanted: str, name: str) -> bool:
    """The words of `wanted` stand in `name` in that order, so "Wagner" finds "Wagner Group"."""
    inside, words = [hit.text for hit in words_of(name)], [hit.text for hit in words_of(wanted)]
    return bool(words) and any(inside[at : at + len(words)] == words for at in range(len(inside)))


def _country(when: When, change: ChangeView) -> Check:
    wanted = when.country or ()
    found = tuple(dict.fromkeys(place.country for place in change.places if place.country))
    fitting = tuple(code for code in found if code in wanted)
    if fitting:
        return Check("country", True, f"a place lies in {_or(fitting)}", fitting)
    return Check("country", False, f"places lie in {', '.join(found) or 'no known country'}")


def _places(when: When, change: ChangeView) -> Check:
    wanted = when.places or ()
    names = tuple(place.name for place in change.places)
    fitting = tuple(name for name in names if any(_is_named(item, name) for item in wanted))
    if fitting:
        return Check("places", True, f"places include {', '.join(fitting)}", fitting)
    return Check("places", False, f"places are {', '.join(names) or 'not known'}")


def _near(when: When, change: ChangeView) -> Check:
    near = when.near
    assert near is not None
    found = [
        (_distance_km(near, place), place.name)
        for place in change.places
        if place.lat is not None and place.lon is not None and _is_precise(place, near)
    ]
    if not found:
        return Check("near", False, f"no place is known to the precision {near.min_precision}")
    distance, name = min(found)
    where = f"{name} is {distance:,.0f} km from {near.lat:g}, {near.lon:g}"
    return Check("near", distance <= near.km, where, (name,))


def _is_precise(place: PlaceView, near: Near) -> bool:
    order: tuple[str, ...] = PLACE_PRECISIONS
    return place.precision in order and order.index(place.precision) >= order.index(near.min_precision)


def _distance_km(near: Near, place: PlaceView) -> float:
    """Great-circle distance (haversine)."""
    assert place.lat is not None
    assert place.lon is not None
    lat1, lat2 = math.radians(near.lat), math.radians(place.lat)
    half_lat, half_lon = (lat2 - lat1) / 2, math.radians(place.lon - near.lon) / 2
    chord = math.sin(half_lat) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin(half_lon) ** 2
    return 2 * _EARTH_RADIUS_KM * math.asin(math.sqrt(min(1.0, chord)))


def _count(when: When, change: ChangeView) -> Check:
    count = when.count
    assert count is not None
    units = units_like(count.unit)
    figures = [f for f in change.quantities if f.unit.casefold() in units and count.role in (None, f.role)]
    fitting = next((figure for figure in figures if _satisfies(figure, count)), None)
    what = " and ".join(f"{_COMPARE[name][0]} {bound:,.10g}" for name, bound in count.bounds.items())
    if fitting is not None:
        stated = _stated(fitting)
        return Check("count", True, f"{stated} is {what} {count.unit}", (stated,))
    role = f" in the role {count.role}" if count.role else ""
    found = ", ".join(map(_stated, figures)) or "none"
    return Check("count", False, f"no figure{role} is {what} {count.unit}; found: {found}")


def _satisfies(figure: Figure, count: Count) -> bool:
    bounds = count.bounds.items()
    return all(_holds(figure, name, bound) for name, bound in bounds)


def _holds(figure: Figure, name: str, bound: float) -> bool:
    """The stated value counts; of a range without one, the end that makes the comparison certain."""
    value = figure.value
    if value is None:
        value = figure.low if name in ("gte", "gt") else figure.high if name in ("lte", "lt") else None
    if value is None:
        return False
    # "more than 500" is above 500 and "fewer than 500" below it, by however little.
    if figure.qualifier == "more_than":
        value = math.nextafter(value, math.inf)
    if figure.qualifier == "fewer_than":
        value = math.nextafter(value, -math.inf)
    return _COMPARE[name][1](value, bound)


def _stated(figure: Figure) -> str:
    if figure.text:
        return figure.text
    ends = [end for end in (figure.low, figure.high) if end is not None]
    value = [figure.value] if figure.value is not None else ends
    return " to ".join(f"{end:,.10g}" for end in value) + f" {figure.unit}"


def _event_date(when: When, change: ChangeView) -> Check:
    assert when.event_date is not None
    reference = change.reported or change.seen
    start, end = _day(change.date.start), _day(change.date.end)
    if reference is None or (start is None and end is None):
        return Check("event_date", False, "the event's date is not known")
    away = _days_between(reference.date(), start, end)
    allowed = timedelta(seconds=when.event_date.within)
    reason = f"the event lies {away} days from its report" if away else "the event lies on the day reported"
    return Check("event_date", timedelta(days=away) <= allowed, reason, (change.date.edtf,))


def _day(text: str | None) -> date | None:
    try:
        return datetime.fromisoformat(text).date() if text else None
    except ValueError:
        return None


def _days_between(day: date, start: date | None, end: date | None) -> int:
    """Days from `day` to the nearest day of the interval; `end` is exclusive, an open side unbounded."""
    if start is not None and day < start:
        return (start - day).days
    last = None if end is None else max(end - timedelta(days=1), start or date.min)
    if last is not None and day > last:
        return (day - last).days
    return 0


def _text(when: When, change: ChangeView) -> Check:
    assert when.query is not None
    spans = when.query.search(change.searchable)
    if spans is None:
        return Check("text", False, "the text does not match the query")
    words = tuple(dict.fromkeys(span.text for span in spans))
    said = ", ".join(f'"{word}"' for word in words)
    return Check("text", True, f"the text has {said}" if said else "the text has none of the excluded", words)


def _or(items: Iterable[str]) -> str:
    return " or ".join(items)


_CHECKS: dict[Condition, Callable[[When, ChangeView], Check]] = {
    "kind": _kind,
    "status": _status,
    "assertion": _assertion,
    "language": _language,
    "sources": _sources,
    "source_country": _source_country,
    "actors": _actors,
    "recipients": _recipients,
    "country": _country,
    "places": _places,
    "near": _near,
    "count": _count,
    "event_date": _event_date,
    "text": _text,
}
