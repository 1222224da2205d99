"""The container files: what they start exists in the code, and starts here as a local process."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml

from flows import ports
from flows.housekeeping import CRASH_DETECTION
from tests.flows.prefect_api import Api
from tests.flows.processes import free_port, python, running, wait_for

CHECKOUT = Path(__file__).parents[1]
AUTH = "analyst:s3cret"
pytestmark = [pytest.mark.xdist_group("prefect")]


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return dict(yaml.safe_load((CHECKOUT / "docker-compose.yml").read_text(encoding="utf-8")))


def ours(compose: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The services that run our image."""
    return {name: service for name, service in compose["services"].items() if "build" in service}


def test_the_services_wait_for_what_they_need_and_say_how_they_are(compose: dict[str, Any]) -> None:
    services = compose["services"]

    assert set(services) == {"postgres", "prefect", "worker"}
    assert all("healthcheck" in service for service in services.values())
    assert services["prefect"]["depends_on"]["postgres"]["condition"] == "service_healthy"
    assert services["worker"]["depends_on"]["prefect"]["condition"] == "service_healthy"


def test_our_containers_can_do_little_and_are_reached_from_here_alone(
    compose: dict[str, Any],
) -> None:
    for service in ours(compose).values():
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", []))


def test_no_secret_is_written_into_the_file(compose: dict[str, Any]) -> None:
    for service in compose["services"].values():
        for name, value in service["environment"].items():
            if re.search("PASSWORD|AUTH", name):
                assert re.fullmatch(r"\$\{\w+(:\?.*)?\}", value), name


def test_the_image_holds_every_package_and_runs_as_nobody_special() -> None:
    text = (CHECKOUT / "Dockerfile").read_text(encoding="utf-8")
    left_out = (CHECKOUT / ".dockerignore").read_text(encoding="utf-8").split()
    compiled = re.search(r"compileall -q (.*)", text)

    assert compiled
    packages = [word for word in compiled[1].split() if word != "*.py"]
    assert all((CHECKOUT / name / "__init__.py").exists() for name in packages)
    assert not set(packages) & set(left_out)
    assert re.search(r"^USER watchline$", text, re.MULTILINE)
    assert "uv sync --frozen" in text


@pytest.mark.prefect
@pytest.mark.process
@pytest.mark.postgres
def test_the_commands_start_on_postgresql_and_find_each_other(
    compose: dict[str, Any], postgres_server: str, tmp_path: Path
) -> None:
    for statement in compose["configs"]["databases"]["content"].split(";"):
        if statement.strip():
            _execute(postgres_server, statement)
    port = free_port()
    replaced = {
        "${POSTGRES_PASSWORD}": "unused",
        "@postgres/": f"@{postgres_server.rpartition('@')[2]}/",
        "http://prefect:4200": f"http://127.0.0.1:{port}",
        "0.0.0.0": "127.0.0.1",
        "/data": str(tmp_path),
    }
    api = Api(f"http://127.0.0.1:{port}/api", auth=AUTH)

    server = {"PREFECT_SERVER_API_PORT": str(port)}
    worker = {"WATCHLINE_CONFIG": _empty_configuration(tmp_path)}

    with service(compose, "prefect", replaced, tmp_path, server):
        wait_for(lambda: ports.prefect_answers(port), 120, "answer of the Prefect server")
        with service(compose, "worker", replaced, tmp_path, worker):
            run = wait_for(lambda: api.runs("watch/every-minute", "Completed"), 90, "completed run")[0]
            automations = api.post("/automations/filter")

    assert CRASH_DETECTION in {one["name"] for one in automations}
    assert run["state"]["message"].startswith("nothing to do: no source is configured")
    assert (tmp_path / "last-cycle").exists()


@contextmanager
def service(
    compose: dict[str, Any], name: str, replaced: Mapping[str, str], folder: Path, extra: Mapping[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    """A service of the compose file as a process of this machine."""
    definition = compose["services"][name]
    values = {key: _fill(value, replaced) for key, value in definition["environment"].items()}
    image = {"WATCHLINE_HOME": str(folder), "PATH": os.environ["PATH"], "HOME": str(folder)}
    program, *arguments = definition["command"]
    assert program == "python"
    environment = {**image, **values, **extra}
    with running(*python(*arguments), environment=environment, log=folder / f"{name}.log") as process:
        yield process


def _fill(value: str, replaced: Mapping[str, str]) -> str:
    filled = re.sub(r"\$\{PREFECT_AUTH(:\?[^}]*)?\}", AUTH, value)
    for old, new in replaced.items():
        filled = filled.replace(old, new)
    assert "${" not in filled
    return filled


def _empty_configuration(folder: Path) -> str:
    (folder / "rules").mkdir()
    file = folder / "watchline.yaml"
    file.write_text("sources: []\n", encoding="utf-8")
    return str(file)


def _execute(server: str, statement: str) -> None:
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(statement.encode())
