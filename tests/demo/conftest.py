from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from demo.inbox import Inbox
from demo.server import DemoServer
from demo.world import World, load_world

END = datetime(2024, 10, 25, tzinfo=UTC)


@pytest.fixture(scope="session")
def world() -> World:
    return load_world()


@pytest.fixture
def server(world: World) -> Iterator[DemoServer]:
    with DemoServer(world, END) as running:
        yield running


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    with Inbox() as running:
        yield running
