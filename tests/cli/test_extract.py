"""`watchline extract` and `watchline dates`: what goes in, what comes out, what is said on errors."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from cli.dates import dates
from cli.extract import extract

SENT = {
    "id": "a",
    "title": "Norway sends soldiers to Mali",
    "body": "It was on Friday.",
    "published": "2024-10-19",
}


def _run(verb: Any, *arguments: str, stdin: str = "") -> Result:
    app = typer.Typer()
    app.command()(verb)
    return CliRunner().invoke(app, arguments, input=stdin)


def _rows(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_a_line_in_is_a_line_out() -> None:
    result = _run(extract, stdin=json.dumps(SENT) + "\n\n" + json.dumps(SENT | {"id": "b"}) + "\n")
    assert result.exit_code == 0
    assert [row["id"] for row in _rows(result)] == ["a", "b"]
    first = _rows(result)[0]
    assert [event["kind"] for event in first["events"]] == ["troop_deployment"]
    assert first["dates"][0]["start"] == "2024-10-18"
    assert first["places"][0]["in"] == "title"


def test_dates_alone() -> None:
    (row,) = _rows(_run(dates, "-", stdin=json.dumps(SENT)))
    assert sorted(row) == ["dates", "id"]
    assert (row["dates"][0]["in"], row["dates"][0]["char_start"]) == ("body", 10)


def test_a_plain_text_has_its_title_on_the_first_line(tmp_path: Path) -> None:
    story = tmp_path / "story.txt"
    story.write_text("Norway sends soldiers to Mali\n\nIt was on Friday.\n", encoding="utf-8")
    (row,) = _rows(_run(extract, str(story), "--published", "2024-10-19", "--timezone", "Africa/Bamako"))
    assert row["dates"][0]["in"] == "body"
    assert row["events"][0]["actors"][0]["country"] == "NO"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{oops", "not JSON"),
        ('["a list"]', "not an object"),
        ('{"id": 1, "published": "2024-10-19"}', "give at least one"),
        ('{"id": 1, "body": "x"}', "--published 2024-10-19"),
        ('{"id": 1, "body": "x", "published": "yesterday"}', "not an ISO 8601 date"),
        ('{"id": 1, "body": 5, "published": "2024-10-19"}', '"body" is int'),
        ('{"id": 1, "body": "x", "published": "2024-10-19", "timezone": "Moon/Sea"}', "IANA"),
    ],
)
def test_a_bad_line_is_named_and_the_rest_goes_on(line: str, message: str) -> None:
    result = _run(extract, stdin=f"{json.dumps(SENT)}\n{line}\n{json.dumps(SENT | {'id': 'c'})}\n")
    assert result.exit_code == 1
    assert [row["id"] for row in _rows(result)] == ["a", "c"]
    assert result.stderr.startswith("line 2: ")
    assert message in " ".join(result.stderr.split())
    assert "line 3" not in result.stderr


def test_a_plain_text_needs_its_publication_time() -> None:
    result = _run(extract, stdin="A title\nA body")
    assert result.exit_code == 1
    assert '"published" is missing' in result.stderr


def test_a_missing_file_is_a_usage_error(tmp_path: Path) -> None:
    assert _run(extract, str(tmp_path / "none.jsonl")).exit_code == 2


def test_nothing_in_is_nothing_out() -> None:
    result = _run(extract, stdin="")
    assert (result.exit_code, result.stdout) == (0, "")
