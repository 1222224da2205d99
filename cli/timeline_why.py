"""`watchline timeline why`: the decisions that made an event, in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli._output import out, print_json

if TYPE_CHECKING:
    from storage.models import EventLink
    from storage.reasons import Reason

# What a known slot that contradicts means in words.
_AGAINST = {
    "kind": "another kind of event",
    "stage": "one is planned, told of as past, or a what-if, the other is not",
    "figures": "its figures exclude the ones told",
    "actor": "another actor",
    "recipient": "another recipient",
    "place": "another place",
    "date": "another day",
}
_LINKS = {
    "denies": ("denies", "is denied by"),
    "reverses": ("reverses", "is reversed by"),
    "part_of": ("is part of", "has as a part"),
    "split_from": ("was split from", "gave up"),
}
_QUOTES = 3


def why(
    event: Annotated[str, typer.Argument(help="Id of an event; one that was merged leads to its heir.")],
    as_json: Annotated[bool, typer.Option("--json", help="Every term, as JSON.")] = False,
) -> None:
    """Say why an event is what it is: each decision with its terms, its words, and what it was not joined to.

    Examples:

        watchline timeline why ev_0f0a5d1e2c3b4a59

        watchline timeline why ev_0f0a5d1e2c3b4a59 --json
    """
    from settings import load_settings
    from storage.database import open_database
    from storage.reasons import links_of, reasons_of
    from storage.timeline import resolve

    with open_database(load_settings().database_url).read() as session:
        found = resolve(session, event)
        if found is None:
            typer.echo(f"there is no event {event!r}; see watchline timeline --json", err=True)
            raise typer.Exit(2)
        reasons, links = reasons_of(session, found.id), links_of(session, found.id)
        title = found.title
    if as_json:
        body = {"event": found.id, "title": title, "decisions": [reason.to_json() for reason in reasons]}
        print_json(body | {"links": [_link_json(link) for link in links]})
        return
    lines = [f"{found.id}  {title}"]
    lines += [f"{event} was merged into it."] if found.id != event else []
    for reason in reasons:
        lines += ["", *in_words(reason)]
    lines += ["", *(_link_in_words(link, found.id) for link in links)] if links else []
    out.print("\n".join(lines), markup=False, highlight=False, soft_wrap=True)


def in_words(reason: Reason) -> Iterator[str]:
    """At most five lines on one decision."""
    where = f"  {reason.title} ({reason.source}, article {reason.article})" if reason.article else ""
    yield f"{reason.at:%Y-%m-%d %H:%M}  {reason.change}{where}"
    yield f"  {reason.why or 'no reason was kept'}{_asked(reason.decision)}"
    quotes = [f'"{item["text"]}" ({item["field"]} {item["start"]}-{item["end"]})' for item in reason.evidence]
    if quotes:
        yield f"  read from: {', '.join(quotes[:_QUOTES])}"
    rivals = reason.decision.get("rivals", ())
    if rivals:
        yield "  not joined to: " + "; ".join(_rival(rival) for rival in rivals)
    if reason.grouping:
        yield "  " + "; ".join(_grouped(name, reason.grouping[name]) for name in ("copy", "cluster"))


def _asked(decision: dict[str, Any]) -> str:
    return f" (of {decision['threshold']:g} needed)" if decision.get("threshold") else ""


def _rival(rival: dict[str, Any]) -> str:
    terms = ", ".join(f"{name} {value:g}" for name, value in rival["terms"].items())
    against = ", ".join(_AGAINST.get(name, name) for name in rival["vetoes"])
    return f"{rival['event']} with {rival['score']:g} ({terms}){': ' + against if against else ''}"


def _grouped(name: str, decision: dict[str, Any]) -> str:
    what = {"copy": "text", "cluster": "happening"}[name]
    if not decision["joined"]:
        nearest = decision.get("runner_up")
        beside = f", nearest {nearest[0]} with {nearest[1]:.2f}" if nearest else ""
        return f"a {what} of its own{beside}"
    terms = ", ".join(f"{term} {value:.2f}" for term, value in decision["terms"].items())
    return (
        f"same {what} {decision['group']}: {terms} = {decision['score']:.2f} of {decision['threshold']:.2f}"
    )


def _link_in_words(link: EventLink, event: str) -> str:
    forward, back = _LINKS.get(link.kind, (link.kind, link.kind))
    verb, other = (forward, link.other) if link.event == event else (back, link.event)
    return f"It {verb} {other}: {link.why}"


def _link_json(link: EventLink) -> dict[str, Any]:
    return {"event": link.event, "other": link.other, "kind": link.kind, "why": link.why}
