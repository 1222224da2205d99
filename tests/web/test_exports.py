"""Every export is read back by somebody else's reader, and a day in is a day out."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import feedparser
import icalendar
import pyarrow.parquet as pq
import pytest
import stix2
from edtf_validate.valid_edtf import is_valid
from hypothesis import given
from hypothesis import strategies as st

from cli.timeline import Format
from storage.timeline import TimelineRow
from tests.web.events import NOW, row
from web.exports import EXPORTS, Context, parquet
from web.exports.acled import COLUMNS as ACLED

CONTEXT = Context("http://127.0.0.1:8321", NOW)
HOSTILE = "=cmd|'/c calc'!A1 <script>alert(\"x\")</script> &amp; ]]> \u202e\x00\r\nSet: 1"
UNDATED: dict[str, Any] = {
    "start": None,
    "end": None,
    "edtf": "",
    "lat": None,
    "lon": None,
    "place": "",
    "country": "",
}


TEXTS = sorted(set(EXPORTS) - {"parquet"})


def written(name: str, *rows: TimelineRow) -> str:
    return "".join(str(piece) for piece in EXPORTS[name].write(rows, CONTEXT))


def as_csv(name: str, *rows: TimelineRow) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(written(name, *rows), newline="")))


def test_the_command_line_knows_every_export() -> None:
    assert {form.value for form in Format} == {"table", *EXPORTS}


def test_csv_shows_the_last_day_and_figures_as_numbers() -> None:
    (cells,) = as_csv("csv", row(end="2024-10-21"))

    assert (cells["occurred_from"], cells["occurred_to"]) == ("2024-10-18", "2024-10-20")
    assert (cells["count_low"], cells["count_high"], cells["unit"]) == ("1500", "3000", "troops")
    assert cells["date_phrase"] == "18 to 20 October 2024"


@pytest.mark.parametrize("name", ["csv", "acled", "timesketch"])
def test_no_cell_is_a_formula(name: str) -> None:
    for cells in as_csv(name, row(title=HOSTILE, actor="+1", place="@x")):
        assert [value for value in cells.values() if value[:1] in ("=", "+", "@", "\t", "\r")] == []


def test_json_lines_hold_every_field_and_the_exclusive_end() -> None:
    (line,) = written("jsonl", row()).splitlines()
    value = json.loads(line)

    assert (value["id"], value["start"], value["end"]) == ("e1", "2024-10-18", "2024-10-19")
    assert value["sources"] == ["Example Wire", "Other Wire"]
    assert value["updated_at"] == "2024-10-20T12:00:00Z"


def test_feed_readers_read_the_atom_feed() -> None:
    feed = feedparser.parse(written("atom", row(), row("e2", title=HOSTILE)))

    assert not feed.bozo
    assert [entry.id for entry in feed.entries] == ["urn:watchline:event:e1", "urn:watchline:event:e2"]
    assert feed.entries[0].updated == "2024-10-20T12:00:00Z"
    assert feed.entries[0].links[0].href == "http://127.0.0.1:8321/events/e1"
    assert "18 October 2024" in feed.entries[0].summary


def test_the_json_feed_names_its_extension_with_an_underscore() -> None:
    feed = json.loads(written("jsonfeed", row(), row("e2")))

    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert [item["id"] for item in feed["items"]] == ["e1", "e2"]
    assert feed["items"][0]["_watchline"]["occurred_edtf"] == "2024-10-18"


def test_geojson_has_longitude_first_and_no_invented_place() -> None:
    here, nowhere = json.loads(written("geojson", row(), row("e2", **UNDATED)))["features"]

    assert here["geometry"] == {"type": "Point", "coordinates": [131.87353, 43.10562]}
    assert nowhere["geometry"] is None


def test_a_calendar_reads_days_as_days_with_an_exclusive_end() -> None:
    calendar = icalendar.Calendar.from_ical(written("ics", row(end="2024-10-21"), row("e2", **UNDATED)))
    (entry,) = calendar.walk("VEVENT")

    assert (entry["DTSTART"].dt, entry["DTEND"].dt) == (date(2024, 10, 18), date(2024, 10, 21))
    assert (entry["UID"], entry["TRANSP"]) == ("e1@watchline", "TRANSPARENT")
    assert entry["GEO"].latitude == pytest.approx(43.10562)


def test_a_calendar_line_is_never_longer_than_75_octets() -> None:
    lines = written("ics", row(title="북한군 1,500명이 블라디보스토크로 이동했다 " * 5)).split("\r\n")

    assert max(len(line.encode()) for line in lines) <= 75
    (entry,) = icalendar.Calendar.from_ical("\r\n".join(lines)).walk("VEVENT")
    assert entry["SUMMARY"].startswith("북한군 1,500명이 블라디보스토크로")


def test_timelinejs_gets_no_day_that_nobody_knows() -> None:
    month = row("e2", start="2024-06-01", end="2024-07-01", precision="month", edtf="2024-06")
    day, june = json.loads(written("timelinejs", row(), month, row("e3", **UNDATED)))["events"]

    assert day["start_date"] == {"year": 2024, "month": 10, "day": 18}
    assert june["start_date"] == {"year": 2024, "month": 6}
    assert june["display_date"] == "June 2024"


def test_acled_columns_carry_codes_of_precision() -> None:
    (cells,) = as_csv("acled", row(kind="air_strike", quantities={"killed": TEN}), row("e2", **UNDATED))

    assert tuple(cells) == ACLED
    assert (cells["event_type"], cells["sub_event_type"]) == (
        "Explosions/Remote violence",
        "Air/drone strike",
    )
    assert (cells["time_precision"], cells["geo_precision"], cells["fatalities"]) == ("1", "1", "10")


TEN = {"best": 10, "low": 10, "high": 10, "unit": "people", "qualifier": "exact", "text": "10"}


def test_timesketch_says_what_its_moment_means() -> None:
    dated, undated = as_csv("timesketch", row(), row("e2", **UNDATED))

    assert (dated["datetime"], dated["timestamp_desc"]) == ("2024-10-18T00:00:00+00:00", "occurred (day)")
    assert (undated["datetime"], undated["timestamp_desc"]) == ("2024-10-19T12:00:00Z", "reported")


def test_stix_is_valid_and_the_same_each_time() -> None:
    text = written("stix", row(), row("e2", **UNDATED), row("e3", title=HOSTILE))
    bundle = stix2.parse(text, allow_custom=True)
    reports = [item for item in bundle.objects if item["type"] == "report"]

    assert [report["name"] for report in reports][:2] == [
        "North Korea sends about 1,500 troops to Russia"
    ] * 2
    assert text == written("stix", row(), row("e2", **UNDATED), row("e3", title=HOSTILE))
    assert is_valid(next(iter(reports[0]["extensions"].values()))["occurred_edtf"])


def test_parquet_holds_typed_columns_and_days_as_texts() -> None:
    many = [row(f"e{number}") for number in range(parquet.ROWS_A_GROUP + 1)] + [row("last", **UNDATED)]
    table = pq.read_table(io.BytesIO(b"".join(parquet.write(many, CONTEXT))))
    first, last = table.slice(0, 1).to_pylist()[0], table.slice(len(many) - 1).to_pylist()[0]

    assert table.num_rows == len(many)
    assert (first["occurred_from"], first["occurred_to"]) == ("2024-10-18", "2024-10-18")
    assert first["figures"][0] == {
        "role": "sent",
        "unit": "troops",
        "qualifier": "about",
        "best": 1500.0,
        "low": 1500.0,
        "high": 3000.0,
    }
    assert (first["updated_at"], first["sources"]) == (NOW, ["Example Wire", "Other Wire"])
    assert (last["id"], last["occurred_from"], last["lat"]) == ("last", None, None)


def test_parquet_without_its_library_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "available", lambda: False)

    with pytest.raises(parquet.ParquetMissingError, match=r"pip install 'watchline\[parquet\]'"):
        parquet.write([row()], CONTEXT)


@given(
    st.dates(date(1995, 1, 1), date(2035, 1, 1)),
    st.integers(1, 40),
    st.integers(-12, 14),
)
def test_a_day_in_is_a_day_out_whatever_the_zone(first: date, days: int, offset: int) -> None:
    after = first + timedelta(days=days)
    zone = ZoneInfo(f"Etc/GMT{-offset:+d}") if offset else ZoneInfo("UTC")
    context = Context("http://127.0.0.1:8321", NOW.astimezone(zone))
    one = row(start=first.isoformat(), end=after.isoformat(), first_reported_at=NOW.astimezone(zone))

    def text(name: str) -> str:
        return "".join(str(piece) for piece in EXPORTS[name].write([one], context))

    (cells,) = csv.DictReader(io.StringIO(text("csv"), newline=""))
    (entry,) = icalendar.Calendar.from_ical(text("ics")).walk("VEVENT")
    (slide,) = json.loads(text("timelinejs"))["events"]
    (feature,) = json.loads(text("geojson"))["features"]
    assert cells["occurred_from"] == feature["properties"]["occurred_start"] == first.isoformat()
    assert cells["occurred_to"] == (after - timedelta(days=1)).isoformat()
    assert (entry["DTSTART"].dt, entry["DTEND"].dt) == (first, after)
    assert slide["start_date"] == {"year": first.year, "month": first.month, "day": first.day}


@pytest.mark.parametrize("name", TEXTS)
@given(title=st.text(max_size=60), place=st.text(max_size=30))
def test_no_text_breaks_an_export(name: str, title: str, place: str) -> None:
    text = written(name, row(title=title, place=place))

    text.encode("utf-8", "surrogatepass")
    if name == "atom":
        assert not feedparser.parse(text).bozo
    elif EXPORTS[name].media_type.split(";")[0].endswith("json"):
        json.loads(text)
    elif name == "ics":
        assert len(icalendar.Calendar.from_ical(text).walk("VEVENT")) == 1
