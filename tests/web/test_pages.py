"""The pages: what they show, how they filter, and that text from a feed is only ever text."""

from __future__ import annotations

from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from storage import heartbeats
from storage.database import Database
from storage.models import Alert, EventLink, Mention
from tests.web.conftest import Browse, site_over
from tests.web.events import NOW
from web.app import create_app


def test_the_timeline_shows_events_with_their_words(browse: Browse) -> None:
    page = browse().get("/").text

    assert "3 events" in page
    assert "North Korea sends about 1,500 troops to Russia" in page
    assert "18 October 2024" in page
    assert "about 1,500 troops (sent)" in page


@pytest.mark.parametrize(
    ("filters", "shown"),
    [
        ("kind=air_strike", "1 event"),
        ("kind=air_strike&kind=talks", "2 events"),
        ("country=ua", "1 event"),
        ("status=denied", "1 event"),
        ("q=kharkiv", "1 event"),
        ("source=Example Wire", "1 event"),
        ("story=s1", "1 event"),
        ("near=43.1,131.9,50", "2 events"),
        ("near=0,0,50", "0 events"),
        ("bbox=130,40,135,45", "2 events"),
        ("bbox=170,40,-170,45", "0 events"),
        ("undated=only", "1 event"),
        ("undated=without", "2 events"),
        ("from=2024-10-18&to=2024-10-19&clock=occurred&undated=without", "2 events"),
        ("to=2024-10-18&clock=occurred&undated=without", "0 events"),
        ("as_of=2024-10-01", "0 events"),
        ("last=1h", "0 events"),
    ],
)
def test_filters_are_in_the_address(browse: Browse, filters: str, shown: str) -> None:
    assert f"<h1>{shown}</h1>" in browse().get(f"/?{filters}").text


@pytest.mark.parametrize(
    ("filters", "said"),
    [
        ("colour=red", "is not a filter"),
        ("near=here", "write latitude,longitude,kilometres"),
        ("last=soon", "last:"),
        ("clock=wall", "write occurred, reported or seen"),
        ("from=2024-13-45", "write a day"),
        ("page=0", "from 1 to"),
    ],
)
def test_a_filter_that_cannot_be_read_is_named_with_the_remedy(
    browse: Browse, filters: str, said: str
) -> None:
    reply = browse().get(f"/?{filters}")

    assert reply.status_code == 400
    assert said in reply.text


def test_text_from_a_feed_is_only_text(browse: Browse) -> None:
    for address in ("/", "/events/strike", "/sources"):
        page = browse().get(address).text
        assert "<b>Kharkiv" not in page
        assert "<Wire>" not in page
    assert "&lt;b&gt;Kharkiv&lt;/b&gt;" in browse().get("/").text


def test_an_event_shows_each_claim_beside_its_words(browse: Browse) -> None:
    page = browse().get("/events/e1").text

    assert "<q>About 1,500 soldiers</q>" in page
    assert "quantity.sent" in page
    assert "about 3,000 troops (sent), Example Wire" in page
    assert "told" in page
    assert 'href="https://wire.example/1"' in page


def test_an_event_says_what_it_is_to_others_and_why_it_stands_alone(browse: Browse, filled: Database) -> None:
    with filled.write() as session:
        session.add(EventLink(event="strike", other="e1", kind="denies", why="it was denied", at=NOW))
        rival = {"event": "old", "score": 3.0, "terms": {"kind": 2.0}, "vetoes": ["place"]}
        session.get_one(Mention, 1).decision = {"threshold": 4.0, "rivals": [rival]}

    page = browse().get("/events/e1").text

    assert 'It is denied by <a href="/events/strike">' in page
    assert "not joined to: old with 3 (kind 2): another place" in page


def test_the_id_of_a_merged_event_leads_on(browse: Browse) -> None:
    reply = browse().get("/events/old")

    assert (reply.status_code, reply.headers["location"]) == (301, "/events/e1")
    assert browse().get("/events/never").status_code == 404


def test_a_story_shows_its_events_and_articles(browse: Browse) -> None:
    page = browse().get("/stories/s1").text

    assert "North Korea sends" in page
    assert "Article 2" in page
    assert browse().get("/stories/none").status_code == 404


def test_sources_in_trouble_come_first_with_their_error(browse: Browse) -> None:
    page = browse().get("/sources").text

    assert page.index("it hangs") < page.index("Example Wire")
    assert "1 in trouble" in page


def test_an_alert_and_the_last_cycle_lead_to_their_runs(filled: Database) -> None:
    with filled.write() as session:
        session.get_one(Alert, 1).run = "run-1"
        heartbeats.beat(session, heartbeats.CYCLE, NOW, run="run-2")
    site = replace(site_over(filled), prefect_url="http://127.0.0.1:4200")
    visitor = TestClient(create_app(site), base_url="http://127.0.0.1:8321")

    assert 'href="http://127.0.0.1:4200/runs/flow-run/run-1"' in visitor.get("/alerts").text
    assert 'href="http://127.0.0.1:4200/runs/flow-run/run-2"' in visitor.get("/sources").text


def test_an_alert_can_be_acknowledged(browse: Browse) -> None:
    visitor = browse()

    assert "Acknowledge" in visitor.get("/alerts").text
    # A link from a mail is followed by scanners too: looking acknowledges nothing.
    assert "raised" in visitor.get("/alerts/1").text
    assert "Acknowledged" not in visitor.get("/alerts/1").text
    assert visitor.get("/alerts/1/ack").status_code == 405
    assert visitor.post("/alerts/1/ack").headers["location"] == "/alerts/1"
    assert "Acknowledged" in visitor.get("/alerts/1").text
    assert visitor.get("/alerts/9").status_code == 404
    assert "acknowledged" in visitor.get("/alerts").text
    assert "Acknowledge<" not in visitor.get("/alerts").text


def test_what_is_shown_becomes_a_rule(browse: Browse) -> None:
    page = browse().get("/rules/new?kind=troop_deployment&q=soldiers").text

    assert "kind:\n    - troop_deployment" in page
    assert "rules backtest from-the-timeline" in page
    assert "<strong>1 alert</strong>" in page
    assert '<a href="/events/e1">' in page


def test_what_no_rule_can_ask_for_is_said(browse: Browse) -> None:
    page = browse().get("/rules/new?kind=no_such_kind").text

    assert "No rule can ask for this yet" in page
    assert "no_such_kind" in page


def test_a_rule_shows_what_it_would_have_sent_and_what_it_sent(browse: Browse) -> None:
    page = browse().get("/rules/r").text

    assert "<strong>1 alert</strong> from 2024-07-22 to 2024-10-20" in page
    assert 'aria-label="Alerts a week: week of 14 Oct 2024: 1 alert; "' in page
    assert '<a href="/alerts#alert-1">Troops</a>, open' in page


def test_a_rule_can_be_tried_on_another_time(browse: Browse) -> None:
    assert "from 2024-10-13 to" in browse().get("/rules/r?since=7d").text
    assert browse().get("/rules/r?since=soon").status_code == 400
    assert browse().get("/rules/unheard-of").status_code == 404


def test_the_list_of_rules_shows_how_often_each_fired(browse: Browse) -> None:
    page = browse().get("/rules").text

    assert '<a href="/rules/r">New troops</a>' in page
    assert 'aria-label="Alerts in the last twelve weeks: week of 14 Oct 2024: 1 alert; "' in page


def test_an_empty_timeline_says_what_to_do(browse: Browse) -> None:
    page = browse().get("/?q=nothing").text

    assert "No event passes these filters" in page


@pytest.mark.parametrize("suffix", ["csv", "atom", "feed.json", "geojson", "ics", "stix.json", "acled.csv"])
def test_every_filter_can_be_exported(browse: Browse, suffix: str) -> None:
    reply = browse().get(f"/timeline.{suffix}?kind=troop_deployment")

    assert reply.status_code == 200
    assert "North Korea" in reply.text
    assert "Kharkiv" not in reply.text


def test_an_unknown_export_names_the_known_ones(browse: Browse) -> None:
    reply = browse().get("/timeline.docx")

    assert reply.status_code == 404
    assert "known: " in reply.text
