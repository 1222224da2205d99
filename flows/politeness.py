"""The limits of a host kept by all workers together, through the database they share."""

from __future__ import annotations

import asyncio
import random
import secrets
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial
from itertools import count

from connectors._hosts import BURST, CONNECTIONS, host_key, reserve
from storage import hosts
from storage.database import Database
from storage.hosts import Wish

# How long to wait for a connection that another worker holds, before it is asked for again.
AGAIN_S = 0.2
_Answer = asyncio.Future[float | None]


class SharedGates:
    """As `connectors.http.HostGates`, for any number of processes on one database.

    What requests of one moment ask for goes into one transaction: asked one by one, a turn would cost more
    than the request. One object serves one event loop.
    """

    def __init__(
        self,
        database: Database,
        owner: str,
        per_second: float,
        burst: int = BURST,
        connections: int = CONNECTIONS,
    ) -> None:
        """`owner` names this worker among the others."""
        self._database = database
        self._names = (f"{owner}/{secrets.token_hex(2)}/{number}" for number in count())
        self._reserve = partial(reserve, interval=1.0 / per_second, burst=burst)
        self._connections = connections
        self._here: dict[str, asyncio.Semaphore] = {}
        self._asked: list[tuple[Wish, _Answer]] = []
        self._returned: list[Wish] = []
        self._entered: set[str] = set()
        self._exchanging: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def slot(self, url: str) -> AsyncIterator[None]:
        """Wait for a turn at the host of `url`, and hold one of its connections while the block lasts."""
        host = host_key(url)
        # Those of this process wait for each other here, where it costs nothing.
        async with self._here.setdefault(host, asyncio.Semaphore(self._connections)):
            wish = Wish(host, next(self._names))
            try:
                await asyncio.sleep(await self._granted(wish))
                yield
            finally:
                self._returned.append(wish)
                self._exchange_soon()

    async def aclose(self) -> None:
        """Give back what was held."""
        while self._exchanging:
            await self._exchanging

    async def _granted(self, wish: Wish) -> float:
        """The seconds until the connection may be used, once there is one."""
        while True:
            answer: _Answer = asyncio.get_running_loop().create_future()
            self._asked.append((wish, answer))
            self._exchange_soon()
            wait = await answer
            if wait is not None:
                return wait
            await asyncio.sleep(AGAIN_S * random.uniform(0.5, 1.5))  # noqa: S311  spreads load, guards nothing

    def _exchange_soon(self) -> None:
        if self._exchanging is None:
            self._exchanging = asyncio.create_task(self._exchange_all())

    async def _exchange_all(self) -> None:
        try:
            while self._asked or self._returned:
                asked, self._asked = self._asked, []
                returned, self._returned = self._returned, []
                # Who was cancelled meanwhile has given back already what this would hand out.
                await self._exchange({wish: answer for wish, answer in asked if not answer.done()}, returned)
        finally:
            self._exchanging = None

    async def _exchange(self, asked: Mapping[Wish, _Answer], returned: Sequence[Wish]) -> None:
        try:
            granted = await asyncio.to_thread(self._in_database, list(asked), returned)
        except Exception as error:
            for answer in asked.values():
                if not answer.done():
                    answer.set_exception(error)
            return
        for wish, answer in asked.items():
            if not answer.done():
                answer.set_result(granted.get(wish))

    def _in_database(self, asked: Sequence[Wish], returned: Sequence[Wish]) -> dict[Wish, float | None]:
        new = {wish.host for wish in asked} - self._entered
        if new:
            with self._database.write() as session:
                hosts.enter(session, new)
            self._entered |= new
        with self._database.write() as session:
            granted = hosts.exchange(
                session, asked, returned, reserve=self._reserve, connections=self._connections
            )
        # A host without an answer was forgotten meanwhile: it is entered again when it is asked for again.
        self._entered -= {wish.host for wish in asked if wish not in granted}
        return granted
