"""What a person reads: the subject and body of an alert, and the same as data for a webhook.

Every text that came from a feed passes through `neutralise`; the data for webhooks is only cleaned of
characters that no text holds and of formulas, since its receiver decides how to show it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from alerts import _quote, _since, words
from alerts.context import Context
from alerts.model import ChangeView, Json, Matched, PartyView
from alerts.neutralise import MAX_TITLE, clean_all, link, no_formula, one_line, shorten, title, unlinked
from alerts.payload import AlertData, EarlierData, RuleData, SinceData, change_json, date_data
from alerts.rules import Rule
from events.gazetteer import countries

__all__ = ["Matched", "Message", "change_json", "render", "subject"]

MAX_SHOWN = 10
_LONGEST_LINE = 300
_LONGEST_QUOTE = 240
_HEADINGS = {
    "new": "New",
    "update": "Update",
    "denial": "Denial",
    "correction": "Correction",
    "corroborated": "Corroborated",
}
_NOTHING_KNOWN = Context()


@dataclass(frozen=True, slots=True)
class Message:
    """An alert ready to send: `title` one line of at most 100 characters, `body` plain text."""

    title: str
    body: str
    payload: Json


@dataclass(frozen=True, slots=True)
class _Told:
    """One change with what the reader knows already; `page` is where the event can be looked at."""

    match: Matched
    context: Context
    page: str
    quote: str = ""

    @property
    def view(self) -> ChangeView:
        return self.match.change


def render(
    rule: Rule,
    alert_id: int,
    matched: Sequence[Matched],
    contexts: Mapping[int, Context] | None = None,
    public_url: str = "",
) -> Message:
    """The message for an alert on one or several changes, the first of which names it.

    `contexts` holds, by number of the change, what its reader knows already. `public_url` is where the
    timeline page is reached, for links to the events.
    """
    told = [
        _Told(one, (contexts or {}).get(one.change.change_id, _NOTHING_KNOWN), _page(public_url, one.change))
        for one in matched
    ]
    body = _body(told, _footer(rule, alert_id, public_url))
    return Message(subject(rule, matched), body, _payload(rule, alert_id, told))


def subject(rule: Rule, matched: Sequence[Matched]) -> str:
    """ "New: North Korea deploys troops to Russia (by 18 October 2024) and 1 more".

    An update leads with the figure that changed: "Update: about 3,000 troops sent, 1,500 before: ...".
    """
    first = matched[0].change
    urgent = "CRITICAL " if rule.severity == "critical" else ""
    more = f" and {len(matched) - 1} more" if len(matched) > 1 else ""
    ending = f" ({words.when(first.date)}){more}"
    headline = (
        f"{urgent}{_HEADINGS[first.change]}{_denier(first)}: {_news(first) or first.title or rule.title}"
    )
    return title(headline, limit=MAX_TITLE - len(ending)) + ending


def _denier(view: ChangeView) -> str:
    """Who denies: " by Russia"; two denials of one event would else read alike."""
    speaker = view.attribution[0].name if view.change == "denial" and view.attribution else ""
    return f" by {speaker}" if speaker else ""


def _news(view: ChangeView) -> str:
    """The figure that changed and whom it is about; nothing where no figure did.

    The title of the event may hold the figure of before, so it is not repeated here.
    """
    figure = _since.figure_in_short(view) if view.change in ("update", "correction") else ""
    if not figure:
        return ""
    goal = next((place.name for place in view.places), "") or ", ".join(p.name for p in view.recipients)
    parties = " to ".join(text for text in (", ".join(p.name for p in view.actors), goal) if text)
    return f"{figure}: {parties or view.title}"


def _body(told: Sequence[_Told], footer: str) -> str:
    shown = _quoted_once(told[:MAX_SHOWN])
    shared = len(shown) > 1 and len({(one.view.url, one.view.headline) for one in shown}) == 1
    blocks = [_block(number, one, len(told), shared) for number, one in enumerate(shown, start=1)]
    hidden = len(told) - MAX_SHOWN
    if hidden > 0:
        blocks.append(f"... and {hidden} more changes")
    if shared:
        blocks.append(_lines(_report(shown[0].view)))
    earlier = _earlier(shown)
    if earlier:
        blocks.append(_lines(["Before that, the nearest first:", *earlier]))
    return "\n\n".join([*blocks, footer])


def _quoted_once(told: Sequence[_Told]) -> list[_Told]:
    """The changes, of which one that rests on the same sentence as one before does not quote it again."""
    seen: set[str] = set()
    found = []
    for one in told:
        quote = _quoted(one.view)
        found.append(replace(one, quote="" if quote in seen else quote))
        seen.add(quote)
    return found


def _footer(rule: Rule, alert_id: int, public_url: str) -> str:
    """What the alert is called, and how to say that it was seen: on its page, which asks once more."""
    page = f"{public_url.rstrip('/')}/alerts/{alert_id}" if public_url else f"watchline alerts ack {alert_id}"
    return (
        f"Rule: {shorten(_inert(rule.title), 100)} ({rule.id}, severity {rule.severity})\n"
        f"Alert {alert_id}. Why it fired: watchline alerts why {alert_id}\n"
        f"Seen it: {page}"
    )


def _block(number: int, one: _Told, of: int, shared: bool) -> str:
    """One change; what all changes of the alert share stands once, below them."""
    view = one.view
    numbering = f"{number}. {_HEADINGS[view.change]}: " if of > 1 else ""
    report = [] if shared else _report(view, indent="   ")
    event = one.page or _inert(view.event)
    lines = [f"{numbering}{_inert(view.title or view.kind)}", *_facts(one), *report]
    return _lines([*lines, *([f"   Event: {event}"] if event else [])])


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(shorten(line, _LONGEST_LINE) for line in lines)


def _facts(one: _Told) -> list[str]:
    """The lines under a headline; what is not known has none, except the date."""
    view, previous = one.view, one.context.previous
    news = _since.since(previous.change, view) if previous else ""
    facts: list[tuple[str, str]] = [
        ("When", words.when(view.date)),
        ("Where", _places(view)),
        ("Who", _parties(view)),
        ("Figures", "; ".join(words.figure(item) for item in view.quantities)),
        ("Status", _status(view)),
        ("Said by", _speakers(view)),
        ("Heard from", _origins(view)),
        (f"Since alert {previous.alert}", news) if previous and news else ("News", _since.what_changed(view)),
        ("Quote", one.quote),
        ("Why", _why(one.match)),
    ]
    return [f"   {name}: {_inert(text)}" for name, text in facts if text]


def _why(one: Matched) -> str:
    """The conditions that are met, except that it is the change asked for, which the headline says."""
    checks = [check for check in one.match.checks if check.condition != "change"]
    named = ("kind", "status", "assertion")
    return "; ".join(
        check.reason.replace("_", " ") if check.condition in named else check.reason for check in checks
    )


def _places(view: ChangeView) -> str:
    """ "Vladivostok, Russia (destination)"."""
    return "; ".join(
        f"{place.name}{_in_country(place.name, place.country)}{f' ({place.role})' if place.role else ''}"
        for place in _since.nearest(view.places)
    )


def _parties(view: ChangeView) -> str:
    actors, recipients = _names(view.actors), _names(view.recipients)
    return " to ".join(text for text in (actors, recipients) if text)


def _names(parties: Iterable[PartyView]) -> str:
    return ", ".join(
        f"{party.name} ({_country(party.country)})" if _in_country(party.name, party.country) else party.name
        for party in parties
    )


def _in_country(name: str, code: str) -> str:
    """ ", Russia", unless the name is that country's or its capital's own."""
    known = countries().get(code)
    is_its_own = known is None or name == known.name or name in known.names or name in known.capitals
    return "" if not code or is_its_own else f", {_country(code)}"


def _inert(text: str) -> str:
    """A feed's text on one line, in which nothing can be clicked on."""
    return unlinked(one_line(text))


def _country(code: str) -> str:
    known = countries().get(code)
    return known.name if known else code


def _status(view: ChangeView) -> str:
    parts = (view.status.replace("_", " "), view.assertion.replace("_", " "))
    return ", ".join(part for part in parts if part)


def _speakers(view: ChangeView) -> str:
    return ", ".join(
        f"{speaker.name} ({speaker.cue})" if speaker.cue else speaker.name for speaker in view.attribution
    )


def _origins(view: ChangeView) -> str:
    """How many independent origins there are, and in how many sources they were read."""
    if view.reach == view.texts == view.origins == 1:
        return "1 source so far"
    origins, sources, texts = (
        f"{count} {name}{'' if count == 1 else 's'}"
        for count, name in (
            (view.origins, "independent origin"),
            (view.reach, "source"),
            (view.texts, "different text"),
        )
    )
    return f"{origins}, in {sources} and {texts}"


def _quoted(view: ChangeView) -> str:
    passage = _quote.sentence(view.text, view.evidence)
    return f'"{shorten(passage, _LONGEST_QUOTE)}"' if passage and passage != view.headline else ""


def _report(view: ChangeView, indent: str = "") -> list[str]:
    """Who reported it, and where to read it: the address behind the host it really leads to."""
    publisher, found = view.source.publisher or view.source.name, link(view.url)
    lines = []
    if publisher or view.headline:
        when = f", {words.instant(view.reported)}" if view.reported else ""
        report = f'{publisher or "an unnamed source"}{when}: "{view.headline}"'
        lines.append(f"{indent}Report: {_inert(report)}")
    if found:
        lines.append(f"{indent}Link ({found[1]}): {found[0]}")
    return lines


def _earlier(told: Iterable[_Told]) -> list[str]:
    """The nearest events before the first change that has any."""
    events = next((one.context.earlier for one in told if one.context.earlier), ())
    return [f"   {words.when(event.date)}: {_inert(event.title)} ({event.event})" for event in events]


def _page(public_url: str, view: ChangeView) -> str:
    return f"{public_url.rstrip('/')}/events/{view.event}" if public_url and view.event else ""


def _payload(rule: Rule, alert_id: int, told: Sequence[_Told]) -> Json:
    data = AlertData(
        alert=alert_id,
        rule=RuleData(id=rule.id, title=rule.title, severity=rule.severity, hash=rule.hash),
        changes=[],
        since=[
            SinceData(
                alert=previous.alert,
                at=previous.at.isoformat(),
                changed=_since.since(previous.change, one.view),
            )
            for one in told
            if (previous := one.context.previous)
        ],
        earlier=[
            EarlierData(id=event.event, title=event.title, date=date_data(event.date))
            for one in told
            for event in one.context.earlier
        ],
    ).model_dump(mode="json")
    content: Json = no_formula(clean_all(data | {"changes": [change_json(one.match) for one in told]}))
    return content
