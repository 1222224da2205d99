"""Rules from YAML files: every problem of every file at once, each with its line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yamlfile
from alerts._schema import Rule
from yamlfile import ConfigError, Document, Location, Problem


@dataclass(frozen=True, slots=True)
class LoadedRule:
    """A rule and the place it was read from, for messages about it."""

    rule: Rule
    document: Document
    location: Location

    def problem(self, message: str, *inside: int | str, hint: str = "") -> Problem:
        """A problem at the value `inside` the rule, for example `"tests", 0`."""
        return self.document.problem((*self.location, *inside), message, hint)


def load_rules(path: Path) -> list[Rule]:
    """The rules in a file, or in the *.yaml and *.yml files of a folder in the order of their names.

    Raises ConfigError with file, line and hint for everything that is wrong.
    """
    return [loaded.rule for loaded in load_with_places(path)]


def load_with_places(path: Path) -> list[LoadedRule]:
    """Like `load_rules`, and says where each rule stands."""
    problems: list[Problem] = []
    loaded: list[LoadedRule] = []
    for file in _files(path):
        try:
            document = yamlfile.read(file)
        except ConfigError as error:
            problems += error.problems
            continue
        for location, data in _entries(document):
            try:
                loaded.append(LoadedRule(_rule(document, location, data), document, location))
            except ConfigError as error:
                problems += error.problems
    problems += _twins(loaded)
    if problems:
        raise ConfigError(problems)
    return loaded


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    return sorted(file for file in path.iterdir() if file.suffix in (".yaml", ".yml") and file.is_file())


def _entries(document: Document) -> Iterator[tuple[Location, object]]:
    """A file holds one rule, a list of rules, or (still being written) nothing."""
    if isinstance(document.data, list):
        for index, data in enumerate(document.data):
            yield (index,), data
    elif document.data is not None:
        yield (), document.data


def _rule(document: Document, location: Location, data: object) -> Rule:
    if not isinstance(data, dict):
        hint = "write id:, title: and when:"
        raise ConfigError([document.problem(location, "a rule is a mapping of keys to values", hint)])
    return yamlfile.validate(document, Rule, data, at=location)


def _twins(loaded: list[LoadedRule]) -> Iterator[Problem]:
    first: dict[str, LoadedRule] = {}
    for one in loaded:
        other = first.setdefault(one.rule.id, one)
        if other is not one:
            where = f"{other.document.file}:{other.document.line((*other.location, 'id'))}"
            yield one.problem(f"rule id {one.rule.id!r} is taken by {where}", "id", hint="ids must differ")
