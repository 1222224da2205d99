"""`watchline group`: articles in, the ids of their text, storyline, happening and events out."""

from __future__ import annotations

import json
from typing import Any

import typer
from typer.testing import CliRunner, Result

from cli.group import group

SENT = {
    "id": "a",
    "title": "Norway sends 300 soldiers to Mali",
    "body": "Norway sent 300 soldiers to Bamako on Friday, the defence ministry in Oslo said. They train "
    "Malian border guards and stay until the end of the rainy season.",
    "published": "2025-03-08T09:00:00Z",
    "source": "Fjord Times",
}
COPY = SENT | {"id": "b", "source": "Bergen Post", "body": f"{SENT['body']} (Fjord Times)"}
OTHER = SENT | {
    "id": "c",
    "title": "Lyon picks conductor",
    "body": "The orchestra of Lyon has chosen a new conductor from Burgundy.",
}


def _run(*rows: dict[str, Any], arguments: tuple[str, ...] = ()) -> Result:
    app = typer.Typer()
    app.command()(group)
    return CliRunner().invoke(app, arguments, input="".join(json.dumps(row) + "\n" for row in rows))


def _rows(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_a_line_in_is_a_line_out() -> None:
    rows = _rows(_run(SENT, COPY, OTHER))
    assert [row["id"] for row in rows] == ["a", "b", "c"]
    assert list(rows[0]) == ["id", "copy", "story", "cluster", "events"]


def test_a_copy_shares_everything_and_other_news_nothing() -> None:
    one, copy, other = _rows(_run(SENT, COPY, OTHER))
    assert {**copy, "id": "a"} == one
    assert len(one["events"]) == 1
    assert not {one["copy"], one["story"], one["cluster"]} & {other["copy"], other["story"], other["cluster"]}
    assert other["events"] == []


def test_a_second_line_with_an_id_is_an_edit_of_the_article() -> None:
    edit = SENT | {
        "body": str(SENT["body"]).replace("300", "400"),
        "title": "Norway sends 400 soldiers to Mali",
    }
    one, two = _rows(_run(SENT, edit))
    assert two["cluster"] == one["cluster"]
    assert two["events"] == one["events"]
    assert two["copy"] != one["copy"]


def test_a_newer_figure_stays_with_its_event() -> None:
    more = SENT | {
        "id": "d",
        "title": "Norwegian soldiers in Mali now 500",
        "body": "Norway has sent 500 soldiers to Mali so far, the defence ministry said on Wednesday.",
        "published": "2025-03-12T09:00:00Z",
    }
    one, two = _rows(_run(SENT, more))
    assert two["events"][0] in one["events"]


def test_the_same_input_gives_the_same_output() -> None:
    assert _run(SENT, COPY, OTHER).stdout == _run(SENT, COPY, OTHER).stdout


def test_reasons_are_given_when_asked_for() -> None:
    one, copy, _ = _rows(_run(SENT, COPY, OTHER, arguments=("--why",)))
    assert one["why"]["cluster"].startswith("opened cl_")
    assert "same words" in copy["why"]["copy"]
    assert "same text" in copy["why"]["cluster"]


def test_a_line_that_is_no_article_is_named_and_the_rest_goes_on() -> None:
    result = CliRunner().invoke(
        _app(), [], input=json.dumps(SENT) + "\n{nonsense\n" + json.dumps(OTHER) + "\n"
    )
    assert result.exit_code == 1
    assert [row["id"] for row in _rows(result)] == ["a", "c"]
    assert "line 2: not JSON" in result.stderr


def _app() -> typer.Typer:
    app = typer.Typer()
    app.command()(group)
    return app
