"""Every line of the docs that calls `watchline` names a verb that exists, with options that it has."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from docs._commands import Verb, verbs
from tests.docs.pages import PAGES, command_lines, named

VERBS = {tuple(verb.words.split()[1:]): verb for verb in verbs()}
OF_THE_PROGRAM = {"--help", "-h", "--version"}
PLACEHOLDERS = {"VERB", "[OPTIONS]", "[VERB]"}


def called(words: list[str]) -> Verb | None:
    """The verb that a line calls; the longest that fits."""
    return next((VERBS[tuple(words[:n])] for n in (2, 1) if tuple(words[:n]) in VERBS), None)


def problem(words: list[str]) -> str:
    """What is wrong with a line; empty where nothing is."""
    verb = called(words)
    options = {word.split("=")[0] for word in words if re.match(r"--?[a-z]", word)} - OF_THE_PROGRAM
    if verb is None:
        return "" if not options and set(words) <= OF_THE_PROGRAM | PLACEHOLDERS else "there is no such verb"
    rest = words[len(verb.words.split()) - 1 :]
    if not verb.acts and rest and not rest[0].startswith("-") and rest[0] not in PLACEHOLDERS:
        return f"{verb.words} has no {rest[0]}"
    known = {
        name for parameter in verb.command.params for name in (*parameter.opts, *parameter.secondary_opts)
    }
    return ", ".join(sorted(options - known))


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_command_line_can_be_called(page: Path) -> None:
    assert {" ".join(words): told for words in command_lines(page) if (told := problem(words))} == {}


def test_what_cannot_be_called_is_found() -> None:
    assert problem(["timeline", "--last", "7d"]) == ""
    assert problem(["timeline", "--lest", "7d"]) == "--lest"
    assert problem(["rules", "chek"]) == "watchline rules has no chek"
    assert problem(["polish"]) == "there is no such verb"
