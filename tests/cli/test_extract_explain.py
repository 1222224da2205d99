"""`watchline extract --explain`: sentences with their spans and rules, in lines a terminal can show."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import typer
from rich.cells import cell_len
from typer.testing import CliRunner

from cli._explained import explained
from cli.extract import extract as command
from events.extract import extract
from events.model import Article

TEXTS = {
    "en": (
        "Norway to send 200 soldiers to Mali",
        "The ministry said on Friday that Norway will send about 200 soldiers to Mali. Rain fell.",
    ),
    "ko": (
        "",
        "북한이 러시아를 돕기 위해 약 1만2천 명의 병력을 블라디보스토크로 "
        "보내기 시작했다고 국가정보원이 18일 밝혔다.",
    ),
    "ru": (
        "",
        "Разведка Южной Кореи сообщила в пятницу, что КНДР решила отправить в Россию около 12 000 солдат.",
    ),
}


def _article(title: str, body: str, language: str = "en") -> Article:
    return Article("a", title, body, datetime(2024, 10, 19, tzinfo=UTC), language=language)


def _lines(article: Article, width: int = 80) -> list[str]:
    return [line.plain for line in explained(article, extract(article), width)]


@pytest.mark.parametrize("code", TEXTS)
@pytest.mark.parametrize("width", [60, 80, 110])
def test_no_line_is_wider_than_the_terminal(code: str, width: int) -> None:
    assert max(cell_len(line) for line in _lines(_article(*TEXTS[code], code), width)) <= width


@pytest.mark.parametrize("code", TEXTS)
def test_strokes_stand_under_the_words_they_mark(code: str) -> None:
    """Columns, not letters: a Korean letter takes two."""
    lines = _lines(_article(*TEXTS[code], code), 110)
    words = {line[16:].split("  ")[0].strip() for line in lines if "quantity." in line}
    (count,) = words
    at = next(number for number, line in enumerate(lines) if count in line and "─" in lines[number + 1])
    left = cell_len(lines[at][: lines[at].index(count)])
    strokes = [line for line in lines[at + 1 : at + 4] if line.strip(" ") and "─" in line]
    assert any(line[left : left + cell_len(count)].strip("─").isalpha() for line in strokes)


def test_every_rule_is_named_and_sentences_without_evidence_are_left_out() -> None:
    shown = "\n".join(_lines(_article(*TEXTS["en"])))
    for expected in ("troop_deployment.verb.", "date.weekday", "quantity.planned_total", "place.destination"):
        assert expected in shown
    assert "Rain fell" not in shown


def test_an_article_without_events_says_so() -> None:
    assert _lines(_article("", "Rain fell on Mali."))[0] == "a  no event"


def test_an_article_cannot_steer_the_terminal() -> None:
    lines = _lines(_article("", "Norway sent \x1b[2J\u202e200 soldiers to Mali on Friday."))
    assert all(line.isprintable() for line in lines)


def test_a_pipe_gets_no_colours() -> None:
    app = typer.Typer()
    app.command()(command)
    arguments = ["--published", "2024-10-19", "--explain"]
    shown = CliRunner().invoke(
        app, arguments, input="Norway sent 200 soldiers to Mali\n\nIt was on Friday.\n"
    )
    assert shown.exit_code == 0
    assert "1. Norway sends 200 soldiers to Mali" in shown.stdout
    assert "\x1b" not in shown.stdout
