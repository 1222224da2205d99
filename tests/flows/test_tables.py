"""What artifacts show: figures and links for a reader, and nothing a feed could smuggle in."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from clock import SimulatedClock
from flows import tables
from flows.cycle import CycleReport, open_cycle, run_cycle
from flows.steps.poll import SourceOutcome
from tests.world import DEPLOYMENT, World, rss

PAGES = "http://127.0.0.1:8321"
LATER = datetime(2024, 10, 19, 9, 5, tzinfo=UTC)


def outcome(name: str, status: str, reason: str = "", new: int = 0) -> SourceOutcome:
    return SourceOutcome(name, status, reason, new, 0, LATER)


def test_only_sources_with_news_or_trouble_are_shown_trouble_first() -> None:
    rows = tables.poll_rows(
        [
            outcome("busy", "ok", new=3),
            outcome("broken", "failed", "HTTP 500"),
            outcome("quiet", "not_modified", "no change"),
            outcome("early", "not_due", "its turn has not come yet"),
            outcome("stopped", "paused", "HTTP 410"),
        ]
    )

    assert [(row["source"], row["status"], row["new"], row["why"]) for row in rows] == [
        ("broken", "failed", "0", "HTTP 500"),
        ("stopped", "paused", "0", "HTTP 410"),
        ("busy", "ok", "3", ""),
    ]
    assert rows[0]["next poll"] == "09:05 UTC"


def test_the_totals_count_those_that_are_not_shown() -> None:
    done = CycleReport([outcome("a", "ok", new=2), outcome("b", "unchanged"), outcome("c", "not_due")])

    text = tables.poll_totals(done, LATER)

    assert text.startswith("19 October 2024 09:05 UTC: 2 sources, 2 new articles")
    assert "1 polled without news, 1 not due" in text


@pytest.mark.parametrize(
    ("hostile", "harmless"),
    [
        ("one | two", "one ¦ two"),
        ("**bold** _it_ `code`", "∗∗bold∗∗ ＿it＿ 'code'"),
        ("<img src=x onerror=alert(1)>", "‹img src=x onerror=alert(1)›"),
        ("first\nsecond", "first second"),
        ("a\\|b", "a⧵¦b"),
        ("![x](https://evil.example/t.png)", "!(x) (https://evil.example/t.png)"),
        ("[x][y]", "(x) (y)"),
        ("left\u202eright", "leftright"),
    ],
)
def test_markup_from_a_feed_is_just_text(hostile: str, harmless: str) -> None:
    assert tables.plain(hostile) == harmless


def test_a_long_text_is_cut() -> None:
    assert len(tables.plain("x" * 1000, limit=50)) == 50


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "ftp://a.example", "", "//x"])
def test_a_link_that_is_no_web_address_is_left_out(address: str) -> None:
    assert tables.linked("Title", address) == "Title"


def test_a_link_cannot_break_out_of_its_cell() -> None:
    cell = tables.linked("Title | [x]", "https://wire.example/a(b)|c*d?q=1")

    assert cell == "[Title ¦ (x)](https://wire.example/a%28b%29%7Cc%2Ad?q=1)"


def test_rows_become_a_markdown_table() -> None:
    text = tables.markdown([{"when": "today", "what": "visit"}], "nothing")

    assert text.splitlines() == ["| when | what |", "| --- | --- |", "| today | visit |"]
    assert tables.markdown([], "nothing") == "nothing"


def test_events_and_alerts_are_told_with_figures_states_and_links(
    world: World, database_url: str, clock: SimulatedClock
) -> None:
    world.web.pages["/wire"] = rss(DEPLOYMENT)
    with open_cycle(world.settings("wire", database_url=database_url), clock) as cycle:
        asyncio.run(run_cycle(cycle))
        with cycle.database.read() as session:
            events, alerts = tables.timeline_rows(session), tables.alert_rows(session)
            paged, raised = tables.timeline_rows(session, PAGES), tables.alert_rows(session, PAGES)

    figures = " ".join(row["figures"] for row in events)
    assert "about 12,000" in figures
    assert "about 1,500" in figures
    assert {row["what"] for row in events} == {f"[troop deployment]({world.web.url}/nk-1)"}
    assert all(row["what"].startswith(f"[troop deployment]({PAGES}/events/ev_") for row in paged)
    assert f"({PAGES}/alerts/1)" in raised[0]["alert"]
    (alert,) = alerts
    assert alert["rule"] == "new-troop-deployments"
    assert alert["deliveries"] == "hook: sent, mail: sent"
    assert world.web.url in alert["alert"]
