"""The API: stable fields, cursors, ETags, errors as JSON."""

from __future__ import annotations

from tests.web.conftest import Browse


def test_events_come_in_pages(browse: Browse) -> None:
    visitor = browse()
    first = visitor.get("/api/v1/events?limit=2").json()
    second = visitor.get(f"/api/v1/events?limit=2&cursor={first['next']}").json()

    assert len(first["events"]) == 2
    assert len(second["events"]) == 1
    assert second["next"] is None
    assert {event["id"] for event in first["events"] + second["events"]} == {"e1", "strike", "undated"}


def test_the_filters_are_those_of_the_page(browse: Browse) -> None:
    found = browse().get("/api/v1/events?kind=troop_deployment&actor=KP").json()["events"]

    assert [event["id"] for event in found] == ["e1"]
    assert (found[0]["start"], found[0]["end"], found[0]["sources"]) == (
        "2024-10-18",
        "2024-10-19",
        ["Example Wire"],
    )


def test_an_event_brings_its_claims_and_history(browse: Browse) -> None:
    event = browse().get("/api/v1/events/old").json()

    assert event["id"] == "e1"
    assert [claim["source"] for claim in event["claims"]] == ["Example Wire", "Example Wire"]
    assert [change["why"] for change in event["changes"]] == ["told"]


def test_an_unchanged_answer_is_not_sent_again(browse: Browse) -> None:
    visitor = browse()
    tag = visitor.get("/api/v1/events").headers["etag"]

    assert visitor.get("/api/v1/events", headers={"If-None-Match": tag}).status_code == 304
    assert visitor.get("/api/v1/events?kind=talks", headers={"If-None-Match": tag}).status_code == 200


def test_stories_alerts_and_sources_are_listed(browse: Browse) -> None:
    visitor = browse()

    assert [story["id"] for story in visitor.get("/api/v1/stories").json()] == ["s1"]
    assert [event["id"] for event in visitor.get("/api/v1/stories/s1").json()["events"]] == ["e1"]
    assert [alert["rule"] for alert in visitor.get("/api/v1/alerts").json()] == ["r"]
    assert [source["last_error"] for source in visitor.get("/api/v1/sources").json()] == ["it hangs", ""]


def test_errors_are_json_with_the_remedy(browse: Browse) -> None:
    reply = browse().get("/api/v1/events?near=x")

    assert reply.status_code == 400
    assert "near: write latitude" in reply.json()["error"]
    assert browse().get("/api/v1/events/never").json() == {"error": "There is no event of this id."}
    assert browse().get("/api/v1/events?cursor=x").status_code == 400


def test_the_description_names_every_address(browse: Browse) -> None:
    paths = browse().get("/api/v1/openapi.json").json()["paths"]

    assert {"/api/v1/events", "/api/v1/stories", "/api/v1/alerts", "/api/v1/sources"} <= set(paths)
