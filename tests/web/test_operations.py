"""`/healthz` and `/metrics`: what supervisors and Prometheus ask."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import event
from sqlmodel import select
from starlette.testclient import TestClient

from clock import SimulatedClock
from flows.upkeep import look_after
from storage import heartbeats
from storage.database import Database, open_database
from storage.models import Article, ChannelState, Source
from tests.storage.holdings import add_holding
from tests.world import DEPLOYMENT, rss, run_once, running_world
from web._exposition import Metric, Reading, expose
from web._site import Site
from web.app import create_app
from web.pages.metrics import METRICS

NOW = datetime(2024, 10, 19, 12, tzinfo=UTC)
Labels = dict[str, str]


def visitor(database: Database, *channels: str, at: datetime = NOW, token: str = "") -> TestClient:
    site = Site(database, clock=SimulatedClock(at), channels=channels, token=token)
    return TestClient(create_app(site), base_url="http://127.0.0.1:8321", follow_redirects=False)


def finish_cycle(database: Database, at: datetime = NOW) -> None:
    with database.write() as session:
        heartbeats.beat(session, heartbeats.CYCLE, at, took_s=1.5)


def break_channel(database: Database, name: str) -> None:
    with database.write() as session:
        session.add(ChannelState(channel=name, failures=5, opened_at=NOW))


def scraped(client: TestClient) -> dict[str, float]:
    """Every sample by its name and labels, read by Prometheus's own parser."""
    reply = client.get("/metrics")
    assert reply.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    samples = {}
    for family in text_string_to_metric_families(reply.text):
        assert family.documentation
        assert family.type in ("gauge", "counter")
        for sample in family.samples:
            samples[sample.name + "".join(f" {value}" for value in sample.labels.values())] = sample.value
    return samples


def test_health_is_good_while_cycles_finish_and_a_channel_works(database: Database) -> None:
    finish_cycle(database)
    break_channel(database, "mail")

    reply = visitor(database, "mail", "hook", at=NOW + timedelta(seconds=179)).get("/healthz")

    assert reply.status_code == 200
    said = reply.json()
    assert (said["ok"], said["said"], said["last_cycle_age_s"]) == (True, "ok", 179.0)
    assert said["channels_failing"] == ["mail"]


def test_health_is_bad_before_the_first_cycle_and_after_three_intervals(sqlite: Database) -> None:
    first = visitor(sqlite).get("/healthz")
    finish_cycle(sqlite)
    late = visitor(sqlite, at=NOW + timedelta(seconds=181)).get("/healthz")

    assert (first.status_code, late.status_code) == (503, 503)
    assert first.json()["said"] == "no cycle has finished yet; start: watchline run"
    assert late.json()["said"].startswith("the last cycle ended 181 s ago, one is expected every 60 s")


def test_health_is_bad_when_no_channel_takes_messages(sqlite: Database) -> None:
    finish_cycle(sqlite)
    for name in ("mail", "hook"):
        break_channel(sqlite, name)

    reply = visitor(sqlite, "mail", "hook").get("/healthz")

    assert reply.status_code == 503
    assert reply.json()["said"].startswith("none of 2 channels takes messages")
    assert visitor(sqlite).get("/healthz").status_code == 200


def test_health_says_why_where_the_database_does_not_answer(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("hunter2secret")

    reply = visitor(open_database(f"sqlite:///{folder / 'empty.db'}")).get("/healthz")

    assert reply.status_code == 503
    assert "watchline db upgrade" in reply.json()["said"]
    assert "hunter2secret" not in reply.text


def test_a_clock_that_went_back_makes_no_negative_age(sqlite: Database) -> None:
    finish_cycle(sqlite, NOW + timedelta(days=1))
    client = visitor(sqlite)

    assert client.get("/healthz").json()["last_cycle_age_s"] == 0
    assert scraped(client)["watchline_cycle_age_seconds"] == 0


def test_metrics_of_an_empty_database_can_be_read(database: Database) -> None:
    found = scraped(visitor(database))

    assert found["watchline_waiting articles"] == found["watchline_alerts_total"] == 0
    assert found["watchline_database_bytes data"] > 0
    assert not any(name.startswith("watchline_cycle_") for name in found)


def test_metrics_tell_what_waits_and_since_when(database: Database) -> None:
    for number, state in enumerate(("retry", "sent", "dead")):
        add_holding(database, f"h{number}", NOW - timedelta(minutes=number + 1), delivery=state)
    with database.write() as session:
        session.exec(select(Article)).first().state = "pending"  # type: ignore[union-attr]
        session.exec(select(Source).where(Source.name == "h1")).one().errors = 3
        session.exec(select(Source).where(Source.name == "h2")).one().paused_reason = "gone"

    found = scraped(visitor(database))

    assert (found["watchline_waiting articles"], found["watchline_oldest_waiting_seconds articles"]) == (
        1,
        60,
    )
    assert (found["watchline_waiting deliveries"], found["watchline_waiting changes"]) == (1, 0)
    assert (found["watchline_undelivered dead"], found["watchline_undelivered held"]) == (1, 0)
    assert [found[f"watchline_sources {name}"] for name in ("ok", "failing", "paused")] == [1, 1, 1]


def test_metrics_add_up_what_cycles_did(tmp_path_factory: pytest.TempPathFactory) -> None:
    with running_world(tmp_path_factory.mktemp("world")) as world:
        world.web.pages["/wire"] = rss(DEPLOYMENT)
        settings = world.settings("wire", "broken")
        clock = SimulatedClock(NOW)
        for _ in range(2):
            run_once(settings, clock)
            clock.advance(timedelta(minutes=1))
        database = open_database(settings.database_url)
        look_after(database, clock.now())
        found = scraped(visitor(database, "hook", "mail", at=clock.now()))
        database.close()

    assert (found["watchline_cycles_total"], found["watchline_articles_total"]) == (2, 1)
    assert (found["watchline_polls_total ok"], found["watchline_polls_total failed"]) == (2, 1)
    assert found["watchline_events_total"] == found["watchline_event_changes_total"] > 0
    assert found["watchline_alerts_total"] * 2 == found["watchline_deliveries_total sent"] > 0
    assert found["watchline_channel_up hook"] == 1
    assert found["watchline_rows articles"] == 1


def test_a_scrape_reads_no_big_table_from_end_to_end(sqlite: Database) -> None:
    """Every statement of a scrape goes by an index, or reads a table with a row a source or less."""
    plans: list[str] = []
    statements: list[tuple[str, object]] = []

    def note(_c: object, _cursor: object, statement: str, parameters: object, *_rest: object) -> None:
        statements.append((statement, parameters))

    event.listen(sqlite._reader, "before_cursor_execute", note)
    visitor(sqlite).get("/metrics")
    event.remove(sqlite._reader, "before_cursor_execute", note)
    with sqlite.engine.connect() as connection:
        for statement, parameters in statements:
            if statement.startswith("SELECT"):
                rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)  # type: ignore[arg-type]
                plans += [str(row[3]) for row in rows]

    scans = {plan for plan in plans if plan.startswith("SCAN") and "INDEX ix_" not in plan}
    assert {plan.split()[1] for plan in scans} <= {"source", "channel_state", "anon_1", "heartbeat"}
    assert len(plans) > 10


def test_label_values_are_escaped() -> None:
    metric = Metric("channel_up", "gauge", "Told.", "channel")
    odd = 'a "quoted" \\ name\nwith a break'
    reading = Reading()
    reading.put_each(metric, {odd: 0.25})

    (family,) = text_string_to_metric_families(expose([metric], reading))

    assert [(sample.labels, sample.value) for sample in family.samples] == [({"channel": odd}, 0.25)]


def test_every_metric_is_named_by_the_rules() -> None:
    names = [metric.full_name for metric in METRICS]

    assert len(set(names)) == len(names)
    for metric in METRICS:
        assert metric.full_name.endswith("_total") == (metric.kind == "counter")


def test_metrics_ask_for_the_token(sqlite: Database) -> None:
    client = visitor(sqlite, token="a-token-of-sixteen")

    assert client.get("/metrics").status_code == 303
    allowed = client.get("/metrics", headers={"authorization": "Bearer a-token-of-sixteen"})
    assert allowed.status_code == 200
