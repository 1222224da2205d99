"""`watchline silence`: what is held back, until when and why."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from typer.testing import CliRunner

from alerts.raising import raise_alerts
from cli.silence import silence_app
from clock import SimulatedClock
from storage import outbox
from storage.database import Database
from storage.models import Source
from tests.alerts.conftest import Storyteller, make_rule

Run = Callable[..., tuple[int, str]]
KIND = ("--kind", "troop_deployment")


@pytest.fixture
def run(sqlite_url: str, clock: SimulatedClock, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the verb on the test's database, at the test's time, with the starter rules."""
    monkeypatch.setenv("WATCHLINE_DATABASE_URL", sqlite_url)
    monkeypatch.delenv("WATCHLINE_CONFIG", raising=False)

    def invoke(*arguments: str) -> tuple[int, str]:
        monkeypatch.setenv("WATCHLINE_NOW", clock.now().isoformat())
        result = CliRunner().invoke(silence_app, arguments)
        return result.exit_code, result.output

    return invoke


def raise_one(database: Database, clock: SimulatedClock, rule: str = "watched") -> None:
    with database.write() as session:
        number = sum(outbox.counts(session).values())
        source = Source(name=f"wire-{number}", url="http://x")
        story = Storyteller(session, articles=number, events=number, source=source)
        story.change(story.article())
    raise_alerts(database, [make_rule(id=rule, notify={"to": ["desk"]})], ["desk"], clock)


def test_a_silence_has_a_reason_and_an_end(run: Run) -> None:
    code, output = run("add", *KIND, "--country", "RU", "--for", "2h", "--reason", "drill week")

    assert (code, output) == (
        0,
        "silence 1 until 19 October 2024 02:00 UTC: kind troop_deployment, country RU\n",
    )
    listed = run("list")[1]
    assert "kind troop_deployment, country RU" in listed
    assert "19 Oct 2024 02:00" in listed
    assert "drill week" in listed


def test_it_holds_back_what_comes_and_what_waits_and_counts_it(
    sqlite: Database, clock: SimulatedClock, run: Run
) -> None:
    raise_one(sqlite, clock)

    assert "; 1 waiting message held back" in run("add", *KIND, "--for", "2h", "--reason", "drill")[1]
    raise_one(sqlite, clock)

    (silence,) = json.loads(run("list", "--json")[1])["silences"]
    assert (silence["held_back"], silence["active"]) == (2, True)
    with sqlite.read() as session:
        assert outbox.counts(session)["suppressed"] == 2


def test_it_ends_by_itself_or_by_hand(sqlite: Database, clock: SimulatedClock, run: Run) -> None:
    run("add", *KIND, "--for", "2h", "--reason", "drill")
    run("add", *KIND, "--until", "2024-10-20T00:00:00Z", "--reason", "drill")

    code, output = run("end", "2")
    clock.advance(timedelta(hours=2))

    assert (code, output) == (0, "silence 2 is over; it held back 0 alerts\n")
    assert run("list") == (0, "nothing is silenced\n")
    assert "(over)" in run("list", "--all")[1]
    assert run("end", "1")[0] == run("end", "9")[0] == 1
    raise_one(sqlite, clock)
    with sqlite.read() as session:
        assert outbox.counts(session)["pending"] == 1


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (("--for", "2h", "--reason", "x"), "say what: --rule"),
        ((*KIND, "--reason", "x"), "either --for 2h or --until"),
        ((*KIND, "--for", "soon", "--reason", "x"), "not a duration"),
        ((*KIND, "--until", "2020-01-01", "--reason", "x"), "over before it begins"),
        (("--kind", "troop_deploment", "--for", "2h", "--reason", "x"), "did you mean"),
        (("--country", "Korea", "--for", "2h", "--reason", "x"), "two capital letters"),
        (("--rule", "no-such-rule", "--for", "2h", "--reason", "x"), "there is no rule"),
        ((*KIND, "--for", "2h"), "--reason"),
    ],
)
def test_what_could_never_fit_is_refused(run: Run, options: tuple[str, ...], problem: str) -> None:
    code, output = run("add", *options)

    assert code == 2
    assert problem in " ".join(output.split())
