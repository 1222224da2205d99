"""docker-compose.yml, Dockerfile and .env.example: what they name exists in the code, under that name.

That the commands start and find each other is rehearsed apart, since it takes minutes: `make rehearse`.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from flows import ports, with_secrets, worker
from flows.deployments import POOL
from rehearsal import compose
from rehearsal.compose import CHECKOUT, Here, Service
from settings import Environment

CONTENT = compose.read()
SERVICES = compose.services(CONTENT)
OURS = [one for one in SERVICES.values() if one.is_ours]
DOCKERFILE = (CHECKOUT / "Dockerfile").read_text(encoding="utf-8")
PINNED = re.compile(r"[\w./-]+:\d+\.\d+(\.\d+)?-[\w-]+(@sha256:[0-9a-f]{64})?")


def named(service: Service) -> str:
    return service.name


def test_these_are_the_services() -> None:
    assert list(SERVICES) == ["postgres", "redis", "prefect", "services", "deploy", "worker", "page"]
    assert CONTENT["services"]["services"]["deploy"] == {"replicas": 1}


@pytest.mark.parametrize("service", SERVICES.values(), ids=named)
def test_a_service_can_do_little(service: Service) -> None:
    raw = service.raw

    assert raw["read_only"] is True
    assert raw["cap_drop"] == ["ALL"]
    assert raw["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in raw
    assert service.is_ours or raw["user"] in ("postgres", "redis")
    assert all(port.startswith("127.0.0.1:") for port in raw.get("ports", []))
    assert all(volume.split(":")[2:] == ["ro"] for volume in raw.get("volumes", []) if volume.startswith("."))


@pytest.mark.parametrize("service", SERVICES.values(), ids=named)
def test_a_service_waits_for_services_that_say_when_they_are_there(service: Service) -> None:
    for name, how in service.raw.get("depends_on", {}).items():
        other = SERVICES[name]
        if how["condition"] == "service_healthy":
            assert other.check
        if how["condition"] == "service_completed_successfully":
            assert other.raw["restart"] == "on-failure"


@pytest.mark.parametrize("service", SERVICES.values(), ids=named)
def test_secrets_are_files_that_the_service_is_given(service: Service) -> None:
    given = {f"/run/secrets/{name}" for name in service.raw.get("secrets", [])}
    words = [*service.command, *service.environment.values()]

    assert {word for word in words if word.startswith("/run/secrets/")} == given
    assert set(service.raw.get("secrets", [])) <= set(CONTENT["secrets"])
    for name, value in service.environment.items():
        assert not re.search("PASSWORD|AUTH|TOKEN|KEY", name) or name.endswith("_FILE"), name
        assert not re.search(r"://[^/@]*:[^/@]*@", value), f"{name} holds a password"


@pytest.mark.parametrize("service", OURS, ids=named)
def test_every_variable_is_read_by_something(service: Service) -> None:
    ours = {f"WATCHLINE_{name.upper()}" for name in Environment.model_fields}

    for name in service.environment:
        base = name.removesuffix("_FILE")
        if name.endswith("_FILE"):
            assert base in with_secrets.NAMES
        if base.startswith("WATCHLINE_"):
            assert base in ours
        elif base.startswith("PREFECT_"):
            assert base in prefect_variables() | redis_variables(), f"Prefect has no {base}"
        else:
            assert base == "PGPASSWORD"


@pytest.mark.parametrize("service", OURS, ids=named)
def test_the_modules_of_messaging_can_be_imported(service: Service) -> None:
    for name, value in service.environment.items():
        if value.startswith("prefect_redis."):
            module = importlib.import_module(value)
            wanted = {"BROKER": "Consumer", "CACHE": "Cache", "ORDERING": "CausalOrdering", "STORAGE": ""}
            assert hasattr(module, wanted[name.rpartition("_")[2]] or "ConcurrencyLeaseStorage")


def prefect_variables() -> set[str]:
    """Every name of an environment variable that Prefect reads."""
    from prefect.settings.legacy import _get_settings_fields
    from prefect.settings.models.root import Settings

    fields = _get_settings_fields(Settings).values()
    aliases = {"PREFECT_MESSAGING_BROKER", "PREFECT_MESSAGING_CACHE", "PREFECT_API_DATABASE_MIGRATE_ON_START"}
    return {field.name for field in fields} | aliases


def redis_variables() -> set[str]:
    from prefect_redis.client import RedisMessagingSettings

    return {f"PREFECT_REDIS_MESSAGING_{name.upper()}" for name in RedisMessagingSettings.model_fields}


@pytest.mark.parametrize("service", OURS, ids=named)
def test_the_command_is_a_module_or_a_verb_of_ours(service: Service) -> None:
    program, *arguments = service.command

    if program == "watchline":
        verb = arguments[0]
        known = set(inspect.signature(getattr(importlib.import_module(f"cli.{verb}"), verb)).parameters)
        given = {word.removeprefix("--").replace("-", "_") for word in arguments if word.startswith("--")}
        assert given <= known
    else:
        assert (program, arguments[0]) == ("python", "-m")
        file = CHECKOUT / f"{arguments[1].replace('.', '/')}.py"
        assert '__name__ == "__main__"' in file.read_text(encoding="utf-8")
        assert all(f'"{word}"' in file.read_text(encoding="utf-8") for word in arguments[2:])


@pytest.mark.parametrize("service", [one for one in OURS if one.check], ids=named)
def test_the_health_check_asks_what_the_service_serves(service: Service) -> None:
    code = service.check[-1]
    call = next(
        node
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant)
    )
    assert isinstance(call.func, ast.Name)
    assert hasattr(ports, call.func.id)
    assert isinstance(call.args[0], ast.Constant)
    port = str(call.args[0].value)

    published = [one.rpartition(":")[2] for one in service.raw.get("ports", [])]
    served = {service.environment.get("PREFECT_SERVER_API_PORT", ""), *service.command, *published}
    if service.name == "worker":
        served |= {"8080"} if "--with-healthcheck" in worker.COMMAND else set()
    assert port in served


def test_the_worker_takes_the_runs_of_the_pool_the_deployments_are_in() -> None:
    content = yaml.safe_load((CHECKOUT / "prefect.yaml").read_text(encoding="utf-8"))

    assert {one["work_pool"]["name"] for one in content["deployments"]} == {POOL}
    assert worker.COMMAND[worker.COMMAND.index("--pool") + 1] == POOL


def test_databases_are_made_that_the_services_ask_for() -> None:
    made = set(re.findall(r"CREATE DATABASE (\w+);", CONTENT["configs"]["databases"]["content"]))
    urls = [url for one in OURS for url in one.environment.values() if url.startswith("postgresql")]

    assert {url.rpartition("/")[2] for url in urls} == made
    assert all("@postgres:5432/" in url for url in urls)


def test_images_are_pinned_and_backups_can_be_made_with_the_server() -> None:
    images = [one.image for one in SERVICES.values() if not one.is_ours]
    images += [line.split()[1] for line in DOCKERFILE.splitlines() if line.startswith("FROM")]

    assert all(PINNED.fullmatch(image) for image in images)
    major = re.search(r"postgres:(\d+)", SERVICES["postgres"].image)
    assert major
    assert f"postgresql-client-{major[1]}" in DOCKERFILE


def test_the_image_holds_every_package_and_installs_by_hash_for_nobody_special() -> None:
    left_out = (CHECKOUT / ".dockerignore").read_text(encoding="utf-8").split()
    compiled = re.search(r"compileall -q (.*)", DOCKERFILE)

    assert compiled
    packages = [word for word in compiled[1].split() if word != "*.py"]
    wheel = re.search(r"only-include = (\[.*\])", (CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))
    assert wheel
    shipped = {name for name in ast.literal_eval(wheel[1]) if (CHECKOUT / name / "__init__.py").exists()}
    assert set(packages) == shipped
    assert not {*packages, "prefect.yaml", "config"} & set(left_out)
    assert {"secrets", ".env", "var", ".git"} <= set(left_out)
    assert re.search(r"^USER watchline$", DOCKERFILE, re.MULTILINE)
    installs = [line for line in DOCKERFILE.splitlines() if "uv sync" in line]
    assert all("--frozen" in line and "--no-dev" in line and "--extra team" in line for line in installs)


def test_the_folders_of_the_image_are_those_that_are_mounted() -> None:
    made = re.search(r"install --directory .* (/\S+) (/\S+)$", DOCKERFILE, re.MULTILINE)
    uid = re.search(r"--uid (\d+)", DOCKERFILE)
    assert made
    assert uid

    assert {"/data", "/backups"} == {made[1], made[2]}
    for service in OURS:
        assert f"/data:uid={uid[1]},gid={uid[1]},mode=0700" in service.raw["tmpfs"]
        home = service.environment.get("WATCHLINE_HOME", "/data")
        assert home == "/data" or f"{home.strip('/')}:{home}" in service.raw["volumes"]


def test_the_example_of_the_environment_sets_what_the_file_asks_for() -> None:
    text = (CHECKOUT / "docker-compose.yml").read_text(encoding="utf-8")
    asked = dict(re.findall(r"\$\{(\w+):-([^}]*)\}", text))
    lines = (CHECKOUT / ".env.example").read_text(encoding="utf-8").splitlines()

    assert dict(line.split("=", 1) for line in lines if line and not line.startswith("#")) == asked
    assert not re.search(r"\$\{\w+\}", text)


def test_commands_are_said_for_this_machine_without_other_changes() -> None:
    here = Here({"5432": 1, "6379": 2, "4200": 3, "8321": 4, "8080": 5}, {"/run/secrets": Path("/s")})

    assert here.command(SERVICES["redis"])[:3] == ["redis-server", "--port", "2"]
    assert here.command(SERVICES["page"])[-7:] == [
        "web",
        "--host",
        "127.0.0.1",
        "--port",
        "4",
        "--token-file",
        "/s/page_token",
    ]
    assert here.command(SERVICES["worker"])[1:4] == ["-P", "-m", "flows.with_secrets"]
    values: dict[str, Any] = here.environment(SERVICES["worker"])
    assert values["WATCHLINE_DATABASE_URL"] == "postgresql://watchline@127.0.0.1:1/timeline"
    assert values["PREFECT_API_URL"] == "http://127.0.0.1:3/api"


def test_a_command_is_given_its_secrets_and_not_where_they_lie(tmp_path: Path) -> None:
    (tmp_path / "word").write_text("s3cret\n", encoding="utf-8")
    environ = {"PGPASSWORD_FILE": str(tmp_path / "word"), "HOME": "/data", "OTHER_FILE": "/x"}

    assert with_secrets.with_secrets(environ) == {"PGPASSWORD": "s3cret", "HOME": "/data", "OTHER_FILE": "/x"}


def test_a_secret_that_cannot_be_read_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        with_secrets.main(["true"], {"PGPASSWORD_FILE": str(tmp_path / "none")})

    assert ended.value.code == 2
    assert f"{tmp_path / 'none'} cannot be read: No such file" in capsys.readouterr().err
