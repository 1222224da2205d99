"""What rules remember between changes: confirmation, novelty, counting, sequences and silence.

Pure: each function reads and writes a rule's state, which is plain JSON and bounded by the rule's own
windows. Time is when the timeline changed, so a replay decides as it was decided live.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from alerts._notify import GroupBy
from alerts._schema import Rule
from alerts._stateful import Absence, Calendar, Confirm, Novelty, Trait
from alerts.model import ChangeView, Check, Json
from alerts.words import span
from events.origins import origins_of

# No state grows beyond so many remembered things a rule; the oldest are forgotten first.
MOST = 5_000


@dataclass(frozen=True, slots=True)
class Told:
    """Changes to tell in one alert, the one that brought it about first, and why now."""

    changes: tuple[int, ...]
    check: Check


@dataclass(frozen=True, slots=True)
class Why:
    """Why a change raises no alert, and until when that holds; None for good."""

    reason: str
    until: datetime | None = None


def confirmed(confirm: Confirm, state: Json, view: ChangeView, *, matches: bool) -> Told | None:
    """Holds a change that matches; tells it once enough origins have told of its event in time."""
    held, at = state.setdefault("held", {}), moment(view)
    for event in [event for event, one in held.items() if at - _read(one["at"]) > _span(confirm.within)]:
        del held[event]
    if matches and view.event not in held:
        held[view.event] = {"at": at.isoformat(), "change": view.change_id, "told": []}
    one = held.get(view.event)
    if one is None or view.change == "denial":
        return None
    one["told"] = sorted({*one["told"], *_tellers(confirm, view)})
    if len(one["told"]) < confirm.gte or one.get("done"):
        return None
    one["done"] = True
    names = ", ".join(name.partition(":")[2] for name in one["told"])
    reason = f"{len(one['told'])} independent {confirm.distinct}s tell of it: {names}"
    return Told((one["change"],), Check("confirm", True, reason, (names,)))


def why_held(confirm: Confirm, state: Json, view: ChangeView) -> Why:
    """Why `confirmed` told nothing of a change that matches."""
    one = state["held"][view.event]
    told = ", ".join(name.partition(":")[2] for name in one["told"]) or "nobody"
    until = _read(one["at"]) + _span(confirm.within)
    if one.get("done"):
        return Why(f"its event was alerted on before, when {told} had told of it", until)
    origins = f"{len(one['told'])} of {confirm.gte} independent {confirm.distinct}s"
    return Why(f"held: {origins} told of it so far ({told})", until)


def _tellers(confirm: Confirm, view: ChangeView) -> Iterable[str]:
    if confirm.distinct == "publisher":
        return {f"publisher:{(view.source.publisher or view.source.name).casefold()}"}
    return origins_of((speaker.name for speaker in view.attribution), view.source.publisher)


def is_novel(novelty: Novelty, state: Json, view: ChangeView) -> bool:
    """Whether no alert with the same traits was raised within the window; remembers this one if so."""
    raised, at, key = state.setdefault("raised", {}), moment(view), key_of(view, novelty.per)
    window = _span(novelty.window)
    for old in [old for old, when in raised.items() if at - _read(when) >= window]:
        del raised[old]
    if key in raised:
        return False
    raised[key] = at.isoformat()
    _forget(raised)
    return True


def why_known(novelty: Novelty, state: Json, view: ChangeView) -> Why:
    """Why `is_novel` found nothing new in a change."""
    raised = _read(state["raised"][key_of(view, novelty.per)])
    traits = ((trait.replace("_", " "), _trait(view, trait)) for trait in novelty.per)
    alike = ", ".join(f"{name} {value or 'not known'}" for name, value in traits)
    return Why(
        f"an alert on the same ({alike}) was raised {raised:%Y-%m-%d %H:%M} UTC, "
        f"and the rule is quiet for {span(novelty.window)} after it",
        raised + _span(novelty.window),
    )


def counted(rule: Rule, state: Json, view: ChangeView) -> Told | None:
    """Frequency: enough different events within the time; then the count starts anew."""
    asked = rule.frequency
    assert asked is not None
    windows, at, key = state.setdefault("windows", {}), moment(view), key_of(view, asked.per)
    window = _recent(windows.get(key, []), at - _span(asked.within))
    window.append([at.isoformat(), view.change_id, view.event])
    windows[key] = window[-MOST:]
    _forget(windows)
    found = len({event for _, _, event in window})
    if found < asked.at_least:
        return None
    del windows[key]
    reason = f"{found} events within {span(asked.within)}{_for_key(key)}"
    return Told(tuple(change for _, change, _ in reversed(window)), Check("frequency", True, reason))


def spiked(rule: Rule, state: Json, view: ChangeView) -> Told | None:
    """Spike: clearly more events in the last while than usual; then quiet until that while has passed."""
    asked = rule.spike
    assert asked is not None
    windows, at, key = state.setdefault("windows", {}), moment(view), key_of(view, asked.per)
    since = _read(state.setdefault("since", at.isoformat()))
    border = at - _span(asked.within)
    window = _recent(windows.get(key, []), border - _span(asked.baseline))
    window.append([at.isoformat(), view.change_id, view.event])
    windows[key] = window[-MOST:]
    _forget(windows)
    fired = state.setdefault("fired", {})
    if at - since < _span(asked.within + asked.baseline):
        return None
    if key in fired and _read(fired[key]) > border:
        return None
    now = [entry for entry in window if _read(entry[0]) > border]
    usual = len({event for *_, event in window} - {event for *_, event in now})
    expected = usual * asked.within / asked.baseline
    found = len({event for *_, event in now})
    if found < asked.at_least or found < asked.times * expected:
        return None
    fired[key] = at.isoformat()
    _forget(fired)
    reason = f"{found} events within {span(asked.within)}{_for_key(key)}, {expected:.1f} are usual"
    return Told(tuple(change for _, change, _ in reversed(now)), Check("spike", True, reason))


def followed(rule: Rule, step: int, state: Json, view: ChangeView) -> Told | None:
    """Sequence: the steps in their order within the time; a later first step begins anew."""
    asked = rule.sequence
    assert asked is not None
    running, at, key = state.setdefault("running", {}), moment(view), key_of(view, asked.per)
    done = _recent(running.get(key, []), at - _span(asked.within))
    if step == 0:
        done = [[at.isoformat(), view.change_id]] if len(done) <= 1 else done
    elif len(done) == step and view.change_id != done[-1][1]:
        done.append([at.isoformat(), view.change_id])
    running[key] = done
    _forget(running)
    if len(done) < len(asked.steps):
        return None
    del running[key]
    reason = f"{len(done)} steps in order within {span(asked.within)}{_for_key(key)}"
    return Told(tuple(change for _, change in reversed(done)), Check("sequence", True, reason))


def silent(asked: Absence, state: Json, now: datetime) -> str | None:
    """Why it counts as silent by `now`, once for each silence; watching begins with the first call."""
    last = _read(state.setdefault("last", now.isoformat()))
    if state.get("told") == state["last"] or deadline(last, asked.for_, asked.calendar) > now:
        return None
    state["told"] = state["last"]
    what = f"{asked.source} has published nothing" if asked.source else "nothing has matched"
    return f"{what} for {span(asked.for_)}, since {last:%Y-%m-%d %H:%M} UTC"


def heard(state: Json, at: datetime) -> None:
    """Something came: the silence ends."""
    last = state.get("last")
    if last is None or at > _read(last):
        state["last"] = at.isoformat()


def deadline(last: datetime, seconds: int, calendar: Calendar) -> datetime:
    """When so many seconds of the calendar's hours have passed since `last`."""
    zone, left = ZoneInfo(calendar.tz), timedelta(seconds=seconds)
    begin, _, end = calendar.hours.partition("-")
    day = last.astimezone(zone).date()
    while True:
        if day.weekday() in calendar.weekdays:
            opens = datetime.combine(day, time.fromisoformat(begin), zone).astimezone(UTC)
            closes = _closing(day, end, zone)
            start = max(opens, last)
            if start + left <= closes:
                return start + left
            left -= max(closes - start, timedelta(0))
        day += timedelta(days=1)


def _closing(day: date, end: str, zone: ZoneInfo) -> datetime:
    if end == "24:00":
        return datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)
    return datetime.combine(day, time.fromisoformat(end), zone).astimezone(UTC)


def key_of(view: ChangeView, per: Iterable[Trait]) -> str:
    """The traits of a change that are counted apart, in one text."""
    return " | ".join(_trait(view, trait) for trait in per)


def group_of(view: ChangeView, by: Iterable[GroupBy] | None) -> str:
    """What a change is told together with: by default its story, or where it has none its article."""
    if by is None:
        return view.group
    whole = {"story": view.group, "event": view.event, "rule": ""}
    return " | ".join(whole[one] if one in whole else _trait(view, one) for one in by)


def _trait(view: ChangeView, trait: str) -> str:
    if trait in ("kind", "status"):
        return view.kind if trait == "kind" else view.status
    if trait == "source":
        return view.source.publisher or view.source.name
    if trait == "count_band":
        return _band(view)
    if trait in ("place", "country"):
        places = [place for place in view.places if place.role != "origin"] or view.places
        found = {place.name if trait == "place" else place.country for place in places}
    else:
        parties = view.actors if trait == "actor" else view.recipients
        found = {party.country or party.name for party in parties}
    return ", ".join(sorted(found - {""}))


def _band(view: ChangeView) -> str:
    """The order of magnitude of the largest figure: 1,000 to 9,999 is one band."""
    values = [value for figure in view.quantities if (value := figure.value or figure.low) and value > 0]
    return f"10^{math.floor(math.log10(max(values)))}" if values else ""


def moment(view: ChangeView) -> datetime:
    """When the timeline changed."""
    at = view.at or view.seen or view.reported
    assert at is not None, "a stored change has an instant"
    return at


def _recent(window: list[list[Any]], since: datetime) -> list[list[Any]]:
    return [entry for entry in window if _read(entry[0]) > since]


def _read(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _span(seconds: int) -> timedelta:
    return timedelta(seconds=seconds)


def _forget(memory: Json) -> None:
    for old in list(memory)[: max(len(memory) - MOST, 0)]:
        del memory[old]


def _for_key(key: str) -> str:
    return f" ({key})" if key.strip(" |") else ""
