"""What a person reads of an alert, and its data for a webhook."""

from __future__ import annotations

import json
from typing import Any

from alerts.match import match
from alerts.message import Matched, Message, render
from alerts.model import ChangeView, DateView, Figure, Match, PlaceView
from tests.alerts.conftest import make_change, make_rule

WHEN = {"kind": ["troop_deployment"], "text": "soldier*"}


def message_for(*changes: ChangeView, **rule: Any) -> Message:
    made = make_rule(**({"when": WHEN, "change": ["new", "update", "denial"]} | rule))
    matched = []
    for change in changes:
        found = match(made, change)
        assert isinstance(found, Match)
        matched.append(Matched(change, found))
    return render(made, 12, matched)


def test_the_subject_says_what_and_when() -> None:
    message = message_for(make_change())

    assert message.title == "New: North Korea sends soldiers to Russia (by 18 October 2024)"


def test_a_critical_alert_and_a_denial_say_so_first() -> None:
    message = message_for(make_change(change="denial"), severity="critical")

    assert message.title.startswith("CRITICAL Denial by National Intelligence Service: North Korea")


def test_the_subject_keeps_its_date_when_the_headline_is_long() -> None:
    message = message_for(make_change(title="아주 긴 제목 " * 40), make_change())

    assert len(message.title) <= 100
    assert message.title.endswith("… (by 18 October 2024) and 1 more")


def test_the_body_answers_what_when_where_who_and_why() -> None:
    body = message_for(make_change(evidence=("soldiers have reached",))).body

    assert body == (
        "North Korea sends soldiers to Russia\n"
        "   When: by 18 October 2024\n"
        "   Where: Vladivostok, Russia (destination)\n"
        "   Who: Korean People's Army (North Korea) to Russia\n"
        "   Figures: about 1,500 soldiers (sent)\n"
        "   Status: under way, confirmed\n"
        "   Said by: National Intelligence Service (said)\n"
        "   Heard from: 1 source so far\n"
        "   News: reported for the first time\n"
        '   Quote: "Trains with some 1,500 North Korean soldiers have reached Vladivostok."\n'
        '   Why: kind is troop deployment; the text has "Soldiers", "soldiers"\n'
        '   Report: Example Wire, 19 October 2024 00:00 UTC: "Soldiers arrive"\n'
        "   Link (news.example.org): https://news.example.org/a?id=7\n"
        "   Event: ev-1\n"
        "\n"
        "Rule: Watched (watched, severity normal)\n"
        "Alert 12. Why it fired: watchline alerts why 12\n"
        "Seen it: watchline alerts ack 12"
    )


def test_planned_and_sent_are_kept_apart() -> None:
    planned = make_change(
        event="ev-0", status="planned", quantities=(Figure(12_000, "troops", "planned_total", "about"),)
    )

    body = message_for(planned, make_change()).body

    assert body.index("about 12,000 troops (planned in total)") < body.index("2. New: North Korea")
    assert body.index("about 1,500 soldiers (sent)") > body.index("2. New: North Korea")


def test_two_changes_told_in_one_sentence_quote_it_once() -> None:
    evidence = ("some 1,500 North Korean soldiers",)
    told = message_for(
        make_change(evidence=evidence), make_change(event="ev-2", change="update", evidence=evidence)
    )

    assert told.body.count("Quote: ") == 1
    assert "2. Update: North Korea" in told.body


def test_a_country_is_not_named_beside_a_place_in_it() -> None:
    city = make_change().places[0]
    country = PlaceView("Russia", "RU", 60.0, 100.0, "destination", "country")
    origin = PlaceView("North Korea", "KP", 40.0, 127.0, "origin", "country")

    body = message_for(make_change(places=(city, country, origin))).body

    assert "Where: Vladivostok, Russia (destination); North Korea (origin)\n" in body


def test_the_article_that_tells_several_things_is_named_once_below_them() -> None:
    body = message_for(make_change(), make_change(event="ev-2")).body

    assert body.count("Link (news.example.org)") == 1
    assert body.index("Event: ev-2") < body.index("Report: Example Wire") < body.index("Rule: Watched")


def test_an_update_says_what_was_and_what_is_now() -> None:
    before = {"best": 1500, "low": 1500, "high": 1500, "unit": "troops", "qualifier": "about", "text": ""}
    after = {
        "value": 3000,
        "low": None,
        "high": None,
        "qualifier": "at_least",
        "unit": "troops",
        "role": "sent",
    }
    diff = {
        "quantities": {
            "sent": {"from": before, "to": after},
            "killed": {"from": None, "to": after | {"value": 40, "unit": "soldiers"}},
        },
        "status": {"from": "under_way", "to": "completed"},
        "places": {"from": [], "to": [{"name": "Kursk"}]},
    }

    message = message_for(make_change(change="update", diff=diff))
    body = message.body

    assert message.title.startswith("Update: at least 3,000 troops sent, 1,500 before: Korean People's Army")
    assert (
        "News: sent: about 1,500 troops, now at least 3,000 troops; "
        "killed: at least 40 soldiers (not known before); "
        "status: under way, now completed; place: now Kursk"
    ) in body


def test_a_diff_of_an_unknown_shape_costs_no_alert() -> None:
    diff = {"quantities": ["?"], "status": "?", "places": {"to": None}, "mood": 1}

    assert "North Korea sends soldiers" in message_for(make_change(change="update", diff=diff)).body


def test_what_is_not_known_has_no_line() -> None:
    bare = make_change(
        places=(),
        quantities=(),
        attribution=(),
        actors=(),
        recipients=(),
        url="javascript:1",
        date=DateView(),
    )

    body = message_for(bare).body

    assert "When: date not known" in body
    assert not any(word in body for word in ("Where:", "Figures:", "Said by:", "Who:", "Link"))


def test_a_flood_of_changes_is_cut_and_counted() -> None:
    body = message_for(*(make_change(event=f"ev-{n}") for n in range(25))).body

    assert "Event: ev-9" in body
    assert "Event: ev-10" not in body
    assert "... and 15 more changes" in body


def test_every_text_of_the_feed_is_inert_in_title_and_body() -> None:
    evil = "<!channel> @everyone [x](http://evil.example)\r\nBcc: a@b.example \u202e\x00\ud800"
    message = message_for(make_change(title=evil, headline=evil, text=f"soldier {evil}", event="ev-1"))

    shown = message.title + message.body
    assert not set("<>\r\x00\u202e\ud800") & set(shown)
    assert "@everyone" not in shown
    assert "](" not in shown
    assert "\nBcc" not in shown


def test_the_data_for_a_webhook_is_plain_json() -> None:
    payload = message_for(make_change(headline="nul\x00")).payload

    assert json.loads(json.dumps(payload)) == payload
    assert payload["alert"] == 12
    assert payload["rule"]["id"] == "watched"
    (change,) = payload["changes"]
    assert change["event"]["quantities"][0]["value"] == 1500
    assert change["event"]["date"]["words"] == "by 18 October 2024"
    assert change["why"][-1]["words"] == ["Soldiers", "soldiers"]
    assert change["article"]["title"] == "nul"
