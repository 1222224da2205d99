"""The Prefect server keeps a browser on this machine, and marks runs that never end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from flows.housekeeping import NEVER_ENDED, crash_detection
from tests.flows.conftest import Server
from tests.flows.processes import wait_for

pytestmark = [pytest.mark.prefect, pytest.mark.process, pytest.mark.xdist_group("prefect")]


def page(server: Server, path: str) -> httpx.Response:
    return httpx.get(server.api.url.removesuffix("/api") + path)


def test_a_browser_may_talk_to_this_server_alone(prefect_server: Server) -> None:
    policy = page(prefect_server, "/").headers["content-security-policy"]

    directives = dict(one.strip().split(" ", 1) for one in policy.split(";"))
    assert directives["default-src"] == "'self'"
    assert directives["frame-ancestors"] == "'none'"
    hosts = [word for word in directives["connect-src"].split() if word != "'self'"]
    assert {host.split("//")[1].split(":")[0] for host in hosts} == {"127.0.0.1", "localhost"}


def test_the_ui_that_calls_an_analytics_host_is_not_offered(prefect_server: Server) -> None:
    settings = page(prefect_server, "/ui-settings").json()

    assert settings["available_uis"] == ["v1"]
    assert settings["api_url"] == prefect_server.api.url


def test_a_request_that_another_page_could_forge_is_refused(prefect_server: Server) -> None:
    answer = httpx.post(f"{prefect_server.api.url}/flows/", json={"name": "forged"})

    assert answer.status_code == 403


def test_another_origin_gets_no_leave_to_read(prefect_server: Server) -> None:
    answer = httpx.get(f"{prefect_server.api.url}/health", headers={"Origin": "https://evil.example"})

    assert "access-control-allow-origin" not in answer.headers


def test_a_run_that_never_ends_is_marked_as_crashed(prefect_server: Server) -> None:
    api, name = prefect_server.api, "watch/lost"
    run = api.create_run(api.create_deployment(name), datetime.now(UTC))
    quick = crash_detection(within=timedelta(seconds=10)).model_dump(mode="json")
    quick["trigger"]["match"] = {"prefect.resource.id": f"prefect.flow-run.{run['id']}"}
    api.post("/automations/", {**quick, "name": "quick crash detection"})
    api.set_running(run["id"])

    (crashed,) = wait_for(lambda: api.runs(name, "Crashed"), 60, "crashed run")

    assert crashed["state"]["message"] == NEVER_ENDED
