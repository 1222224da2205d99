"""`watchline timeline why`: the decisions that made an event, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli._output import out, print_json

if TYPE_CHECKING:
    from storage.models import EventLink


def why(
    event: Annotated[str, typer.Argument(help="Id of an event; one that was merged leads to its heir.")],
    as_json: Annotated[bool, typer.Option("--json", help="Every term, as JSON.")] = False,
) -> None:
    """Say why an event is what it is: each decision with its terms, its words, and what it was not joined to.

    Examples:

        watchline timeline why ev_0f0a5d1e2c3b4a59

        watchline timeline why ev_0f0a5d1e2c3b4a59 --json
    """
    from alerts.reason_words import in_words, link_in_words
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
    lines += ["", *(link_in_words(link, found.id) for link in links)] if links else []
    out.print("\n".join(lines), markup=False, highlight=False, soft_wrap=True)


def _link_json(link: EventLink) -> dict[str, Any]:
    return {"event": link.event, "other": link.other, "kind": link.kind, "why": link.why}
