"""What the verbs of `watchline rules` share: options, loading, and refusing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from alerts.rules import LoadedRule, Rule, load_with_places
from events.model import Article, Extraction
from settings import load_settings
from yamlfile import ConfigError

RulesOption = Annotated[
    Path | None,
    typer.Option("--rules", help="A rules file or folder; otherwise the one watchline.yaml names."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON document instead of text.")]


def load(rules: Path | None, *, as_json: bool = False) -> list[LoadedRule]:
    """The rules asked for; prints every problem and exits with 1 where there are any."""
    try:
        return load_with_places(rules or load_settings().rules)
    except ConfigError as error:
        report([str(problem) for problem in error.problems], "", as_json=as_json)
        raise typer.Exit(1) from error


def load_one(rules: Path | None, rule_id: str, *, as_json: bool = False) -> Rule:
    """The rule of this id; exits with 2 where there is none."""
    loaded = {one.rule.id: one.rule for one in load(rules, as_json=as_json)}
    if rule_id not in loaded:
        usage_error(f"there is no rule {rule_id!r}; known: {', '.join(sorted(loaded)) or 'none'}")
    return loaded[rule_id]


def report(problems: Sequence[str], fine: str, *, as_json: bool, **counts: int) -> None:
    """Prints the problems or the good news; exit code 1 where there are problems."""
    if as_json:
        typer.echo(json.dumps({"ok": not problems, **counts, "problems": list(problems)}, ensure_ascii=False))
    else:
        typer.echo("\n".join(problems) or fine)
    if problems:
        raise typer.Exit(1)


def usage_error(message: str) -> NoReturn:
    """Says what was asked wrongly and exits with 2."""
    typer.echo(message, err=True)
    raise typer.Exit(2)


def extract_article(article: Article) -> Extraction:
    """Imported when first needed: its word lists take a moment to load."""
    from events.extract import extract

    return extract(article)
