"""Which alerts a silence holds back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlmodel import Session

from alerts import words
from alerts.model import Json
from storage import silences
from storage.models import Silence


def first_fitting(
    active: Iterable[Silence], rule: str, group: str, changes: Sequence[Json]
) -> Silence | None:
    """The first silence that an alert of `rule` fits with all of its changes (as payload.ChangeData)."""
    return next((one for one in active if fits(one, rule, group, changes)), None)


def fits(silence: Silence, rule: str, group: str, changes: Sequence[Json]) -> bool:
    """Whether a silence holds an alert back. One that tells anything else as well goes out."""
    if silence.rule and silence.rule != rule:
        return False
    if not changes:
        return bool(silence.rule) and not silence.matchers
    return all(
        str(wanted).casefold() in _facts(name, group, change)
        for change in changes
        for name, wanted in silence.matchers.items()
    )


def why(silence: Silence) -> str:
    """ "silence 3 until 19 October 2024 01:00 UTC (rule deployments, country RU): drill"."""
    return (
        f"silence {silence.id} until {words.instant(silence.ends_at)} ({in_words(silence)}): "
        f"{silence.reason or 'no reason given'}"
    )


def in_words(silence: Silence) -> str:
    """What a silence asks for: "rule deployments, country RU"."""
    wanted = {"rule": silence.rule, **silence.matchers}
    return ", ".join(f"{name} {value}" for name, value in wanted.items() if value)


def hold_back_waiting(session: Session, silence: Silence) -> int:
    """Applies a new silence to what waits to be sent; how many messages it holds back."""
    return sum(
        silences.suppress(session, alert, silence, why(silence))
        for alert in silences.alerts_waiting(session)
        if fits(silence, alert.rule, alert.group, alert.explanation.get("changes", []))
    )


def _facts(name: str, group: str, change: Json) -> set[str]:
    """What a change has of what a silence may ask for, in lower case."""
    event = change["event"]
    parties = [*event["actors"], *event["recipients"]]
    found: dict[str, set[str]] = {
        "kind": {event["kind"]},
        "country": {one["country"] for one in (*parties, *event["places"])},
        "actor": {one[field] for one in event["actors"] for field in ("name", "country")},
        "story": {group.removeprefix("story:")} if group.startswith("story:") else set(),
        "event": {event["id"]},
    }
    return {value.casefold() for value in found.get(name, set()) if value}
