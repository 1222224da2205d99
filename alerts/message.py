"""What a person reads: the subject and body of an alert, and the same as data for a webhook.

Every text that came from a feed passes through `neutralise`; the data for webhooks is only cleaned of
characters that no text holds, since its receiver decides how to show it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from alerts import words
from alerts.model import ChangeView, Figure, Json, Match, PartyView
from alerts.neutralise import MAX_TITLE, clean, clean_all, link, one_line, shorten, title
from alerts.rules import Rule
from alerts.views import figure

PAYLOAD_VERSION = 1
MAX_SHOWN = 10
_LONGEST_LINE = 300
_HEADINGS = {
    "new": "New",
    "update": "Update",
    "denial": "Denial",
    "correction": "Correction",
    "corroborated": "Corroborated",
}
_WHAT_CHANGED = {
    "new": "reported for the first time",
    "denial": "denied by someone",
    "corroborated": "told by one more source",
}


@dataclass(frozen=True, slots=True)
class Matched:
    """One change that a rule fired on, and why."""

    change: ChangeView
    match: Match


@dataclass(frozen=True, slots=True)
class Message:
    """An alert ready to send: `title` one line of at most 100 characters, `body` plain text."""

    title: str
    body: str
    payload: Json


def render(rule: Rule, alert_id: int, matched: Sequence[Matched]) -> Message:
    """The message for an alert on one or several changes, the first of which names it."""
    return Message(
        subject(rule, matched),
        _body(rule, alert_id, matched),
        _payload(rule, alert_id, matched),
    )


def subject(rule: Rule, matched: Sequence[Matched]) -> str:
    """ "New: North Korea deploys troops to Russia (by 18 October 2024) and 1 more".

    An update leads with the figure that changed: "Update: about 3,000 troops sent, 1,500 before: ...".
    """
    first = matched[0].change
    urgent = "CRITICAL " if rule.severity == "critical" else ""
    more = f" and {len(matched) - 1} more" if len(matched) > 1 else ""
    ending = f" ({words.when(first.date)}){more}"
    news = _figure_in_short(first)
    headline = f"{urgent}{_HEADINGS[first.change]}: {news}{first.title or rule.title}"
    return title(headline, limit=MAX_TITLE - len(ending)) + ending


def _body(rule: Rule, alert_id: int, matched: Sequence[Matched]) -> str:
    shown = matched[:MAX_SHOWN]
    shared = len(shown) > 1 and len({(one.change.url, one.change.headline) for one in shown}) == 1
    blocks = [_block(number, one, len(matched), shared) for number, one in enumerate(shown, start=1)]
    hidden = len(matched) - MAX_SHOWN
    if hidden > 0:
        blocks.append(f"... and {hidden} more changes")
    if shared:
        blocks.append(_lines(_told(shown[0].change)))
    footer = f"Rule: {one_line(rule.title)} ({rule.id}, severity {rule.severity})\n"
    footer += f"Alert {alert_id}. Why it fired: watchline alerts why {alert_id}"
    return "\n\n".join([*blocks, footer])


def _block(number: int, one: Matched, of: int, shared: bool) -> str:
    """One change; what all changes of the alert share stands once, below them."""
    view = one.change
    numbering = f"{number}. " if of > 1 else ""
    told = [] if shared else _told(view, indent="   ")
    event = [f"   Event: {one_line(view.event)}"] if view.event else []
    return _lines([f"{numbering}{one_line(view.title or view.kind)}", *_facts(one), *told, *event])


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(shorten(line, _LONGEST_LINE) for line in lines)


def _told(view: ChangeView, indent: str = "") -> list[str]:
    """Who reported it, and where to read it: the address behind the host it really leads to."""
    report, found = _report(view), link(view.url)
    lines = [f"{indent}Report: {one_line(report)}"] if report else []
    return [*lines, *([f"{indent}Link ({found[1]}): {found[0]}"] if found else [])]


def _facts(one: Matched) -> list[str]:
    """The lines under a headline; what is not known has none, except the date."""
    view = one.change
    facts: list[tuple[str, str]] = [
        ("When", words.when(view.date)),
        ("Where", _places(view)),
        ("Who", _parties(view)),
        ("Figures", "; ".join(words.figure(item) for item in view.quantities)),
        ("Status", _status(view)),
        ("Said by", _speakers(view)),
        ("Change", what_changed(view)),
        ("Why", "; ".join(check.reason for check in one.match.checks if check.condition != "change")),
        ("Sources", _sources(view)),
    ]
    return [f"   {name}: {one_line(text)}" for name, text in facts if text]


def _places(view: ChangeView) -> str:
    return ", ".join(
        f"{place.name}{_country(place.name, place.country)}{f' ({place.role})' if place.role else ''}"
        for place in view.places
    )


def _parties(view: ChangeView) -> str:
    actors, recipients = _names(view.actors), _names(view.recipients)
    return " to ".join(text for text in (actors, recipients) if text)


def _names(parties: Iterable[PartyView]) -> str:
    return ", ".join(f"{party.name}{_country(party.name, party.country)}" for party in parties)


def _country(name: str, code: str) -> str:
    return f" [{code}]" if code and code != name else ""


def _status(view: ChangeView) -> str:
    parts = (view.status.replace("_", " "), view.assertion.replace("_", " "))
    return ", ".join(part for part in parts if part)


def _speakers(view: ChangeView) -> str:
    return ", ".join(
        f"{speaker.name} ({speaker.cue})" if speaker.cue else speaker.name for speaker in view.attribution
    )


def what_changed(view: ChangeView) -> str:
    """What is new about the event, in words: "sent: about 1,500 troops, now about 3,000 troops"."""
    changes = [
        *_changed_figures(view.diff.get("quantities")),
        *_changed_status(view.diff.get("status")),
        *_changed_places(view.diff.get("places")),
    ]
    return "; ".join(changes) or _WHAT_CHANGED.get(view.change, "")


def _changed_figures(diff: Any) -> Iterable[str]:
    for role, change in _mapping(diff).items():
        name = words.role_in_words(role)
        before, after = _mapping(change).get("from"), _mapping(_mapping(change).get("to"))
        now = _amount(figure(after))
        if before is None:
            yield f"{name}: {now} (not known before)"
            continue
        # A stored figure calls its value "best" where a stated one says "value".
        known = _mapping(before)
        yield f"{name}: {_amount(figure(known | {'value': known.get('best')}))}, now {now}"


def _figure_in_short(view: ChangeView) -> str:
    """The first figure that changed: "about 3,000 troops sent, 1,500 before: "; nothing where none did."""
    changes = _mapping(view.diff.get("quantities")) if view.change in ("update", "correction") else {}
    for role, change in changes.items():
        now = figure(_mapping(_mapping(change).get("to")))
        if now.value is None:
            continue
        before = _mapping(_mapping(change).get("from")).get("best")
        known = f", {words.number(before)} before" if isinstance(before, int | float) else ""
        return f"{_amount(now)} {words.role_in_words(role)}{known}: "
    return ""


def _amount(item: Figure) -> str:
    return f"{words.amount(item)} {item.unit}"


def _changed_status(diff: Any) -> Iterable[str]:
    change = _mapping(diff)
    if change:
        yield f"status: {change.get('from')}, now {change.get('to')}".replace("_", " ")


def _changed_places(diff: Any) -> Iterable[str]:
    names = [str(_mapping(place).get("name", "")) for place in _mapping(diff).get("to") or []]
    if names:
        yield f"place: now {', '.join(names)}"


def _mapping(value: Any) -> Json:
    """The diff of a change is written elsewhere; an unknown shape must not cost an alert."""
    return value if isinstance(value, dict) else {}


def _sources(view: ChangeView) -> str:
    if view.reach == view.texts == view.origins == 1:
        return "1 source so far"
    counts = ((view.reach, "source"), (view.texts, "different text"), (view.origins, "independent origin"))
    return ", ".join(f"{count} {name}{'' if count == 1 else 's'}" for count, name in counts)


def _report(view: ChangeView) -> str:
    publisher = view.source.publisher or view.source.name
    if not (publisher or view.headline):
        return ""
    when = f", {words.instant(view.reported)}" if view.reported else ""
    return f'{publisher or "an unnamed source"}{when}: "{view.headline}"'


def _payload(rule: Rule, alert_id: int, matched: Sequence[Matched]) -> Json:
    content: Json = clean_all(
        {
            "version": PAYLOAD_VERSION,
            "alert": alert_id,
            "rule": {"id": rule.id, "title": rule.title, "severity": rule.severity, "hash": rule.hash},
            "changes": [change_json(one) for one in matched],
        }
    )
    return content


def change_json(one: Matched) -> Json:
    """One matched change as data, with why it matched."""
    view = one.change
    found = link(view.url)
    return {
        "id": view.change_id,
        "change": view.change,
        "event": {
            "id": view.event,
            "kind": view.kind,
            "title": view.title,
            "actors": [asdict(party) for party in view.actors],
            "recipients": [asdict(party) for party in view.recipients],
            "places": [asdict(place) for place in view.places],
            "quantities": [asdict(item) for item in view.quantities],
            "date": asdict(view.date) | {"words": words.when(view.date)},
            "status": view.status,
            "assertion": view.assertion,
            "attribution": [asdict(speaker) for speaker in view.attribution],
            "reach": view.reach,
            "texts": view.texts,
            "origins": view.origins,
        },
        "diff": view.diff,
        "article": {
            "title": view.headline,
            "url": found[0] if found else "",
            "source": view.source.name,
            "publisher": view.source.publisher,
            "reported": _iso(view.reported),
            "seen": _iso(view.seen),
        },
        "evidence": [clean(text) for text in view.evidence],
        "why": [check.to_json() for check in one.match.checks],
    }


def _iso(value: datetime | None) -> str | None:
    return value.isoformat() if value else None
