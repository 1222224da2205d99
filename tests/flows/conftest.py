"""Fixtures for Prefect: one real server for the whole folder, and worlds whose configuration is a file."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

# Prefect reads its settings when it is first imported; tests must not touch the user's own.
os.environ["PREFECT_HOME"] = tempfile.mkdtemp(prefix="watchline-prefect-")
os.environ["PREFECT_SERVER_ALLOW_EPHEMERAL_MODE"] = "false"
os.environ["DO_NOT_TRACK"] = "1"

from flows import ports, profile
from tests.flows.prefect_api import Api
from tests.flows.processes import free_port, python, running, wait_for
from tests.world import RULE, World, running_world


@dataclass(frozen=True)
class Server:
    """A running Prefect server and a copy of its database as it was when it was new."""

    api: Api
    new_database: Path


@pytest.fixture(scope="session")
def prefect_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Started once, in ten to twenty seconds."""
    home = tmp_path_factory.mktemp("prefect-server")
    port = free_port()
    environment = {**profile.inherited(home), **profile.server_settings(port)}
    with running(*python("-m", "flows.server"), environment=environment, log=home / "server.log"):
        wait_for(lambda: ports.prefect_answers(port), 90, "answer of the Prefect server")
        yield Server(Api(profile.api_url(port)), _copy(home / "prefect" / "prefect.db", home / "new.db"))


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Feeds, a webhook and a mail sink; `configured` writes the configuration that points there."""
    with running_world(tmp_path) as started:
        yield started


def configured(world: World, *names: str) -> dict[str, str]:
    """Write watchline.yaml with a source for each name; the environment of a process that uses it."""
    (world.home / "rules").mkdir(exist_ok=True)
    (world.home / "rules" / "rule.yaml").write_text(RULE, encoding="utf-8")
    content = {
        "sources": [
            {
                "name": name,
                "url": world.web.at(f"/{name}"),
                "country": "KR",
                "timezone": "Asia/Seoul",
                "every": "1m",
            }
            for name in names
        ],
        "channels": {"hook": {"url": world.inbox.hook_url}, "mail": {"url": world.inbox.mail_url}},
        "network": {"allow_private": ["127.0.0.1/32"]},
    }
    file = world.home / "watchline.yaml"
    file.write_text(yaml.safe_dump(content), encoding="utf-8")
    home = world.home / "var"
    home.mkdir(exist_ok=True)
    inherited = {
        name: value for name, value in profile.inherited(home).items() if not name.startswith("WATCHLINE_")
    }
    return {**inherited, "WATCHLINE_CONFIG": str(file), "WATCHLINE_HOME": str(home)}


def _copy(database: Path, to: Path) -> Path:
    with sqlite3.connect(database) as source, sqlite3.connect(to) as target:
        source.backup(target)
    return to
