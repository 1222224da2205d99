"""`watchline rules`: check watch rules, run their tests, try them on articles and on the past."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from alerts._jsonschema import schema_text
from alerts.match import match
from alerts.model import Match
from alerts.rules import LoadedRule, Rule
from alerts.selftest import run_tests
from alerts.views import from_mention
from cli.rules_backtest import backtest_rule
from cli.rules_explain import explain_rule
from cli.rules_shared import JsonOption, RulesOption, extract_article, load, report, usage_error
from clock import parse_instant
from events.model import Article
from settings import load_settings

rules_app = typer.Typer(
    no_args_is_help=True, help="Check watch rules, run their tests, try them on articles and on the past."
)
rules_app.command("explain")(explain_rule)
rules_app.command("backtest")(backtest_rule)


@rules_app.command()
def check(rules: RulesOption = None, as_json: JsonOption = False) -> None:
    """Load every rule, run the tests inside them, and check that their channels exist.

    Example: watchline rules check --rules config/rules
    """
    loaded = load(rules, as_json=as_json)
    problems = [str(result.problem) for result in run_tests(loaded, extract_article) if result.problem]
    tests = sum(len(one.rule.tests) for one in loaded)
    if rules is None:
        for note in _missing_channels(loaded):
            typer.echo(f"note: {note}", err=True)
    report(
        problems, f"{len(loaded)} rules, {tests} tests: ok", as_json=as_json, rules=len(loaded), tests=tests
    )


@rules_app.command("test")
def run_embedded_tests(rules: RulesOption = None, as_json: JsonOption = False) -> None:
    """Run the tests inside the rules and show each.

    Example: watchline rules test --rules config/rules
    """
    results = list(run_tests(load(rules, as_json=as_json), extract_article))
    problems = [str(result.problem) for result in results if result.problem]
    if not as_json:
        for result in results:
            typer.echo(f"{'FAILED' if result.problem else 'ok    '} {result.rule} test {result.number}")
    report(problems, f"{len(results)} tests: ok", as_json=as_json, tests=len(results))


@rules_app.command()
def schema() -> None:
    """The JSON Schema of a rule file; editors complete and check with it (docs/rule.schema.json).

    Example: watchline rules schema > rule.schema.json
    """
    typer.echo(schema_text(), nl=False)


@rules_app.command("match")
def match_articles(
    file: Annotated[str, typer.Argument(help="Articles as JSON Lines; - reads standard input.")] = "-",
    rules: RulesOption = None,
) -> None:
    """Which rules match each article, as JSON Lines: {"id", "rules": [{"rule", "why"}]}.

    Each article is judged by itself, as if nothing were known before. An article is a line
    {"id", "title", "body", "published", "source"?, "language"?, "timezone"?, "country"?}.

    Example: watchline rules match --rules config/rules articles.jsonl
    """
    loaded = [one.rule for one in load(rules)]
    for number, line in enumerate(_lines(file), start=1):
        if not line.strip():
            continue
        try:
            article = _article(json.loads(line))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            usage_error(f"{file}:{number}: not an article ({error}); see watchline rules match --help")
        typer.echo(json.dumps({"id": article.id, "rules": _matches(loaded, article)}, ensure_ascii=False))


def _missing_channels(loaded: Sequence[LoadedRule]) -> Iterator[str]:
    """A rule may be written before its channel: its alerts are recorded meanwhile, so this is no problem."""
    known = load_settings().channels
    for one in loaded:
        for name in one.rule.notify.channels:
            if name not in known:
                hint = "its alerts are recorded and not sent; add it under channels"
                yield str(one.problem(f"channel {name!r} is not in watchline.yaml", "notify", hint=hint))


def _matches(rules: Iterable[Rule], article: Article) -> list[dict[str, Any]]:
    """Each rule that some event of the article satisfies, and by what; the first such event explains."""
    views = [from_mention(article, mention) for mention in extract_article(article).mentions]
    found: list[dict[str, Any]] = []
    for rule in rules:
        matched = (result for view in views if isinstance(result := match(rule, view), Match))
        first = next(matched, None)
        if first is not None:
            found.append({"rule": rule.id, "why": [check.reason for check in first.checks]})
    return found


def _article(row: dict[str, Any]) -> Article:
    return Article(
        id=str(row["id"]),
        title=str(row["title"]),
        body=str(row.get("body", "")),
        published=parse_instant(str(row["published"]), name="published"),
        source=str(row.get("source", "")),
        language=str(row.get("language", "en")),
        timezone=str(row.get("timezone", "UTC")),
        country=str(row.get("country", "")),
    )


def _lines(file: str) -> Iterator[str]:
    if file == "-":
        yield from sys.stdin
        return
    try:
        with Path(file).open(encoding="utf-8") as lines:
            yield from lines
    except (OSError, UnicodeDecodeError) as error:
        usage_error(f"{file} cannot be read: {error}")
