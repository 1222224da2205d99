"""The door to the network against plain httpx: CPU seconds for 500 GETs, and memory on packed bombs.

    python benchmarks/fetch.py [--gets 500] [--at-once 20] [--rounds 5]

The server runs on loopback in another process and is not counted. CPU is user and system time of this
process; medians of the rounds are printed, both clients taking turns. Bombs are 1 GiB of zeros; what the
peak of memory grows by is measured in a fresh process each, for our client alone: httpx needs 2 GB.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import multiprocessing
import statistics
import time
import zlib
from collections.abc import Awaitable, Callable
from multiprocessing.connection import Connection
from pathlib import Path

import brotli
import httpx
from rich.console import Console
from rich.table import Table

from connectors._decode import zstd
from connectors.http import FetchError, HttpClient

GIB = 1 << 30
BLOCK = bytes(1 << 20)
CONDITION = {"If-None-Match": '"1"', "Accept": "application/rss+xml"}
PAGE = b"".join(
    b"<item><title>Headline %d</title><guid>%d</guid><description>%s</description></item>"
    % (n, n, b"Some words about it. " * 50)
    for n in range(30)
)
BODIES = {"unchanged, 304": "/304", "30 entries, gzip": "/gzip", "30 entries, plain": "/plain"}

Get = Callable[[str], Awaitable[int]]


def main() -> None:
    options = arguments()
    url, server = started(pages())
    try:
        Console().print(speed(url, options))
    finally:
        server.terminate()
    Console().print(bombs())


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--gets", type=int, default=500)
    parser.add_argument("--at-once", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=5)
    return parser.parse_args()


def speed(url: str, options: argparse.Namespace) -> Table:
    """CPU seconds of both clients for each kind of reply."""
    title = f"CPU seconds, {options.gets} GETs, {options.at_once} at once"
    table = Table("reply", "httpx", "HttpClient", "ratio", title=title)
    for name, path in BODIES.items():
        targets = [f"{url}{path}?{n}" for n in range(options.gets)]
        peer, own = [], []
        for _ in range(options.rounds):
            peer.append(asyncio.run(with_httpx(targets, options.at_once)))
            own.append(asyncio.run(with_http_client(targets, options.at_once)))
        theirs, ours = statistics.median(peer), statistics.median(own)
        table.add_row(name, f"{theirs:.2f}", f"{ours:.2f}", f"{ours / theirs:.2f}")
    return table


async def with_httpx(targets: list[str], at_once: int) -> float:
    async with httpx.AsyncClient(trust_env=False) as client:

        async def get(url: str) -> int:
            return (await client.get(url, headers=CONDITION)).status_code

        return await cpu_of(get, targets, at_once)


async def with_http_client(targets: list[str], at_once: int) -> float:
    async with HttpClient(allow_private=["127.0.0.1/32"]) as client:

        async def get(url: str) -> int:
            return (await client.get(url, CONDITION)).status

        return await cpu_of(get, targets, at_once)


async def cpu_of(get: Get, targets: list[str], at_once: int) -> float:
    room = asyncio.Semaphore(at_once)

    async def one(url: str) -> None:
        async with room:
            if await get(url) not in (200, 304):
                raise SystemExit(f"{url} was not answered")

    before = time.process_time()
    await asyncio.gather(*[one(url) for url in targets])
    return time.process_time() - before


def bombs() -> Table:
    """How much memory each bomb costs before it is refused."""
    packed = {"gzip": gzip_bomb(), "br": brotli_bomb(), "zstd": zstd_bomb()}
    packed["gzip, gzip"] = gzip.compress(packed["gzip"])
    table = Table("encoding", "bytes sent", "peak memory grows by", "what is said", title="1 GiB of zeros")
    for encoding, body in packed.items():
        url, server = started({"/": reply(body, f"Content-Encoding: {encoding}")})
        grown_kb, message = in_fresh_process(fetch_and_measure, url)
        server.terminate()
        table.add_row(encoding, f"{len(body):,}", f"{grown_kb / 1024:.1f} MB", message)
    return table


def fetch_and_measure(url: str, answer: Connection) -> None:
    async def go(path: str) -> str:
        async with HttpClient(allow_private=["127.0.0.1/32"]) as client:
            try:
                await client.get(url + path)
            except FetchError as error:
                return str(error)
            return "not refused"

    asyncio.run(go("/warm-up"))
    before = peak_kb()
    message = asyncio.run(go("/"))
    answer.send((peak_kb() - before, message))


def peak_kb() -> int:
    """The most memory this process has held (Linux). ru_maxrss would include what started it."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0])


def in_fresh_process(work: Callable[[str, Connection], None], url: str) -> tuple[int, str]:
    here, there = multiprocessing.get_context("spawn").Pipe()
    process = multiprocessing.get_context("spawn").Process(target=work, args=(url, there))
    process.start()
    result: tuple[int, str] = here.recv()
    process.join()
    return result


def gzip_bomb() -> bytes:
    packer = zlib.compressobj(9, wbits=16 + zlib.MAX_WBITS)
    return b"".join(packer.compress(BLOCK) for _ in range(GIB // len(BLOCK))) + packer.flush()


def brotli_bomb() -> bytes:
    packer = brotli.Compressor(quality=9, lgwin=24)
    return b"".join(packer.process(BLOCK) for _ in range(GIB // len(BLOCK))) + packer.finish()


def zstd_bomb() -> bytes:
    packer = zstd.ZstdCompressor(level=19)
    return b"".join(packer.compress(BLOCK) for _ in range(GIB // len(BLOCK))) + packer.flush()


def pages() -> dict[str, bytes]:
    return {
        "/304": b'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\nCache-Control: max-age=60\r\n\r\n',
        "/gzip": reply(gzip.compress(PAGE), "Content-Encoding: gzip"),
        "/plain": reply(PAGE, "Content-Type: application/rss+xml"),
    }


def reply(body: bytes, header: str) -> bytes:
    return f'HTTP/1.1 200 OK\r\n{header}\r\nETag: "1"\r\nContent-Length: {len(body)}\r\n\r\n'.encode() + body


def started(replies: dict[str, bytes]) -> tuple[str, multiprocessing.Process]:
    """A server process that answers each path with its bytes, and its address."""
    here, there = multiprocessing.Pipe()
    server = multiprocessing.Process(target=serve, args=(replies, there), daemon=True)
    server.start()
    return f"http://127.0.0.1:{here.recv()}", server


def serve(replies: dict[str, bytes], ready: Connection) -> None:
    class Server(asyncio.Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            self.transport = transport

        def data_received(self, data: bytes) -> None:
            path = data.split(b" ", 2)[1].partition(b"?")[0].decode()
            missing = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
            self.transport.write(replies.get(path, missing))  # type: ignore[attr-defined]

    async def forever() -> None:
        server = await asyncio.get_running_loop().create_server(Server, "127.0.0.1", 0)
        ready.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(forever())


if __name__ == "__main__":
    main()
