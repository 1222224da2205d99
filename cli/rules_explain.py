"""`watchline rules explain`: which conditions of a rule hold and which fail, on events or on articles."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from alerts.explain import Explanation, explain, near_misses
from alerts.history import recent_views, views_of
from alerts.neutralise import one_line
from alerts.rules import Rule
from alerts.views import from_mention
from cli._articles import ArticleError, Defaults, opened, read_articles
from cli.rules_shared import JsonOption, RulesOption, extract_article, load_one, usage_error
from clock import clock_from_environment
from settings import load_settings, parse_duration
from storage import timeline
from storage.database import open_database

RuleArgument = Annotated[str, typer.Argument(metavar="RULE", help="The id of the rule.")]


def explain_rule(
    rule_id: RuleArgument,
    file: Annotated[
        Path | None, typer.Argument(help="Articles as JSON Lines, or one plain text; - for standard input.")
    ] = None,
    event: Annotated[str, typer.Option("--event", help="The id of an event of the timeline.")] = "",
    since: Annotated[str, typer.Option(help="How far back to look for near misses.")] = "30d",
    limit: Annotated[int, typer.Option(min=1, max=1_000, help="How many near misses to show.")] = 10,
    published: Annotated[str, typer.Option(help="Publication time of articles that do not say.")] = "",
    rules: RulesOption = None,
    as_json: JsonOption = False,
) -> None:
    """Which conditions of a rule hold, and which fail: on an event, on articles, or on the timeline.

    With --event every change of that event is explained; with a file every event of its articles. With
    neither, the newest near misses are shown: the changes that failed a single condition.

    Examples:

        watchline rules explain new-troop-deployments

        watchline rules explain new-troop-deployments --event ev_0123456789abcdef

        watchline rules explain new-troop-deployments story.txt --published 2024-10-19
    """
    rule = load_one(rules, rule_id, as_json=as_json)
    if file is not None:
        found = list(_of_articles(rule, file, published))
    elif event:
        found = _of_event(rule, event)
    else:
        found = _near_misses(rule, since, limit)
    if as_json:
        answer = {"rule": rule.id, "explained": [one.to_json() for one in found]}
        typer.echo(json.dumps(answer, ensure_ascii=False))
    else:
        typer.echo("\n\n".join(map(told, found)) or _nothing(file, event, since))


def told(one: Explanation) -> str:
    """An explanation as a person reads it: what happened, then a line for each condition."""
    view = one.change
    verdict = "matches" if one.matched else "near miss" if one.is_near_miss else "does not match"
    place = f"{view.event}, {view.change}" if view.event else view.change
    lines = [f"{verdict}: {one_line(view.title or view.kind)} ({place})"]
    lines += [f"  {'ok    ' if check.met else 'FAILED'} {one_line(check.reason)}" for check in one.checks]
    return "\n".join(lines)


def _nothing(file: Path | None, event: str, since: str) -> str:
    if file is not None:
        return "no event was found in the articles"
    return f"event {event} has no change that rules see" if event else f"no near miss in {since}"


def _of_articles(rule: Rule, file: Path, published: str) -> Iterator[Explanation]:
    with opened(file) as stream:
        for number, article in read_articles(stream, Defaults(published)):
            if isinstance(article, ArticleError):
                usage_error(f"{file}:{number}: {article}")
            for mention in extract_article(article).mentions:
                yield explain(rule, from_mention(article, mention, rule.change[0]))


def _of_event(rule: Rule, event_id: str) -> list[Explanation]:
    database = open_database(load_settings().database_url)
    with database.read() as session:
        changes = timeline.changes_of(session, event_id)
        if not changes:
            usage_error(f"there is no event {event_id!r}; see watchline timeline")
        return [explain(rule, view) for view in views_of(session, changes)]


def _near_misses(rule: Rule, since: str, limit: int) -> list[Explanation]:
    try:
        back = timedelta(seconds=parse_duration(since))
    except ValueError as error:
        usage_error(f"--since: {error}")
    database = open_database(load_settings().database_url)
    with database.read() as session:
        views = recent_views(session, clock_from_environment().now() - back)
        return near_misses(rule, views, limit=limit)
