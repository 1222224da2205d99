"""`watchline rules`: check watch rules, run their tests, try them on articles."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from alerts.match import match
from alerts.model import Match
from alerts.rules import LoadedRule, Rule, load_with_places
from alerts.selftest import run_tests
from alerts.views import from_mention
from clock import parse_instant
from events.model import Article, Extraction
from settings import load_settings
from yamlfile import ConfigError

rules_app = typer.Typer(
    no_args_is_help=True, help="Check watch rules, run their tests, try them on articles."
)
RulesOption = Annotated[
    Path | None,
    typer.Option("--rules", help="A rules file or folder; otherwise the one watchline.yaml names."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON document instead of text.")]


@rules_app.command()
def check(rules: RulesOption = None, as_json: JsonOption = False) -> None:
    """Load every rule, run the tests inside them, and check that their channels exist.

    Example: watchline rules check --rules config/rules
    """
    loaded = _load(rules, as_json)
    problems = [str(result.problem) for result in run_tests(loaded, _extract) if result.problem]
    tests = sum(len(one.rule.tests) for one in loaded)
    if rules is None:
        for note in _missing_channels(loaded):
            typer.echo(f"note: {note}", err=True)
    _report(problems, f"{len(loaded)} rules, {tests} tests: ok", as_json, rules=len(loaded), tests=tests)


@rules_app.command("test")
def run_embedded_tests(rules: RulesOption = None, as_json: JsonOption = False) -> None:
    """Run the tests inside the rules and show each.

    Example: watchline rules test --rules config/rules
    """
    results = list(run_tests(_load(rules, as_json), _extract))
    problems = [str(result.problem) for result in results if result.problem]
    if not as_json:
        for result in results:
            typer.echo(f"{'FAILED' if result.problem else 'ok    '} {result.rule} test {result.number}")
    _report(problems, f"{len(results)} tests: ok", as_json, tests=len(results))


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
    loaded = [one.rule for one in _load(rules, as_json=False)]
    for number, line in enumerate(_lines(file), start=1):
        if not line.strip():
            continue
        try:
            article = _article(json.loads(line))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            _usage_error(f"{file}:{number}: not an article ({error}); see watchline rules match --help")
        typer.echo(json.dumps({"id": article.id, "rules": _matches(loaded, article)}, ensure_ascii=False))


def _load(rules: Path | None, as_json: bool) -> list[LoadedRule]:
    try:
        return load_with_places(rules or load_settings().rules)
    except ConfigError as error:
        _report([str(problem) for problem in error.problems], "", as_json)
        raise typer.Exit(1) from error


def _missing_channels(loaded: Sequence[LoadedRule]) -> Iterator[str]:
    """A rule may be written before its channel: its alerts are recorded meanwhile, so this is no problem."""
    known = load_settings().channels
    for one in loaded:
        for name in one.rule.notify.to:
            if name not in known:
                hint = "its alerts are recorded and not sent; add it under channels"
                yield str(one.problem(f"channel {name!r} is not in watchline.yaml", "notify", hint=hint))


def _report(problems: Sequence[str], fine: str, as_json: bool, **counts: int) -> None:
    """Prints the problems or the good news; exit code 1 where there are problems."""
    if as_json:
        typer.echo(json.dumps({"ok": not problems, **counts, "problems": list(problems)}, ensure_ascii=False))
    else:
        typer.echo("\n".join(problems) or fine)
    if problems:
        raise typer.Exit(1)


def _matches(rules: Iterable[Rule], article: Article) -> list[dict[str, Any]]:
    """Each rule that some event of the article satisfies, and by what; the first such event explains."""
    views = [from_mention(article, mention) for mention in _extract(article).mentions]
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
        _usage_error(f"{file} cannot be read: {error}")


def _usage_error(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(2)


def _extract(article: Article) -> Extraction:
    """Imported when first needed: its word lists take a moment to load."""
    from events.extract import extract

    return extract(article)
